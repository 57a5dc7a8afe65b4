import ArgumentParser
import Model
import Notation
import Text
import Trainer

/// An annotator who makes no mistakes: a model learns from a few gold records, then gold takes the place of
/// corrections, some records at a time, and the model is retrained after each.
struct BenchSimulate: Command {
  static let configuration = CommandConfiguration(commandName: "simulate")

  /// In which order the records are corrected.
  enum Order: String, CaseIterable, ExpressibleByArgument {
    /// As the file has them.
    case file
    /// The most doubtful by the model at hand first.
    case uncertainty
    /// Drawn by the seed.
    case random
  }

  @OptionGroup var setup: TrainingSetup

  @Option(help: "Gold that the curve is measured on.")
  var test: String

  @Option(help: "Records that the first model learns from.")
  var first = 24

  @Option(help: "Records corrected before each retraining.")
  var step = 24

  @Option(help: "Records at which it ends.")
  var last = 96

  @Option var order = Order.file

  @Option(help: "The learning rate's peak when retraining.")
  var rate: Double?

  @Option(help: "Steps of each retraining.")
  var steps: Int?

  func run(_ console: Console) throws {
    let config = try setup.settings(console)
    let records = try setup.records(config.train.path, "train", console).filter {
      !$0.document.tokens.isEmpty
    }
    let dev = try setup.records(config.dev.path, "dev", console)
    let test = try RetrainingOptions.gold([test], console)
    let seen = Array(records.prefix(first))
    var pool = Array(records.prefix(last).dropFirst(first))
    var corrected: [Example] = []
    var model = try base(config, seen, dev)
    var words = 0
    try tell(model.model, test, records: first, words: 0, seconds: 0, console)
    while !pool.isEmpty {
      for index in next(model.model, pool, seed: config.seed).sorted(by: >) {
        corrected.append(pool.remove(at: index))
      }
      words = corrected.reduce(0) { $0 + $1.document.tokens.count }
      let start = Speed.wallSeconds()
      var settings = Retraining.Settings()
      settings.seed = config.seed
      settings.workers = setup.workers ?? TrainingSetup.processors
      settings.rate = rate
      settings.steps = steps
      var run = try Retraining(
        model, RetrainingData(corrections: corrected, replay: seen, dev: dev), settings: settings)
      while run.next() != nil {}
      guard let result = run.result else { return }
      model = result
      try tell(
        model.model, test, records: first + corrected.count, words: words,
        seconds: Speed.wallSeconds() - start, console)
    }
  }

  /// The model that is there before anything was corrected: the config's, on the first records.
  private func base(
    _ config: TrainerConfig, _ seen: [Example], _ dev: [Example]
  ) throws -> ModelFolder {
    var run = try TrainingRun(
      config, train: seen, dev: dev, workers: setup.workers ?? TrainingSetup.processors)
    var best = run.bestModel
    while let event = run.next() {
      guard case .evaluated(let result) = event, result.isBest else { continue }
      best = run.bestModel
      best.calibration = result.calibration
    }
    return ModelFolder(model: best, config: config.resolved, meta: [:])
  }

  /// The places in the pool of the records that are corrected next.
  private func next(_ model: NERModel, _ pool: [Example], seed: UInt64) -> [Int] {
    switch order {
    case .file: return Array(pool.indices.prefix(step))
    case .random:
      var random = PythonRandom(seed: seed &+ UInt64(pool.count))
      return Array(random.shuffled(Array(pool.indices)).prefix(step))
    case .uncertainty:
      let doubts = model.doubts(of: pool.map { Document(id: "", text: $0.document.text) })
      return Array(pool.indices.sorted { (-doubts[$0], $0) < (-doubts[$1], $1) }.prefix(step))
    }
  }

  private func tell(
    _ model: NERModel, _ gold: [Example], records: Int, words: Int, seconds: Double,
    _ console: Console
  ) throws {
    let found = try model.recognize(gold.map { Document(id: "", text: $0.document.text) })
    let score = Score(gold: gold, predicted: found.map { $0.map(\.span) })
    let figures: JSONValue = [
      "order": .string(order.rawValue), "records": .integer(records), "words": .integer(words),
      "test_f1": .number(((score.f1 ?? 0) * 1e4).rounded() / 1e4),
      "seconds": .number((seconds * 10).rounded() / 10),
      "cpu_s": .number(Speed.processSeconds().rounded()),
    ]
    try console.say(figures.text())
    try console.output.flush()
  }
}
