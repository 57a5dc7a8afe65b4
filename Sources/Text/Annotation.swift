/// A span together with who asserted it and how surely.
public struct Annotation: Hashable, Codable, Sendable {
  /// Who asserted a span.
  public enum Source: Hashable, Codable, Sendable {
    case gold
    case human
    case model(String)
    case rule(String)
  }

  /// What is asserted.
  public var span: Span
  /// By whom.
  public var source: Source
  /// Probability that the span is right, 0…1; nil where the source gives none.
  public var confidence: Float?

  /// An annotation.
  public init(span: Span, source: Source, confidence: Float? = nil) {
    self.span = span
    self.source = source
    self.confidence = confidence
  }
}
