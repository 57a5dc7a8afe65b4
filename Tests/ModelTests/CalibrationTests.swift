import Testing
import TestSupport
import Text

@testable import Model

@Suite struct CalibrationTests {
  /// Predictions of a model whose logits are twice too large: it says σ(2x) where σ(x) holds.
  private static let tooSure: [(confidence: Float, isRight: Bool)] = {
    var random = SeededGenerator(seed: 3)
    return (0..<4000).map { _ in
      let x = 2.5 * random.nextNormal()
      let (said, truth) = (1 / (1 + exponential(-2 * x)), 1 / (1 + exponential(-x)))
      return (said, random.nextUniform() < truth)
    }
  }()

  private static func exponential(_ x: Float) -> Float {
    Matrix(rows: 1, columns: 1, [x]).exponential().storage[0]
  }

  private static func error(_ outcomes: [(confidence: Float, isRight: Bool)]) -> Double {
    var curve = CalibrationCurve()
    for outcome in outcomes {
      curve.add(confidence: Double(outcome.confidence), isRight: outcome.isRight)
    }
    return curve.expectedError ?? -1
  }

  @Test func temperatureOfAModelTooSureIsFound() {
    let calibration = Calibration.fitted(to: Self.tooSure)
    #expect(abs(calibration.temperature - 2) < 0.2)
    #expect(abs(calibration.bias) < 0.1)
    let calibrated = Self.tooSure.map { (calibration($0.confidence), $0.isRight) }
    #expect(Self.error(calibrated) < 0.02)
    #expect(Self.error(Self.tooSure) > 0.05)
  }

  @Test func orderStaysAndBoundsHold() {
    let calibration = Calibration(temperature: 3, bias: 0.5)
    let confidences = stride(from: Float(0), through: 1, by: 0.01).map { calibration($0) }
    #expect(zip(confidences, confidences.dropFirst()).allSatisfy { $0 < $1 })
    #expect(confidences.allSatisfy { 0 <= $0 && $0 <= 1 })
    #expect(Calibration.none(0.3) == 0.3)
  }

  @Test func fewOrUniformOutcomesTellNothing() {
    #expect(Calibration.fitted(to: []) == .none)
    #expect(Calibration.fitted(to: Array(Self.tooSure.prefix(19))) == .none)
    #expect(Calibration.fitted(to: (0..<50).map { _ in (0.9, true) }) == .none)
    let extreme = Calibration.fitted(to: (0..<50).map { (1, $0 > 5) })
    #expect(extreme.temperature > 0 && extreme(1) < 1)
  }
}
