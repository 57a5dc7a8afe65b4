public import Model
public import Text

/// What a training run tells its caller.
public enum TrainingEvent: Hashable, Sendable {
  /// A step was taken.
  case step(StepResult)
  /// The model was scored on the dev set.
  case evaluated(EvaluationResult)
}

/// One step of a training run.
public struct StepResult: Hashable, Sendable {
  /// From 0.
  public let step: Int
  /// Passes over the corpus that were complete.
  public let epoch: Int
  /// The loss of its batch.
  public let loss: Double
  /// Tokens in its batch.
  public let words: Int
}

/// Why a run ended.
public enum TrainingEnd: Hashable, Sendable {
  /// No better score for as long as the config's patience.
  case patience
  /// The config's last step.
  case maximumSteps
  /// The config's last epoch.
  case maximumEpochs
}

/// A training run: a sequence of events that the caller drives and may leave at any of them.
///
/// The run is a value; a copy goes on from where it was made, bit for bit. Evaluations are made with
/// averaged weights where the config keeps averages.
public struct TrainingRun: Sequence, IteratorProtocol, Sendable {
  /// The settings.
  public let config: TrainerConfig
  /// The model as the optimizer has it.
  public internal(set) var model: NERModel
  /// Parts into which a batch is cut, one for each core; another number gives other bits.
  public let workers: Int
  /// How often gold is seen in a pass: more than once beside much text of a distillation.
  public private(set) var goldRounds = 1
  /// Why the run ended; nil while it goes on.
  public private(set) var end: TrainingEnd?

  let train: [Lesson]
  let dev: [Example]
  private let lengths: [Int]
  /// By training example, the tokens of which something is known.
  private let annotated: [Int]
  /// What examples go through each time they are seen.
  private let replacement: MentionReplacement?
  /// The dev records as the model sees them.
  let devDocuments: [Document]

  /// All that changes from step to step besides the weights; a checkpoint holds it.
  struct Progress: Hashable, Sendable {
    /// The step to be taken next.
    var step = 0
    var epoch = 0
    /// The batch of the epoch to be taken next.
    var batch = 0
    /// Where the batch size's schedule stood when the epoch began.
    var sizePosition = 0
    /// The loss since the last evaluation.
    var loss = 0.0
    /// The best score and the earliest step that had it.
    var best: Best?
    var random: SeededGenerator
    var words = 0
    var isEvaluationDue = false

    struct Best: Hashable, Sendable {
      var score: Double
      var step: Int
    }
  }

  var progress: Progress
  var adam: Adam
  /// By parameter id, what its rate is multiplied by; empty where all move alike.
  private let rateFactors: [Double]
  private var shuffler: PythonRandom
  private var order: [Int]
  private var batches: [[Int]] = []
  private var nextSizePosition = 0

  /// A run from the start.
  ///
  /// - Parameters:
  ///   - train: Gold records to learn from, as read.
  ///   - dev: Gold records to choose the best model by, as read.
  ///   - workers: Parts into which a batch is cut.
  ///   - vectors: The word vectors at `vectorsPath`, where the model includes some.
  ///   - encoder: The encoder that the model's transformer names, where it has one.
  ///   - taught: Lessons to learn besides, and the distillation that they come from.
  /// - Throws: `TrainerError` when there is nothing to learn from, vectors or an encoder are missing, or the
  ///   encoder's weights are not those of its sizes.
  public init(
    _ config: TrainerConfig, train: [Example], dev: [Example], workers: Int = 1,
    vectors: WordVectors? = nil, encoder: PretrainedEncoder? = nil,
    taught: (lessons: [Lesson], by: Distillation)? = nil
  ) throws(TrainerError) {
    var resources = ModelResources()
    if config.model.includesVectors {
      guard let vectors else { throw .noVectors }
      resources.vectors = vectors
    }
    if let transformer = config.model.transformer {
      guard let encoder else { throw .noEncoder(name: transformer.name) }
      resources.encoder = encoder.files
    }
    let examples = config.train.reader.examples(from: train)
    var lessons = examples.map { Lesson($0) }
    var labels = config.model.head.labels(in: examples)
    var rounds = 1
    if let taught {
      rounds = taught.by.goldRounds(gold: lessons.wordCount, text: taught.lessons.wordCount)
      lessons = (0..<rounds).flatMap { _ in lessons } + taught.lessons
      labels = config.model.head.labels(in: lessons.map(\.example), besides: taught.by.labels)
    }
    guard !labels.isEmpty else { throw .nothingToLearn(records: train.count) }
    var model = NERModel(
      name: config.headName, config: config.model, labels: labels, seed: config.seed,
      resources: resources)
    if let encoder {
      do { try model.take(pretrained: encoder) } catch { throw .weights(error) }
    }
    try self.init(
      config, model: model, lessons: lessons, dev: config.dev.reader.gold(from: dev),
      workers: workers)
    goldRounds = rounds
  }

  init(
    _ config: TrainerConfig, model: NERModel, lessons: [Lesson], dev: [Example], workers: Int
  ) throws(TrainerError) {
    self.config = config
    self.model = model
    self.workers = workers
    self.dev = dev
    train = lessons
    lengths = lessons.map(\.example.document.tokens.count)
    annotated = lessons.map(\.example.annotatedTokenCount)
    let level = config.train.mentionReplacement
    replacement = level > 0 ? MentionReplacement(level: level, from: lessons.map(\.example)) : nil
    devDocuments = dev.map { config.dev.reader.document(of: $0) }
    adam = Adam(config.optimizer)
    rateFactors = adam.rateFactors(of: model) { model.layersBelowHead($0) }
    shuffler = PythonRandom(seed: config.seed)
    order = Array(lessons.indices)
    progress = Progress(random: SeededGenerator(seed: config.seed).forked(1))
    startEpoch()
    guard !batches.isEmpty else { throw .nothingToLearn(records: lessons.count) }
  }

