public import Notation
import Text

extension ModelConfig {
  /// What a resolved config (every default in it) says a model is made of.
  ///
  /// The names are spaCy's: a `tok2vec` component, or the one inside the head, and a head of factory
  /// `ner` or `torch_ner`.
  ///
  /// - Throws: `ConfigError` for what cannot be built, naming the line and the nearest valid word.
  public init(_ config: Config) throws(ConfigError) {
    let components = try config.block.block("components")
    var encoders: [ConfigBlock] = []
    var transformers: [(name: String, block: ConfigBlock)] = []
    var heads: [ConfigBlock] = []
    for name in try config.block.block("nlp").strings("pipeline") {
      let component = try components.block(name)
      switch try component.name("factory", among: ["tok2vec", "transformer", "ner", "torch_ner"]) {
      case "tok2vec": encoders.append(component)
      case "transformer": transformers.append((name, component))
      default: heads.append(component)
      }
    }
    guard let component = heads.first, heads.count == 1 else {
      throw try config.block.block("nlp").error(
        "pipeline",
        .unsupported("a pipeline of \(heads.count) heads", reason: "is not offered; one is"))
    }
    head = try Head(component)
    let model = try component.block("model")
    features = try Features(of: model)
    isBalanced = model.has("balance") ? try model.bool("balance") : false
    sumsLoss =
      model.has("reduction")
      ? try model.name("reduction", among: ["mean", "sum"]) == "sum"
      : try model.string("@architectures") == "TorchEntityRecognizer.v1"
    if model.has("initialization") {
      let name = try model.name("initialization", among: Start.allCases.map(\.rawValue))
      start = Start(rawValue: name) ?? .torch
    }
    var tok2vec = try component.block("model").block("tok2vec")
    if try tok2vec.string("@architectures") == "spacy-transformers.TransformerListener.v1" {
      guard let shared = transformers.first, transformers.count == 1 else {
        throw tok2vec.error(
          "upstream",
          .unsupported("a transformer listener", reason: "needs one transformer in the pipeline"))
      }
      let frozen = try config.block.block("training").strings("frozen_components")
      encoder = .transformer(
        try Transformer(
          shared.block.block("model"), listener: tok2vec, isFrozen: frozen.contains(shared.name)))
      return
    }
    if try tok2vec.string("@architectures") == "spacy.Tok2VecListener.v1" {
      guard let shared = encoders.first else {
        throw tok2vec.error(
          "upstream", .unsupported("a listener", reason: "needs a tok2vec in the pipeline"))
      }
      tok2vec = try shared.block("model")
    }
    switch try tok2vec.name(
      "@architectures",
      among: [
        "spacy.Tok2Vec.v2", "spacy.HashEmbedCNN.v2", "spacy-transformers.TransformerListener.v1",
      ])
    {
    case "spacy.HashEmbedCNN.v2":
      embedding = try Embedding(hashEmbedCNN: tok2vec)
      encoder = .window(
        depth: try tok2vec.integer("depth"), reach: try tok2vec.integer("window_size"),
        pieces: try tok2vec.integer("maxout_pieces", atLeast: 1), edges: .zero)
    default:
      let embedding = try Embedding(tok2vec.block("embed"))
      encoder = try Encoder(tok2vec.block("encode"), width: embedding.width)
      self.embedding = embedding
    }
  }
}

extension ModelConfig.Embedding {
  /// Pieces of the maxout that mixes the tables; spaCy leaves no choice.
  private static let mixerPieces = 3

