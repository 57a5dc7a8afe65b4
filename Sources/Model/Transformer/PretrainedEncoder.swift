import Files

/// A pretrained encoder as Hugging Face's transformers save one.
public struct PretrainedEncoder: Sendable {
  /// Sizes and tokenizer.
  public let files: EncoderFiles
  /// Its weights, under their own names.
  let weights: SafeTensors
  /// The file they are from.
  let path: String

  /// Reads a folder: `config.json`, the tokenizer's files, and `model.safetensors` or
  /// `pytorch_model.bin`, which is parsed and never executed, or the shards of either.
  ///
  /// - Throws: `FileError`, `EncoderError` or `WeightsError`, each naming the file and what was expected.
  public init(folder: String) throws {
    guard Folder.exists(folder) else { throw EncoderError.noFolder(name: folder) }
    files = try EncoderFiles(folder: folder)
    (weights, path) = try WeightFiles.read(folder)
    try check()
  }

  /// Checks that the weights are of the sizes that `config.json` gives, before anything of those sizes is
  /// made.
  private func check() throws(WeightsError) {
    let config = files.config
    let tables = [
      ("word_embeddings", config.vocabularySize), ("position_embeddings", config.positions),
      ("token_type_embeddings", config.types),
    ]
    let prefix = TransformerEncoder.prefix(weights)
    for (name, rows) in tables {
      _ = try tensor("\(prefix)embeddings.\(name).weight", shape: [rows, config.width])
    }
    let found = weights.tensors.values.reduce(0) { $0 + $1.values.count }
    guard config.parameterCount <= found else {
      throw .sizes(path: path, expected: config.parameterCount, found: found)
    }
  }

  /// A tensor of this shape.
  ///
  /// - Throws: `WeightsError` when it is missing or of another shape.
  func tensor(_ name: String, shape: [Int]) throws(WeightsError) -> SafeTensors.Tensor {
    guard let tensor = weights.tensors[name] else { throw .missing(path: path, tensor: name) }
    guard tensor.shape == shape else {
      throw .shape(path: path, tensor: name, expected: shape, found: tensor.shape)
    }
    return tensor
  }
}

extension TransformerConfig {
  /// How many numbers an encoder of these sizes has learnt.
  var parameterCount: Int {
    let embedding = (vocabularySize + positions + types + 2) * width
    let attention = 4 * width * (width + 1) + 2 * width
    let feedForward = 2 * width * inner + inner + width + 2 * width
    return embedding + depth * (attention + feedForward)
  }
}
