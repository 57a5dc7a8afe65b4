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

extension Annotation: Comparable {
  /// By span, then source, then the surer first.
  public static func < (left: Annotation, right: Annotation) -> Bool {
    if left.span != right.span { return left.span < right.span }
    if left.source != right.source { return left.source < right.source }
    return (left.confidence ?? -1) > (right.confidence ?? -1)
  }
}

extension Annotation.Source: Comparable {
  /// Gold, human, models by name, rules by name.
  public static func < (left: Self, right: Self) -> Bool {
    left.rank != right.rank ? left.rank < right.rank : left.name < right.name
  }

  private var rank: Int {
    switch self {
    case .gold: 0
    case .human: 1
    case .model: 2
    case .rule: 3
    }
  }

  private var name: String {
    switch self {
    case .gold, .human: ""
    case .model(let name), .rule(let name): name
    }
  }
}