  fileprivate init(_ block: ConfigBlock) throws(ConfigError) {
    let name = try block.name(
      "@architectures", among: ["spacy.MultiHashEmbed.v2", "clinspan.MultiHashEmbed.v1"])
    let attributes = try block.strings("attrs")
    let rows = try block.integers("rows")
    guard rows.count == attributes.count, !rows.isEmpty, rows.allSatisfy({ $0 > 0 }) else {
      throw block.error(
        "rows",
        .wrongValue(
          expected: "a number above 0 for each of the \(attributes.count) attrs",
          found: "\(rows.count) numbers"))
    }
    let names = LexicalAttribute.allCases.map(\.rawValue)
    var tables: [Table] = []
    for (attribute, rows) in zip(attributes, rows) {
      guard let known = LexicalAttribute(rawValue: attribute) else {
        throw block.error("attrs", .unknownName(attribute, known: names))
      }
      tables.append(Table(attribute: known, rows: rows))
    }
    self.init(
      width: try block.integer("width", atLeast: 1), tables: tables, pieces: Self.mixerPieces)
    includesVectors = try block.bool("include_static_vectors")
    if name == "clinspan.MultiHashEmbed.v1" {
      wordDropout = Float(try block.number("word_dropout", in: 0...0.9))
    }
  }

  fileprivate init(hashEmbedCNN block: ConfigBlock) throws(ConfigError) {
    let rows = try block.integer("embed_size", atLeast: 2)
    var tables = [Table(attribute: .norm, rows: rows)]
    if try block.bool("subword_features") {
      tables += [.prefix, .suffix, .shape].map { Table(attribute: $0, rows: rows / 2) }
    }
    self.init(
      width: try block.integer("width", atLeast: 1), tables: tables, pieces: Self.mixerPieces)
    includesVectors = block.values["pretrained_vectors"]?.bool ?? false
  }
}

extension ModelConfig.Encoder {
  fileprivate init(_ block: ConfigBlock, width: Int) throws(ConfigError) {
    let names = [
      "spacy.MaxoutWindowEncoder.v2", "clinspan.MaxoutWindowEncoder.v1",
      "spacy.TorchBiLSTMEncoder.v1", "TorchBiLSTMEncoder.v1", "clinspan.WindowBiLSTMEncoder.v1",
    ]
    let name = try block.name("@architectures", among: names)
    guard try block.integer("width") == width else {
      throw block.error(
        "width",
        .wrongValue(expected: "the embedding's width \(width)", found: "another"))
    }
    if name.hasSuffix("BiLSTMEncoder.v1"), !width.isMultiple(of: 2) {
      throw block.error("width", .wrongValue(expected: "an even width", found: "\(width)"))
    }
    if name == "clinspan.WindowBiLSTMEncoder.v1" {
      self = .windowBiLSTM(
        depth: try block.integer("depth"), reach: try block.integer("window_size"),
        pieces: try block.integer("maxout_pieces", atLeast: 1),
        lstmDepth: try block.integer("lstm_depth", atLeast: 1))
      return
    }
    if name.hasSuffix("TorchBiLSTMEncoder.v1") {
      self = .biLSTM(
        depth: try block.integer("depth", atLeast: 1),
        dropout: Float(try block.number("dropout", in: 0...0.99)))
      return
    }
    var edges = MaxoutWindowEncoder.Edges.zero
    if name == "clinspan.MaxoutWindowEncoder.v1",
      let named = MaxoutWindowEncoder.Edges(
        rawValue: try block.name("edges", among: ["zero", "padded"]))
    {
      edges = named
    }
    self = .window(
      depth: try block.integer("depth"), reach: try block.integer("window_size"),
      pieces: try block.integer("maxout_pieces", atLeast: 1), edges: edges)
  }
}

