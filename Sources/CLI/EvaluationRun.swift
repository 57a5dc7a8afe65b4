import Corpus
import Model
import Notation
import Text

/// A model held against gold.
struct EvaluationRun {
  /// Strict counts, as spaCy makes them.
  let score: Score
  /// How far the model's confidences can be believed.
  let calibration: CalibrationCurve
  /// What became of each span, document by document.
  let outcomes: [OutcomeCounts]
  /// Labels in the order in which gold first has them, then those that only the model has.
  let labels: [Label]
  /// Tokens a second, tokenizing and predicting together, by the wall clock.
  let speed: Double

  /// Predicts on every document of which something is known, from its text alone.
  ///
  /// - Throws: `Stopped` after Ctrl-C; what the model throws.
  init(_ model: any Recognizer, on gold: [Example], _ console: Console) throws {
    let progress = Progress("Evaluating", unit: "document", total: gold.count, on: console)
    var score = Score()
    var calibration = CalibrationCurve()
    var outcomes: [OutcomeCounts] = []
    var labels: [Label] = []
    var seconds = 0.0
    var tokens = 0
    for start in stride(from: 0, to: gold.count, by: Self.batch) {
      try console.checkInterrupt("Nothing was written.")
      let examples = gold[start..<min(start + Self.batch, gold.count)]
      let begin = console.now()
      let documents = examples.map { Document(id: $0.document.id, text: $0.document.text) }
      let predicted = try model.recognize(documents)
      seconds += console.now() - begin
      for ((example, document), annotations) in zip(zip(examples, documents), predicted) {
        tokens += document.tokens.count
        let spans = annotations.map(\.span)
        let verdicts = try score.add(spans, in: document, gold: example)
        for (annotation, verdict) in zip(annotations, verdicts) {
          guard let verdict, let confidence = annotation.confidence else { continue }
          calibration.add(confidence: Double(confidence), isRight: verdict)
        }
        outcomes.append(
          OutcomeCounts(gold: example.spans, predicted: spans, ignoring: example.unannotated))
        for span in example.spans where !labels.contains(span.label) { labels.append(span.label) }
      }
      progress.advance(by: examples.count)
    }
    progress.finish()
    self.score = score
    self.calibration = calibration
    self.outcomes = outcomes
    self.labels = labels + score.perLabel.keys.filter { !labels.contains($0) }.sorted()
    speed = seconds > 0 ? Double(tokens) / seconds : 0
  }

  /// Documents a batch: enough for every worker, few enough for Ctrl-C to be heard.
  private static let batch = 32

  /// The figures under spaCy's keys, in spaCy's order, then the expected calibration error of the
  /// model's confidences; null where there was nothing to score.
  var metrics: JSONObject {
    let hasTokens = score.tokens.predicted > 0
    var metrics: JSONObject = [
      "token_acc": Self.rounded(score.tokenAccuracy),
      "token_p": Self.rounded(hasTokens ? score.tokens.precision : nil),
      "token_r": Self.rounded(hasTokens ? score.tokens.recall : nil),
      "token_f": Self.rounded(hasTokens ? score.tokens.f1 : nil),
      "ents_p": Self.rounded(score.precision), "ents_r": Self.rounded(score.recall),
      "ents_f": Self.rounded(score.f1),
    ]
    let perLabel = labels.map { label -> JSONObject.Member in
      let counts = score.perLabel[label] ?? MatchCounts()
      return .init(
        label.rawValue,
        [
          "p": Self.rounded(counts.precision), "r": Self.rounded(counts.recall),
          "f": Self.rounded(counts.f1),
        ])
    }
    metrics["ents_per_type"] = score.total.isEmpty ? .null : .object(JSONObject(perLabel))
    metrics["speed"] = Self.rounded(speed)
    metrics["ents_calibration_error"] = Self.rounded(calibration.expectedError)
    return metrics
  }

  /// To ten decimals, as spaCy's JSON has it.
  private static func rounded(_ value: Double?) -> JSONValue {
    guard let value else { return .null }
    return .number(Double(Numbers.fixed(value, 10)) ?? value)
  }

  /// The layout of spaCy's JSON files.
  static let layout = JSONStyle(indent: 2, keySeparator: ":")
}

extension EvaluationRun {
  /// The 95 % interval of strict F1 that comes from the choice of documents; nil without any span.
  var interval: Bootstrap.Interval? { Bootstrap([outcomes]).intervals[0].f1 }

  /// What is shown: spaCy's two tables, then how sure the score is and what the errors are.
  var lines: [String] {
    func percent(_ value: Double?) -> String { value.map { Numbers.fixed($0 * 100, 2) } ?? "-" }
    var lines = ["", Self.title("Results"), ""]
    lines +=
      Table(
        rows: [
          ["TOK", percent(score.tokenAccuracy)], ["NER P", percent(score.precision)],
          ["NER R", percent(score.recall)], ["NER F", percent(score.f1)],
          ["SPEED", Numbers.fixed(speed, 0)],
        ], spacing: 3
      ).lines
    lines += ["", Self.title("NER (per type)"), ""]
    lines +=
      Table(
        header: ["", "P", "R", "F"],
        rows: labels.map { label in
          let counts = score.perLabel[label] ?? MatchCounts()
          return [label.rawValue] + [counts.precision, counts.recall, counts.f1].map(percent)
        }, alignments: [.left, .right, .right, .right], spacing: 3, underlinesHeader: false
      ).lines
    return lines + [""] + closing
  }

  private var closing: [String] {
    let total = outcomes.reduce(into: OutcomeCounts()) { $0 += $1 }
    let documents = Numbers.count(outcomes.count, "document")
    var lines: [String] = []
    if let interval {
      let (low, high) = (
        Numbers.fixed(interval.low * 100, 1), Numbers.fixed(interval.high * 100, 1)
      )
      lines.append("NER F lies between \(low) and \(high) in 95 % of draws of these \(documents).")
    }
    if let error = calibration.expectedError {
      lines.append(
        "Confidences differ from the share that is right by \(Numbers.fixed(error * 100, 1)) points "
          + "on average (expected calibration error, 10 bins).")
    }
    let errors = Outcome.allCases.filter { $0 != .correct }.map {
      "\($0.words) \(Numbers.grouped(total[$0]))"
    }
    lines.append("Correct \(Numbers.grouped(total[.correct])); \(errors.joined(separator: ", ")).")
    return lines
  }

  /// A title in the middle of a line, as spaCy sets one.
  private static func title(_ text: String) -> String {
    let width = (Double(80 - text.count) / 2).rounded(.toNearestOrEven)
    let line = String(repeating: "=", count: Int(width) - 2)
    return "\(line) \(text) \(line)"
  }
}

extension Outcome {
  fileprivate var words: String {
    switch self {
    case .correct: "correct"
    case .boundary: "wrong bounds"
    case .type: "wrong label"
    case .boundaryAndType: "both wrong"
    case .missed: "missed"
    case .spurious: "spurious"
    }
  }
}
