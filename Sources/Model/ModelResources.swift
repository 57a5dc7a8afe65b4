import Files
import Notation
import Text

/// The tables that a model reads and does not learn, each a file beside its weights.
public struct ModelResources: Sendable {
  /// Normal forms of single words.
  public var norms = NormalForms()
  /// Word vectors; there when the configuration asks for them.
  public var vectors: WordVectors?
  /// What a pretrained encoder is apart from its weights; there when the configuration names one.
  public var encoder: EncoderFiles?
  /// What finds the sentences that no entity crosses; nil where a document is one whole.
  var sentences: SentenceParser?

  /// No tables.
  public init() {}

  private enum Name {
    static let norms = "norms.json"
    static let vectors = "vectors.npy"
    static let vectorKeys = "vectors.keys.npy"
    static let sentences = "sentences.json"
    static let sentenceWeights = "sentences.safetensors"
    /// An encoder's `config.json`, which beside `config.cfg` would be mistaken; its other files keep
    /// their names.
    static let encoder = "encoder.json"
    static let all =
      [norms, vectors, vectorKeys, sentences, sentenceWeights, encoder]
      + SubwordTokenizer.fileNames

    static func ofEncoder(_ name: String) -> String {
      name == EncoderFiles.configName ? encoder : name
    }
  }

  /// The tables there are, as files by their names.
  func files() -> [(path: String, bytes: [UInt8])] {
    var files: [(path: String, bytes: [UInt8])] = []
    if !norms.isEmpty { files.append((Name.norms, norms.encoded())) }
    if let vectors {
      let pairs = vectors.rows.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      let keys = pairs.flatMap { [$0.key, UInt64($0.value)] }
      files.append(
        (
          Name.vectors,
          NumpyFile.encode(
            type: "<f4", shape: [vectors.table.rows, vectors.table.columns],
            data: NumpyArray.bytes(vectors.table.storage))
        ))
      files.append(
        (
          Name.vectorKeys,
          NumpyFile.encode(
            type: "<u8", shape: [pairs.count, 2],
            data: keys.flatMap { key in withUnsafeBytes(of: key.littleEndian) { Array($0) } })
        ))
    }
    for file in encoder?.files ?? [] { files.append((Name.ofEncoder(file.name), file.bytes)) }
    if var sentences {
      files.append((Name.sentences, sentences.settings.value.encoded()))
      files.append((Name.sentenceWeights, SafeTensors(of: &sentences).encoded()))
    }
    return files
  }

  /// Reads the tables that `meta.json` lists.
  ///
  /// - Throws: `FileError`, `WeightsError`, `EncoderError` or `ModelFolderError` for a file that is missing or
  ///   damaged.
  init(loading path: String, files: JSONObject?) throws {
    func read(_ name: String) throws -> [UInt8]? {
      guard let mark = files?[name] else { return nil }
      let place = "\(path)/\(name)"
      let bytes = try InputFile.read(place)
      if let size = mark["bytes"]?.integer, bytes.count < size {
        throw WeightsError.truncated(path: place, expected: size, found: bytes.count)
      }
      guard mark["checksum"]?.string == ModelFolder.checksum(bytes) else {
        throw WeightsError.checksum(path: place)
      }
      return bytes
    }
    func malformed(_ name: String, _ expected: String) -> ModelFolderError {
      .malformedFile(path: "\(path)/\(name)", expected: expected)
    }
    for name in files?.keys ?? []
    where !Name.all.contains(name) {
      throw malformed(name, "no file of this name, which a newer clinspan may have written")
    }
    if let bytes = try read(Name.norms) {
      guard let norms = NormalForms(decoding: bytes) else {
        throw malformed(Name.norms, "normal forms by the id of a word")
      }
      self.norms = norms
    }
    if let bytes = try read(Name.sentences), let weights = try read(Name.sentenceWeights) {
      guard
        let settings = (try? JSONParser.parse(bytes)).flatMap({ SentenceParser.Settings($0) }),
        var parser = SentenceParser(settings)
      else { throw malformed(Name.sentences, "the settings of a sentence parser") }
      let place = "\(path)/\(Name.sentenceWeights)"
      try parser.take(SafeTensors(decoding: weights, path: place), path: place)
      sentences = parser
    }
    if files?[Name.encoder] != nil {
      var found: [String: [UInt8]] = [:]
      for name in EncoderFiles.names { found[name] = try read(Name.ofEncoder(name)) }
      encoder = try EncoderFiles(found, folder: path)
    }
    if let table = try read(Name.vectors), let keys = try read(Name.vectorKeys) {
      guard let table = NumpyFile(decoding: table), table.shape.count == 2,
        let values = table.floats
      else { throw malformed(Name.vectors, "a table of 32-bit floats") }
      guard let keys = NumpyFile(decoding: keys), keys.shape.count == 2, keys.shape[1] == 2,
        let numbers = keys.unsigned
      else { throw malformed(Name.vectorKeys, "pairs of a word's id and its row") }
      var rows: [UInt64: Int32] = [:]
      rows.reserveCapacity(numbers.count / 2)
      for place in stride(from: 0, to: numbers.count, by: 2) {
        guard let row = Int32(exactly: numbers[place + 1]), row < table.shape[0] else {
          throw malformed(Name.vectorKeys, "rows below \(table.shape[0])")
        }
        rows[numbers[place]] = row
      }
      vectors = WordVectors(
        table: Matrix(rows: table.shape[0], columns: table.shape[1], values), rows: rows)
    }
  }
}

/// Normal forms that take the place of the general rule's, by the id of the word as it is written: spaCy's
/// table `lexeme_norm`.
public struct NormalForms: Sendable, Equatable {
  /// The forms as text.
  let words: [UInt64: String]
  /// The forms' ids.
  let ids: [UInt64: UInt64]

  /// Forms by the id of a word.
  public init(_ words: [UInt64: String] = [:]) {
    self.words = words
    ids = words.mapValues { StringID.of($0) }
  }

  /// Whether there is none.
  var isEmpty: Bool { words.isEmpty }

  /// Decodes `{"id": "form"}`; nil when it is something else.
  init?(decoding bytes: [UInt8]) {
    guard let object = (try? JSONParser.parse(bytes))?.object else { return nil }
    var words: [UInt64: String] = [:]
    for member in object.members {
      guard let id = UInt64(member.key), let form = member.value.string else { return nil }
      words[id] = form
    }
    self.init(words)
  }

  /// `{"id": "form"}`, by id.
  func encoded() -> [UInt8] {
    JSONValue.object(
      JSONObject(words.sorted { $0.key < $1.key }.map { .init(String($0.key), .string($0.value)) })
    ).encoded()
  }
}
