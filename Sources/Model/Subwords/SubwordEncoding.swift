/// A text as the pieces of an encoder's vocabulary, the marks of its beginning and end included.
public struct SubwordEncoding: Equatable, Sendable {
  /// Row of each piece in the vocabulary.
  public private(set) var ids: [Int32] = []
  /// The half-open scalar range each piece came from; empty for a piece that stands for nothing visible.
  public private(set) var ranges: [Range<Int>] = []

  /// Number of pieces.
  public var count: Int { ids.count }

  mutating func append(_ id: Int32, _ range: Range<Int>) {
    ids.append(id)
    ranges.append(range)
  }

  mutating func removeLast(_ count: Int) {
    ids.removeLast(count)
    ranges.removeLast(count)
  }

  /// Keeps the first pieces and the mark of the end, `limit` in all.
  mutating func truncate(to limit: Int) {
    guard count > limit, limit > 1, let id = ids.last, let range = ranges.last else { return }
    ids.removeSubrange((limit - 1)...)
    ranges.removeSubrange((limit - 1)...)
    append(id, range)
  }
}
