public import Files
import Notation
import Text

/// A model of this program as a folder that `spacy.load` opens, nothing but spaCy needed: the same
/// weights, so the same entities.
///
/// What spaCy itself has can be exported: an `ner` head with greedy decoding over hash embeddings, with or
/// without static vectors, and maxout windows or an LSTM.
public struct SpacyExport: Sendable {
  /// The files by their paths in the folder.
  public let files: [(path: String, bytes: [UInt8])]

  /// What spaCy is needed, in pip's words.
  public static let spacyVersion = ">=3.5.0,<4.0.0"

  private static let advice =
    "models with an ner head (spacy.TransitionBasedParser, greedy decoding) over spacy.MultiHashEmbed "
    + "and spacy.MaxoutWindowEncoder or spacy.TorchBiLSTMEncoder can be exported; "
    + "'clinspan package' packages any model for clinspan"

  /// Makes the files.
  ///
  /// - Parameters:
  ///   - path: What the model is called in errors.
  ///   - version: Its version, in place of the one in its `meta.json`.
  /// - Throws: `SpacyModelError` for a model that spaCy cannot run.
  public init(
    _ folder: ModelFolder, path: String, name: String? = nil, version: String? = nil
  ) throws(SpacyModelError) {
    let model = folder.model
    func unsupported(_ what: String) -> SpacyModelError {
      SpacyModelError(path: path, .unsupported("\(what) in spaCy", advice: Self.advice))
    }
    guard let head = model.head as? TransitionHead else { throw unsupported("a tagger") }
    guard head.decoding == .greedy else { throw unsupported("exact decoding") }
    let tok2vec = try Self.tok2vec(model, unsupported)
    let scorer = head.scorer
    let ner = ThincScorer(
      project: scorer.project, lower: scorer.lower, lowerBias: scorer.lowerBias, pad: scorer.pad,
      upper: scorer.upper, slots: TransitionScorer.slots, pieces: scorer.pieces)
    var files: [(path: String, bytes: [UInt8])] = []
    func add(_ name: String, _ value: JSONValue) {
      files.append((name, value.encoded(.pretty)))
    }
    func addComponent(_ name: String, _ network: ThincLayer, moves: JSONObject) {
      files.append(("\(name)/model", network.encoded()))
      files.append(("\(name)/moves", Self.moves(moves)))
      add("\(name)/cfg", Self.componentSettings)
    }
    let sentences = model.resources.sentences
    if let sentences {
      addComponent(
        "parser", sentences.network, moves: Self.counts(of: sentences.settings.actions))
    }
    addComponent("ner", ner.layer(over: tok2vec.layer), moves: Self.counts(of: model.labels))
    let config = SpacyExportConfig(model, head, sentences: sentences?.settings)
    files.append(("config.cfg", Array(Config(root: config.root).serialized().utf8)))
    add("meta.json", Self.meta(folder, name: name, version: version))
    files.append(("tokenizer", SpacyTokenizer.encoded()))
    files += Self.vocabulary(model)
    self.files = files
  }

