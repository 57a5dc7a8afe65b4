public import Text

/// A document with the PHI that it is known to hold.
public struct PHIGold: Hashable, Sendable {
  /// One gold span.
  public struct Span: Hashable, Sendable {
    /// What a masker must do with it.
    public enum Kind: String, Hashable, Sendable {
      /// It must be masked.
      case phi
      /// Strict policies must mask it; others may.
      case strict
      /// A trap: it must stay.
      case keep
    }

    /// Where it stands, in scalars, and its label.
    public let span: Text.Span
    /// Whether masking it is neither asked for nor punished.
    public let isOptional: Bool
    /// What must become of it; nil where its data does not say.
    public let kind: Kind?

    /// A gold span.
    public init(_ span: Text.Span, isOptional: Bool = false, kind: Kind? = nil) {
      self.span = span
      self.isOptional = isOptional
      self.kind = kind
    }
  }

  /// What its source calls it.
  public let id: String
  /// The note.
  public let text: ScalarText
  /// Its gold spans; all lie within the text.
  public let spans: [Span]

  /// A gold document.
  ///
  /// - Precondition: Spans lie within the text.
  public init(id: String, text: ScalarText, spans: [Span]) {
    for gold in spans {
      precondition(
        gold.span.start >= 0 && gold.span.start <= gold.span.end && gold.span.end <= text.count,
        "gold span \(gold.span.range) in a text of \(text.count)")
    }
    self.id = id
    self.text = text
    self.spans = spans
  }
}
