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
