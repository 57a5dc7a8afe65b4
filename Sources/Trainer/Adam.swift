public import Model

#if canImport(Glibc)
  import Glibc
#endif

/// Adam (Kingma and Ba 2015) as Thinc has it: every tensor clipped by itself and counting its own
/// updates, bias-corrected, ε outside the correction, decay decoupled from the gradient, averages.
public struct Adam: Sendable {
  /// What does not change during a run.
  public struct Settings: Hashable, Sendable {
    /// Decay of the mean of the gradients.
    public var beta1: Double
    /// Decay of the mean of their squares.
    public var beta2: Double
    /// Added to the root of the mean square.
    public var epsilon: Double
    /// Strength of the decay towards zero, per unit of the learning rate. Every tensor decays.
    public var decay: Double
    /// Whether the decay acts on the weights; otherwise it is added to the gradient.
    public var isDecayDecoupled: Bool
    /// The L2 norm to which a tensor's gradient is cut; 0 cuts nothing.
    public var clip: Double
    /// Whether to keep a moving average of the weights, for evaluation and for the saved model.
    public var keepsAverages: Bool
    /// How fast each layer of a pretrained encoder moves, as a share of the one above it (Howard and
    /// Ruder 2018).
    public var layerDecay = 1.0
    /// How many times as fast all that is not pretrained moves.
    public var headFactor = 1.0

    /// Settings.
    public init(
      beta1: Double, beta2: Double, epsilon: Double, decay: Double, isDecayDecoupled: Bool,
      clip: Double, keepsAverages: Bool
    ) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.decay = decay
      self.isDecayDecoupled = isDecayDecoupled
      self.clip = clip
      self.keepsAverages = keepsAverages
    }
  }

  /// What is remembered about one tensor, each in the tensor's order.
  struct Moments: Equatable, Sendable {
    var updates = 0
    var mean: [Float]
    var square: [Float]
    /// Empty without averages.
    var average: [Float]
  }

  /// How it was set up.
  public let settings: Settings
  /// By parameter id; nil for one that has not been updated.
  var moments: [Moments?] = []

  /// An optimizer that has seen nothing.
  public init(_ settings: Settings) { self.settings = settings }

  /// Moves every parameter that has a gradient.
  ///
  /// - Parameters:
  ///   - scale: By how much each gradient is multiplied first: one over the number of sub-batches.
  ///   - factor: By how much a parameter's rate is multiplied.
  public mutating func update(
    _ model: inout some Parameterized, _ gradients: Gradients, rate: Double, scale: Float = 1,
    factor: (Parameter) -> Double = { _ in 1 }
  ) {
    var updated: [Int: Matrix] = [:]
    model.visitParameters { parameter in
      if let tied = updated[parameter.id] {
        parameter.value = tied
      } else if gradients.contains(parameter) {
        let rate = rate * factor(parameter)
        update(&parameter, gradients[parameter], rate: rate, scale: scale)
        updated[parameter.id] = parameter.value
      }
    }
  }

  /// By how much the rates of a model's parameters are multiplied.
  func rateFactors<Trained: Parameterized>(
    of model: Trained, layersBelowHead: (Parameter) -> Int?
  ) -> [Double] {
    guard settings.layerDecay != 1 || settings.headFactor != 1 else { return [] }
    var model = model
    var factors: [Double] = []
    model.visitParameters { parameter in
      while factors.count <= parameter.id { factors.append(1) }
      factors[parameter.id] =
        layersBelowHead(parameter).map { pow(settings.layerDecay, Double($0)) }
        ?? settings.headFactor
    }
    return factors
  }

  private mutating func update(
    _ parameter: inout Parameter, _ gradient: Matrix, rate: Double, scale: Float
  ) {
    let count = parameter.value.count
    if parameter.id >= moments.count {
      moments.append(contentsOf: repeatElement(nil, count: parameter.id + 1 - moments.count))
    }
    // Taken out while it is changed, so that its arrays stay unshared.
    var moment =
      moments[parameter.id].take()
      ?? Moments(
        mean: [Float](repeating: 0, count: count), square: [Float](repeating: 0, count: count),
        average: settings.keepsAverages ? [Float](repeating: 0, count: count) : [])
    moment.updates += 1
    let t = Double(moment.updates)
    let corrected =
      rate * (1 - pow(settings.beta2, t)).squareRoot() / (1 - pow(settings.beta1, t))
    let l2 = settings.isDecayDecoupled ? 0 : Float(settings.decay)
    let step = AdamStep(
      scale: scale * clipFactor(gradient, parameter.value, scale: scale, l2: l2),
      l2: l2, beta1: Float(settings.beta1), beta2: Float(settings.beta2),
      epsilon: Float(settings.epsilon), rate: Float(corrected),
      decay: settings.isDecayDecoupled ? Float(rate * settings.decay) : 0)
    step.apply(
      to: &parameter.value.storage, gradient.storage, mean: &moment.mean, square: &moment.square)
    if settings.keepsAverages {
      moment.average.approach(
        parameter.value.storage, by: Float(1 - min(0.9999, (1 + t) / (10 + t))))
    }
    moments[parameter.id] = moment
  }

  /// By how much the gradient must be multiplied for its norm to stay within the clip.
  private func clipFactor(
    _ gradient: Matrix, _ weights: Matrix, scale: Float, l2: Float
  ) -> Float {
    guard settings.clip > 0 else { return 1 }
    let sum = gradient.sumOfSquares(scale: scale, adding: l2, of: weights)
    let norm = sum.squareRoot()
    return norm >= settings.clip ? Float(settings.clip / norm) : 1
  }

  /// Takes up what was remembered of a tensor.
  mutating func restore(_ moment: Moments, id: Int) {
    if id >= moments.count {
      moments.append(contentsOf: repeatElement(nil, count: id + 1 - moments.count))
    }
    moments[id] = moment
  }

  /// The model with its averaged weights; the model itself without averages.
  public func averaged<Trained: Parameterized>(_ model: Trained) -> Trained {
    guard settings.keepsAverages else { return model }
    var averaged = model
    averaged.visitParameters { parameter in
      if parameter.id < moments.count, let moment = moments[parameter.id] {
        parameter.value.storage = moment.average
      }
    }
    return averaged
  }
}