extension ModelConfig.Transformer {
  /// What a `transformer` component and the listener under a head say together.
  fileprivate init(
    _ block: ConfigBlock, listener: ConfigBlock, isFrozen: Bool
  ) throws(ConfigError) {
    _ = try block.name(
      "@architectures",
      among: [
        "spacy-transformers.TransformerModel.v1", "spacy-transformers.TransformerModel.v2",
        "spacy-transformers.TransformerModel.v3", "clinspan.TransformerModel.v1",
      ])
    let spans = try block.block("get_spans")
    let getter = try spans.name(
      "@span_getters",
      among: [
        "spacy-transformers.strided_spans.v1", "clinspan.centered_spans.v1",
        "clinspan.piece_windows.v1",
      ])
    self.init(
      name: try block.string("name"), window: try spans.integer("window", atLeast: 1),
      stride: try spans.integer("stride", atLeast: 1))
    guard stride <= window else {
      throw spans.error(
        "stride", .wrongValue(expected: "at most the window's \(window)", found: "\(stride)"))
    }
    if getter == "clinspan.centered_spans.v1" { overlap = .center }
    if getter == "clinspan.piece_windows.v1" { unit = .pieces }
    if block.has("predict_spans") { packing = try .init(block.block("predict_spans")) }
    if block.has("word_dropout") {
      wordDropout = Float(try block.number("word_dropout", in: 0...0.9))
    }
    if block.has("mixed_precision") { mixesPrecision = try block.bool("mixed_precision") }
    if block.has("frozen_layers") { frozenLayers = try block.integer("frozen_layers") }
    if isFrozen { frozenLayers = .max }
    gradientFactor = Float(try listener.number("grad_factor", in: 0 ... .infinity))
    let layer = try listener.block("pooling").name(
      "@layers", among: ["reduce_mean.v1", "clinspan.first_piece.v1"])
    if layer == "clinspan.first_piece.v1" { pooling = .first }
  }
}

extension ModelConfig.Transformer.Packing {
  fileprivate init(_ block: ConfigBlock) throws(ConfigError) {
    _ = try block.name("@span_getters", among: ["clinspan.packed_spans.v1"])
    self.init(
      pieces: try block.integer("pieces", atLeast: 3),
      shared: try block.integer("shared", atLeast: 0))
  }
}

extension ModelConfig.Features {
  /// The features that a tagger names; nil where it names none.
  fileprivate init?(of head: ConfigBlock) throws(ConfigError) {
    guard head.has("features") else { return nil }
    let block = try head.block("features")
    _ = try block.name("@architectures", among: ["clinspan.WordFeatures.v1"])
    self.init(
      rows: try block.integer("rows", atLeast: 1),
      dropout: Float(try block.number("dropout", in: 0...0.9)))
  }
}

extension ModelConfig.Head {
  fileprivate init(_ component: ConfigBlock) throws(ConfigError) {
    let model = try component.block("model")
    let names = [
      "TorchEntityRecognizer.v1", "clinspan.Tagger.v1", "spacy.TransitionBasedParser.v2",
    ]
    switch try model.name("@architectures", among: names) {
    case "TorchEntityRecognizer.v1":
      self = .tagger(
        hidden: try model.integer("hidden_width", atLeast: 1), scheme: .bio,
        loss: .crossEntropy(smoothing: 0), decoding: .viterbi)
    case "clinspan.Tagger.v1":
      self = try Self(tagger: model)
    default:
      self = try Self(transitions: model, of: component)
    }
  }

  private init(tagger model: ConfigBlock) throws(ConfigError) {
    let smoothing = Float(try model.number("label_smoothing", in: 0...0.9))
    let loss: TagLoss =
      switch try model.name("loss", among: ["cross_entropy", "brier", "crf"]) {
      case "brier": .brier
      case "crf": .sequence
      default: .crossEntropy(smoothing: smoothing)
      }
    let scheme = try model.name("scheme", among: TagScheme.allCases.map(\.rawValue))
    let decoding = try model.name(
      "decoding", among: TaggerHead.Decoding.allCases.map(\.rawValue))
    self = .tagger(
      hidden: try model.integer("hidden_width", atLeast: 0),
      scheme: TagScheme(rawValue: scheme) ?? .bio, loss: loss,
      decoding: TaggerHead.Decoding(rawValue: decoding) ?? .viterbi)
  }

  private init(transitions model: ConfigBlock, of component: ConfigBlock) throws(ConfigError) {
    guard try !model.bool("extra_state_tokens") else {
      throw model.error(
        "extra_state_tokens", .unsupported("extra_state_tokens", reason: "is not offered"))
    }
    _ = try model.name("state_type", among: ["ner"])
    self = .transitions(
      hidden: try model.integer("hidden_width", atLeast: 1),
      pieces: try model.integer("maxout_pieces", atLeast: 1),
      hasUpper: try model.bool("use_upper"), decoding: .greedy,
      cutSize: try component.integer("update_with_oracle_cut_size"))
  }
}
