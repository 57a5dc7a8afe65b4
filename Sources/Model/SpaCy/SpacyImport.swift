import Files
import Notation
import Text

/// A model of this program made from one that spaCy 3 trained: the same weights, so the same entities.
///
/// Read are `config.cfg`, `meta.json`, `tokenizer`, `vocab`, and the files of the `ner` component and of
/// what it depends on. Nothing in them is ever executed.
public struct SpacyImport: Sendable {
  /// The model, ready to be saved.
  public let folder: ModelFolder
  /// What could make entities differ from spaCy's, in sentences.
  public let warnings: [String]

  /// The largest sides that settings may have; beyond them a file is damaged or made to fill memory.
  private static let limits = (width: 1 << 14, rows: 1 << 27, depth: 256)

  /// Reads a spaCy model.
  ///
  /// - Parameters:
  ///   - skipped: Components to leave out although they can change tokens or entities.
  ///   - name: What the model will be called; nil takes the name in its `meta.json`.
  /// - Throws: `SpacyModelError` for what is missing, damaged or not supported, naming component and
  ///   layer; `ConfigError` for settings; `FileError` for files.
  public init(_ files: SpacyFiles, skipping skipped: [String] = [], name: String? = nil) throws {
    let configPath = files.place(of: "config.cfg")
    let config = try Config(
      parsing: String(decoding: try files.required("config.cfg"), as: UTF8.self), file: configPath)
    let pipeline = try SpacyPipeline(config, path: files.path, skipped: skipped)
    var warnings = pipeline.warnings
    if let warning = try Self.tokenizerWarning(files, config) { warnings.append(warning) }

    let settings = try Self.settings(pipeline.tok2vec, component: pipeline.tok2vecComponent, files)
    let head = try Self.head(pipeline, files)
    let moves = try SpacyMoves(
      decoding: files.required("\(pipeline.nerName)/moves"),
      path: files.place(of: "\(pipeline.nerName)/moves"), component: pipeline.nerName)
    let labels = moves.labels.map { Label($0) }
    let system = TransitionSystem(labels: labels)
    guard !labels.isEmpty, let classes = moves.classes(of: system) else {
      throw SpacyModelError(
        path: files.path, component: pipeline.nerName,
        .malformed(expected: "begin, inside, last and unit moves of each label, and out"))
    }
    let meta = try Self.meta(files)
    let networks = try Networks(files, pipeline)
    var resources = try Self.resources(files, settings, pipeline.tok2vecComponent)
    if let parser = pipeline.parser {
      resources.sentences = try Self.sentenceParser(parser, files)
      if resources.sentences == nil {
        warnings.append(
          "\(parser.name) (parser) is left out: its network is of a kind that is not supported; it sets "
            + "sentence bounds, which entities do not cross in spaCy; some entities can differ")
      }
    }
    var model = NERModel(
      name: name ?? meta["name"]?.string ?? "model",
      config: ModelConfig(
        embedding: try Self.embedding(settings, files.path, pipeline.tok2vecComponent),
        encoder: Self.encoder(settings), head: head),
      labels: labels, seed: nil, resources: resources)
    try model.take(
      SpacyWeights(tok2vec: networks.tok2vec, settings: settings), ner: networks.ner,
      classes: classes)
    folder = ModelFolder(
      model: model, config: Config(root: Self.config(settings, head)),
      meta: Self.imported(meta, name: model.name))
    self.warnings = warnings
  }

  static func settings(
    _ block: ConfigBlock, component: String, _ files: SpacyFiles
  ) throws -> SpacyTok2Vec {
    let settings = try SpacyTok2Vec(block, path: files.path, component: component)
    let depth =
      switch settings.encoder {
      case .window(let depth, let reach, let pieces, _): max(depth, reach, pieces)
      case .biLSTM(let depth, _): depth
      }
    guard settings.width <= limits.width, depth <= limits.depth,
      settings.tables.count <= limits.depth,
      settings.tables.allSatisfy({ $0.rows <= limits.rows })
    else {
      throw SpacyModelError(
        path: files.path, component: component,
        .malformed(expected: "settings of a size that a model can have"))
    }
    return settings
  }

