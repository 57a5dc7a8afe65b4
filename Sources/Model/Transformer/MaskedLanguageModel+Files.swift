public import Files

extension MaskedLanguageModel {
  /// Writes a folder that Hugging Face's transformers open as a masked language model, and this program as an
  /// encoder to train on.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public func save(to folder: String) throws(FileError) {
    try Folder.create(folder)
    for (name, bytes) in files.files where name != EncoderFiles.configName {
      try AtomicFile.write(bytes, to: "\(folder)/\(name)")
    }
    try AtomicFile.write(tensors.encoded(format: "pt"), to: "\(folder)/model.safetensors")
    let head = HeadTensors(files.config.family)
    try AtomicFile.write(
      files.config(architecture: head.architecture), to: "\(folder)/\(EncoderFiles.configName)")
  }

  private var tensors: SafeTensors {
    let head = HeadTensors(files.config.family)
    var tensors = encoder.pretrainedTensors(prefix: head.encoderPrefix)
    var copy = self
    copy.visitHead { parameter in
      let value = parameter.value
      tensors[head.name(of: parameter)] = SafeTensors.Tensor(
        shape: value.rows == 1 ? [value.columns] : [value.rows, value.columns],
        values: value.storage)
    }
    return SafeTensors(tensors)
  }

  mutating func takeHead(_ pretrained: PretrainedEncoder) throws(WeightsError) {
    let head = HeadTensors(files.config.family)
    var failure: WeightsError?
    visitHead { parameter in
      guard failure == nil else { return }
      let value = parameter.value
      do throws(WeightsError) {
        let tensor = try pretrained.tensor(
          head.name(of: parameter),
          shape: value.rows == 1 ? [value.columns] : [value.rows, value.columns])
        parameter.value = Matrix(rows: value.rows, columns: value.columns, tensor.values)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

/// How Hugging Face's transformers name what a masked language model is made of.
struct HeadTensors {
  let family: TransformerConfig.Family

  init(_ family: TransformerConfig.Family) { self.family = family }

  var architecture: String {
    switch family {
    case .bert: "BertForMaskedLM"
    case .roberta: "RobertaForMaskedLM"
    }
  }

  var encoderPrefix: String { "\(family.rawValue)." }

  func name(of parameter: Parameter) -> String {
    let (bert, roberta) =
      switch parameter.name {
      case "head.dense.weight": ("transform.dense.weight", "dense.weight")
      case "head.dense.bias": ("transform.dense.bias", "dense.bias")
      case "head.norm.gain": ("transform.LayerNorm.weight", "layer_norm.weight")
      case "head.norm.bias": ("transform.LayerNorm.bias", "layer_norm.bias")
      default: ("bias", "bias")
      }
    return family == .bert ? "cls.predictions.\(bert)" : "lm_head.\(roberta)"
  }

  /// Whether an encoder came with a head of this kind.
  func isIn(_ pretrained: PretrainedEncoder) -> Bool {
    let mark = family == .bert ? "cls.predictions.transform.dense.weight" : "lm_head.dense.weight"
    return pretrained.weights.tensors[mark] != nil
  }
}
