import Files
import Notation

/// The files of a pretrained encoder that say how large it is and how it reads text; its weights apart.
public struct EncoderFiles: Sendable {
  /// The sizes.
  public let config: TransformerConfig
  /// Text to pieces.
  public let tokenizer: SubwordTokenizer
  /// The most pieces, marks included, of a text that is read at once: as many as there are positions, or
  /// fewer where the tokenizer's settings say so.
  public let longestSequence: Int
  /// The files by Hugging Face's names.
  let files: [(name: String, bytes: [UInt8])]

  /// The names of the files that are read, where they are there.
  static let names = [configName] + SubwordTokenizer.fileNames

  /// The file that has the sizes.
  static let configName = "config.json"

  /// The largest of them that is read.
  static let largest = 256 << 20

  /// Reads an encoder's folder.
  ///
  /// - Throws: `FileError`, or `EncoderError` naming the file and what was expected.
  public init(folder: String) throws {
    var files: [String: [UInt8]] = [:]
    for name in Self.names where Folder.hasFile("\(folder)/\(name)") {
      files[name] = try InputFile.read("\(folder)/\(name)", limit: Self.largest)
    }
    try self.init(files, folder: folder)
  }

  /// Reads files by their names; `folder` is for messages.
  init(_ files: [String: [UInt8]], folder: String) throws(EncoderError) {
    guard let config = files[Self.configName] else {
      throw .missing(path: folder, expected: "config.json, as Hugging Face's transformers write it")
    }
    self.config = try TransformerConfig(decoding: config, path: "\(folder)/config.json")
    tokenizer = try SubwordTokenizer(files, folder: folder)
    guard tokenizer.vocabularySize <= self.config.vocabularySize else {
      throw .malformed(
        path: "\(folder)/config.json",
        expected: "a vocab_size of at least the tokenizer's \(tokenizer.vocabularySize) pieces")
    }
    let settings = files["tokenizer_config.json"].flatMap { try? JSONParser.parse($0) }
    let longest = self.config.longestSequence
    longestSequence =
      settings?["model_max_length"]?.integer.map { min(max($0, 3), longest) } ?? longest
    let needed = [Self.configName] + SubwordTokenizer.needed(of: files)
    self.files = needed.compactMap { name in files[name].map { (name, $0) } }
  }

  /// The `config.json` of a model that has something on the encoder, under the name of its class.
  func config(architecture: String) -> [UInt8] {
    let bytes = files.first { $0.name == Self.configName }?.bytes ?? []
    // What was read once is read again.
    guard var root = (try? JSONParser.parse(bytes))?.object else { return bytes }
    root["architectures"] = [.string(architecture)]
    return JSONValue.object(root).encoded(.pretty)
  }
}
