public import Text

/// A document as a policy lets it be seen, with the way back for offsets.
public struct AnonymizedDocument: Sendable {
  /// Whether the policy could be carried out.
  public enum Status: Hashable, Sendable {
    /// Every finding at or above the threshold is replaced.
    case masked
    /// A part failed: the whole text is shape-masked. Holds which part, never text.
    case blocked(part: String)
  }

  /// The document to show. When blocked, the shape of the whole text.
  public let document: Document
  /// Whether the policy could be carried out.
  public let status: Status
  /// What was replaced, ordered by start; empty when blocked.
  public let replacements: [Replacement]
  /// Findings below the policy's threshold, in original offsets, for a reviewer.
  public let doubts: [Annotation]
  /// Between offsets of the original and of `document`.
  public let map: OffsetMap

  /// Whether the whole text is masked because a part failed.
  public var isBlocked: Bool { status != .masked }

  /// Spans of the original, moved to where they stand in `document`.
  public func project(_ spans: [Span]) -> [Span] {
    spans.map { Span(map.toOutput($0.range), $0.label) }
  }

  /// Spans drawn on `document`, moved to where they stand in the original.
  public func restore(_ spans: [Span]) -> [Span] {
    spans.map { Span(map.toSource($0.range), $0.label) }
  }
}
