import Files
import Model
import Notation
import TestSupport
import Testing
import Text

@testable import Trainer

/// The transformer configurations as they stand, over a small random RoBERTa.
@Suite struct TransformerRunTests {
  static let encoder = Fixture.path("tiny_roberta")

  static func run(
    _ file: String, _ overrides: KeyValuePairs<String, JSONValue> = [:], workers: Int = 1
  ) throws -> TrainingRun {
    let common: KeyValuePairs<String, JSONValue> = [
      "components.transformer.model.name": .string(encoder),
      "training.max_steps": 40, "training.eval_frequency": 40, "training.batcher.size": 120,
      "training.optimizer.learn_rate.warmup_steps": 2,
      "training.optimizer.learn_rate.initial_rate": 0.003,
    ]
    let config = try TrainerConfig(
      Config(
        parsing: TrainerConfigTests.text(file),
        overrides: (common.map { $0 } + overrides.map { $0 }).map {
          ConfigOverride($0.key, $0.value)
        }))
    return try TrainingRun(
      config, train: SmallRun.records(20), dev: SmallRun.records(6, from: 100), workers: workers,
      encoder: PretrainedEncoder(folder: encoder))
  }

  static func scores(_ run: inout TrainingRun) -> [Double] {
    var scores: [Double] = []
    while let event = run.next() {
      if case .evaluated(let result) = event { scores.append(result.score) }
    }
    return scores
  }

  static func weights(_ model: NERModel) -> [String: [Float]] {
    var model = model
    var all: [String: [Float]] = [:]
    model.visitParameters { all[$0.name] = $0.value.storage }
    return all
  }

  @Test(arguments: ["config_trf.cfg", "spacy_config_trf.cfg", "best_trf.cfg"])
  func aConfigurationLearnsItsNotes(file: String) throws {
    var run = try Self.run(file, ["training.max_steps": 120, "training.max_epochs": 0], workers: 2)
    #expect((Self.scores(&run).max() ?? 0) > 0.8)
  }

  @Test func theOriginalsConfigurationsNameTheirEncoder() throws {
    let config = try TrainerConfig(Config(parsing: TrainerConfigTests.text("spacy_config_trf.cfg")))
    #expect(config.model.transformer == .init(name: "roberta-base", window: 128, stride: 96))
    #expect(config.headName == "ner")
    #expect(throws: TrainerError.noEncoder(name: "roberta-base")) {
      try TrainingRun(config, train: SmallRun.records(2), dev: SmallRun.records(2))
    }
  }

  @Test func sameSeedAndWorkersGiveTheSameBits() throws {
    var first = try Self.run("best_trf.cfg", ["training.max_steps": 6], workers: 2)
    var second = try Self.run("best_trf.cfg", ["training.max_steps": 6], workers: 2)
    _ = (Self.scores(&first), Self.scores(&second))
    #expect(Self.weights(first.model) == Self.weights(second.model))
  }

  @Test func aFrozenTransformerStaysAsItWas() throws {
    var run = try Self.run(
      "spacy_config_trf.cfg",
      ["training.frozen_components": ["transformer"], "training.max_steps": 3])
    let before = Self.weights(run.model)
    _ = Self.scores(&run)
    let after = Self.weights(run.model)
    for (name, values) in before {
      #expect((after[name] == values) == name.hasPrefix("encode."), "\(name)")
    }
  }

  @Test func layersMoveSlowerTheDeeperTheyLie() throws {
    let run = try Self.run("best_trf.cfg")
    let factors = run.adam.rateFactors(of: run.model) { run.model.layersBelowHead($0) }
    var model = run.model
    var byName: [String: Double] = [:]
    model.visitParameters { byName[$0.name] = factors[$0.id] }
    #expect(byName["encode.layer1.norm.gain"] == 1)
    #expect(byName["encode.layer0.norm.gain"] == 0.9)
    #expect(abs((byName["encode.embed.pieces"] ?? 0) - 0.81) < 1e-12)
    #expect(byName["head.hidden.weight"] == 7)
  }

  @Test func aStoppedRunGoesOnWithTheSameBits() throws {
    var whole = try Self.run(
      "best_trf.cfg", ["training.max_steps": 8, "training.eval_frequency": 4])
    _ = Self.scores(&whole)
    let folder = TemporaryFolder()
    let checkpoints = Checkpoints(folder: folder.path)
    var stopped = try Self.run(
      "best_trf.cfg", ["training.max_steps": 4, "training.eval_frequency": 4])
    _ = Self.scores(&stopped)
    try checkpoints.save(stopped, nil)
    var resumed = try Self.run(
      "best_trf.cfg", ["training.max_steps": 8, "training.eval_frequency": 4])
    try resumed.resume(from: checkpoints)
    _ = Self.scores(&resumed)
    #expect(Self.weights(resumed.model) == Self.weights(whole.model))
  }

  @Test func anotherComponentCannotBeFrozen() {
    #expect(throws: ConfigError.self) {
      try Self.run("spacy_config_trf.cfg", ["training.frozen_components": ["ner"]])
    }
  }
}
