/// Random numbers that a seed determines: xoshiro256** (Blackman and Vigna, 2018), its state filled by
/// SplitMix64. The same on every machine.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
  /// All there is to it; a checkpoint stores it to go on where a run stopped. Not all zero.
  public var state: SIMD4<UInt64>

  /// A generator; equal seeds give equal sequences.
  public init(seed: UInt64) {
    var counter = seed
    state = SIMD4()
    for index in 0..<4 {
      counter &+= 0x9E37_79B9_7F4A_7C15
      var word = counter
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      state[index] = word ^ (word >> 31)
    }
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    let scrambled = Self.rotate(state[1] &* 5, 7) &* 9
    let shifted = state[1] << 17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = Self.rotate(state[3], 45)
    return scrambled
  }

  /// Uniform in 0 ..< 1, in steps of 2⁻²⁴.
  public mutating func nextUniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Normal with mean 0 and deviation 1: the sum of twelve uniform numbers, exact in the moments that
  /// initial weights need and free of any library's logarithm.
  public mutating func nextNormal() -> Float {
    var sum: Float = -6
    for _ in 0..<12 { sum += nextUniform() }
    return sum
  }

  /// A generator of its own for one of several workers, each with another index.
  public func forked(_ index: Int) -> SeededGenerator {
    var copy = self
    return SeededGenerator(seed: copy.next() &+ UInt64(truncatingIfNeeded: index))
  }

  private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
    word << count | word >> (64 - count)
  }
}
