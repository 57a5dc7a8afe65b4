public import Model
import Notation
public import Text

/// Goes on training a model that is in use, on what people corrected: the same weights, the same columns,
/// readiness and calibration fitted anew.
///
/// A sequence of events like a `TrainingRun`, to be left at any of them: `best` is then the best model so
/// far. The model as it was counts as no result, so that what little was learnt is judged too.
public struct Retraining: Sequence, IteratorProtocol, Sendable {
  /// How long, how fast, and from what.
  public struct Settings: Hashable, Sendable {
    /// Steps; nil for a number that follows from the data.
    public var steps: Int?
    /// Evaluations on dev after the one at the start.
    public var evaluations = 5
    /// The learning rate's peak; nil for one that follows from the model's own config.
    public var rate: Double?
    /// The most words replayed for each word of corrections.
    public var replayRatio = 4.0
    /// What every random number follows from.
    public var seed: UInt64 = 0
    /// Parts into which a batch is cut, one a processor; another number gives other bits. One keeps to
    /// the caller's thread.
    public var workers = 1

    /// The standard settings.
    public init() {}
  }

  /// The model in use, and what is known of it.
  public let base: ModelFolder
  /// What is learnt from and judged by.
  public let data: RetrainingData
  /// How.
  public let settings: Settings
  /// Steps that will be taken.
  public let steps: Int
  /// The best model so far, calibrated; nil before the first evaluation after the start.
  public private(set) var best: NERModel?
  /// The evaluation that it had.
  public private(set) var bestResult: EvaluationResult?
  /// All evaluations so far; the first one of the model as it was.
  public private(set) var evaluations: [EvaluationResult] = []
  private var run: TrainingRun

  /// A retraining from the start.
  ///
  /// - Throws: `TrainerError.nothingToLearn` where no correction has a token, `ConfigError` where the
  ///   model's config cannot be used.
  public init(
    _ base: ModelFolder, _ data: RetrainingData, settings: Settings = Settings()
  ) throws {
    self.base = base
    self.data = data
    self.settings = settings
    var config = try TrainerConfig(base.config)
    config.seed = settings.seed
    config.train.reader.limit = 0
    config.logFile = nil
    guard !data.corrections.isEmpty else { throw TrainerError.nothingToLearn(records: 0) }
    let examples = config.train.reader.examples(
      from: data.pass(ratio: settings.replayRatio, seed: settings.seed))
    let words = examples.reduce(0) { $0 + $1.document.tokens.count }
    let steps = settings.steps ?? Self.steps(words: words, config)
    let frequency = Swift.max(1, steps / Swift.max(1, settings.evaluations))
    self.steps = frequency * Swift.max(1, settings.evaluations) + 1
    config.schedule(
      steps: self.steps, evaluatingEvery: frequency,
      rate: settings.rate ?? Self.rate(config))
    var model = base.model.adding(examples.flatMap { $0.spans.map(\.label) })
    model.calibration = .none
    run = try TrainingRun(
      config, model: model, lessons: examples.map { Lesson($0) },
      dev: config.dev.reader.gold(from: data.dev),
      workers: settings.workers)
  }

  /// The model as it stands after the steps so far.
  var trained: NERModel { run.bestModel }

  /// What the losses of an evaluation go by.
  public var headName: String { run.config.headName }

  /// The next step or evaluation; nil at the end.
  public mutating func next() -> TrainingEvent? {
    guard let event = run.next() else { return nil }
    guard case .evaluated(let result) = event else { return event }
    evaluations.append(result)
    if result.step > 0, bestResult.map({ result.score >= $0.score }) ?? true {
      best = run.bestModel
      best?.calibration = result.calibration
      bestResult = result
    }
    return event
  }

  // MARK: The result

  /// The best model as a folder to save, with a note of what it was made from; nil where there is none.
  public var result: ModelFolder? {
    guard var model = best, let bestResult else { return nil }
    model.name = base.model.name
    var meta = base.meta
    meta["performance"] = bestResult.performance(of: run.config)
    meta["retraining"] = [
      "records": .integer(data.corrections.count), "replayed": .integer(data.replay.count),
      "dev_records": .integer(data.dev.count), "steps": .integer(bestResult.step),
      "seed": .integer(Int(truncatingIfNeeded: settings.seed)),
      "data": .string(run.dataHash),
    ]
    return ModelFolder(model: model, config: base.config, meta: meta)
  }

  /// What became better or worse on dev from the model in use to the best one, both seeing the text alone;
  /// nil without a best model or a dev set.
  public var change: ScoreChange? {
    guard let best, !run.dev.isEmpty else { return nil }
    func spans(_ model: NERModel) -> [[Span]] {
      run.devDocuments.map { ((try? model.recognize($0)) ?? []).map(\.span) }
    }
    return ScoreChange(gold: run.dev, before: spans(base.model), after: spans(best))
  }

  // MARK: How long and how fast

  /// Passes over the data.
  private static let passes = 12.0
  private static let stepBounds = 60...400
  /// Of the rate that the model was trained with from nothing.
  private static let rateShare = 0.5
  /// A network that a config trains in ten thousands of steps must learn in some hundreds here. A
  /// pretrained encoder would forget what it knows at that rate, and keeps to its config's.
  private static let leastRate = 5e-4

  private static func rate(_ config: TrainerConfig) -> Double {
    let rate = rateShare * config.peakRate
    return config.model.transformer == nil ? Swift.max(leastRate, rate) : rate
  }

  private static func steps(words: Int, _ config: TrainerConfig) -> Int {
    let batch = Swift.max(1, config.batcher.words)
    let steps = Int(passes * Double(words) / Double(batch))
    return Swift.min(stepBounds.upperBound, Swift.max(stepBounds.lowerBound, steps))
  }
}

extension TrainerConfig {
  /// The highest rate of its first thousand steps.
  fileprivate var peakRate: Double { (0..<1000).map { learningRate.value(at: $0) }.max() ?? 0 }

  /// Sets an end: so many steps, the rate up within the first twentieth of them and down to 0 at the last.
  fileprivate mutating func schedule(steps: Int, evaluatingEvery frequency: Int, rate: Double) {
    maximumSteps = steps - 1
    maximumEpochs = 0
    patience = 0
    evaluationFrequency = frequency
    learningRate = .warmupLinear(peak: rate, warmup: steps / 20, total: steps)
  }
}

extension Batcher {
  /// About how many words a batch has at first.
  fileprivate var words: Int {
    switch self {
    case .words(let size, _, _), .padded(let size, _, _): Int(size.value(at: 0))
    case .sequences(let size): Int(size.value(at: 0)) * 200
    }
  }
}
