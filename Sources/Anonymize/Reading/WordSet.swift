/// A set of word hashes, which are spread already: asked for every word by every family, so that a hash of
/// the hash would be felt.
struct WordSet: Sendable {
  private let slots: [UInt64]
  private let mask: Int

  /// The words of a text apart by blanks.
  init(_ words: String) {
    self.init(words.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { WordHash.of($0) })
  }

  /// These hashes.
  init(_ hashes: [UInt64]) {
    var size = 8
    while size < hashes.count * 3 { size *= 2 }
    var slots = [UInt64](repeating: 0, count: size)
    for hash in hashes where hash != 0 {
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & (size - 1) }
      slots[slot] = hash
    }
    self.slots = slots
    mask = size - 1
  }

  /// Whether a word is one of the set; digits, whose hash is 0, never are.
  func contains(_ hash: UInt64) -> Bool {
    if hash == 0 { return false }
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] == hash { return true }
      slot = (slot + 1) & mask
    }
    return false
  }
}
