import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// Folders that are not what transformers saved: an error that names the file, or a model that works.
@Suite struct DamagedFolderTests {
  private let temporary = TemporaryFolder()

  /// A copy of a fixture's files.
  private func copy(_ kind: String) throws -> String {
    let (source, path) = (Fixture.path(kind), temporary.file("copy"))
    try Folder.remove(path)
    try Folder.create(path)
    for name in try Folder.names(in: source) {
      try AtomicFile.write(InputFile.read("\(source)/\(name)"), to: "\(path)/\(name)")
    }
    return path
  }

  private static let values: [JSONValue] = [
    .null, true, -1, 0, 1, 65, .integer(.max), .integer(.min), 0.5, .number(.nan), "x", [1],
    ["0": "O"],
  ]

  /// Loads what may be damaged; what loads must read notes.
  private func use(_ path: String) -> Bool {
    guard let model = try? ModelFolder(loading: path).model else { return false }
    for text in ["Pain, fever\n\nCT head 03/04/2019 cannot", "", "\u{4E2D}\u{0}\u{1F600}"] {
      let document = Document(id: "note", text: text)
      for annotation in (try? model.recognize(document)) ?? [] {
        #expect(0 <= annotation.span.start && annotation.span.end <= document.text.count)
      }
    }
    return true
  }

  @Test(arguments: [
    ("bert", "config.json"), ("bert", "tokenizer_config.json"), ("roberta", "config.json"),
    ("roberta", "tokenizer_config.json"),
  ])
  func anySettingMayBeAnything(_ kind: String, _ file: String) throws {
    let path = try copy("token_classification/\(kind)")
    let whole = try InputFile.read("\(path)/\(file)")
    let settings = try #require(JSONParser.parse(whole).object)
    for key in settings.keys {
      for value in Self.values {
        var changed = settings
        changed[key] = value
        try AtomicFile.write(JSONValue.object(changed).encoded(), to: "\(path)/\(file)")
        _ = use(path)
      }
    }
    try AtomicFile.write(whole, to: "\(path)/\(file)")
    #expect(use(path))
  }

  @Test(arguments: [
    ("bert", "vocab.txt"), ("bert", "config.json"), ("bert", "model.safetensors"),
    ("roberta", "vocab.json"), ("roberta", "merges.txt"), ("roberta", "tokenizer_config.json"),
    ("roberta", "pytorch_model.bin"),
  ])
  func anyByteMayBeAnother(_ kind: String, _ file: String) throws {
    let path = try copy("token_classification/\(kind)")
    let whole = try InputFile.read("\(path)/\(file)")
    var random = SeededGenerator(seed: 6)
    for round in 0..<150 {
      var bytes = whole
      let reach = min(bytes.count, 6000)
      for _ in 0...Int(random.nextUniform() * 6) {
        bytes[min(Int(random.nextUniform() * Float(reach)), reach - 1)] =
          Array("0123456789-[]{},:\"ab \n\u{0}\u{7F}".utf8).randomElement(using: &random) ?? 0
      }
      if round % 5 == 0 { bytes.removeLast(Int(random.nextUniform() * Float(bytes.count))) }
      try AtomicFile.write(bytes, to: "\(path)/\(file)")
      _ = use(path)
    }
    try AtomicFile.write(whole, to: "\(path)/\(file)")
    #expect(use(path))
  }

