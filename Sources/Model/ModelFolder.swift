public import Files
public import Notation
import Text

/// A model on disk: `config.cfg`, `meta.json` and `weights.safetensors` in one folder.
public struct ModelFolder: Sendable {
  /// The version of this format that is written. A folder of a newer one is refused.
  public static let formatVersion = 1

  /// The model.
  public var model: NERModel
  /// The resolved configuration it was trained with.
  public var config: Config
  /// What `meta.json` says besides what is kept apart here: version, scores, data, licence.
  public var meta: JSONObject

  /// A model with what is known of it.
  public init(model: NERModel, config: Config, meta: JSONObject) {
    self.model = model
    self.config = config
    self.meta = meta
  }

  /// Writes the folder, each file whole or not at all; the weights first, `meta.json` with their checksum
  /// last, so that a folder half written is recognized.
  ///
  /// - Throws: `FileError` when the folder cannot be written.
  public func save(to path: String) throws(FileError) {
    try Folder.create(path)
    for file in files() { try AtomicFile.write(file.bytes, to: "\(path)/\(file.path)") }
  }

  /// The folder's files by their names, in the order in which they are written.
  public func files() -> [(path: String, bytes: [UInt8])] {
    let tables = model.resources.files()
    var model = self.model
    let weights = SafeTensors(of: &model).encoded()
    var meta = self.meta
    meta["name"] = .string(model.name)
    meta["clinspan_format"] = .integer(Self.formatVersion)
    meta["labels"] = .array(model.labels.map { .string($0.rawValue) })
    meta["calibration"] =
      model.calibration == .none
      ? nil
      : [
        "temperature": .number(Double(model.calibration.temperature)),
        "bias": .number(Double(model.calibration.bias)),
      ]
    meta["weights_bytes"] = .integer(weights.count)
    meta["weights_checksum"] = .string(Self.checksum(weights))
    meta["files"] = .object(
      JSONObject(
        tables.map { file in
          .init(
            file.path,
            [
              "bytes": .integer(file.bytes.count), "checksum": .string(Self.checksum(file.bytes)),
            ])
        }))
    return tables + [
      ("weights.safetensors", weights), ("config.cfg", Array(config.serialized().utf8)),
      ("meta.json", JSONValue.object(meta).encoded(.pretty)),
    ]
  }

  /// Whether a folder may be a model that can be loaded: one of this program's, or one for token
  /// classification as Hugging Face's transformers save it.
  public static func isModel(_ path: String) -> Bool {
    Folder.hasFile("\(path)/meta.json") || HuggingFaceImport.isSource(path)
  }

  /// Reads a folder; one that Hugging Face's transformers saved is imported on the way.
  ///
  /// - Throws: `FileError`, `ModelFolderError`, `EncoderError`, `ConfigError` or `WeightsError`, each naming
  ///   the file and what was expected.
  public init(loading path: String) throws {
    if HuggingFaceImport.isSource(path) {
      self = try HuggingFaceImport(path).folder
      return
    }
    let metaPath = "\(path)/meta.json"
    let metaBytes = try InputFile.read(metaPath, limit: 64 << 20)
    let meta: JSONObject
    do {
      guard let object = try JSONParser.parse(metaBytes).object else {
        throw ModelFolderError.malformedMeta(path: metaPath, expected: "an object")
      }
      meta = object
    } catch let error as JSONError {
      throw ModelFolderError.malformedMeta(path: metaPath, expected: error.expected)
    }
    guard let version = meta["clinspan_format"]?.integer else {
      throw ModelFolderError.notAModel(path: path)
    }
    guard version <= Self.formatVersion else {
      throw ModelFolderError.newer(path: path, version: version)
    }
    guard let labels = meta["labels"]?.array?.map({ $0.string.map { Label($0) } }),
      !labels.isEmpty, labels.allSatisfy({ $0 != nil })
    else {
      throw ModelFolderError.malformedMeta(path: metaPath, expected: "a list of labels")
    }
    let configPath = "\(path)/config.cfg"
    let text = String(decoding: try InputFile.read(configPath, limit: 16 << 20), as: UTF8.self)
    let config = try Config(parsing: text, file: configPath)
    let modelConfig = try ModelConfig(config)
    let resources = try ModelResources(loading: path, files: meta["files"]?.object)
    guard modelConfig.includesVectors == (resources.vectors != nil) else {
      throw ModelFolderError.vectors(path: path, areExpected: modelConfig.includesVectors)
    }
    guard (modelConfig.transformer != nil) == (resources.encoder != nil) else {
      throw ModelFolderError.encoder(path: path, isExpected: modelConfig.transformer != nil)
    }
    var model = NERModel(
      name: meta["name"]?.string ?? Folder.name(of: path), config: modelConfig,
      labels: labels.compactMap { $0 }, seed: nil, resources: resources)
    if let calibration = meta["calibration"] {
      guard let temperature = calibration["temperature"]?.number, temperature > 0,
        temperature.isFinite, let bias = calibration["bias"]?.number, bias.isFinite
      else {
        throw ModelFolderError.malformedMeta(
          path: metaPath, expected: "a calibration with a temperature above 0 and a bias")
      }
      model.calibration = Calibration(temperature: Float(temperature), bias: Float(bias))
    }
    let weightsPath = "\(path)/weights.safetensors"
    let bytes = try InputFile.read(weightsPath)
    if let size = meta["weights_bytes"]?.integer, bytes.count < size {
      throw WeightsError.truncated(path: weightsPath, expected: size, found: bytes.count)
    }
    if let checksum = meta["weights_checksum"]?.string, checksum != Self.checksum(bytes) {
      throw WeightsError.checksum(path: weightsPath)
    }
    try model.take(SafeTensors(decoding: bytes, path: weightsPath), path: weightsPath)
    self.init(model: model, config: config, meta: meta)
  }

