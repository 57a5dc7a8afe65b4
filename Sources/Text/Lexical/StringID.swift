/// The number that stands for a string in spaCy: what its models hash and its files store.
///
/// Reserved names have the numbers below 457, the empty string 0; all other strings have the
/// MurmurHash64A of their UTF-8 with seed 1 (Austin Appleby, 2008; `murmurhash.mrmr.hash64`).
public enum StringID {
  /// The id of a string.
  public static func of(_ string: String) -> UInt64 {
    var string = string
    return string.withUTF8 { of($0) }
  }

  /// The id of a string in UTF-8.
  public static func of(_ bytes: some Collection<UInt8>) -> UInt64 {
    bytes.withContiguousStorageIfAvailable { of($0) } ?? of(Array(bytes))
  }

  /// The id of a string in UTF-8.
  public static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    bytes.isEmpty ? 0 : ReservedNames.english.number(forHash: murmur64A(bytes, seed: 1))
  }

  /// The name of a reserved id; nil for a hash, which cannot be turned back.
  public static func reservedName(of id: UInt64) -> String? {
    id < UInt64(ReservedNames.english.names.count) ? ReservedNames.english.names[Int(id)] : nil
  }

  static func murmur64A(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64) -> UInt64 {
    let multiplier: UInt64 = 0xC6A4_A793_5BD1_E995
    let shift: UInt64 = 47
    let raw = UnsafeRawBufferPointer(bytes)
    var hash = seed ^ UInt64(bytes.count) &* multiplier
    var offset = 0
    while offset + 8 <= bytes.count {
      var block = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      block &*= multiplier
      block ^= block >> shift
      hash ^= block &* multiplier
      hash &*= multiplier
      offset += 8
    }
    if offset < bytes.count {
      var tail: UInt64 = 0
      for index in (offset..<bytes.count).reversed() { tail = tail << 8 | UInt64(bytes[index]) }
      hash = (hash ^ tail) &* multiplier
    }
    hash ^= hash >> shift
    hash &*= multiplier
    return hash ^ hash >> shift
  }
}

/// The strings whose id is not their hash.
struct ReservedNames: Sendable {
  static let english = ReservedNames()

  /// The names by number; number 0 is the empty string.
  let names: [String]
  /// Open addressing by the low bits of a name's hash.
  private var slots = [(hash: UInt64, number: UInt64)](repeating: (0, 0), count: 2048)

  private init() {
    let words = EnglishTables.symbols.words
    names = [""] + words.map { String(decoding: $0, as: UTF8.self) }
    for (index, word) in words.enumerated() {
      let hash = word.withUnsafeBufferPointer { StringID.murmur64A($0, seed: 1) }
      var slot = Int(hash & 2047)
      while slots[slot].number != 0 { slot = (slot + 1) & 2047 }
      slots[slot] = (hash, UInt64(index + 1))
    }
  }

  /// A reserved name's number, any other string's hash.
  func number(forHash hash: UInt64) -> UInt64 {
    var slot = Int(hash & 2047)
    while slots[slot].number != 0 {
      if slots[slot].hash == hash { return slots[slot].number }
      slot = (slot + 1) & 2047
    }
    return hash
  }
}
