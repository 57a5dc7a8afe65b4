import Text

/// Turns token vectors into spans, and gold spans into a loss.
protocol Head: Parameterized {
  /// The labels it can find, in its own order.
  var labels: [Label] { get }

  /// The loss of token vectors against gold, and the way back: it adds to the parameters' gradients and
  /// returns dL/dFeatures. Tokens of which nothing is known, nor believed, add nothing.
  func loss(_ features: Ragged, _ lessons: [Lesson], _ pass: inout Pass) -> (
    loss: Double, pullback: (inout Gradients) -> Ragged
  )

  /// The spans of each document, in order, with their probability.
  func decode(_ features: Ragged, _ documents: [Document]) -> [[DecodedSpan]]

  /// For each token of each document, the probability that what is decided about it is wrong, by the
  /// model's own reckoning. 0…1
  func doubts(_ features: Ragged, _ documents: [Document]) -> [[Float]]

  /// What the outputs stand for, in their order.
  var classNames: [String] { get }

  /// How probable the head holds some spans of one document, each by the same reckoning as `decode` gives a
  /// span that it finds. 0…1
  ///
  /// - Parameter features: of that document. (N, W)
  func probabilities(
    of spans: [(tokens: Range<Int>, label: Label)], _ features: Matrix, _ document: Document
  ) -> [Float]
}

/// A span that a head found.
struct DecodedSpan: Hashable, Sendable {
  /// Half-open token indexes.
  let tokens: Range<Int>
  /// What it is.
  let label: Label
  /// Probability that this very span, bounds and label, is right, by the model's own reckoning. 0…1
  let confidence: Float

  /// A span found.
  init(tokens: Range<Int>, label: Label, confidence: Float) {
    self.tokens = tokens
    self.label = label
    self.confidence = confidence
  }
}
