import Files
import Model
import Notation
import TestSupport
import Testing
import Text

@testable import Trainer

#if canImport(Glibc)
  import Glibc
#endif

/// A small run over invented notes.
enum SmallRun {
  static func records(_ count: Int, from first: Int = 0) -> [Example] {
    let problems = ["fever", "chest pain", "mild cough", "nausea", "acute renal failure"]
    let drugs = ["aspirin", "insulin", "heparin", "metoprolol"]
    return (first..<first + count).map { index in
      let problem = problems[index % problems.count]
      let drug = drugs[index % drugs.count]
      let start = "The patient in room \(index) had "
      let middle = " and was given "
      let document = Document(id: "r\(index)", text: start + problem + middle + drug + " today .")
      let second = start.count + problem.count + middle.count
      return Example(
        document: document,
        spans: [
          Span(start.count..<start.count + problem.count, "problem"),
          Span(second..<second + drug.count, "treatment"),
        ])
    }
  }

  static func config(_ overrides: KeyValuePairs<String, JSONValue> = [:]) throws -> TrainerConfig {
    let small: KeyValuePairs<String, JSONValue> = [
      "components.tok2vec.model.encode.width": 16, "components.tok2vec.model.encode.depth": 2,
      "components.tok2vec.model.embed.rows": [100, 50, 50, 50],
      "components.ner.model.hidden_width": 16, "training.batcher.size": 60,
      "training.max_steps": 40, "training.eval_frequency": 10,
      "training.optimizer.learn_rate.warmup_steps": 5,
      "training.optimizer.learn_rate.initial_rate": 0.01,
    ]
    return try TrainerConfig(
      Config(
        parsing: TrainerConfigTests.text("bio_cnn.cfg"),
        overrides: (small.map { $0 } + overrides.map { $0 }).map {
          ConfigOverride($0.key, $0.value)
        }
      ))
  }

  static func run(
    _ overrides: KeyValuePairs<String, JSONValue> = [:], workers: Int = 1
  ) throws -> TrainingRun {
    try TrainingRun(
      config(overrides), train: records(20), dev: records(6, from: 100), workers: workers)
  }
}

/// All weights, in order.
private func weights(_ model: NERModel) -> [[Float]] {
  var model = model
  var all: [[Float]] = []
  model.visitParameters { all.append($0.value.storage) }
  return all
}

private func finished(_ run: TrainingRun) -> (run: TrainingRun, events: [TrainingEvent]) {
  var run = run
  var events: [TrainingEvent] = []
  while let event = run.next() { events.append(event) }
  return (run, events)
}

private func evaluations(_ events: [TrainingEvent]) -> [EvaluationResult] {
  events.compactMap { if case .evaluated(let result) = $0 { result } else { nil } }
}

private func temporaryFolder(_ body: (String) throws -> Void) throws {
  var template = Array("/tmp/clinspan-run-XXXXXX".utf8CString)
  let folder = String(cString: try #require(mkdtemp(&template)))
  defer { try? Folder.remove(folder) }
  try body(folder)
}

@Suite struct TrainingRunTests {
  @Test func runLearnsItsNotes() throws {
    let (run, events) = finished(try SmallRun.run(["training.max_steps": 150]))
    let results = evaluations(events)
    #expect(results.first?.step == 0)
    #expect((results.last?.score ?? 0) > 0.9)
    #expect(run.end == .maximumSteps)
  }

  @Test func stepsAndEvaluationsComeWhenSpaCyHasThem() throws {
    let (run, events) = finished(try SmallRun.run())
    let steps = events.compactMap { if case .step(let result) = $0 { result.step } else { nil } }
    #expect(steps == Array(0...40))  // the last step counts, as in spaCy
    #expect(evaluations(events).map(\.step) == [0, 10, 20, 30, 40])
    #expect(run.end == .maximumSteps)
  }

  @Test func sameSeedGivesTheSameBitsAndAnotherOthers() throws {
    let first = finished(try SmallRun.run()).run
    let second = finished(try SmallRun.run()).run
    let other = finished(try SmallRun.run(["system.seed": 1])).run
    #expect(weights(first.model) == weights(second.model))
    #expect(weights(first.bestModel) == weights(second.bestModel))
    #expect(weights(first.model) != weights(other.model))
  }

  @Test func twoWorkersGiveTheSameBitsEachTime() throws {
    let first = finished(try SmallRun.run(workers: 2)).run
    for _ in 0..<3 {
      #expect(weights(finished(try SmallRun.run(workers: 2)).run.model) == weights(first.model))
    }
  }

  @Test(arguments: ["cross_entropy", "crf", "brier"], ["mean", "sum"])
  func gradientsDoNotDependOnHowABatchIsCut(_ loss: String, _ reduction: String) throws {
    // Without dropout the cuts differ only in the order of sums.
    var records = SmallRun.records(20)
    for index in records.indices where index.isMultiple(of: 3) {
      records[index].unannotated = [0..<11]  // parts differ in what is known of them
    }
    func trained(accumulation: JSONValue, workers: Int) throws -> [Float] {
      let config = try SmallRun.config([
        "training.dropout": 0.0, "components.tok2vec.model.embed.word_dropout": 0.0,
        "training.max_steps": 3,
        "training.optimizer.learn_rate.warmup_steps": 0, "components.ner.model.loss": .string(loss),
        "components.ner.model.reduction": .string(reduction),
        "training.accumulate_gradient": accumulation,
      ])
      let run = try TrainingRun(config, train: records, dev: [], workers: workers)
      return Array(weights(finished(run).run.model).joined())
    }
    let whole = try trained(accumulation: 1, workers: 1)
    for cut in [try trained(accumulation: 1, workers: 2), try trained(accumulation: 3, workers: 1)]
    {
      // Adam makes a step of either sign of a gradient near nought; all others agree closely.
      let close = zip(whole, cut).count { abs($0 - $1) < 1e-4 }
      #expect(Double(close) > 0.98 * Double(whole.count))
    }
  }

  @Test func patienceCountsFromTheEarliestBestStep() throws {
    // At rate 0 every score is the same: ties are best, and the first step had it.
    let (run, events) = finished(
      try SmallRun.run([
        "training.patience": 20, "training.optimizer.learn_rate.initial_rate": 0.0,
        "training.max_steps": 1000, "training.optimizer.use_averages": false,
      ]))
    #expect(run.end == .patience)
    #expect(!evaluations(events).contains { !$0.isBest })
    #expect(evaluations(events).last?.step == 20)
  }

  @Test func epochsAreCounted() throws {
    let (run, events) = finished(
      try SmallRun.run(["training.max_epochs": 2, "training.max_steps": 0]))
    #expect(run.end == .maximumEpochs)
    let words = events.reduce(0) { sum, event in
      if case .step(let result) = event { sum + result.words } else { sum }
    }
    let epoch = SmallRun.records(20).reduce(0) { $0 + $1.document.tokens.count }
    #expect(words == 2 * epoch)
  }

  @Test func runWithoutSpansIsRefused() throws {
    var records = SmallRun.records(3)
    for index in records.indices { records[index].spans = [] }
    let config = try SmallRun.config()
    #expect(throws: TrainerError.nothingToLearn(records: 3)) {
      try TrainingRun(config, train: records, dev: [])
    }
  }

  @Test func originalConfigsTrain() throws {
    for name in ["config.cfg", "spacy_config.cfg"] {
      let config = try TrainerConfig(
        Config(
          parsing: TrainerConfigTests.text(name),
          overrides: [ConfigOverride("training.max_steps", 2)]))
      let run = try TrainingRun(
        config, train: SmallRun.records(3), dev: SmallRun.records(2, from: 50))
      let events = finished(run).events
      #expect(evaluations(events).count == 1)
      let losses = events.compactMap { if case .step(let step) = $0 { step.loss } else { nil } }
      #expect(losses.count == 3)
      #expect(losses.allSatisfy { $0.isFinite && $0 > 0 })
    }
  }
}

