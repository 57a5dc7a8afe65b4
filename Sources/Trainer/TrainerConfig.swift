public import Model
public import Notation

/// A training run's settings, read from a config.
public struct TrainerConfig: Sendable {
  /// Where a corpus is and how it is read.
  public struct CorpusSource: Hashable, Sendable {
    /// A file or folder; nil where the config leaves it open.
    public var path: String?
    /// How its records become examples.
    public var reader: ExampleReader
    /// The share of mentions replaced each time an example is seen; 0 without an augmenter.
    public var mentionReplacement: Float = 0
  }

  /// The whole config with every default in it; saved beside the model.
  public let resolved: Config
  /// What every random number follows from. A config without a seed means 0.
  public internal(set) var seed: UInt64
  /// How the model is built.
  public let model: ModelConfig
  /// Where its word vectors are; nil where the config leaves it open.
  public let vectorsPath: String?
  /// The component that finds spans; losses go by its name.
  public let headName: String
  /// What is learnt from.
  public internal(set) var train: CorpusSource
  /// What the best checkpoint is chosen by.
  public let dev: CorpusSource
  /// Share of units dropped, by step.
  public internal(set) var dropout: Schedule
  /// Parts into which a batch is cut, one optimizer step for all.
  public let accumulation: Int
  /// Steps without a better score before training stops; 0 never stops.
  public internal(set) var patience: Int
  /// Passes over the corpus; 0 is no limit, -1 none and no shuffling either.
  public internal(set) var maximumEpochs: Int
  /// Steps after which training stops; 0 is no limit. As in spaCy the step of that number is still
  /// taken.
  public internal(set) var maximumSteps: Int
  /// Steps between evaluations; one is made at step 0.
  public internal(set) var evaluationFrequency: Int
  /// How examples are put together.
  public let batcher: Batcher
  /// The optimizer's settings.
  public let optimizer: Adam.Settings
  /// Its rate, by step.
  public internal(set) var learningRate: Schedule
  /// The metrics shown, in order, and how the score sums them up.
  public let scoreWeights: [ScoreWeight]
  /// Where evaluations are logged as JSON lines.
  public internal(set) var logFile: String?

  /// One metric and its share in the score.
  public struct ScoreWeight: Hashable, Sendable {
    /// `ents_f`.
    public let name: String
    /// Its factor.
    public let weight: Double
  }

  /// Settings from a config; what it leaves out has spaCy's defaults.
  ///
  /// - Throws: `ConfigError` naming the line, and the nearest valid word for an unknown one.
  public init(_ config: Config) throws(ConfigError) {
    let resolved = try config.resolved()
    self.resolved = resolved
    let training = try resolved.block.block("training")
    seed = training.has("seed") ? UInt64(try training.integer("seed")) : 0
    model = try ModelConfig(resolved)
    vectorsPath = resolved["initialize.vectors"]?.string
    headName = try Self.headName(resolved)
    train = try CorpusSource(named: "train_corpus", in: training)
    dev = try CorpusSource(named: "dev_corpus", in: training)
    dropout = try Schedule(training, "dropout", in: 0...0.99)
    accumulation = try training.integer("accumulate_gradient", atLeast: 1)
    patience = try training.integer("patience")
    maximumEpochs = try training.integer("max_epochs", atLeast: -1)
    maximumSteps = try training.integer("max_steps")
    evaluationFrequency = try training.integer("eval_frequency", atLeast: 1)
    batcher = try Batcher(training.block("batcher"))
    let optimizer = try training.block("optimizer")
    self.optimizer = try Adam.Settings(optimizer)
    learningRate = try Schedule(optimizer, "learn_rate", in: 0 ... .infinity)
    let weights = try training.block("score_weights")
    var scoreWeights: [ScoreWeight] = []
    for name in weights.values.keys where weights.has(name) {
      scoreWeights.append(ScoreWeight(name: name, weight: try weights.number(name)))
    }
    self.scoreWeights = scoreWeights
    let logger = try training.block("logger")
    logFile = logger.has("output_file") ? try logger.string("output_file") : nil
  }

  /// The one component of the pipeline that is no encoder.
  private static func headName(_ config: Config) throws(ConfigError) -> String {
    let components = try config.block.block("components")
    for name in try config.block.block("nlp").strings("pipeline")
    where try !["tok2vec", "transformer"].contains(components.block(name).string("factory")) {
      return name
    }
    return ""
  }
}

