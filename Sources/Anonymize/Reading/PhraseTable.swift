/// Phrases of up to five words, each with a value; the longest that matches at a word wins.
struct PhraseTable<Value: Sendable>: Sendable {
  private let values: [UInt64: Value]
  private let firsts: WordSet

  /// A table from lists of phrases apart by `|` or newlines.
  init(_ lists: [(Value, String)]) {
    var values: [UInt64: Value] = [:]
    var firsts: Set<UInt64> = []
    for (value, phrases) in lists {
      for phrase in phrases.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
        let words = phrase.split(separator: " ").map { WordHash.of($0) }
        guard let first = words.first else { continue }
        firsts.insert(first)
        values[words.dropFirst().reduce(first, Self.combine)] = value
      }
    }
    self.values = values
    self.firsts = WordSet(Array(firsts))
  }

  private static func combine(_ hash: UInt64, _ next: UInt64) -> UInt64 {
    (hash &* 0x9E37_79B9_7F4A_7C15) ^ next
  }

  /// The longest phrase that starts at a word, and the index of its last word.
  func longest(at index: Int, in note: Note) -> (value: Value, last: Int)? {
    guard firsts.contains(note.words[index].hash) else { return nil }
    var hash = note.words[index].hash
    var best: (Value, Int)? = values[hash].map { ($0, index) }
    var last = index
    while last - index < 4, last + 1 < note.words.count, !note.words[last + 1].isDigits {
      let gap = note.gap(after: last)
      guard gap.count <= 2, gap.count > 0,
        gap.allSatisfy({ " '/.-&".utf8.contains(note[$0]) })
      else { break }
      last += 1
      hash = Self.combine(hash, note.words[last].hash)
      if let value = values[hash] { best = (value, last) }
    }
    return best
  }
}