  private static func head(
    _ pipeline: SpacyPipeline, _ files: SpacyFiles
  ) throws -> ModelConfig.Head {
    let name = pipeline.nerName
    let block = try pipeline.ner.block("model")
    func unsupported(_ what: String, _ advice: String) -> SpacyModelError {
      SpacyModelError(path: files.path, component: name, .unsupported(what, advice: advice))
    }
    guard try block.names("spacy.TransitionBasedParser", versions: 1...2) else {
      throw unsupported(try block.architecture(), "spacy.TransitionBasedParser is")
    }
    guard try block.string("state_type") == "ner", try !block.bool("extra_state_tokens") else {
      throw unsupported("extra_state_tokens or another state_type than ner", "the default is")
    }
    if let bytes = try files.optional("\(name)/cfg"),
      let width = (try? JSONParser.parse(bytes))?["beam_width"]?.integer, width > 1
    {
      throw unsupported("beam search (beam_width \(width))", "greedy search is")
    }
    let pieces = try block.integer("maxout_pieces", atLeast: 1)
    let hidden = try block.integer("hidden_width", atLeast: 1)
    let hasUpper = block.values["use_upper"]?.bool ?? true
    guard pieces <= limits.depth, hidden <= limits.width else {
      throw SpacyModelError(
        path: files.path, component: name,
        .malformed(expected: "settings of a size that a model can have"))
    }
    guard hasUpper || pieces > 1 else {
      throw unsupported("use_upper = false with one maxout piece", "two pieces are")
    }
    return .transitions(
      hidden: hidden, pieces: pieces, hasUpper: hasUpper, decoding: .greedy,
      cutSize: pipeline.ner.values["update_with_oracle_cut_size"]?.integer ?? 100)
  }

  private static func embedding(
    _ settings: SpacyTok2Vec, _ path: String, _ component: String
  ) throws(SpacyModelError) -> ModelConfig.Embedding {
    var tables: [ModelConfig.Embedding.Table] = []
    for table in settings.tables {
      guard let attribute = LexicalAttribute(rawValue: table.attribute) else {
        let known = LexicalAttribute.allCases.map(\.rawValue).joined(separator: ", ")
        throw SpacyModelError(
          path: path, component: component,
          .unsupported("the attribute \(table.attribute)", advice: "\(known) are"))
      }
      tables.append(.init(attribute: attribute, rows: table.rows))
    }
    var embedding = ModelConfig.Embedding(
      width: settings.width, tables: tables, pieces: SpacyTok2Vec.mixerPieces)
    embedding.includesVectors = settings.includesVectors
    return embedding
  }

  private static func resources(
    _ files: SpacyFiles, _ settings: SpacyTok2Vec, _ component: String
  ) throws -> ModelResources {
    var resources = ModelResources()
    if settings.includesVectors {
      guard let vectors = try WordVectors(spacy: files, vocab: "vocab/") else {
        throw SpacyModelError(
          path: files.path, component: component, .missing("the table vocab/vectors"))
      }
      resources.vectors = vectors
    }
    guard let bytes = try files.optional("vocab/lookups.bin"), !bytes.isEmpty else {
      return resources
    }
    func malformed() -> SpacyModelError {
      SpacyModelError(
        path: files.place(of: "vocab/lookups.bin"),
        .malformed(expected: "tables by name in MessagePack"))
    }
    guard let tables = try? MessagePack.parse(bytes) else { throw malformed() }
    // A table is MessagePack within MessagePack: {name, dict, bloom}.
    guard let packed = tables["lexeme_norm"] else { return resources }
    let table = packed.binary.flatMap { try? MessagePack.parse($0) } ?? packed
    guard let pairs = (table["dict"] ?? table).map else { throw malformed() }
    var words: [UInt64: String] = [:]
    for pair in pairs {
      guard let id = pair.key.unsigned, let word = pair.value.string else { throw malformed() }
      words[id] = word
    }
    resources.norms = NormalForms(words)
    return resources
  }

  private static func encoder(_ settings: SpacyTok2Vec) -> ModelConfig.Encoder {
    switch settings.encoder {
    case .window(let depth, let reach, let pieces, let edges):
      .window(depth: depth, reach: reach, pieces: pieces, edges: edges)
    case .biLSTM(let depth, let dropout): .biLSTM(depth: depth, dropout: Float(dropout))
    }
  }

  private static func tokenizerWarning(_ files: SpacyFiles, _ config: Config) throws -> String? {
    let name = config["nlp.tokenizer.@tokenizers"]?.string ?? "spacy.Tokenizer.v1"
    guard name == "spacy.Tokenizer.v1" else {
      throw SpacyModelError(
        path: files.path, .unsupported("the tokenizer \(name)", advice: "spacy.Tokenizer.v1 is"))
    }
    guard let bytes = try files.optional("tokenizer") else { return nil }
    guard let found = SpacyTokenizer.fingerprint(bytes) else {
      throw SpacyModelError(
        path: files.place(of: "tokenizer"), .malformed(expected: "patterns and exceptions"))
    }
    guard !SpacyTokenizer.isKnown(found) else { return nil }
    return
      "the tokenizer's rules (\(found.count) exceptions) are not those of spaCy 3.8 for English, "
      + "which are used here; where tokens differ, entities can"
  }

  private static func meta(_ files: SpacyFiles) throws -> JSONObject {
    let path = files.place(of: "meta.json")
    do {
      return try JSONParser.parse(files.required("meta.json")).object ?? JSONObject()
    } catch let error as JSONError {
      throw SpacyModelError(path: path, .malformed(expected: error.expected))
    }
  }

