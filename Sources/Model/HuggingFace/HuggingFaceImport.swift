import Files
import Notation
import Text

/// A model of this program made from one for token classification as Hugging Face's transformers save it:
/// the same weights, so the same tags.
///
/// The text goes to the tokenizer as it stands. A token's tag is the most probable class of its first piece,
/// the piece that training with -100 on the others teaches, and tags are read leniently (`LenientSpans`).
/// A text of more pieces than the encoder takes is read in windows, each piece in the one in which it is
/// nearer to the middle.
public struct HuggingFaceImport: Sendable {
  /// The model, ready to be saved.
  public let folder: ModelFolder

  /// The share of a window after which the next begins, in quarters.
  private static let strideQuarters = 3

  /// What further training starts from: twice what BERT is fine-tuned at, as `Retraining` takes half.
  private static let rate = 1e-4

  /// The classes of transformers that are read, by the family of encoder.
  private static let architectures: [TransformerConfig.Family: String] = [
    .bert: "BertForTokenClassification", .roberta: "RobertaForTokenClassification",
  ]

  /// Whether a folder is one that transformers saved: it has `config.json`, and no config of this program or
  /// of spaCy.
  public static func isSource(_ path: String) -> Bool {
    Folder.hasFile("\(path)/config.json") && !Folder.hasFile("\(path)/config.cfg")
      && !Folder.hasFile("\(path)/meta.json")
  }

  /// Reads a folder: `config.json` with `id2label`, the tokenizer's files, and `model.safetensors` or
  /// `pytorch_model.bin`, which is parsed and never executed.
  ///
  /// - Parameter name: What the model will be called; nil takes the folder's name.
  /// - Throws: `FileError`, `EncoderError` or `WeightsError`, each naming the file and what was expected.
  public init(_ path: String, name: String? = nil) throws {
    let settings = try Self.settings(path)
    let tags = try SourceTags(settings["id2label"], path: "\(path)/config.json")
    let pretrained = try PretrainedEncoder(folder: path)
    let config = Config(
      root: Self.config(path: path, tags.scheme, window: pretrained.files.longestSequence))
    var resources = ModelResources()
    resources.encoder = pretrained.files
    var model = NERModel(
      name: name ?? Folder.name(of: path), config: try ModelConfig(config), labels: tags.labels,
      seed: nil, resources: resources)
    try model.take(pretrained: pretrained)
    try model.take(classifier: pretrained, tags)
    var meta = JSONObject()
    meta["lang"] = "en"
    meta["imported_from"] = [
      "format": "huggingface", "name": .string(Folder.name(of: path)),
      "version": settings["transformers_version"] ?? nil,
    ]
    folder = ModelFolder(model: model, config: config, meta: meta)
  }

  /// `config.json`, where it is one of a model for token classification.
  private static func settings(_ path: String) throws -> JSONValue {
    let place = "\(path)/config.json"
    let settings: JSONValue
    do {
      settings = try JSONParser.parse(InputFile.read(place, limit: EncoderFiles.largest))
    } catch let error as JSONError {
      throw EncoderError.malformed(path: place, expected: error.expected)
    }
    let family = try TransformerConfig(settings, path: place).family
    let found = settings["architectures"]?.array?.compactMap(\.string) ?? []
    let known = architectures[family] ?? ""
    if found.isEmpty || found.contains(known) { return settings }
    let what = found.joined(separator: ", ")
    guard found.contains(where: { $0.hasSuffix("ForTokenClassification") }) else {
      throw EncoderError.unsupported(
        path: place,
        what: "\(what) as a model, which tags no tokens (an encoder to train on is named by "
          + "--components.transformer.model.name),",
        supported: architectures.values.sorted().joined(separator: " and "))
    }
    throw EncoderError.unsupported(
      path: place, what: what, supported: architectures.values.sorted().joined(separator: " and "))
  }

  /// The settings as this program writes them.
  private static func config(path: String, _ scheme: TagScheme, window: Int) -> JSONObject {
    let transformer: JSONObject = [
      "factory": "transformer",
      "model": [
        "@architectures": "clinspan.TransformerModel.v1", "name": .string(path),
        "frozen_layers": .null,
        "get_spans": [
          "@span_getters": "clinspan.piece_windows.v1", "window": .integer(window),
          "stride": .integer(max(1, (window - 2) * strideQuarters / 4)),
        ],
      ],
    ]
    let head: JSONObject = [
      "factory": "torch_ner",
      "model": [
        "@architectures": "clinspan.Tagger.v1", "hidden_width": 0,
        "scheme": .string(scheme.rawValue), "loss": "cross_entropy", "label_smoothing": .number(0),
        "decoding": .string(ModelConfig.TagDecoding.lenient.rawValue),
        "tok2vec": [
          "@architectures": "spacy-transformers.TransformerListener.v1",
          "grad_factor": .number(1), "upstream": "*",
          "pooling": ["@layers": "clinspan.first_piece.v1"],
        ],
      ],
    ]
    return [
      "nlp": ["lang": "en", "pipeline": ["transformer", "ner"]],
      "components": ["transformer": .object(transformer), "ner": .object(head)],
      "training": [
        "frozen_components": .array([]),
        "optimizer": ["@optimizers": "clinspan.Adam.v1", "L2": 0.01, "learn_rate": .number(rate)],
      ],
    ]
  }
}

extension NERModel {
  /// Takes the classifier's weights over: each tag's from its class.
  ///
  /// - Throws: `WeightsError` when one is missing or of another shape; then the model is unchanged.
  fileprivate mutating func take(
    classifier source: PretrainedEncoder, _ tags: SourceTags
  ) throws(WeightsError) {
    guard var tagger = head as? TaggerHead else { return }
    let width = tok2vec.width
    let weight = try source.tensor("classifier.weight", shape: [tags.tags.count, width])
    let bias = try source.tensor("classifier.bias", shape: [tags.tags.count])
    for (tag, (id, penalty)) in tags.sources(of: tagger.tags.tags).enumerated() {
      tagger.output.weight.value.storage.replaceSubrange(
        tag * width..<(tag + 1) * width, with: weight.values[id * width..<(id + 1) * width])
      tagger.output.bias.value.storage[tag] = bias.values[id] - penalty
    }
    head = tagger
  }
}
