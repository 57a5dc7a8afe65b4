/// What a tagging scheme says of one token.
public enum Tag: Hashable, Sendable {
  /// In no span.
  case outside
  /// Not known: neither trained on nor scored.
  case missing
  /// The first token of a span of several, or in BIO of any.
  case begin(Label)
  /// A token of a span that is neither its first nor, in BILUO, its last.
  case inside(Label)
  /// The last token of a span of several; BILUO only.
  case last(Label)
  /// The only token of a span; BILUO only.
  case unit(Label)

  /// The label of the span that the token is in.
  public var label: Label? {
    switch self {
    case .outside, .missing: nil
    case .begin(let label), .inside(let label), .last(let label), .unit(let label): label
    }
  }
}

extension Tag: LosslessStringConvertible {
  /// A tag as files write it: `B-problem`, `O`, and `-` for a missing one.
  ///
  /// Nil for an unknown letter, or one without a label.
  public init?(_ description: String) {
    let scalars = description.unicodeScalars
    switch description {
    case "O": self = .outside
    case "-", "": self = .missing
    default:
      guard scalars.count > 2, scalars.dropFirst().first == "-" else { return nil }
      let label = Label(String(scalars.dropFirst(2)))
      switch scalars.first {
      case "B": self = .begin(label)
      case "I": self = .inside(label)
      case "L", "E": self = .last(label)
      case "U", "S": self = .unit(label)
      default: return nil
      }
    }
  }

  /// The tag as files write it: `B-problem`, `O`, and `-` for a missing one.
  public var description: String {
    switch self {
    case .outside: "O"
    case .missing: "-"
    case .begin(let label): "B-\(label)"
    case .inside(let label): "I-\(label)"
    case .last(let label): "L-\(label)"
    case .unit(let label): "U-\(label)"
    }
  }
}