  /// What is kept of spaCy's `meta.json`.
  private static func imported(_ meta: JSONObject, name: String) -> JSONObject {
    var kept = JSONObject()
    for key in [
      "lang", "version", "description", "author", "email", "url", "license", "sources",
      "performance",
    ] {
      kept[key] = meta[key]
    }
    kept["lang"] = kept["lang"] ?? "en"
    kept["imported_from"] = [
      "format": "spacy", "name": meta["name"] ?? .string(name),
      "version": meta["version"] ?? nil, "spacy_version": meta["spacy_version"] ?? nil,
    ]
    return kept
  }
}

extension SpacyImport {
  /// The networks whose weights are needed.
  private struct Networks {
    let tok2vec: ThincModel
    let ner: ThincModel

    init(_ files: SpacyFiles, _ pipeline: SpacyPipeline) throws {
      func network(_ component: String) throws -> ThincModel {
        let name = "\(component)/model"
        let model = try ThincModel(
          decoding: files.required(name), path: files.place(of: name), component: component)
        try model.check(knows: SpacyWeights.kinds)
        return model
      }
      ner = try network(pipeline.nerName)
      tok2vec =
        pipeline.tok2vecComponent == pipeline.nerName
        ? ner : try network(pipeline.tok2vecComponent)
    }
  }

  /// The settings as this program writes them: spaCy's names, with the edges said.
  static func config(_ settings: SpacyTok2Vec, _ head: ModelConfig.Head) -> JSONObject {
    var encode: JSONObject
    switch settings.encoder {
    case .window(let depth, let reach, let pieces, let edges):
      encode = [
        "@architectures": "clinspan.MaxoutWindowEncoder.v1", "width": .integer(settings.width),
        "window_size": .integer(reach), "maxout_pieces": .integer(pieces),
        "depth": .integer(depth), "edges": .string(edges.rawValue),
      ]
    case .biLSTM(let depth, let dropout):
      encode = [
        "@architectures": "spacy.TorchBiLSTMEncoder.v1", "width": .integer(settings.width),
        "depth": .integer(depth), "dropout": .number(dropout),
      ]
    }
    let embed: JSONObject = [
      "@architectures": "spacy.MultiHashEmbed.v2", "width": .integer(settings.width),
      "attrs": .array(settings.tables.map { .string($0.attribute) }),
      "rows": .array(settings.tables.map { .integer($0.rows) }),
      "include_static_vectors": .bool(settings.includesVectors),
    ]
    var model: JSONObject = ["@architectures": "spacy.TransitionBasedParser.v2"]
    var cutSize = 100
    if case .transitions(let hidden, let pieces, let hasUpper, _, let cut) = head {
      model["state_type"] = "ner"
      model["extra_state_tokens"] = false
      model["hidden_width"] = .integer(hidden)
      model["maxout_pieces"] = .integer(pieces)
      model["use_upper"] = .bool(hasUpper)
      model["nO"] = .null
      cutSize = cut
    }
    model["tok2vec"] = [
      "@architectures": "spacy.Tok2Vec.v2", "embed": .object(embed), "encode": .object(encode),
    ]
    let ner: JSONObject = [
      "factory": "ner", "update_with_oracle_cut_size": .integer(cutSize), "model": .object(model),
    ]
    return [
      "nlp": ["lang": "en", "pipeline": ["ner"]], "components": ["ner": .object(ner)],
    ]
  }
}

extension NERModel {
  /// Takes a spaCy model's weights.
  mutating func take(
    _ weights: SpacyWeights, ner: ThincModel, classes: [Int]
  ) throws(SpacyModelError) {
    guard var hashed else { return }
    var embedding = hashed.embedding
    var tables = embedding.columns.map(\.embed)
    try weights.fill(&tables, mixer: &embedding.mixer, norm: &embedding.norm)
    if embedding.vectors != nil { try weights.fill(&embedding.vectors) }
    for place in tables.indices { embedding.columns[place].embed = tables[place] }
    hashed.embedding = embedding
    if var window = hashed.encoder as? MaxoutWindowEncoder {
      try weights.fill(&window)
      hashed.encoder = window
    } else if var lstm = hashed.encoder as? BiLSTMEncoder {
      try weights.fill(&lstm)
      hashed.encoder = lstm
    }
    self.hashed = hashed
    guard var transitions = head as? TransitionHead else { return }
    let scorer = try SpacyScorerWeights(
      ner, inputs: embedding.width, hidden: transitions.scorer.project.weight.value.rows,
      pieces: transitions.scorer.pieces, slots: TransitionScorer.slots, classes: classes.count,
      hasUpper: transitions.scorer.upper != nil)
    transitions.scorer.take(scorer, classes: classes)
    head = transitions
  }
}
