public import Text

/// Turns token vectors into spans, and gold spans into a loss.
public protocol Head: Parameterized {
  /// The labels it can find, in its own order.
  var labels: [Label] { get }

  /// The loss of token vectors against gold, and the way back: it adds to the parameters' gradients and
  /// returns dL/dFeatures. Tokens of which nothing is known add nothing.
  func loss(_ features: Ragged, _ examples: [Example], _ pass: inout Pass) -> (
    loss: Double, pullback: (inout Gradients) -> Ragged
  )

  /// The spans of each document, in order, with their probability.
  func decode(_ features: Ragged, _ documents: [Document]) -> [[DecodedSpan]]
}

/// A span that a head found.
public struct DecodedSpan: Hashable, Sendable {
  /// Half-open token indexes.
  public let tokens: Range<Int>
  /// What it is.
  public let label: Label
  /// Probability that this very span, bounds and label, is right, by the model's own reckoning. 0…1
  public let confidence: Float

  /// A span found.
  public init(tokens: Range<Int>, label: Label, confidence: Float) {
    self.tokens = tokens
    self.label = label
    self.confidence = confidence
  }
}
