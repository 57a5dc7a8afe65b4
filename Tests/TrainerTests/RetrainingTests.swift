import Files
import Model
import Notation
import TestSupport
import Testing
import Text

@testable import Trainer

/// Small models over invented notes, and corrections to them.
private enum Notes {
  static let heads: [String: [ConfigOverride]] = [
    "bio": [],
    "crf": [ConfigOverride("components.ner.model.loss", "crf")],
    "fields": [
      ConfigOverride("components.ner.model.loss", "crf"),
      ConfigOverride("components.ner.model.balance", true),
      ConfigOverride("components.ner.model.scheme", "biluo"),
      ConfigOverride(
        "components.ner.model.features",
        ["@architectures": "clinspan.WordFeatures.v1", "rows": 512, "dropout": 0.1]),
    ],
  ]

  /// A trained model; `ner` is spaCy's transitions, the others taggers.
  static func model(_ head: String) throws -> ModelFolder {
    let overrides =
      [
        ConfigOverride("components.tok2vec.model.encode.width", 16),
        ConfigOverride("components.tok2vec.model.encode.depth", 2),
        ConfigOverride("components.tok2vec.model.embed.rows", [100, 50, 50, 50]),
        ConfigOverride("components.ner.model.hidden_width", 16),
        ConfigOverride("training.batcher.size", 60),
        ConfigOverride("training.max_steps", 120), ConfigOverride("training.eval_frequency", 40),
        ConfigOverride("training.optimizer.learn_rate.warmup_steps", 5),
        ConfigOverride("training.optimizer.learn_rate.initial_rate", 0.01),
      ] + (heads[head] ?? [])
    let file = head == "ner" ? "ner_cnn.cfg" : "bio_cnn.cfg"
    let config = try TrainerConfig(
      Config(parsing: TrainerConfigTests.text(file), overrides: overrides))
    var run = try TrainingRun(
      config, train: SmallRun.records(20), dev: SmallRun.records(6, from: 100))
    while run.next() != nil {}
    return ModelFolder(model: run.bestModel, config: config.resolved, meta: ["version": "1"])
  }

  /// The notes with each drug called a problem, which the model did not learn.
  static func corrections(_ count: Int, from first: Int, label: Label = "problem") -> [Example] {
    SmallRun.records(count, from: first).map { example in
      var example = example
      example.spans = example.spans.map {
        $0.label == "treatment" ? Span($0.range, label) : $0
      }
      return example
    }
  }

  static func data(label: Label = "problem") -> RetrainingData {
    RetrainingData(
      corrections: corrections(12, from: 200, label: label),
      dev: corrections(6, from: 300, label: label))
  }

  static var settings: Retraining.Settings {
    var settings = Retraining.Settings()
    settings.steps = 60
    settings.evaluations = 3
    settings.rate = 0.01
    return settings
  }
}

private func weights(_ model: NERModel) -> [[Float]] {
  var model = model
  var all: [[Float]] = []
  model.visitParameters { all.append($0.value.storage) }
  return all
}

private func spans(_ model: NERModel, _ examples: [Example]) throws -> [[Span]] {
  try model.recognize(examples.map(\.document)).map { $0.map(\.span) }
}

@Suite struct RetrainingTests {
  @Test(arguments: ["bio", "crf", "fields", "ner"])
  func startsFromTheModelInUseAndLearnsACorrectedError(_ head: String) throws {
    let base = try Notes.model(head)
    let data = Notes.data()
    let wrong = try spans(base.model, data.dev)
    #expect(wrong.joined().contains { $0.label == "treatment" }, "the error is not there")
    var run = try Retraining(base, data, settings: Notes.settings)
    // Before any step the weights are the model's own, so it finds the same.
    #expect(run.best == nil)
    #expect(weights(run.trained) == weights(base.model))
    #expect(try spans(run.trained, data.dev) == wrong)
    while run.next() != nil {}
    let result = try #require(run.result)
    #expect(try spans(result.model, data.dev) == data.dev.map(\.spans))
    let change = try #require(run.change)
    #expect((change.total?.difference?.value ?? 0) > 0.3)
    #expect((change.total?.difference?.interval.low ?? 0) > 0)
    #expect(result.meta["retraining"]?["records"]?.integer == 12)
    #expect(result.meta["version"]?.string == "1")
  }

  @Test(arguments: ["bio", "fields", "ner"])
  func labelsThatAreNewAreLearntAndOldOnesKept(_ head: String) throws {
    let base = try Notes.model(head)
    let data = Notes.data(label: "drug")
    // Before any step nothing that is found changes.
    let wider = base.model.adding(["drug", "problem", "drug"])
    #expect(Set(wider.labels) == ["problem", "treatment", "drug"])
    #expect(try spans(wider, data.dev) == spans(base.model, data.dev))
    var run = try Retraining(base, data, settings: Notes.settings)
    while run.next() != nil {}
    let model = try #require(run.result).model
    #expect(try spans(model, data.dev) == data.dev.map(\.spans))
  }

