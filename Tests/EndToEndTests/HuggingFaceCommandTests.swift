import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

/// A folder as Hugging Face's transformers save it, wherever a model is taken.
@Suite struct HuggingFaceCommandTests {
  private let temporary = TemporaryFolder()
  private static let kinds = ["bert", "roberta"]

  private static func folder(_ kind: String) -> String {
    Fixture.path("token_classification/\(kind)")
  }

  private func run(_ words: String...) -> InProcess {
    InProcess(words, environment: ["XDG_DATA_HOME": temporary.file("data")])
  }

  /// Some of the fixture's lines, as notes with a span of gold.
  private func notes() throws -> String {
    let lines = try #require(Fixture.json("token_classification/lines.json")["lines"]?.array)
    let rows = lines.dropFirst(20).prefix(30).enumerated().map { number, line in
      let row: JSONValue = [
        "id": .string("\(number)"), "text": line,
        "spans": [["start": 0, "end": 1, "label": "problem"]],
      ]
      return row.text() + "\n"
    }
    return try temporary.write(rows.joined(), to: "notes.jsonl")
  }

  /// A copy of the BERT fixture with another setting, or without one of its files.
  private func changed(
    _ key: String? = nil, _ value: JSONValue? = nil, without file: String? = nil
  ) throws -> String {
    let path = temporary.file("changed")
    try Folder.remove(path)
    try Folder.create(path)
    for name in try Folder.names(in: Self.folder("bert")) where name != file {
      var bytes = try InputFile.read("\(Self.folder("bert"))/\(name)")
      if name == "config.json", let key {
        var config = try #require(JSONParser.parse(bytes).object)
        config[key] = value
        bytes = JSONValue.object(config).encoded()
      }
      try AtomicFile.write(bytes, to: "\(path)/\(name)")
    }
    return path
  }

  @Test(arguments: kinds) func theFolderIsAModelAsItIs(_ kind: String) throws {
    let (model, notes) = (Self.folder(kind), try notes())
    let found = run("predict", model, notes)
    #expect(found.status == 0, "\(found.errors)")
    #expect(found.output.contains("\"label\":\"treatment\""))
    #expect(run("predict", "--model", model, notes).output == found.output)
    #expect(run("predict", "--model", model, "--precision", "int8", notes).status == 0)
    let info = run("model", "info", model)
    #expect(info.output.contains("windows of 64 pieces, 46 apart"), "\(info.errors)")
    #expect(info.output.contains("huggingface \(kind)"))
    #expect(run("model", "verify", model).status == 0)
    let evaluation = run("evaluate", model, notes)
    #expect(evaluation.status == 0, "\(evaluation.errors)")
    let comparison = run("compare", "--gold", notes, "--model", model, "--model", model)
    #expect(comparison.status == 0, "\(comparison.errors)")
    let explored = run(
      "explore", notes, "--model", model, "--size", "100x30", "--script", "<Enter>")
    #expect(explored.status == 0, "\(explored.errors)")
    let annotated = run(
      "annotate", temporary.file("set"), notes, "--model", model, "--size", "100x30", "--script",
      "a")
    #expect(annotated.status == 0, "\(annotated.errors)")
  }

  @Test func aCopyBelowTheUsersModelsHasAName() throws {
    let installed = temporary.file("data/clinspan/models/random")
    try Folder.create(installed)
    for name in try Folder.names(in: Self.folder("bert")) {
      try AtomicFile.write(
        InputFile.read("\(Self.folder("bert"))/\(name)"), to: "\(installed)/\(name)")
    }
    #expect(run("predict", "random", try notes()).status == 0)
    #expect(run("model", "info").output.contains("random\n"))
  }

