/// A labelled, half-open range of Unicode-scalar offsets.
public struct Span: Hashable, Codable, Sendable {
  /// Half-open, in Unicode scalars.
  public var range: Range<Int>
  /// What kind of thing the range is.
  public var label: Label

  /// A span.
  public init(_ range: Range<Int>, _ label: Label) {
    self.range = range
    self.label = label
  }

  /// First scalar.
  public var start: Int { range.lowerBound }
  /// One past the last scalar.
  public var end: Int { range.upperBound }
}

extension Span: Comparable {
  /// By start, then longer first, then label.
  public static func < (left: Span, right: Span) -> Bool {
    if left.start != right.start { return left.start < right.start }
    if left.end != right.end { return left.end > right.end }
    return left.label < right.label
  }
}
