internal import Journal
internal import Text

/// What is known of a span on the screen: who asserts it, and whether the others agree.
enum Standing: Hashable, Sendable, CaseIterable {
  /// The model says so; nothing to compare it with.
  case predicted
  /// Gold says so; no model was asked.
  case gold
  /// Model and gold say the same.
  case agreed
  /// Gold says so, the model does not.
  case missed
  /// The model says so, gold does not.
  case spurious
  /// The model says so, the annotator has not decided.
  case undecided
  /// The annotator agrees with the model.
  case accepted
  /// The annotator has given it another label or other edges.
  case changed
  /// The annotator's own.
  case added
  /// The annotator has turned it down: only the list shows it.
  case deleted
  /// It is masked.
  case masked
}

extension Standing {
  init(_ decision: WorkingSpan.Decision) {
    switch decision {
    case .predicted: self = .undecided
    case .accepted: self = .accepted
    case .changed: self = .changed
    case .added: self = .added
    case .deleted: self = .deleted
    }
  }

  init(_ standing: ShownMask.Standing) {
    switch standing {
    case .masked: self = .masked
    case .doubtful: self = .undecided
    case .added: self = .added
    case .kept: self = .deleted
    }
  }
}

extension Standing {
  /// The sign in lists, lanes and tags: tells the standing without colour.
  var sign: String {
    switch self {
    case .predicted, .gold: " "
    case .agreed: "="
    case .missed: "-"
    case .spurious, .added: "+"
    case .undecided: "?"
    case .accepted: "✓"
    case .changed: "✎"
    case .deleted: "✗"
    case .masked: "▒"
    }
  }

  /// In the words of the legend.
  var name: String {
    switch self {
    case .predicted: "predicted"
    case .gold: "gold"
    case .agreed: "agrees with gold"
    case .missed: "missed"
    case .spurious: "spurious"
    case .undecided: "undecided"
    case .accepted: "accepted"
    case .changed: "changed"
    case .added: "added"
    case .deleted: "deleted"
    case .masked: "masked"
    }
  }

  /// What the lane under the text is filled with.
  var fill: String {
    switch self {
    case .predicted, .gold: "─"
    case .agreed, .accepted: "═"
    case .missed, .undecided: "┄"
    case .spurious: "~"
    case .changed, .added: "━"
    case .deleted, .masked: " "
    }
  }

  /// Laid over the label's colour in the text.
  var attributes: Style.Attributes {
    switch self {
    case .predicted: .underline
    case .gold, .agreed: [.bold, .underline]
    case .missed: .bold
    case .spurious, .undecided: .underline
    case .accepted: .bold
    case .changed, .added: [.bold, .underline]
    case .deleted: .dim
    case .masked: []
    }
  }

  /// Whether model and gold differ here.
  var isError: Bool { self == .missed || self == .spurious }
}

/// A span as it is drawn.
struct Mark: Hashable, Sendable {
  var span: Span
  var standing: Standing
  /// Probability that the model gives it, 0…1.
  var confidence: Float?
  /// The id of the annotator's span, or the place of the mask; nil where spans are only looked at.
  var id: Int?
}

extension Mark {
  /// The marks of a record, ordered as spans are.
  ///
  /// - Parameters:
  ///   - predictions: nil where no model was asked, or has not answered yet.
  ///   - gold: nil where the data has none, or the overlay is off.
  ///   - thresholds: predictions less probable count as not made.
  static func marks(
    predictions: [Annotation]?, gold: [Span]?, _ thresholds: Thresholds
  ) -> [Mark] {
    guard let predictions else {
      return (gold ?? []).map { Mark(span: $0, standing: .gold) }.sorted { $0.span < $1.span }
    }
    let kept = predictions.filter(thresholds.keeps)
    guard let gold else {
      return kept.map { Mark(span: $0.span, standing: .predicted, confidence: $0.confidence) }
        .sorted { $0.span < $1.span }
    }
    let truth = Set(gold)
    var marks = kept.map { prediction in
      Mark(
        span: prediction.span, standing: truth.contains(prediction.span) ? .agreed : .spurious,
        confidence: prediction.confidence)
    }
    let found = Set(kept.map(\.span))
    marks += gold.filter { !found.contains($0) }.map { Mark(span: $0, standing: .missed) }
    return marks.sorted { $0.span < $1.span }
  }
}

/// How often model and gold agree; strict: label and both edges.
struct Tally: Hashable, Sendable {
  var agreed = 0
  var missed = 0
  var spurious = 0

  init() {}

  /// Counts marks.
  init(_ marks: [Mark]) {
    for mark in marks {
      switch mark.standing {
      case .agreed: agreed += 1
      case .missed: missed += 1
      case .spurious: spurious += 1
      default: break
      }
    }
  }

  /// Harmonic mean of precision and recall, 0…1; nil where there is neither gold nor prediction.
  var f1: Double? {
    let total = 2 * agreed + missed + spurious
    return total == 0 ? nil : Double(2 * agreed) / Double(total)
  }

  static func += (left: inout Tally, right: Tally) {
    left.agreed += right.agreed
    left.missed += right.missed
    left.spurious += right.spurious
  }
}