  @Test func stoppingKeepsTheBest() throws {
    let base = try Notes.model("bio")
    var run = try Retraining(base, Notes.data(), settings: Notes.settings)
    var seen = 0
    while let event = run.next() {
      guard case .evaluated = event else { continue }
      seen += 1
      // The first evaluation is of the model as it was, and no result.
      if seen == 1 { #expect(run.result == nil) }
      if seen == 2 { break }
    }
    let kept = try #require(run.result)
    let score = try #require(run.bestResult?.score)
    #expect(score == run.evaluations.dropFirst().map(\.score).max())
    var score2 = Score()
    for (example, found) in zip(run.data.dev, try spans(kept.model, run.data.dev)) {
      score2.add(found, gold: example)
    }
    #expect(score2.f1 == score)
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let base = try Notes.model("crf")
    func trained(_ seed: UInt64) throws -> [[Float]] {
      var settings = Notes.settings
      settings.seed = seed
      var run = try Retraining(base, Notes.data(), settings: settings)
      while run.next() != nil {}
      return weights(try #require(run.result).model)
    }
    let first = try trained(1)
    #expect(try trained(1) == first)
    #expect(try trained(2) != first)
  }

  @Test func confidencesAreCalibratedAnew() throws {
    var base = try Notes.model("bio")
    base.model.calibration = Calibration(temperature: 7, bias: 3)
    var run = try Retraining(base, Notes.data(), settings: Notes.settings)
    while run.next() != nil {}
    #expect(try #require(run.result).model.calibration != base.model.calibration)
  }

  @Test func aTextCountsOnce() throws {
    let data = RetrainingData(
      corrections: Notes.corrections(6, from: 0), replay: SmallRun.records(10, from: 3),
      dev: SmallRun.records(4, from: 0))
    #expect(data.corrections.map(\.document.id) == ["r4", "r5"])
    #expect(data.replay.map(\.document.id) == (6..<13).map { "r\($0)" })
  }

  @Test func replayIsHeldToItsShare() throws {
    let data = RetrainingData(
      corrections: SmallRun.records(2), replay: SmallRun.records(40, from: 100), dev: [])
    let pass = data.pass(ratio: 2, seed: 3)
    let own = pass.count { data.corrections.contains($0) }
    #expect(own > 2 && own.isMultiple(of: 2))
    #expect(pass.count - own <= 2 * own + 1 && pass.count - own > 30)
    #expect(data.pass(ratio: 0, seed: 3) == data.corrections)
    #expect(data.pass(ratio: 100, seed: 3).count == 42)
    #expect(data.pass(ratio: 2, seed: 3) == pass)
  }

  @Test func lessCorrectionsArePartOfMore() throws {
    let data = Notes.data()
    let ids = [0.25, 0.5, 0.75, 1].map {
      Set(data.keeping(share: $0, seed: 5).corrections.map(\.document.id))
    }
    #expect(ids.map(\.count) == [3, 6, 9, 12])
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0.isSubset(of: $1) })
  }

  @Test func withoutCorrectionsThereIsNothingToLearn() throws {
    let base = try Notes.model("bio")
    #expect(throws: TrainerError.nothingToLearn(records: 0)) {
      _ = try Retraining(base, RetrainingData(corrections: [], dev: []))
    }
  }

  @Test(arguments: ["bio", "fields", "ner"])
  func doubtIsHigherWhereNotesAreUnlikeThoseLearntFrom(_ head: String) throws {
    let model = try Notes.model(head).model
    let known = SmallRun.records(4).map(\.document)
    let strange = ["The patient had insulin and was given fever", "was chest aspirin given had"]
      .map { Document(id: "s", text: $0) }
    let doubts = model.doubts(of: known + strange + [Document(id: "empty", text: "")])
    #expect(doubts.allSatisfy { (0...1).contains($0) })
    #expect((doubts[..<4].max() ?? 1) < (doubts[4..<6].max() ?? 0))
    #expect(doubts.last == 0)
  }
}

@Suite struct ModelHistoryTests {
  private let folder = TemporaryFolder()

  private func model() throws -> ModelFolder {
    let config = try SmallRun.config()
    return ModelFolder(
      model: NERModel(name: "m", config: config.model, labels: ["problem"], seed: 1),
      config: config.resolved, meta: [:])
  }

  @Test func modelsArePromotedAndDiscarded() throws {
    let history = ModelHistory(folder: folder.file("models"))
    #expect(try history.entries().isEmpty && history.current == nil)
    let model = try model()
    #expect(try history.add(model) == 1)
    #expect(try history.add(model) == 2)
    #expect(history.current == nil, "an added model is not yet in use")
    try history.promote(1)
    #expect(history.currentNumber == 1)
    #expect(try ModelFolder(loading: "\(history.folder)/current").model.labels == ["problem"])
    try history.promote(2)
    #expect(try history.entries().map(\.isCurrent) == [false, true])
    #expect(throws: ModelHistory.Failure.inUse(2)) { try history.discard(2) }
    try history.discard(1)
    #expect(try history.entries().map(\.number) == [2])
    #expect(try history.add(model) == 3, "numbers are not used again")
    try history.promote(0)
    #expect(history.current == nil)
    #expect(throws: ModelHistory.Failure.noModel(9, folder: history.folder)) {
      try history.promote(9)
    }
  }

  @Test func whatACrashLeavesIsPassedOver() throws {
    let history = ModelHistory(folder: folder.file("models"))
    _ = try history.add(try model())
    try history.promote(1)
    // A model half written, a link half turned, a model half removed.
    try Folder.create("\(history.folder)/.new-x")
    try Folder.create("\(history.folder)/.gone-x")
    try Folder.link("\(history.folder)/current.new-1", to: "run-0007")
    #expect(try history.entries().map(\.number) == [1])
    #expect(history.currentNumber == 1)
    // A link to what is no longer there leads back to the first model.
    try Folder.link("\(history.folder)/current", to: "run-0009")
    #expect(history.current == nil)
  }
}