extension TrainerConfig.CorpusSource {
  fileprivate init(named key: String, in training: ConfigBlock) throws(ConfigError) {
    let name = try training.string(key)
    let whole = training.config.block
    guard name.hasPrefix("corpora."),
      let values = training.config[name]?.object
    else {
      let known = (try whole.block("corpora").values.keys).map { "corpora." + $0 }
      throw training.error(
        key, .unknownName(name, known: known), nearest: Spelling.nearest(to: name, in: known))
    }
    let block = ConfigBlock(path: name, values: values, config: training.config)
    if block.has("augmenter") {
      guard key == "train_corpus" else {
        throw block.error("augmenter", .unsupported("augmenter", reason: "is for training alone"))
      }
      let augmenter = try block.block("augmenter")
      _ = try augmenter.name("@augmenters", among: RegisteredFunction.names(in: "augmenters"))
      mentionReplacement = Float(try augmenter.number("level", in: 0...1))
    }
    let path = block.has("path") ? try block.string("path") : ""
    self.path = path.isEmpty ? nil : path
    reader = ExampleReader(
      maximumLength: try block.integer("max_length"), limit: try block.integer("limit"),
      keepsGoldTokens: try block.bool("gold_preproc"))
  }
}

extension Schedule {
  /// The schedule that a key holds: a number, or a section that names one.
  init(
    _ block: ConfigBlock, _ key: String, in range: ClosedRange<Double>
  ) throws(ConfigError) {
    guard block.values[key]?.object != nil else {
      self = .constant(try block.number(key, in: range))
      return
    }
    let schedule = try block.block(key)
    func number(_ key: String) throws(ConfigError) -> Double { try schedule.number(key, in: range) }
    switch try schedule.name("@schedules", among: RegisteredFunction.names(in: "schedules")) {
    case "constant_then.v1":
      self = .constantThen(
        rate: try number("rate"), steps: try schedule.integer("steps"),
        try Schedule(schedule, "schedule", in: range))
    case "decaying.v1":
      self = .decaying(
        base: try number("base_rate"), decay: try schedule.number("decay"),
        t: try schedule.integer("t"))
    case "compounding.v1":
      self = .compounding(
        start: try number("start"), stop: try number("stop"),
        compound: try schedule.number("compound", in: 0 ... .infinity))
    case "warmup_linear.v1":
      self = .warmupLinear(
        peak: try number("initial_rate"), warmup: try schedule.integer("warmup_steps"),
        total: try schedule.integer("total_steps"))
    case "clinspan.warmup_cosine.v1":
      self = .warmupCosine(
        peak: try number("initial_rate"), warmup: try schedule.integer("warmup_steps"),
        total: try schedule.integer("total_steps"))
    case "slanted_triangular.v1":
      self = .slantedTriangular(
        maximum: try number("max_rate"), steps: try schedule.integer("num_steps"),
        cut: try schedule.number("cut_frac", in: 0...1), ratio: try schedule.number("ratio"),
        t: try schedule.number("t"))
    case "cyclic_triangular.v1":
      self = .cyclicTriangular(
        minimum: try number("min_lr"), maximum: try number("max_lr"),
        period: try schedule.integer("period", atLeast: 1))
    default: self = .constant(try number("rate"))
    }
  }
}

extension Batcher {
  init(_ block: ConfigBlock) throws(ConfigError) {
    if block.has("get_length") {
      throw block.error("get_length", .unsupported("get_length", reason: "is Python code"))
    }
    let size = try Schedule(block, "size", in: 1 ... .infinity)
    switch try block.name("@batchers", among: RegisteredFunction.names(in: "batchers")) {
    case "spacy.batch_by_padded.v1":
      self = .padded(
        size: size, buffer: try block.integer("buffer", atLeast: 1),
        discardsOversize: try block.bool("discard_oversize"))
    case "spacy.batch_by_sequence.v1": self = .sequences(size: size)
    default:
      self = .words(
        size: size, tolerance: try block.number("tolerance", in: 0 ... .infinity),
        discardsOversize: try block.bool("discard_oversize"))
    }
  }
}

extension Adam.Settings {
  init(_ block: ConfigBlock) throws(ConfigError) {
    _ = try block.name("@optimizers", among: RegisteredFunction.names(in: "optimizers"))
    self.init(
      beta1: try block.number("beta1", in: 0...0.999999),
      beta2: try block.number("beta2", in: 0...0.999999),
      epsilon: try block.number("eps", in: 0 ... .infinity),
      decay: try block.number("L2", in: 0 ... .infinity),
      isDecayDecoupled: try block.bool("L2_is_weight_decay"),
      clip: try block.number("grad_clip", in: 0 ... .infinity),
      keepsAverages: try block.bool("use_averages"))
    if block.has("layer_decay") { layerDecay = try block.number("layer_decay", in: 0...1) }
    if block.has("head_factor") {
      headFactor = try block.number("head_factor", in: 0 ... .infinity)
    }
  }
}