  // MARK: Epochs

  /// Shuffles the examples once more and puts them into batches.
  private mutating func startEpoch() {
    if config.maximumEpochs >= 0 { shuffler.shuffle(&order) }
    fillBatches()
  }

  private mutating func fillBatches() {
    nextSizePosition = progress.sizePosition
    batches = config.batcher.batches(
      of: order.map { lengths[$0] }, position: &nextSizePosition
    ).map { $0.map { order[$0] } }
  }

  /// Brings the run to where another one stopped.
  mutating func restore(_ saved: Progress) {
    progress = saved
    // The order of an epoch follows from those before it.
    if config.maximumEpochs >= 0 { for _ in 0..<saved.epoch { shuffler.shuffle(&order) } }
    fillBatches()
  }

  // MARK: Events

  /// Takes a step or makes the evaluation that is due; nil when the run has ended.
  public mutating func next() -> TrainingEvent? {
    if progress.isEvaluationDue {
      progress.isEvaluationDue = false
      let result = evaluate()
      endIfDone(after: progress.step - 1)
      return .evaluated(result)
    }
    if end != nil { return nil }
    if progress.batch == batches.count {
      progress.epoch += 1
      progress.batch = 0
      progress.sizePosition = nextSizePosition
      if config.maximumEpochs > 0, progress.epoch >= config.maximumEpochs {
        end = .maximumEpochs
        return nil
      }
      startEpoch()
      if batches.isEmpty { end = .maximumEpochs }
      if end != nil { return nil }
    }
    let result = takeStep(batches[progress.batch])
    progress.batch += 1
    progress.step += 1
    if result.step % config.evaluationFrequency == 0 {
      progress.isEvaluationDue = true
    } else {
      endIfDone(after: result.step)
    }
    return .step(result)
  }

  private mutating func endIfDone(after step: Int) {
    if config.patience > 0, let best = progress.best, step - best.step >= config.patience {
      end = .patience
    } else if config.maximumSteps > 0, step >= config.maximumSteps {
      end = .maximumSteps
    }
  }

  private mutating func takeStep(_ batch: [Int]) -> StepResult {
    let step = progress.step
    var pass = Pass.training(
      dropout: Float(config.dropout.value(at: step)), random: progress.random)
    if model.spreadsDocuments { pass.workers = workers }
    var gradients = Gradients()
    var loss = 0.0
    for part in Batcher.subdivide(batch, lengths: lengths, into: config.accumulation) {
      let shards = Sharding.shards(part, lengths: lengths, count: workers / pass.workers)
      let shares = shards.map { share(of: $0, in: batch) }
      let lessons = shards.map { $0.map { lesson($0, &pass.random) } }
      loss += model.addGradients(of: lessons, shares: shares, &pass, to: &gradients)
    }
    adam.update(&model, gradients, rate: config.learningRate.value(at: step)) { [rateFactors] in
      $0.id < rateFactors.count ? rateFactors[$0.id] : 1
    }
    progress.random = pass.random
    progress.loss += loss
    let words = batch.reduce(0) { $0 + lengths[$1] }
    progress.words += words
    return StepResult(step: step, epoch: progress.epoch, loss: loss, words: words)
  }

  /// A lesson as it is seen this time. What is believed is believed of the words that are there, so none is
  /// replaced then.
  private func lesson(_ index: Int, _ random: inout SeededGenerator) -> Lesson {
    guard let replacement, train[index].belief == nil else { return train[index] }
    return Lesson(replacement(train[index].example, &random))
  }

  /// By how much the gradient of some of a batch's examples counts: a loss that is a mean over tokens
  /// counts by its tokens, one that is a sum whole.
  private func share(of part: [Int], in batch: [Int]) -> Float {
    let units: [Int]
    switch config.model.lossUnit {
    case .one: return 1
    case .tokens: units = lengths
    case .annotatedTokens: units = annotated
    }
    let whole = batch.reduce(0) { $0 + units[$1] }
    return Float(part.reduce(0) { $0 + units[$1] }) / Float(Swift.max(whole, 1))
  }

  // MARK: Evaluation

  /// The model that is evaluated and saved: with averaged weights where the config keeps averages.
  public var bestModel: NERModel { adam.averaged(model) }

  private mutating func evaluate() -> EvaluationResult {
    let step = progress.step - 1
    model.balance(as: bestModel, on: dev, documents: devDocuments)
    let evaluation = Evaluation(
      of: bestModel, on: dev, documents: devDocuments, usesOneThread: workers == 1)
    let metrics = evaluation.metrics
    let score = config.scoreWeights.reduce(0.0) { $0 + (metrics[$1.name] ?? 0) * $1.weight }
    let isBest = progress.best.map { score >= $0.score } ?? true
    // Patience counts from the earliest step that had the best score.
    if progress.best.map({ score > $0.score }) ?? true {
      progress.best = .init(score: score, step: step)
    }
    defer { progress.loss = 0 }
    return EvaluationResult(
      epoch: progress.epoch, step: step, losses: [config.headName: progress.loss],
      metrics: metrics, perLabel: evaluation.score.perLabel, score: score, isBest: isBest,
      calibration: evaluation.calibration)
  }
}