  /// FNV-1a over 64-bit words, then over the bytes left: enough against accident, nothing against intent.
  static func checksum(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    bytes.withUnsafeBytes { raw in
      let words = raw.count / 8
      for word in 0..<words {
        let value = raw.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self)
        hash = (hash ^ UInt64(littleEndian: value)) &* 0x100_0000_01B3
        hash ^= hash >> 29
      }
      for index in 8 * words..<raw.count { hash = (hash ^ UInt64(raw[index])) &* 0x100_0000_01B3 }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension SafeTensors {
  /// The parameters of a model, under their names.
  init(of model: inout some Parameterized) {
    var tensors: [String: Tensor] = [:]
    model.visitParameters { parameter in
      tensors[parameter.name] = Tensor(
        shape: [parameter.value.rows, parameter.value.columns], values: parameter.value.storage)
    }
    self.init(tensors)
  }
}

extension Parameterized {
  /// Replaces every parameter's value.
  ///
  /// - Throws: `WeightsError` when one is missing or of another shape; then the model is unchanged.
  public mutating func take(_ weights: SafeTensors, path: String) throws(WeightsError) {
    var model = self
    var failure: WeightsError?
    model.visitParameters { parameter in
      guard failure == nil else { return }
      let shape = [parameter.value.rows, parameter.value.columns]
      guard let tensor = weights.tensors[parameter.name] else {
        failure = .missing(path: path, tensor: parameter.name)
        return
      }
      guard tensor.shape == shape else {
        failure = .shape(
          path: path, tensor: parameter.name, expected: shape, found: tensor.shape)
        return
      }
      parameter.value = Matrix(rows: shape[0], columns: shape[1], tensor.values)
    }
    if let failure { throw failure }
    self = model
  }
}

/// Why a folder is not a model that can be loaded.
public enum ModelFolderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No mark of this program in its `meta.json`.
  case notAModel(path: String)
  /// Written by a newer version of this program.
  case newer(path: String, version: Int)
  /// `meta.json` cannot be used.
  case malformedMeta(path: String, expected: String)
  /// A table beside the weights cannot be used.
  case malformedFile(path: String, expected: String)
  /// Word vectors are there and not asked for, or the reverse.
  case vectors(path: String, areExpected: Bool)
  /// The files of a transformer are there and not asked for, or the reverse.
  case encoder(path: String, isExpected: Bool)

  /// One sentence: what, where and what to do.
  public var description: String {
    switch self {
    case .notAModel(let path):
      "\(path): not a clinspan model; meta.json has no clinspan_format"
    case .newer(let path, let version):
      "\(path): a model of format \(version), this program reads up to "
        + "\(ModelFolder.formatVersion); install a newer clinspan"
    case .malformedMeta(let path, let expected):
      "\(path): expected \(expected); copy the model again"
    case .malformedFile(let path, let expected):
      "\(path): expected \(expected); copy the model again"
    case .vectors(let path, let areExpected):
      "\(path): config.cfg \(areExpected ? "asks" : "does not ask") for static vectors, and they are "
        + "\(areExpected ? "not " : "")there; copy the model again"
    case .encoder(let path, let isExpected):
      "\(path): config.cfg \(isExpected ? "names" : "does not name") a transformer, and its encoder.json is "
        + "\(isExpected ? "not " : "")there; copy the model again"
    }
  }
}
