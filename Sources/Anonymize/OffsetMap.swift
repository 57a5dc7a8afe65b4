import Text

/// Maps offsets between a text and the same text with some ranges replaced.
///
/// Offsets are Unicode scalars. Outside the replaced ranges every offset has exactly one counterpart;
/// a range that begins or ends inside a replaced one is widened to it, never guessed.
public struct OffsetMap: Hashable, Sendable {
  /// One replaced range and where its replacement stands.
  public struct Segment: Hashable, Sendable {
    /// Half-open scalar range in the original.
    public let source: Range<Int>
    /// Half-open scalar range in the output.
    public let output: Range<Int>

    /// A segment.
    public init(source: Range<Int>, output: Range<Int>) {
      self.source = source
      self.output = output
    }
  }

  /// The replaced ranges, in order, not overlapping. Replacements of the same length map scalar for scalar.
  public let segments: [Segment]

  /// A map of these segments, which must be in order and not overlap.
  public init(_ segments: [Segment]) {
    for (left, right) in zip(segments, segments.dropFirst()) {
      precondition(
        left.source.upperBound <= right.source.lowerBound,
        "segments overlap: \(left.source) and \(right.source)")
    }
    self.segments = segments
  }

  /// The map of a text that did not change.
  public static let identity = OffsetMap([])

  /// Whether every offset maps to itself, as under a shape mask.
  public var isIdentity: Bool { segments.allSatisfy { $0.source == $0.output } }

  /// The output range that covers a source range: widened where a bound falls inside a replaced range.
  public func toOutput(_ range: Range<Int>) -> Range<Int> {
    map(range, from: \.source, to: \.output)
  }

  /// The source range that covers an output range: widened where a bound falls inside a replacement.
  public func toSource(_ range: Range<Int>) -> Range<Int> {
    map(range, from: \.output, to: \.source)
  }

  private func map(
    _ range: Range<Int>, from: KeyPath<Segment, Range<Int>>, to: KeyPath<Segment, Range<Int>>
  ) -> Range<Int> {
    let lower = bound(range.lowerBound, isUpper: false, from: from, to: to)
    if range.isEmpty { return lower..<lower }
    return lower..<max(lower, bound(range.upperBound, isUpper: true, from: from, to: to))
  }

  private func bound(
    _ offset: Int, isUpper: Bool,
    from: KeyPath<Segment, Range<Int>>, to: KeyPath<Segment, Range<Int>>
  ) -> Int {
    // After the last segment that starts at or before the offset (before it, for an upper bound).
    let next = segments.partitioningIndex { segment in
      let start = segment[keyPath: from].lowerBound
      return isUpper ? start >= offset : start > offset
    }
    guard next > 0 else { return offset }
    let here = segments[next - 1][keyPath: from]
    let there = segments[next - 1][keyPath: to]
    if offset >= here.upperBound { return there.upperBound + (offset - here.upperBound) }
    if here.count == there.count { return there.lowerBound + (offset - here.lowerBound) }
    return isUpper ? there.upperBound : there.lowerBound
  }
}
