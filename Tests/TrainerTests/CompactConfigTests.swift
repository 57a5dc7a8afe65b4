import Model
import Notation
import Testing
import Text

@testable import Trainer

/// The recipe of `configs/compact.cfg`, small enough for a test.
@Suite struct CompactConfigTests {
  private static func config() throws -> TrainerConfig {
    let overrides: [(String, JSONValue)] = [
      ("components.tok2vec.model.encode.width", 16), ("components.tok2vec.model.encode.depth", 2),
      ("components.ner.model.hidden_width", 16), ("components.ner.model.features.rows", 2000),
      ("training.batcher.size", 60), ("training.max_steps", 60), ("training.eval_frequency", 20),
      ("training.optimizer.learn_rate.warmup_steps", 5),
      ("training.optimizer.learn_rate.total_steps", 80),
      ("training.optimizer.learn_rate.initial_rate", 0.01),
    ]
    return try TrainerConfig(
      Config(
        parsing: TrainerConfigTests.text("compact.cfg"),
        overrides: overrides.map { ConfigOverride($0.0, $0.1) }))
  }

  private static func finished(_ train: [Example]) throws -> TrainingRun {
    var run = try TrainingRun(
      config(), train: train, dev: SmallRun.records(6, from: 100))
    while run.next() != nil {}
    return run
  }

  private static func bits(_ model: NERModel) -> [[UInt32]] {
    var model = model
    var bits: [[UInt32]] = []
    model.visitParameters { bits.append($0.value.storage.map(\.bitPattern)) }
    return bits
  }

  private static func f1(_ run: TrainingRun) throws -> Double {
    let gold = SmallRun.records(10, from: 300)
    let found = try run.bestModel.recognize(gold.map(\.document)).map { $0.map(\.span) }
    return Score(gold: gold, predicted: found).f1 ?? 0
  }

  @Test func sameSeedGivesTheSameBits() throws {
    let (first, second) = try (
      Self.finished(SmallRun.records(20)), Self.finished(SmallRun.records(20))
    )
    #expect(Self.bits(first.model) == Self.bits(second.model))
    #expect(Self.bits(first.bestModel) == Self.bits(second.bestModel))
    #expect(try Self.f1(first) > 0.9)
  }

  /// Half of the gold is withheld: marked as unknown it does no harm, taken for "outside" it does.
  @Test func missingLabelsTeachNothing() throws {
    var marked = SmallRun.records(20)
    for index in marked.indices {
      let hidden = marked[index].spans.remove(at: index % 2)
      marked[index].unannotated = [hidden.range]
    }
    let whole = try Self.finished(marked)
    #expect(try Self.f1(whole) > 0.9)
    let unmarked = marked.map { Example(document: $0.document, spans: $0.spans) }
    #expect(try Self.f1(Self.finished(unmarked)) < 0.9)
  }
}
