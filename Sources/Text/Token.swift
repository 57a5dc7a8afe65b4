/// One token of a document.
public struct Token: Hashable, Sendable {
  /// Half-open range of Unicode-scalar offsets.
  public let range: Range<Int>
  /// Whether one space (U+0020) that belongs to the token's trailing white space follows.
  public let isFollowedBySpace: Bool
  /// The normal form that a tokenizer exception gives this token; nil where the general rule holds.
  public let norm: String?

  /// A token.
  public init(range: Range<Int>, isFollowedBySpace: Bool, norm: String? = nil) {
    self.range = range
    self.isFollowedBySpace = isFollowedBySpace
    self.norm = norm
  }
}

extension [Token] {
  /// The indexes of the tokens that exactly cover a range of scalar offsets; nil where a bound falls
  /// inside a token or on no token, and for an empty range.
  public func indexes(covering range: Range<Int>) -> Range<Int>? {
    let touched = indexes(touching: range)
    guard !touched.isEmpty,
      self[touched.lowerBound].range.lowerBound == range.lowerBound,
      self[touched.upperBound - 1].range.upperBound == range.upperBound
    else { return nil }
    return touched
  }

  /// The indexes of the tokens that share a scalar with a range of scalar offsets.
  public func indexes(touching range: Range<Int>) -> Range<Int> {
    let first = partitioningIndex { $0.range.upperBound > range.lowerBound }
    let end = partitioningIndex { $0.range.lowerBound >= range.upperBound }
    return range.isEmpty || end < first ? first..<first : first..<end
  }
}
