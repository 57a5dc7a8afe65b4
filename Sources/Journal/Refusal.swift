public import Text

/// Why an edit cannot be made.
public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  case noSpan
  /// It was deleted, so it has no label or edges to change.
  case isDeleted
  case noSelection
  case atTheEdge
  /// The edge would run into a live span.
  case overlaps(Label)
  /// A span has at least one token, or one character in character mode.
  case wouldBeEmpty
  case cannotSplit
  case noTwin
  case nothingToRepeat
  case nothingToUndo
  case nothingToRedo
  case unchanged

  /// What is in the way, and which key helps.
  public var description: String {
    switch self {
    case .noSpan: "no span has the focus: Tab goes to one"
    case .isDeleted: "the span is deleted: a brings it back"
    case .noSelection: "nothing is selected: v starts a selection"
    case .atTheEdge: "the text ends here"
    case .overlaps(let label): "a \(label) span stands there: delete it first"
    case .wouldBeEmpty: "a span keeps at least one unit: d deletes it"
    case .cannotSplit: "put the caret inside the span, where its second part begins"
    case .noTwin: "no other place with the same text is free"
    case .nothingToRepeat: "no label was given yet"
    case .nothingToUndo: "nothing to undo"
    case .nothingToRedo: "nothing to redo"
    case .unchanged: "it is so already"
    }
  }
}
