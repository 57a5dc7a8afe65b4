import Files
import Notation

/// The weights in a folder as Hugging Face's transformers save it: one file, or shards and an index that
/// says which tensor is in which.
enum WeightFiles {
  /// The files that are looked for, the first one there being read.
  private static let names = ["model.safetensors", "pytorch_model.bin"]

  /// Reads the folder's weights, under their own names; with the file they are from, for messages.
  ///
  /// - Throws: `FileError`, `EncoderError` or `WeightsError`, each naming the file and what was expected.
  static func read(_ folder: String) throws -> (weights: SafeTensors, path: String) {
    for name in names {
      let path = "\(folder)/\(name)"
      if Folder.hasFile(path) { return (try weights(path), path) }
      let index = path + ".index.json"
      if Folder.hasFile(index) { return (try shards(index, in: folder), index) }
    }
    throw EncoderError.missing(path: folder, expected: names.joined(separator: " or "))
  }

  /// One file of tensors.
  private static func weights(_ path: String) throws -> SafeTensors {
    if path.hasSuffix(".safetensors") { return try SafeTensors(reading: path) }
    do {
      let state = try TorchState(decoding: InputFile.read(path))
      return SafeTensors(
        Dictionary(state.tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { $1 }))
    } catch let error as TorchStateError {
      throw EncoderError.malformed(path: path, expected: error.expected)
    }
  }

  /// The tensors that an index names, from its shards.
  private static func shards(_ index: String, in folder: String) throws -> SafeTensors {
    func malformed(_ expected: String) -> EncoderError {
      .malformed(path: index, expected: expected)
    }
    let root: JSONValue
    do {
      root = try JSONParser.parse(InputFile.read(index, limit: EncoderFiles.largest))
    } catch let error as JSONError {
      throw malformed(error.expected)
    }
    guard let places = root["weight_map"]?.object?.members, !places.isEmpty else {
      throw malformed("weight_map, the file of each tensor")
    }
    var ofFile: [String: [String]] = [:]
    for place in places {
      guard let file = place.value.string, !file.contains("/"),
        file.hasSuffix(index.hasSuffix(".safetensors.index.json") ? ".safetensors" : ".bin")
      else { throw malformed("in weight_map a file of this folder for tensor \(place.key)") }
      ofFile[file, default: []].append(place.key)
    }
    var tensors: [String: SafeTensors.Tensor] = [:]
    for (file, names) in ofFile.sorted(by: { $0.key < $1.key }) {
      let path = "\(folder)/\(file)"
      guard Folder.hasFile(path) else {
        throw EncoderError.missing(path: path, expected: "the shard that \(index) names")
      }
      let shard = try weights(path).tensors
      for name in names {
        guard let tensor = shard[name] else {
          throw WeightsError.missing(path: path, tensor: name)
        }
        tensors[name] = tensor
      }
    }
    return SafeTensors(tensors)
  }
}
