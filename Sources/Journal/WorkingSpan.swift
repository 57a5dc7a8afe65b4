public import Text

/// A span in an annotator's hands: where it came from, and what was decided of it.
public struct WorkingSpan: Hashable, Sendable, Identifiable {
  /// What the annotator has decided.
  public enum Decision: String, Hashable, Sendable, CaseIterable {
    /// Nothing yet: the model's proposal.
    case predicted
    /// The proposal, as it is.
    case accepted
    /// The proposal, with another label or other edges.
    case changed
    /// The annotator's own.
    case added
    /// Not a span; kept, so that it is seen and can come back.
    case deleted
  }

  /// Stays the same through every edit, and is never given out again within a record.
  public let id: Int
  /// Range and label as they stand now.
  public var span: Span
  /// What was decided.
  public var decision: Decision
  /// What the model proposed; nil for a span of the annotator's own.
  public let proposal: Annotation?

  /// A span.
  public init(id: Int, span: Span, decision: Decision, proposal: Annotation?) {
    self.id = id
    self.span = span
    self.decision = decision
    self.proposal = proposal
  }

  /// Whether it takes part in the record: everything but what was deleted.
  public var isLive: Bool { decision != .deleted }

  /// The decision of a live span with its present label and edges.
  public var settled: Decision {
    guard let proposal else { return .added }
    return proposal.span == span ? .accepted : .changed
  }
}
