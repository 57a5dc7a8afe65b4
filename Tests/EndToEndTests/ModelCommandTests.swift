import Files
import Model
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

/// `clinspan model …` and `clinspan package`, from a spaCy model to an installed one.
@Suite struct ModelCommandTests {
  private let temporary = TemporaryFolder()

  private func run(_ words: String...) -> InProcess {
    InProcess(words, environment: ["XDG_DATA_HOME": temporary.file("data")])
  }

  /// The fixture's model, imported.
  private func imported(_ kind: String = "listener") -> String {
    let path = temporary.file("imported")
    let result = run("model", "import", Fixture.path("spacy/\(kind)"), path)
    #expect(result.status == 0, "\(result.errors)")
    return path
  }

  /// Texts and what spaCy found in them, the texts as JSON lines.
  private func texts(_ kind: String) throws -> (path: String, spans: [[String]]) {
    let rows = try #require(try Fixture.json("spacy/\(kind)/expected.json").array)
    let lines = rows.enumerated().map { number, row in
      JSONValue.object(["id": .string("\(number)"), "text": row["text"] ?? ""]).text() + "\n"
    }
    let spans = rows.map { row in
      (row["ents"]?.array ?? []).map {
        "\($0.array?[0].integer ?? -1)-\($0.array?[2].string ?? "")"
      }
    }
    return (try temporary.write(lines.joined().utf8, to: "texts.jsonl"), spans)
  }

  private func spans(_ output: String) throws -> [[String]] {
    try output.split(separator: "\n").map { line in
      (try JSONParser.parse(String(line))["spans"]?.array ?? []).map {
        "\($0["start"]?.integer ?? -1)-\($0["label"]?.string ?? "")"
      }
    }
  }

  @Test(arguments: ["listener", "lstm", "sentences"])
  func anImportedModelPredictsWhatSpacyDoes(_ kind: String) throws {
    let (path, expected) = try texts(kind)
    let result = run("predict", "--model", imported(kind), path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try spans(result.output) == expected)
  }