  /// Writes the folder.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public func save(to path: String) throws(FileError) {
    for file in files {
      let place = "\(path)/\(file.path)"
      try Folder.create(Folder.parent(of: place))
      try AtomicFile.write(file.bytes, to: place)
    }
  }

  private static func tok2vec(
    _ model: NERModel, _ unsupported: (String) -> SpacyModelError
  ) throws(SpacyModelError) -> ThincTok2Vec {
    guard let hashed = model.hashed else { throw unsupported("a transformer") }
    let embedding = hashed.embedding
    let attributes = embedding.columns.map(\.attribute.rawValue)
    for attribute in attributes
    where !["NORM", "PREFIX", "SUFFIX", "SHAPE"].contains(attribute) {
      throw unsupported("the attribute \(attribute)")
    }
    let encoder: ThincTok2Vec.Encoder
    switch hashed.encoder {
    case let window as MaxoutWindowEncoder where !window.blocks.isEmpty: encoder = .window(window)
    case let lstm as BiLSTMEncoder: encoder = .lstm(lstm)
    default: throw unsupported("this encoder")
    }
    return ThincTok2Vec(
      attributes: attributes, tables: embedding.columns.map(\.embed), vectors: embedding.vectors,
      mixer: embedding.mixer, norm: embedding.norm, encoder: encoder)
  }

  // MARK: Moves

  /// Counts that put labels into the order in which they stand.
  private static func counts(of labels: [Label]) -> JSONObject {
    let counted = labels.enumerated().map {
      JSONObject.Member($1.rawValue, .integer(labels.count - $0 + 1))
    }
    let all = JSONValue.object(JSONObject(counted))
    return [
      "0": [:], "1": all, "2": all, "3": all,
      "4": .object(JSONObject(counted + [.init("", 1)])), "5": ["": 1],
    ]
  }

  /// Counts that put actions into the order in which they stand.
  private static func counts(of actions: [ArcAction]) -> JSONObject {
    JSONObject(
      ArcAction.Move.allCases.map { move in
        let labels = actions.filter { $0.move == move }.map(\.label)
        return .init(
          "\(move.rawValue)",
          .object(
            JSONObject(labels.enumerated().map { .init($1, .integer(labels.count - $0)) })))
      })
  }

  private static func moves(_ counts: JSONObject) -> [UInt8] {
    MessagePack.map([
      .init(
        .string("moves"),
        .string(String(decoding: JSONValue.object(counts).encoded(), as: UTF8.self))),
      .init(.string("cfg"), .map([.init(.string("neg_key"), .null)])),
    ]).encoded()
  }

  // MARK: The rest of the folder

  private static let componentSettings: JSONValue = [
    "moves": nil, "update_with_oracle_cut_size": 100, "multitasks": [], "min_action_freq": 1,
    "learn_tokens": false, "beam_width": 1, "beam_density": 0.0, "beam_update_prob": 0.0,
    "incorrect_spans_key": nil,
  ]

  private static func meta(_ folder: ModelFolder, name: String?, version: String?) -> JSONValue {
    let model = folder.model
    func text(_ key: String) -> JSONValue { folder.meta[key] ?? "" }
    let names: [JSONValue] = model.resources.sentences == nil ? ["ner"] : ["parser", "ner"]
    let vectors = model.resources.vectors
    var meta: JSONObject = [
      "lang": "en", "name": .string(name ?? model.name),
      "version": version.map { .string($0) } ?? folder.meta["version"] ?? "0.0.0",
      "spacy_version": .string(spacyVersion), "description": text("description"),
      "author": text("author"), "email": text("email"), "url": text("url"),
      "license": text("license"), "spacy_git_version": "",
      "vectors": [
        "width": .integer(vectors?.width ?? 0), "vectors": .integer(vectors?.table.rows ?? 0),
        "keys": .integer(vectors?.rows.count ?? 0), "name": nil, "mode": "default",
      ],
      "labels": ["ner": .array(model.labels.sorted().map { .string($0.rawValue) })],
      "pipeline": .array(names), "components": .array(names), "disabled": [],
    ]
    if let performance = folder.meta["performance"] { meta["performance"] = performance }
    return .object(meta)
  }

  private static func vocabulary(_ model: NERModel) -> [(path: String, bytes: [UInt8])] {
    let resources = model.resources
    let strings = Set(model.labels.map(\.rawValue) + Array(resources.norms.words.values)).sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    func number(_ id: UInt64) -> MessagePack {
      id > UInt64(Int64.max) ? .unsigned(id) : .integer(Int64(id))
    }
    var tables: [MessagePack.Pair] = []
    if !resources.norms.isEmpty {
      tables = [
        .init(
          .string("lexeme_norm"),
          .map(
            resources.norms.words.sorted { $0.key < $1.key }
              .map { .init(number($0.key), .string($0.value)) }))
      ]
    }
    let table = resources.vectors?.table ?? Matrix(rows: 0, columns: 0)
    let rows = (resources.vectors?.rows ?? [:]).sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    return [
      ("vocab/strings.json", JSONValue.array(strings.map { .string($0) }).encoded(.pretty)),
      ("vocab/lookups.bin", MessagePack.map(tables).encoded()),
      (
        "vocab/vectors",
        NumpyFile.encode(
          type: "<f4", shape: [table.rows, table.columns], data: NumpyArray.bytes(table.storage))
      ),
      (
        "vocab/key2row",
        MessagePack.map(rows.map { .init(number($0.key), .integer(Int64($0.value))) }).encoded()
      ),
      ("vocab/vectors.cfg", JSONValue.object(["mode": "default"]).encoded(.pretty)),
    ]
  }
}

extension SentenceParser {
  /// The parser as spaCy's.
  fileprivate var network: ThincLayer {
    let tok2vec = ThincTok2Vec(
      attributes: settings.tok2vec.tables.map(\.attribute), tables: tables, vectors: nil,
      mixer: mixer, norm: norm, encoder: .window(encoder))
    return ThincScorer(
      project: project, lower: lower, lowerBias: lowerBias, pad: pad, upper: upper,
      slots: ArcState.slots, pieces: settings.pieces
    ).layer(over: tok2vec.layer)
  }
}
