private import Glibc

/// Turns a model's own probability of a span into one that can be believed: c' = σ(logit(c) / T + b)
/// (temperature scaling, Guo et al. 2017, with Platt's bias, 1999), T and b fitted on data that was not
/// learnt from. The order of spans by confidence stays.
public struct Calibration: Hashable, Sendable {
  /// T, above 0: more than 1 where the model is too sure.
  public var temperature: Float
  /// b.
  public var bias: Float

  /// Leaves every confidence as it is.
  public static let none = Calibration(temperature: 1, bias: 0)

  /// A calibration.
  public init(temperature: Float, bias: Float) {
    precondition(temperature > 0, "Calibration: temperature \(temperature), not above 0")
    self.temperature = temperature
    self.bias = bias
  }

  /// The calibrated probability. 0…1 → 0…1
  public func callAsFunction(_ confidence: Float) -> Float {
    guard self != .none else { return confidence }
    return Float(Self.sigmoid(Self.logit(confidence) / Double(temperature) + Double(bias)))
  }

  /// The calibration under which what happened is likeliest, by Newton's method; none below twenty
  /// predictions or where all were right or all wrong, for then nothing can be told.
  public static func fitted(to outcomes: [(confidence: Float, isRight: Bool)]) -> Calibration {
    let right = outcomes.count { $0.isRight }
    guard outcomes.count >= 20, right > 0, right < outcomes.count else { return .none }
    let logits = outcomes.map { logit($0.confidence) }
    var slope = 1.0
    var bias = 0.0
    for _ in 0..<50 {
      // Gradient and curvature of the mean loss, with a weak pull towards the model's own numbers.
      var (g0, g1) = (strength * bias, strength * (slope - 1))
      var (h00, h01, h11) = (strength, 0.0, strength)
      let share = 1 / Double(outcomes.count)
      for (x, outcome) in zip(logits, outcomes) {
        let p = sigmoid(slope * x + bias)
        let error = (p - (outcome.isRight ? 1 : 0)) * share
        let weight = max(p * (1 - p), 1e-9) * share
        g0 += error
        g1 += error * x
        h00 += weight
        h01 += weight * x
        h11 += weight * x * x
      }
      let determinant = h00 * h11 - h01 * h01
      guard determinant > 1e-12 else { break }
      let (d0, d1) = (
        (h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant
      )
      bias -= min(max(d0, -1), 1)
      slope = max(slope - min(max(d1, -1), 1), 0.05)
      if abs(d0) + abs(d1) < 1e-7 { break }
    }
    return Calibration(temperature: Float(1 / slope), bias: Float(bias))
  }

  /// Weight of the prior of the fit.
  private static let strength = 1e-4

  /// Bounded, so that a probability rounded to 0 or 1 stays a number.
  private static func logit(_ p: Float) -> Double {
    let p = min(max(Double(p), 1e-6), 1 - 1e-6)
    return log(p / (1 - p))
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