@Suite struct CheckpointsTests {
  @Test(arguments: [7, 10, 11, 25])
  func resumedRunHasTheSameBitsAsOneNeverStopped(_ stop: Int) throws {
    let whole = finished(try SmallRun.run()).run
    try temporaryFolder { folder in
      let checkpoints = Checkpoints(folder: folder)
      var run = try SmallRun.run()
      for _ in 0..<stop { _ = run.next() }
      try checkpoints.save(run, nil)
      var resumed = try SmallRun.run()
      try resumed.resume(from: checkpoints)
      let (last, _) = finished(resumed)
      #expect(weights(last.model) == weights(whole.model))
      #expect(weights(last.bestModel) == weights(whole.bestModel))
      #expect(last.progress == whole.progress)
    }
  }

  @Test func otherDataSettingsOrWorkersAreRefused() throws {
    try temporaryFolder { folder in
      let checkpoints = Checkpoints(folder: folder)
      var run = try SmallRun.run()
      #expect(throws: TrainerError.self) { try run.resume(from: checkpoints) }
      _ = run.next()
      try checkpoints.save(run, nil)
      var longer = try SmallRun.run(["training.max_steps": 60])
      try longer.resume(from: checkpoints)  // when it ends may change
      var other = try SmallRun.run(["training.dropout": 0.1])
      #expect(throws: TrainerError.self) { try other.resume(from: checkpoints) }
      var two = try SmallRun.run(workers: 2)
      #expect(throws: TrainerError.self) { try two.resume(from: checkpoints) }
      var less = try TrainingRun(
        SmallRun.config(), train: SmallRun.records(19), dev: SmallRun.records(6, from: 100))
      #expect(throws: TrainerError.self) { try less.resume(from: checkpoints) }
      let bytes = try InputFile.read(checkpoints.state)
      for length in [0, 7, 8, 100, bytes.count / 2, bytes.count - 1] {
        try AtomicFile.write(bytes[..<length], to: checkpoints.state)
        var damaged = try SmallRun.run()
        #expect(throws: TrainerError.self) { try damaged.resume(from: checkpoints) }
      }
    }
  }

  @Test func savedModelPredictsAsTheRunsDoes() throws {
    try temporaryFolder { folder in
      let checkpoints = Checkpoints(folder: folder)
      try checkpoints.clear()
      var run = try SmallRun.run(["training.max_steps": 60])
      while let event = run.next() {
        guard case .evaluated(let result) = event else { continue }
        try checkpoints.save(run, result)
      }
      let loaded = try ModelFolder(loading: checkpoints.last)
      let documents = SmallRun.records(5, from: 200).map(\.document)
      let found = try loaded.model.recognize(documents).map { $0.map(\.span) }
      let expected = try run.bestModel.recognize(documents).map { $0.map(\.span) }
      #expect(found == expected)
      #expect(Folder.exists(checkpoints.best))
      #expect(loaded.config == run.config.resolved)
      #expect(loaded.meta["training"]?["data"]?.string == run.dataHash)
      #expect(loaded.meta["performance"]?["ents_f"]?.number != nil)
      let names = try Folder.names(in: folder)
      #expect(names == ["model-best", "model-last", "training.state"])
    }
  }
}
