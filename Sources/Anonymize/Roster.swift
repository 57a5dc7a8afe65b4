public import Text

/// What is known before a note is read: the names of patients and staff, their numbers and addresses. Where
/// one stands it is a certain finding, in any case, spacing, punctuation and order of names.
public struct Roster: Sendable {
  /// One value and its kind.
  public struct Entry: Hashable, Sendable {
    /// The value, as it is written anywhere.
    public let value: String
    /// Its kind.
    public let label: Label

    /// An entry.
    public init(_ value: String, _ label: Label = .name) {
      self.value = value
      self.label = label
    }
  }

  /// Nothing known.
  public static let empty = Roster([])

  /// All that is known.
  public let entries: [Entry]
  private let search: PatternSearch
  /// The words of names, three letters and more.
  private let words: WordSet
  private let labels: [Label]

  /// A roster of these values. Values of fewer than three letters or digits are passed over: they stand
  /// everywhere.
  public init(_ entries: [Entry]) {
    self.entries = entries
    var patterns: [[UInt8]] = []
    var labels: [Label] = []
    var seen: Set<[UInt8]> = []
    for entry in entries {
      for pattern in Self.patterns(of: entry) where seen.insert(pattern).inserted {
        patterns.append(pattern)
        labels.append(entry.label)
      }
    }
    search = PatternSearch(patterns)
    words = WordSet(
      entries.filter { $0.label == .name }
        .flatMap { Surrogates.folded($0.value).split(separator: " ") }
        .filter { $0.utf8.count > 2 }.map { WordHash.of($0) })
    self.labels = labels
  }

  /// Whether nothing is known.
  public var isEmpty: Bool { entries.isEmpty }

  /// The names among the entries; their words are searched for one by one too, where they do not stand as
  /// words of English.
  var names: [String] { entries.compactMap { $0.label == .name ? $0.value : nil } }

  /// A value, and a name in its other order: `Khan, Kabir` for `Kabir Khan`, with and without what stands
  /// in the middle. One word alone is left to the memory of names, which knows `brown` from `Brown`.
  private static func patterns(of entry: Entry) -> [[UInt8]] {
    let words = Surrogates.folded(entry.value).split(separator: " ").map { Array($0.utf8) }
    let whole = words.flatMap { $0 }
    if whole.count < 3 { return [] }
    guard entry.label == .name else { return [whole] }
    guard words.count > 1, let first = words.first, let last = words.last else { return [] }
    let middle = words.dropFirst().dropLast().flatMap { $0 }
    return [
      whole, last + first + middle, Array(words.dropFirst().joined()) + first, first + last,
      last + first,
    ]
    .filter { $0.count >= 5 }
  }

  /// Adds where values stand.
  func find(in note: Note, _ hits: inout Hits) {
    if isEmpty { return }
    for (pattern, range) in search.matches(in: note) {
      hits.add(range, labels[pattern], "roster", 1)
    }
    // A word of a name that is nothing else stands for the person in any case.
    for (index, word) in note.words.enumerated()
    where words.contains(word.hash) && word.entry.english == 0 && !word.entry.isMedical
      && !word.entry.isDrug && !word.has([.title, .function, .particle])
      && !note.isEponymFrame(after: index)
    {
      hits.add(word.range, .name, "roster", 1)
    }
  }
}

extension PatternSearch {
  /// Where values stand in a note, as whole words, in folded bytes.
  func matches(in note: Note) -> [(pattern: Int, range: Range<Int>)] {
    var stream: [UInt8] = []
    var places: [Int] = []
    stream.reserveCapacity(note.bytes.count)
    places.reserveCapacity(note.bytes.count)
    for word in note.words {
      for offset in word.range {
        stream.append(note.bytes[offset].lowered)
        places.append(offset)
      }
    }
    return matches(in: stream).compactMap { pattern, range in
      let start = places[range.lowerBound]
      let end = places[range.upperBound - 1] + 1
      if note[start - 1].isWordish || note[end].isWordish { return nil }
      // A value may be spread over separators, not over a sentence's words.
      return end - start > 2 * range.count + 8 ? nil : (pattern, start..<end)
    }
  }
}
