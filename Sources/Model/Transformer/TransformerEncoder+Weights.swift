extension TransformerEncoder {
  /// Replaces every parameter by tensors named as Hugging Face's transformers name them, with `roberta.`,
  /// `bert.` or nothing before; layer norms also under their old names, gamma and beta.
  ///
  /// - Throws: `WeightsError` when one is missing or of another shape; then the encoder is unchanged.
  public mutating func take(pretrained weights: SafeTensors, path: String) throws(WeightsError) {
    var encoder = self
    var failure: WeightsError?
    let prefix = Self.prefix(weights)
    encoder.visitParameters { parameter in
      guard failure == nil else { return }
      do throws(WeightsError) {
        parameter.value = try Self.value(
          of: Self.sources(parameter.name), prefix, parameter.value, weights, path)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    self = encoder
  }

  /// Its parameters as tensors named as Hugging Face's transformers name them, `prefix` before each.
  func pretrainedTensors(prefix: String) -> [String: SafeTensors.Tensor] {
    var tensors: [String: SafeTensors.Tensor] = [:]
    var encoder = self
    encoder.visitParameters { parameter in
      let names = Self.sources(parameter.name)
      let value = parameter.value
      let size = value.count / names.count
      let isTable = parameter.name.hasPrefix("\(name).embed.") && !parameter.name.contains(".norm.")
      let isVector = value.rows == 1 && !isTable
      let shape = isVector ? [size] : [value.rows / names.count, value.columns]
      for (index, source) in names.enumerated() {
        tensors[prefix + source] = SafeTensors.Tensor(
          shape: shape, values: Array(value.storage[index * size..<(index + 1) * size]))
      }
    }
    return tensors
  }

  /// How many layers lie above a parameter: 0 in the last layer, the depth in the embeddings; nil for what is
  /// none of this encoder's.
  func layersBelowOutput(_ parameter: Parameter) -> Int? {
    let parts = parameter.name.split(separator: ".", maxSplits: 2)
    guard parts.count == 3, parts[0] == name else { return nil }
    if parts[1] == "embed" { return blocks.count }
    return Int(parts[1].dropFirst("layer".count)).map { blocks.count - 1 - $0 }
  }

  /// What stands before the names of an encoder's tensors.
  static func prefix(_ weights: SafeTensors) -> String {
    let name = "embeddings.word_embeddings.weight"
    return weights.tensors.keys.filter { $0.hasSuffix(name) }.min()
      .map { String($0.dropLast(name.count)) } ?? ""
  }

  /// The tensors that make up a parameter, one below the other.
  static func sources(_ name: String) -> [String] {
    // The first part is the encoder's own name.
    let parts = name.split(separator: ".").dropFirst().map(String.init)
    let table = [
      "pieces": "word_embeddings.weight", "positions": "position_embeddings.weight",
      "types": "token_type_embeddings.weight", "norm.gain": "LayerNorm.weight",
      "norm.bias": "LayerNorm.bias",
    ]
    let rest = parts.dropFirst().joined(separator: ".")
    if parts.first == "embed" { return ["embeddings.\(table[rest] ?? rest)"] }
    let layer = "encoder.layer.\(parts.first?.dropFirst("layer".count) ?? "")"
    let kind = parts.last == "gain" ? "weight" : parts.last ?? ""
    return switch parts.dropFirst().dropLast().joined(separator: ".") {
    case "attention.input":
      ["query", "key", "value"].map { "\(layer).attention.self.\($0).\(kind)" }
    case "attention.output": ["\(layer).attention.output.dense.\(kind)"]
    case "attention.norm": ["\(layer).attention.output.LayerNorm.\(kind)"]
    case "inner": ["\(layer).intermediate.dense.\(kind)"]
    case "output": ["\(layer).output.dense.\(kind)"]
    default: ["\(layer).output.LayerNorm.\(kind)"]
    }
  }

  private static func value(
    of names: [String], _ prefix: String, _ old: Matrix, _ weights: SafeTensors, _ path: String
  ) throws(WeightsError) -> Matrix {
    var values: [Float] = []
    values.reserveCapacity(old.count)
    let vector = [old.columns / names.count]
    let expected = old.rows == 1 ? vector : [old.rows / names.count, old.columns]
    for name in names {
      let spellings = [name] + oldNames(name)
      guard let tensor = spellings.lazy.compactMap({ weights.tensors[prefix + $0] }).first else {
        throw .missing(path: path, tensor: prefix + name)
      }
      guard tensor.shape == expected || old.rows == 1 && tensor.shape == [1] + vector else {
        throw .shape(path: path, tensor: prefix + name, expected: expected, found: tensor.shape)
      }
      values += tensor.values
    }
    return Matrix(rows: old.rows, columns: old.columns, values)
  }

  private static func oldNames(_ name: String) -> [String] {
    guard name.contains("LayerNorm") else { return [] }
    let stem = name.split(separator: ".").dropLast().joined(separator: ".")
    return ["\(stem).\(name.hasSuffix("weight") ? "gamma" : "beta")"]
  }
}
