public import Text

/// Where spans may begin and end: at tokens, or in character mode at grapheme clusters, never inside one.
///
/// Tokens and clusters are those of the original text, also where only its mask is shown.
public struct TextUnits: Equatable, Sendable {
  /// What the caret and the edges move by.
  public enum Granularity: Hashable, Sendable { case token, character }

  /// Ranges of the tokens that show something, each widened to whole clusters.
  public let tokens: [Range<Int>]
  /// Ranges of the grapheme clusters that show something.
  public let characters: [Range<Int>]
  /// The number of scalars.
  private let count: Int
  /// Offsets inside clusters.
  private let joints: Set<Int>

  /// The units of a document.
  ///
  /// - Parameter joints: the offsets inside grapheme clusters of the original text, as `joints(of:)`
  ///   gives them; the document's own where it is not masked.
  public init(_ document: Document, joints: [Int]? = nil) {
    let text = document.text
    let joints = Set(joints ?? Self.joints(of: text))
    let count = text.count
    var isBlank = [Bool](repeating: false, count: count)
    for (offset, scalar) in text.scalars.enumerated() {
      isBlank[offset] = scalar.properties.isWhitespace
    }
    var characters: [Range<Int>] = []
    characters.reserveCapacity(count)
    var start = 0
    while start < count {
      var end = start + 1
      while end < count, joints.contains(end) { end += 1 }
      if !isBlank[start..<end].allSatisfy({ $0 }) { characters.append(start..<end) }
      start = end
    }
    var tokens: [Range<Int>] = []
    for token in document.tokens where !token.range.isEmpty && token.range.upperBound <= count {
      if isBlank[token.range].allSatisfy({ $0 }) { continue }
      // Two tokens in one cluster count as one.
      var start = token.range.lowerBound
      while joints.contains(start) { start -= 1 }
      start = max(start, tokens.last?.upperBound ?? 0)
      var end = token.range.upperBound
      while joints.contains(end) { end += 1 }
      if start < end { tokens.append(start..<end) }
    }
    self.tokens = tokens
    self.characters = characters
    self.count = count
    self.joints = joints
  }

  /// The offsets that lie inside grapheme clusters, ascending: what a masked text must be told.
  public static func joints(of text: ScalarText) -> [Int] {
    if text.isASCII, !text.utf8.contains(0x0D) { return [] }
    var joints: [Int] = []
    var offset = 0
    for cluster in text.string {
      let end = offset + cluster.unicodeScalars.count
      joints += offset + 1..<end
      offset = end
    }
    return joints
  }

  /// Whether a span may begin or end at an offset.
  public func isBorder(_ offset: Int) -> Bool {
    offset >= 0 && offset <= count && !joints.contains(offset)
  }

  /// The units of a kind, in order.
  public func units(_ granularity: Granularity) -> [Range<Int>] {
    granularity == .token ? tokens : characters
  }

  /// The unit at an offset, or the first one after it; past the last, the last. Nil in an empty text.
  public func index(at offset: Int, _ granularity: Granularity) -> Int? {
    let units = units(granularity)
    let index = units.partitioningIndex { $0.upperBound > offset }
    return units.isEmpty ? nil : min(index, units.count - 1)
  }
}
