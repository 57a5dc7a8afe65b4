import Notation
import Text
import Trainer

/// What came of a retraining, for the eye and for programs.
struct RetrainingReport {
  /// Dev F1 after learning from a part of the corrections.
  struct CurvePoint {
    let share: Double
    let records: Int
    let f1: Double?
  }

  /// Where the model is.
  enum Place {
    case history(dataset: String, number: Int)
    case folder(String)
  }

  private let data: RetrainingData
  private let change: ScoreChange?
  private let evaluations: [EvaluationResult]
  private let headName: String
  var curve: [CurvePoint] = []
  var place: Place?

  init(_ run: Retraining) {
    data = run.data
    change = run.change
    evaluations = run.evaluations
    headName = run.headName
  }

  /// What is about to be done.
  static func title(_ data: RetrainingData, base: String) -> String {
    "Retraining \(base) on \(Numbers.count(data.corrections.count, "corrected record"))"
      + (data.replay.isEmpty ? "" : " and \(Numbers.grouped(data.replay.count)) replayed")
      + (data.dev.isEmpty
        ? ", judged by nothing: name a dev set with --dev"
        : ", judged on \(Numbers.count(data.dev.count, "record"))")
  }

  // MARK: For the eye

  var lines: [String] {
    var lines: [String] = [""]
    if let change {
      lines += Self.table(change) + [""]
      if let total = change.total, let difference = total.difference {
        lines.append(Self.verdict(difference, records: data.dev.count))
      }
    }
    if !curve.isEmpty {
      let points = curve.map {
        "\(Int($0.share * 100)) % (\(Numbers.grouped($0.records))) \(Self.percent($0.f1))"
      }
      lines.append("Dev F1 by share of the corrections: " + points.joined(separator: ", ") + ".")
    }
    switch place {
    case .history(let dataset, let number):
      lines.append(
        "Model \(number) of \(dataset); put it to use with 'clinspan model promote \(dataset) "
          + "\(number)', or drop it with 'clinspan model discard \(dataset) \(number)'.")
    case .folder(let path): lines.append("Saved to \(path)")
    case nil: break
    }
    return lines
  }

  private static func table(_ change: ScoreChange) -> [String] {
    Table(
      header: ["dev", "P", "R", "F1", "change", "95 % of draws", "gold"],
      rows: change.rows.map { row in
        [
          row.label?.rawValue ?? "all", percent(row.after.precision), percent(row.after.recall),
          percent(row.after.f1), row.difference.map { signed($0.value) } ?? "-",
          row.difference.map { "\(signed($0.interval.low)) to \(signed($0.interval.high))" } ?? "-",
          Numbers.grouped(row.gold),
        ]
      }, alignments: [.left, .right, .right, .right, .right, .right, .right]
    ).lines
  }

  private static func verdict(_ difference: Bootstrap.Difference, records: Int) -> String {
    let interval = difference.interval
    let what =
      interval.low > 0
      ? "The new model is better than the one in use"
      : interval.high < 0
        ? "The new model is worse than the one in use"
        : "These \(Numbers.count(records, "record")) do not tell the two models apart"
    return "\(what): \(signed(difference.value)) F1, \(signed(interval.low)) to "
      + "\(signed(interval.high)) in 95 % of draws."
  }

  private static func percent(_ value: Double?) -> String {
    value.map { Numbers.fixed(100 * $0, 1) } ?? "-"
  }

  private static func signed(_ value: Double) -> String {
    (value < 0 ? "" : "+") + Numbers.fixed(100 * value, 1)
  }

  // MARK: For programs

  var json: JSONValue {
    var object: JSONObject = [
      "corrections": .integer(data.corrections.count), "replayed": .integer(data.replay.count),
      "dev": .integer(data.dev.count),
      "evaluations": .array(
        evaluations.map { result in
          [
            "step": .integer(result.step), "loss": Self.number(result.losses[headName]),
            "f1": Self.number(result.metrics["ents_f"]),
          ]
        }),
      "change": .array((change?.rows ?? []).map(Self.json)),
    ]
    if !curve.isEmpty {
      object["learning_curve"] = .array(
        curve.map {
          [
            "share": .number($0.share), "records": .integer($0.records), "f1": Self.number($0.f1),
          ]
        })
    }
    switch place {
    case .history(_, let number): object["model"] = .integer(number)
    case .folder(let path): object["model"] = .string(path)
    case nil: break
    }
    return .object(object)
  }

  private static func json(_ row: ScoreChange.Row) -> JSONValue {
    func rates(_ rates: Rates) -> JSONValue {
      ["p": number(rates.precision), "r": number(rates.recall), "f": number(rates.f1)]
    }
    return [
      "label": row.label.map { .string($0.rawValue) } ?? .null, "gold": .integer(row.gold),
      "before": rates(row.before), "after": rates(row.after),
      "difference": number(row.difference?.value),
      "interval": row.difference.map {
        .array([.number($0.interval.low), .number($0.interval.high)])
      } ?? .null,
    ]
  }

  private static func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
}