  @Test(arguments: kinds) func anImportStandsByItself(_ kind: String) throws {
    let notes = try notes()
    let model = temporary.file("imported")
    let imported = run("model", "import", Self.folder(kind), model, "--name", "tagger")
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(
      imported.output.contains("tagger, 4 labels (person, problem, test, treatment)"))
    #expect(
      run("predict", model, notes).output == run("predict", Self.folder(kind), notes).output)
    #expect(run("model", "import", Self.folder(kind), model).status == 1)
    #expect(
      run("model", "import", Self.folder(kind), model, "--force", "--skip", "ner").status != 0)
    let packed = run(
      "package", Self.folder(kind), temporary.file("packages"), "--name", "tagger", "--version", "1"
    )
    #expect(packed.status == 0, "\(packed.errors)")
  }

  @Test func itIsRetrainedOnGold() throws {
    let gold = try notes()
    let result = run(
      "retrain", "--gold", gold, "--model", Self.folder("bert"), "--output",
      temporary.file("better"), "--steps", "4", "--workers", "1")
    #expect(result.status == 0, "\(result.errors)")
    #expect(run("predict", temporary.file("better"), gold).status == 0)
  }

  @Test func itVotesOnPHIBesideTheRules() throws {
    let names = try changed(
      "id2label",
      .object(
        JSONObject(
          ["PATIENT", "DATE", "HCW", "HOSPITAL", "O", "LOC", "ID", "PHONE", "AGE"].enumerated()
            .map { .init("\($0)", .string($1)) })))
    let line = "Chest pain, a rash. HbA1c=7.2%: pt c/o fever x3d, rx'd heparin gtt qHS"
    let note = try temporary.write(line, to: "note.txt")
    let plain = run("anonymize", note)
    #expect(plain.status == 0, "\(plain.errors)")
    let voted = run("anonymize", note, "--model", names)
    #expect(voted.status == 0, "\(voted.errors)")
    // A random model marks what no rule does.
    #expect(plain.output.contains("heparin gtt") && voted.output != plain.output)
  }

  @Test(
    arguments: [
      ("model_type", "distilbert", "model_type distilbert is not supported; bert and roberta are"),
      ("model_type", "deberta-v2", "model_type deberta-v2 is not supported; bert and roberta are"),
      (
        "architectures", ["BertForMaskedLM"],
        "BertForTokenClassification and RobertaForTokenClassification are"
      ),
      ("architectures", ["BertCRFForTokenClassification"], "BertForTokenClassification and"),
      ("id2label", ["0": "LABEL_0", "1": "LABEL_1"], "LABEL_0, the name of a class that nobody"),
      (
        "id2label", ["0": "O", "1": "B-a"],
        "classifier.weight has shape [9, 32], the model needs [2, 32]"
      ),
      ("id2label", nil, "expected id2label, which names the classes"),
      ("vocab_size", 361, "word_embeddings.weight has shape"),
      ("vocab_size", 100, "expected a vocab_size of at least the tokenizer's"),
      ("vocab_size", 9_999_999, "word_embeddings.weight has shape"),
      ("hidden_size", 65536, "word_embeddings.weight has shape"),
      ("intermediate_size", 999_999, "the sizes in config.json call for"),
      ("num_hidden_layers", 1000, "the sizes in config.json call for"),
      ("num_hidden_layers", 3, "the sizes in config.json call for"),
      ("is_decoder", true, "a decoder (is_decoder) is not supported"),
    ] as [(String, JSONValue?, String)])
  func whatCannotBeReadSaysWhy(_ key: String, _ value: JSONValue?, _ message: String) throws {
    let result = run("predict", "--model", try changed(key, value), try notes())
    #expect(result.status == 1)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test(arguments: [
    ("model.safetensors", "expected model.safetensors or pytorch_model.bin there"),
    ("vocab.txt", "expected tokenizer.json, vocab.txt, or vocab.json with merges.txt there"),
  ])
  func whatIsMissingIsNamed(_ file: String, _ message: String) throws {
    let result = run("predict", "--model", try changed(without: file), try notes())
    #expect(result.status == 1)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
