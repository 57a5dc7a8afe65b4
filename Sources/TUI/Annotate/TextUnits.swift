internal import Text

/// Where spans may begin and end: at tokens, or in character mode at grapheme clusters, never inside one.
struct TextUnits: Equatable, Sendable {
  /// What the caret and the edges move by.
  enum Granularity: Hashable, Sendable { case token, character }

  /// Ranges of the tokens that show something, each widened to whole clusters.
  let tokens: [Range<Int>]
  /// Ranges of the grapheme clusters that show something.
  let characters: [Range<Int>]
  /// Every border of a cluster, the end of the text included.
  private let borders: Set<Int>

  init(_ document: Document) {
    var characters: [Range<Int>] = []
    var borders: Set<Int> = [0]
    var starts: [Int] = []
    var offset = 0
    for cluster in document.text.string {
      let range = offset..<offset + cluster.unicodeScalars.count
      starts += Array(repeating: offset, count: range.count)
      offset = range.upperBound
      borders.insert(offset)
      if !cluster.isWhitespace { characters.append(range) }
    }
    var tokens: [Range<Int>] = []
    for token in document.tokens where !token.range.isEmpty && token.range.upperBound <= offset {
      if document.text[token.range].allSatisfy(\.isWhitespace) { continue }
      // Two tokens in one cluster count as one.
      let start = max(starts[token.range.lowerBound], tokens.last?.upperBound ?? 0)
      var end = token.range.upperBound
      while !borders.contains(end) { end += 1 }
      if start < end { tokens.append(start..<end) }
    }
    self.tokens = tokens
    self.characters = characters
    self.borders = borders
  }

  func isBorder(_ offset: Int) -> Bool { borders.contains(offset) }

  func units(_ granularity: Granularity) -> [Range<Int>] {
    granularity == .token ? tokens : characters
  }

  /// The unit at an offset, or the first one after it; past the last, the last. Nil in an empty text.
  func index(at offset: Int, _ granularity: Granularity) -> Int? {
    let units = units(granularity)
    var low = 0
    var high = units.count
    while low < high {
      let middle = (low + high) / 2
      if units[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return units.isEmpty ? nil : min(low, units.count - 1)
  }
}
