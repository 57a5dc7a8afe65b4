import Files

/// The files of a pretrained encoder that say how large it is and how it reads text; its weights apart.
public struct EncoderFiles: Sendable {
  /// The sizes.
  public let config: TransformerConfig
  /// Text to pieces.
  public let tokenizer: SubwordTokenizer
  /// The files by Hugging Face's names.
  let files: [(name: String, bytes: [UInt8])]

  /// The names of the files that are read, where they are there.
  static let names = ["config.json"] + SubwordTokenizer.fileNames

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
    guard let config = files["config.json"] else {
      throw .missing(path: folder, expected: "config.json, as Hugging Face's transformers write it")
    }
    self.config = try TransformerConfig(decoding: config, path: "\(folder)/config.json")
    tokenizer = try SubwordTokenizer(files, folder: folder)
    guard tokenizer.vocabularySize <= self.config.vocabularySize else {
      throw .malformed(
        path: "\(folder)/config.json",
        expected: "a vocab_size of at least the tokenizer's \(tokenizer.vocabularySize) pieces")
    }
    let needed = ["config.json"] + SubwordTokenizer.needed(of: files)
    self.files = needed.compactMap { name in files[name].map { (name, $0) } }
  }
}

/// A pretrained encoder as Hugging Face's transformers save one.
public struct PretrainedEncoder: Sendable {
  /// Sizes and tokenizer.
  public let files: EncoderFiles
  /// Its weights, under their own names.
  let weights: SafeTensors
  /// The file they are from.
  let path: String

  /// Reads a folder: `config.json`, the tokenizer's files, and `model.safetensors` or
  /// `pytorch_model.bin`, which is parsed and never executed.
  ///
  /// - Throws: `FileError`, `EncoderError` or `WeightsError`, each naming the file and what was expected.
  public init(folder: String) throws {
    guard Folder.exists(folder) else { throw EncoderError.noFolder(name: folder) }
    files = try EncoderFiles(folder: folder)
    let safe = "\(folder)/model.safetensors"
    let torch = "\(folder)/pytorch_model.bin"
    if Folder.hasFile(safe) {
      path = safe
      weights = try SafeTensors(reading: safe)
    } else if Folder.hasFile(torch) {
      path = torch
      do {
        let state = try TorchState(decoding: InputFile.read(torch))
        weights = SafeTensors(
          Dictionary(state.tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { $1 }))
      } catch let error as TorchStateError {
        throw EncoderError.malformed(path: torch, expected: error.expected)
      }
    } else {
      throw EncoderError.missing(path: folder, expected: "model.safetensors or pytorch_model.bin")
    }
  }
}
