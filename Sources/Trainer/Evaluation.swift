public import Model
public import Text

#if canImport(Glibc)
  import Glibc
#endif

/// A model's spans on gold records, scored.
public struct Evaluation: Sendable {
  /// The counts.
  public let score: Score
  /// Tokens a second, from tokens to spans, by the wall clock.
  public let speed: Double
  /// What makes the model's confidences agree with what was right here.
  public let calibration: Calibration

  /// Scores a model.
  ///
  /// - Parameters:
  ///   - gold: Gold records.
  ///   - documents: The same texts with the tokens that the model sees.
  ///   - usesOneThread: Whether to leave the other processors to others.
  public init(
    of model: NERModel, on gold: [Example], documents: [Document], usesOneThread: Bool = false
  ) {
    let start = Self.now
    // Recognizing never fails for this recognizer; a document without spans would be scored as such.
    let found =
      usesOneThread
      ? documents.map { (try? model.recognize($0)) ?? [] }
      : (try? model.recognize(documents)) ?? documents.map { _ in [] }
    let seconds = max(Self.now - start, 1e-9)
    speed = Double(documents.reduce(0) { $0 + $1.tokens.count }) / seconds
    var score = Score()
    var outcomes: [(confidence: Float, isRight: Bool)] = []
    for (example, annotations) in zip(gold, found) {
      let verdicts = score.add(annotations.map(\.span), gold: example)
      for (annotation, verdict) in zip(annotations, verdicts) {
        if let verdict, let confidence = annotation.confidence {
          outcomes.append((confidence, verdict))
        }
      }
    }
    self.score = score
    calibration = .fitted(to: outcomes)
  }

  /// By name, as a config's score weights call them; without those for which nothing was there.
  public var metrics: [String: Double] {
    var metrics = ["speed": speed]
    metrics["ents_p"] = score.precision
    metrics["ents_r"] = score.recall
    metrics["ents_f"] = score.f1
    return metrics
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
