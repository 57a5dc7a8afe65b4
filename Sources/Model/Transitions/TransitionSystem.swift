public import Text

/// What one action does with the current token.
public enum Move: UInt8, Hashable, Sendable, CaseIterable {
  /// Opens a span of two tokens or more.
  case begin
  /// Goes on with the open span.
  case inside
  /// Ends the open span.
  case last
  /// Is a span of one token.
  case unit
  /// Stands outside every span.
  case outside
}

/// One action: a move, and the label it concerns.
public struct Transition: Hashable, Sendable {
  /// What is done.
  public let move: Move
  /// Index into `TransitionSystem.labels`; nil for `outside`, and for the unit move without a label,
  /// which only a preset, blocked token would take.
  public let label: Int?

  /// An action.
  public init(_ move: Move, _ label: Int?) {
    self.move = move
    self.label = label
  }
}

/// The actions that read a document from left to right, one a token, and leave spans behind: BILUO as a
/// state machine (Lample et al. 2016, as spaCy's `ner` has it).
public struct TransitionSystem: Hashable, Sendable {
  /// Labels, in the order of the classes.
  public let labels: [Label]
  /// Every action, in the order of the model's outputs: all B, all I, all L, all U, the U without a
  /// label, O. (T = 4·L + 2)
  public let transitions: [Transition]

  /// A system whose labels are in class order already.
  public init(labels: [Label]) {
    self.labels = labels
    transitions =
      [Move.begin, .inside, .last, .unit].flatMap { move in
        labels.indices.map { Transition(move, $0) }
      } + [Transition(.unit, nil), Transition(.outside, nil)]
  }

  /// A system over the labels of training spans: by how many tokens stand in spans of each, most first,
  /// equals by name, last first.
  public init(counting examples: [Example]) {
    var tokensByLabel: [Label: Int] = [:]
    for example in examples {
      for span in example.spans {
        guard let tokens = example.document.tokenRange(covering: span.range) else { continue }
        tokensByLabel[span.label, default: 0] += tokens.count
      }
    }
    self.init(tokensByLabel: tokensByLabel)
  }

  /// A system over labels with their token counts, as a spaCy `moves` file has them.
  public init(tokensByLabel: [Label: Int]) {
    self.init(
      labels: tokensByLabel.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.map(\.key))
  }

  /// T, the number of actions.
  public var count: Int { transitions.count }
  /// The class of a begin move.
  public func begin(_ label: Int) -> Int { label }
  /// The class of an inside move.
  public func inside(_ label: Int) -> Int { labels.count + label }
  /// The class of a last move.
  public func last(_ label: Int) -> Int { 2 * labels.count + label }
  /// The class of a unit move.
  public func unit(_ label: Int) -> Int { 3 * labels.count + label }
  /// The class of the outside move.
  public var outside: Int { 4 * labels.count + 1 }

  /// What an action is called: `B-problem`, `O`.
  public func name(of transition: Int) -> String {
    let transition = transitions[transition]
    let label = transition.label.map { labels[$0].rawValue } ?? ""
    return switch transition.move {
    case .begin: "B-\(label)"
    case .inside: "I-\(label)"
    case .last: "L-\(label)"
    case .unit: "U-\(label)"
    case .outside: "O"
    }
  }
}