  @Test func aTokenizerFileMayHoldAnything() throws {
    let whole = try InputFile.read(Fixture.path("tiny_roberta/tokenizer.json"))
    var random = SeededGenerator(seed: 3)
    for _ in 0..<150 {
      var bytes = whole
      for _ in 0...Int(random.nextUniform() * 8) {
        bytes[min(Int(random.nextUniform() * Float(bytes.count)), bytes.count - 1)] =
          Array("0123456789-[]{},:\"ab ".utf8).randomElement(using: &random) ?? 0
      }
      let tokenizer = try? SubwordTokenizer(["tokenizer.json": bytes], folder: "f")
      let encoding = tokenizer?.encode(ScalarText("Pain, fever\n CT <mask> head"))
      #expect((encoding?.ids ?? []).allSatisfy { $0 >= 0 && $0 < tokenizer?.vocabularySize ?? 0 })
    }
    for id in ["-1", "2147483648", "1.5", "null"] {
      let text = String(decoding: whole, as: UTF8.self)
        .replacing("\"id\": 4,", with: "\"id\": \(id),")
      #expect(text != String(decoding: whole, as: UTF8.self))
      #expect(throws: EncoderError.self) {
        try SubwordTokenizer(["tokenizer.json": Array(text.utf8)], folder: "f")
      }
    }
  }

  /// A step that would silently be left out would give other pieces.
  @Test func anotherNormalizerIsRefusedByName() throws {
    let whole = try InputFile.read(Fixture.path("tiny_roberta/tokenizer.json"))
    let root = try #require(JSONParser.parse(whole).object)
    for (step, type) in [("normalizer", "NFKC"), ("pre_tokenizer", "Sequence")] {
      var changed = root
      changed[step] = ["type": .string(type)]
      let bytes = JSONValue.object(changed).encoded()
      let error = #expect(throws: EncoderError.self) {
        try SubwordTokenizer(["tokenizer.json": bytes], folder: "f")
      }
      #expect(error?.description.contains("the \(step) \(type) is not supported") == true)
    }
  }

  // MARK: Shards

  /// The BERT fixture with its weights in two shards.
  private func sharded() throws -> (path: String, index: JSONObject) {
    let path = try copy("token_classification/bert")
    let weights = try SafeTensors(reading: "\(path)/model.safetensors").tensors
    try Folder.removeFile("\(path)/model.safetensors")
    let names = weights.keys.sorted()
    var places = JSONObject()
    for (number, part) in [names.prefix(20), names.dropFirst(20)].enumerated() {
      let file = "model-0000\(number + 1)-of-00002.safetensors"
      let own = weights.filter { part.contains($0.key) }
      try AtomicFile.write(SafeTensors(own).encoded(), to: "\(path)/\(file)")
      for name in part { places[name] = .string(file) }
    }
    return (path, ["metadata": ["total_size": 0], "weight_map": .object(places)])
  }

  private func write(_ index: JSONObject, _ path: String) throws {
    try AtomicFile.write(
      JSONValue.object(index).encoded(), to: "\(path)/model.safetensors.index.json")
  }

  @Test func shardsAreOneModel() throws {
    let (path, index) = try sharded()
    try write(index, path)
    let document = Document(id: "a", text: "Chest pain, a rash. HbA1c=7.2%: pt c/o fever x3d")
    let whole = try ModelFolder(loading: Fixture.path("token_classification/bert")).model
    let model = try ModelFolder(loading: path).model
    #expect(try model.recognize(document).map(\.span) == whole.recognize(document).map(\.span))
    try Folder.removeFile("\(path)/model-00002-of-00002.safetensors")
    let error = #expect(throws: EncoderError.self) { try ModelFolder(loading: path) }
    #expect(error?.description.contains("expected the shard that") == true)
  }

  @Test(
    arguments: [
      "../model.safetensors", "/etc/passwd", "config.json", "model.bin", 3, .null,
    ] as [JSONValue])
  func anIndexNamesFilesOfItsFolderAlone(_ file: JSONValue) throws {
    var (path, index) = try sharded()
    var places = index["weight_map"]?.object ?? JSONObject()
    places["classifier.weight"] = file
    index["weight_map"] = .object(places)
    try write(index, path)
    let error = #expect(throws: EncoderError.self) { try ModelFolder(loading: path) }
    #expect(error?.description.contains("in weight_map a file of this folder") == true)
  }

  @Test func aTensorThatItsShardLacksIsNamed() throws {
    var (path, index) = try sharded()
    var places = index["weight_map"]?.object ?? JSONObject()
    places["more"] = "model-00001-of-00002.safetensors"
    index["weight_map"] = .object(places)
    try write(index, path)
    let error = #expect(throws: WeightsError.self) { try ModelFolder(loading: path) }
    #expect(error?.description.contains("no tensor more") == true)
    try write(["weight_map": [:]], path)
    #expect(throws: EncoderError.self) { try ModelFolder(loading: path) }
  }
}