  @Test(arguments: ["listener", "without_upper", "lstm", "hash_embed_cnn", "vectors", "sentences"])
  func anExportedModelImportedAgainIsTheSame(_ kind: String) throws {
    let model = imported(kind)
    #expect(run("model", "export", model, temporary.file("spacy"), "--to", "spacy").status == 0)
    let again = temporary.file("again")
    let result = run("model", "import", temporary.file("spacy"), again)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    for name in ["weights.safetensors", "config.cfg"] {
      #expect(
        try InputFile.read("\(model)/\(name)") == InputFile.read("\(again)/\(name)"), "\(name)")
    }
    let (path, expected) = try texts(kind)
    #expect(try spans(run("predict", "--model", again, path).output) == expected)
  }

  @Test func aTaggerIsNotExportedAndNothingIsWritten() throws {
    let model = temporary.file("tiny")
    try TinyModel.save(to: model)
    let result = run("model", "export", model, temporary.file("out"), "--to", "spacy")
    #expect(result.status == 1)
    #expect(result.errors.contains("a tagger in spaCy is not supported; models with an ner head"))
    #expect(!Folder.exists(temporary.file("out")))
  }

  @Test func whatStandsThereIsReplacedOnlyWhenAskedAndOnlyIfItIsAModel() throws {
    let model = imported()
    let again = run("model", "import", Fixture.path("spacy/listener"), model)
    #expect(again.status == 1)
    #expect(again.errors.contains("give --force"))
    #expect(run("model", "import", Fixture.path("spacy/listener"), model, "--force").status == 0)
    let notes = temporary.file("notes")
    try temporary.write("kept".utf8, to: "notes/note.txt")
    let refused = run("model", "export", model, notes, "--to", "spacy", "--force")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("is no model's folder"))
    #expect(Folder.hasFile("\(notes)/note.txt"))
  }

  @Test func aPackagedModelIsInstalledAndFoundByItsName() throws {
    let packages = temporary.file("packages")
    func package(_ version: String, _ flags: String...) -> InProcess {
      InProcess(
        ["package", temporary.file("imported"), packages, "--name", "small", "--version", version]
          + flags,
        environment: [:])
    }
    _ = imported()
    #expect(package("1.0").status == 0)
    #expect(package("1.0").errors.contains("give --force"))
    #expect(package("1.0", "--force").status == 0)
    #expect(package("one").status == 64)
    #expect(package("1.1").status == 0)
    func archive(_ version: String) -> String {
      "\(packages)/en_small-\(version)/dist/en_small-\(version).tar.gz"
    }
    #expect(run("model", "install", archive("1.0")).status == 0)
    #expect(run("model", "install", archive("1.0")).errors.contains("is installed already"))
    #expect(run("model", "install", archive("1.1")).output.contains("in place of 1.0"))
    let (path, expected) = try texts("listener")
    #expect(try spans(run("predict", "--model", "en_small", path).output) == expected)
    #expect(try spans(run("predict", "small", path).output) == expected)
    #expect(run("model", "info").output.contains("en_small\n"))
    let info = run("model", "info", "en_small").output
    #expect(info.contains("version     1.1") && info.contains("problem"))
    #expect(run("model", "verify", "en_small").output.contains("whole"))
    #expect(run("predict", "--model", "en_smal", path).errors.contains("en_small"))
  }

  @Test func aModelThatIsNotWholeDoesNotVerify() throws {
    let model = imported()
    #expect(run("model", "verify", model).status == 0)
    var weights = try InputFile.read("\(model)/weights.safetensors")
    weights[weights.count - 1] ^= 1
    try AtomicFile.write(weights, to: "\(model)/weights.safetensors")
    let result = run("model", "verify", model)
    #expect(result.status == 1)
    #expect(result.errors.contains("checksum differs"))
  }

  @Test func aModelOfALaterFormatIsRefused() throws {
    let model = imported()
    let meta = String(decoding: try InputFile.read("\(model)/meta.json"), as: UTF8.self)
    let parts = meta.split(separator: "\n").map {
      $0.contains("\"clinspan_format\"") ? "  \"clinspan_format\": 99," : String($0)
    }
    try AtomicFile.write(parts.joined(separator: "\n").utf8, to: "\(model)/meta.json")
    let result = run("model", "verify", model)
    #expect(result.status == 1)
    #expect(result.errors.contains("a model of format 99"))
    #expect(result.errors.contains("install a newer clinspan"))
  }

  @Test func vectorsAreLearntOverFromAFile() throws {
    let words = ["fever 1 0 0.5", "cough 0 1 -0.5", "aspirin -1 0.25 0"]
    let vectors = try temporary.write((words.joined(separator: "\n") + "\n").utf8, to: "v.txt")
    let row = """
      {"id":"1","text":"Fever and cough ; aspirin was given .","spans":[{"start":0,"end":5,"label":"problem"}]}

      """
    let data = try temporary.write(row.utf8, to: "train.jsonl")
    func train(_ extra: String...) -> InProcess {
      InProcess(
        [
          "train", "\(Fixture.root)/configs/config.cfg", "--output", temporary.file("out"),
          "--paths.train", data, "--paths.dev", data, "--training.max_steps", "1",
          "--training.eval_frequency", "1", "--components.tok2vec.model.encode.width", "16",
          "--components.tok2vec.model.embed.rows", "[20,20,20,20]", "--workers", "1",
          "--components.tok2vec.model.embed.include_static_vectors", "true",
        ] + extra, environment: [:])
    }
    #expect(train().errors.contains("names none; add --initialize.vectors FILE"))
    let result = train("--initialize.vectors", vectors)
    #expect(result.status == 0, "\(result.errors)")
    let model = try ModelFolder(loading: temporary.file("out/model-last")).model
    #expect(model.resources.vectors?.table.rows == 3)
  }
}
