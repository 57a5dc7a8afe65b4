import Files
import Notation
import TestSupport
import Testing

@testable import CLI

@Suite struct CheckConfigTests {
  private let folder = TemporaryFolder()

  private static let config = "\(Fixture.root)/configs/config.cfg"

  /// The project's own config with some text replaced.
  private func write(_ changes: KeyValuePairs<String, String>) throws -> String {
    var text = String(decoding: try InputFile.read(Self.config), as: UTF8.self)
    for (old, new) in changes {
      #expect(text.contains(old), "the config no longer has \(old)")
      text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
    return try folder.write(text, to: "changed.cfg")
  }

  @Test(arguments: ["config", "spacy_config", "bio_cnn"])
  func whatIsPrintedMeansWhatTheConfigMeans(name: String) throws {
    let path = "\(Fixture.root)/configs/\(name).cfg"
    let run = InProcess("check", "config", path)
    #expect(run.status == 0, "\(run.errors)")
    let again = InProcess("check", "config", try folder.write(run.output, to: "full.cfg"))
    #expect(again.output == run.output)
    let json = try JSONParser.parse(InProcess("check", "config", path, "--json").output)
    #expect(try Config(parsing: run.output) == Config(root: #require(json.object)))
  }

  @Test func overridesAndTheEnvironmentAreInIt() throws {
    let run = InProcess(
      "check", "config", Self.config, "--training.max_steps", "7", "--paths.train=a.spacy",
      environment: ["SPACY_CONFIG_OVERRIDES": "--training.patience 3"])
    let config = try Config(parsing: run.output)
    #expect(config["training.max_steps"]?.integer == 7)
    #expect(config["training.patience"]?.integer == 3)
    #expect(config["corpora.train.path"]?.string == "a.spacy")
    #expect(run.errors.contains("the train corpus a.spacy is not there"))
    #expect(run.errors.contains("paths.dev is not set"))
  }

  @Test func everyMistakeIsToldWithTheNearestRightWord() throws {
    let path = try write([
      "max_steps": "max_step", "hidden_width": "hiden_width",
      "\"spacy.MaxoutWindowEncoder.v2\"": "\"spacy.MaxoutWindowEncoder.v3\"",
      "[training.logger]": "[training.loger]",
    ])
    let run = InProcess("check", "config", path)
    #expect(run.status == 1)
    #expect(run.output == "")
    for word in ["max_steps", "hidden_width", "spacy.MaxoutWindowEncoder.v2", "logger"] {
      #expect(run.errors.contains("did you mean \"\(word)\"?"), "\(run.errors)")
    }
    #expect(run.errors.contains("\(path): 4 mistakes"))
    #expect(run.errors.contains("changed.cfg:"))
  }

  @Test func aMistakeWithoutARightWordEndsTheSearch() throws {
    let run = InProcess("check", "config", Self.config, "--training.max_steps", "\"many\"")
    #expect(run.status == 1)
    #expect(run.errors.contains("training.max_steps: expected a whole number"))
    #expect(run.errors.contains("1 mistake"))
  }

  @Test func aFileThatIsNoConfigIsNamedByLine() throws {
    let run = InProcess("check", "config", try folder.write("[a]\nnonsense\n", to: "a.cfg"))
    #expect(run.status == 1)
    #expect(run.errors.contains("a.cfg:2: expected [section], key = value, or # comment"))
  }
}
