/// The four rows of an embedding table that stand for a key, as in Thinc's `HashEmbed` (Svenstrup,
/// Hansen and Winther, 2017, with four hash functions from one 128-bit hash).
public struct HashRows: Hashable, Sendable {
  /// Four 32-bit keys.
  public let keys: SIMD4<UInt32>

  /// The keys of a 64-bit id under a table's seed: one block of MurmurHash3 with Thinc's order of steps.
  @inlinable
  public init(of id: UInt64, seed: UInt32) {
    var first = id &* 0x87C3_7B91_1142_53D5
    first = (first << 31 | first >> 33) &* 0x4CF5_AD43_2745_937F
    first ^= UInt64(seed)
    first ^= 8
    var second = UInt64(seed) ^ 8
    first &+= second
    second &+= first
    first = Self.mixed(first)
    second = Self.mixed(second)
    first &+= second
    second &+= first
    keys = SIMD4(
      UInt32(truncatingIfNeeded: first), UInt32(truncatingIfNeeded: first >> 32),
      UInt32(truncatingIfNeeded: second), UInt32(truncatingIfNeeded: second >> 32))
  }

  @inlinable
  static func mixed(_ value: UInt64) -> UInt64 {
    var value = value
    value ^= value >> 33
    value &*= 0xFF51_AFD7_ED55_8CCD
    value ^= value >> 33
    value &*= 0xC4CE_B9FE_1A85_EC53
    return value ^ value >> 33
  }

  /// The rows in a table of `count` rows; the embedding is their sum, a row met twice counting twice.
  @inlinable
  public func rows(of count: Int) -> SIMD4<UInt32> {
    keys % SIMD4(repeating: UInt32(count))
  }
}
