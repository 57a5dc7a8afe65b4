public import Model
public import Notation
public import Text

#if canImport(Glibc)
  import Glibc
#endif

/// A training run's evaluations as spaCy shows them: a table for the eye and JSON lines for programs.
public struct TrainingTable: Hashable, Sendable {
  private static let longestTitle = 13
  private static let spacing = "  "

  /// What has a loss: the pipeline's components.
  public let components: [String]
  /// The metrics shown.
  public let scores: [String]

  /// A table with a loss column for each component and a column for each metric.
  public init(components: [String], scores: [String]) {
    self.components = components
    self.scores = scores
  }

  private var columns: [(title: String, width: Int)] {
    let wanted =
      [("E", 3), ("#", 6)] + components.map { ("Loss \($0)", 8) } + scores.map { ($0, 6) }
      + [("Score", 6)]
    return wanted.map { title, width in
      let short =
        title.count > Self.longestTitle ? title.prefix(Self.longestTitle - 3) + "..." : title[...]
      return (short.uppercased(), max(short.count, width))
    }
  }

  /// The two lines above the rows.
  public var header: [String] {
    [
      columns.map { $0.title + String(repeating: " ", count: $0.width - $0.title.count) }
        .joined(separator: Self.spacing),
      columns.map { String(repeating: "-", count: $0.width) }.joined(separator: Self.spacing),
    ]
  }

  /// The line of one evaluation.
  public func row(_ result: EvaluationResult) -> String {
    let cells =
      [String(result.epoch), String(result.step)]
      + components.map { Self.fixed(result.losses[$0] ?? 0) }
      + scores.map { Self.fixed(shown($0, result)) } + [Self.fixed(result.score)]
    return zip(cells, columns).map { cell, column in
      String(repeating: " ", count: max(0, column.width - cell.count)) + cell
    }.joined(separator: Self.spacing)
  }

  /// The evaluation as one JSON value, as `spacy.ConsoleLogger.v3` writes it.
  public func record(_ result: EvaluationResult) -> JSONValue {
    [
      "epoch": .integer(result.epoch), "step": .integer(result.step),
      "losses": .object(
        JSONObject(components.map { .init($0, .number(result.losses[$0] ?? 0)) })),
      "scores": .object(JSONObject(scores.map { .init($0, .number(shown($0, result))) })),
      "score": .number(result.score),
    ]
  }

  /// Metrics are shares and shown as per cent; a speed is neither.
  private func shown(_ name: String, _ result: EvaluationResult) -> Double {
    (result.metrics[name] ?? 0) * (name == "speed" ? 1 : 100)
  }

  private static func fixed(_ value: Double) -> String {
    withVaList([value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 384)
      vsnprintf(&buffer, buffer.count, "%.2f", arguments)
      return String(
        decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}

/// One evaluation during training.
public struct EvaluationResult: Hashable, Sendable {
  /// Passes over the corpus that were complete.
  public let epoch: Int
  /// The step after which it was made, from 0.
  public let step: Int
  /// By component, summed since the evaluation before.
  public let losses: [String: Double]
  /// `ents_f` and its like, 0…1, and `speed` in words a second; without those nothing was there to
  /// measure.
  public let metrics: [String: Double]
  /// The counts behind them, by label.
  public let perLabel: [Label: MatchCounts]
  /// The weighted sum by which checkpoints are compared.
  public let score: Double
  /// Whether no earlier evaluation scored more; an equal score counts as best.
  public let isBest: Bool
  /// What makes the model's confidences agree with what was right.
  public let calibration: Calibration

  /// An evaluation.
  public init(
    epoch: Int, step: Int, losses: [String: Double], metrics: [String: Double],
    perLabel: [Label: MatchCounts] = [:], score: Double, isBest: Bool,
    calibration: Calibration = .none
  ) {
    self.epoch = epoch
    self.step = step
    self.losses = losses
    self.metrics = metrics
    self.perLabel = perLabel
    self.score = score
    self.isBest = isBest
    self.calibration = calibration
  }
}
