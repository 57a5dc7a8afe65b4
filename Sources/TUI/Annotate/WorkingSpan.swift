internal import Text

/// A span in an annotator's hands: where it came from, and what was decided of it.
struct WorkingSpan: Hashable, Sendable, Identifiable {
  /// What the annotator has decided.
  enum Decision: Hashable, Sendable {
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
  let id: Int
  var span: Span
  var decision: Decision
  /// What the model proposed; nil for a span of the annotator's own.
  let proposal: Annotation?

  /// Whether it takes part in the record: everything but what was deleted.
  var isLive: Bool { decision != .deleted }

  /// The decision of a live span with its present label and edges.
  var settled: Decision {
    guard let proposal else { return .added }
    return proposal.span == span ? .accepted : .changed
  }
}

/// One decision as data: what it took away and what it put in its place. Its inverse is the exchange.
struct DraftEdit: Hashable, Sendable {
  /// For the footer and the journal: `delete problem`.
  var name: String
  var removed: [WorkingSpan]
  var inserted: [WorkingSpan]

  var inverse: DraftEdit { DraftEdit(name: name, removed: inserted, inserted: removed) }
}

/// Why an edit cannot be made.
enum Refusal: Error, Hashable, Sendable {
  case noSpan
  case noSelection
  case atTheEdge
  /// The edge would run into a live span.
  case overlaps(Label)
  /// A span has at least one token, or one character in character mode.
  case wouldBeEmpty
  case nothingToRepeat
  case nothingToUndo
  case nothingToRedo
  case unchanged

  var description: String {
    switch self {
    case .noSpan: "no span has the focus: Tab goes to one"
    case .noSelection: "nothing is selected: v starts a selection"
    case .atTheEdge: "the text ends here"
    case .overlaps(let label): "a \(label) span stands there: delete it first"
    case .wouldBeEmpty: "a span keeps at least one unit: d deletes it"
    case .nothingToRepeat: "no label was given yet"
    case .nothingToUndo: "nothing to undo"
    case .nothingToRedo: "nothing to redo"
    case .unchanged: "it is so already"
    }
  }
}
