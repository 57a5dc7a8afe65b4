/// The numbers of one Adam update of one tensor, and the update.
public struct AdamStep: Hashable, Sendable {
  /// What the gradient, with the decay added to it, is multiplied by.
  public var scale: Float
  /// Strength of a decay that is added to the gradient.
  public var l2: Float
  /// Decay of the mean of the gradients.
  public var beta1: Float
  /// Decay of the mean of their squares.
  public var beta2: Float
  /// Added to the root of the mean square.
  public var epsilon: Float
  /// The learning rate, corrected for the means' start at zero.
  public var rate: Float
  /// The share of the moved weights that is taken away.
  public var decay: Float

  /// An update's numbers.
  public init(
    scale: Float, l2: Float, beta1: Float, beta2: Float, epsilon: Float, rate: Float, decay: Float
  ) {
    self.scale = scale
    self.l2 = l2
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.rate = rate
    self.decay = decay
  }

  /// Moves weights, and the running means of their gradients; all of one length.
  public func apply(
    to weights: inout [Float], _ gradient: [Float], mean: inout [Float], square: inout [Float]
  ) {
    precondition(
      gradient.count == weights.count && mean.count == weights.count
        && square.count == weights.count,
      "AdamStep: \(weights.count) weights, \(gradient.count), \(mean.count) and \(square.count)")
    Kernels.adam(&weights, gradient, mean: &mean, square: &square, count: weights.count, self)
  }
}

extension [Float] {
  /// Moves every value by a share of its distance to another. Both of one length.
  public mutating func approach(_ other: [Float], by weight: Float) {
    precondition(other.count == count, "approach: \(other.count) to \(count)")
    Kernels.approach(&self, other, weight: weight, count: count)
  }
}

extension Matrix {
  /// Σ (scale · x + l2 · w)² over the elements, in an order that does not depend on them.
  public func sumOfSquares(scale: Float, adding l2: Float, of weights: Matrix) -> Double {
    precondition(weights.count == count, "sumOfSquares: \(shape) and \(weights.shape)")
    return Kernels.sumOfSquares(storage, weights.storage, scale: scale, l2: l2, count: count)
  }
}
