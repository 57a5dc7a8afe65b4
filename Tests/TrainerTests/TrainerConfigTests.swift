import Files
import Notation
import TestSupport
import Testing

@testable import Trainer

@Suite struct TrainerConfigTests {
  static func text(_ name: String) throws -> String {
    try String(decoding: InputFile.read("\(Fixture.root)/configs/\(name)"), as: UTF8.self)
  }

  @Test(arguments: ["config.cfg", "spacy_config.cfg"])
  func originalConfigIsReadAsItStands(_ name: String) throws {
    let config = try TrainerConfig(
      Config(
        parsing: Self.text(name), overrides: [ConfigOverride("paths.train", "corpus/train.spacy")]))
    #expect(config.seed == 0)
    #expect(config.train.path == "corpus/train.spacy")
    #expect(config.train.reader == ExampleReader(maximumLength: 2000))
    #expect(config.dev.path == nil)
    #expect(config.dev.reader == ExampleReader())
    #expect(config.patience == 1600)
    #expect(config.maximumSteps == 20_000)
    #expect(config.evaluationFrequency == 200)
    #expect(config.accumulation == 1)
    #expect(config.dropout == .constant(0.1))
    #expect(config.learningRate == .warmupLinear(peak: 5e-5, warmup: 250, total: 20_000))
    #expect(
      config.batcher
        == .words(
          size: .compounding(start: 100, stop: 1000, compound: 1.001), tolerance: 0.2,
          discardsOversize: false))
    #expect(
      config.optimizer
        == Adam.Settings(
          beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01, isDecayDecoupled: true, clip: 1,
          keepsAverages: false))
    #expect(config.scoreWeights.map(\.name) == ["ents_f", "ents_p", "ents_r"])
    #expect(config.scoreWeights.map(\.weight) == [1, 0, 0])
  }

  @Test func emptyConfigMeansTheDefaults() throws {
    let config = try Config(parsing: "").resolved()
    #expect(config["training.optimizer.learn_rate"] == 0.001)
    #expect(config["training.batcher.get_length"] == .null)
    #expect(throws: ConfigError.self) { try TrainerConfig(config) }  // no component finds spans
  }

  @Test func resolvedConfigResolvesToItself() throws {
    let once = try Config(parsing: Self.text("config.cfg")).resolved()
    #expect(try once.resolved() == once)
    #expect(try Config(parsing: once.serialized()) == once)
  }

  @Test func componentTakesItsFactorysDefaults() throws {
    let config = try Config(
      parsing: "[components]\n[components.x]\nfactory = \"ner\"\n[components.x.model]\n"
        + "@architectures = \"spacy.TransitionBasedParser.v2\"\nhidden_width = 32\n"
    ).resolved()
    #expect(config["components.x.model.hidden_width"] == 32)
    #expect(config["components.x.model.maxout_pieces"] == 2)
    #expect(config["components.x.update_with_oracle_cut_size"] == 100)
    #expect(config["components.x.model.tok2vec.width"] == 96)
  }

  @Test(arguments: [
    (
      "dropout = 0.1", "dropuot = 0.1",
      "config.cfg:91: training.dropuot: unknown key; did you mean \"dropout\"?"
    ),
    ("[pretraining]", "[trainning]", ": trainning: unknown section; did you mean \"training\"?"),
    (
      "\"Adam.v1\"", "\"Adma.v1\"",
      ": training.optimizer.@optimizers: unknown name \"Adma.v1\"; known: Adam.v1, clinspan.Adam.v1; "
        + "did you mean \"Adam.v1\"?"
    ),
    (
      "\"spacy.MaxoutWindowEncoder.v2\"", "\"spacy.MaxoutWindowEncoder.v3\"",
      "did you mean \"spacy.MaxoutWindowEncoder.v2\"?"
    ),
    (
      "warmup_steps = 250", "warmup = 250",
      ": training.optimizer.learn_rate.warmup: unknown key"
    ),
    (
      "window_size = 1\n", "",
      ": components.tok2vec.model.encode.window_size: missing; "
        + "expected an argument of spacy.MaxoutWindowEncoder.v2"
    ),
    (
      "factory = \"torch_ner\"", "factory = \"torch_nre\"",
      ": components.torch_ner.factory: unknown name \"torch_nre\"; known: tok2vec, transformer, "
        + "ner, torch_ner; did you mean \"torch_ner\"?"
    ),
    ("patience = 1600", "patience = -1", ": training.patience: expected a whole number"),
    ("ents_f = 1.0", "ents_g = 1.0", "unknown name \"ents_g\""),
    ("before_to_disk = null", "before_to_disk = {\"@callbacks\":\"x\"}", "never run here"),
    ("frozen_components = []", "frozen_components = [\"tok2vec\"]", "a transformer can be frozen"),
    (
      "dev_corpus = \"corpora.dev\"", "dev_corpus = \"corpora.deb\"",
      "did you mean \"corpora.dev\"?"
    ),
  ])
  func mistakeIsNamedWithItsLineAndTheNearestWord(
    _ found: String, _ replacement: String, _ message: String
  ) throws {
    let text = try Self.text("config.cfg")
    let range = try #require(text.firstRange(of: found))
    let broken = text.replacingCharacters(range, with: replacement)
    let error = #expect(throws: ConfigError.self) {
      try TrainerConfig(Config(parsing: broken, file: "config.cfg"))
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }

  fileprivate func firstRange(of text: String) -> Range<Index>? { self.ranges(of: text).first }
}

@Suite struct RegistryTests {
  @Test func everyFunctionIsRegisteredOnce() {
    let names = RegisteredFunction.all.map { "\($0.registry) \($0.name)" }
    #expect(Set(names).count == names.count)
  }
}
