import Notation

/// The `config.cfg` of an exported model: its components in spaCy's terms, and spaCy's own defaults for
/// training it further.
struct SpacyExportConfig {
  let root: JSONObject

  init(_ model: NERModel, _ head: TransitionHead, sentences: SentenceParser.Settings?) {
    let config = model.config
    let settings = SpacyTok2Vec(
      width: model.tok2vec.width,
      tables: (config.embedding?.tables ?? []).map {
        .init(attribute: $0.attribute.rawValue, rows: $0.rows)
      },
      includesVectors: config.includesVectors, encoder: Self.encoder(model))
    var ner: JSONObject = [
      "factory": "ner", "incorrect_spans_key": nil, "moves": nil,
      "scorer": ["@scorers": "spacy.ner_scorer.v1"],
      "update_with_oracle_cut_size": .integer(head.cutSize),
    ]
    ner["model"] = Self.transitions(
      "ner", settings, hidden: head.scorer.project.weight.value.rows, pieces: head.scorer.pieces,
      hasUpper: head.scorer.upper != nil)
    var components = JSONObject()
    if let sentences {
      components["parser"] = [
        "factory": "parser", "learn_tokens": false, "min_action_freq": 1, "moves": nil,
        "scorer": ["@scorers": "spacy.parser_scorer.v1"], "update_with_oracle_cut_size": 100,
        "model": Self.transitions(
          "parser", sentences.tok2vec, hidden: sentences.hidden, pieces: sentences.pieces,
          hasUpper: sentences.hasUpper),
      ]
    }
    components["ner"] = .object(ner)
    // What shares a batch with a document changes what spaCy's LSTM reads, so there each stands alone.
    var isLSTM = false
    if case .biLSTM = settings.encoder { isLSTM = true }
    root = [
      "paths": ["train": nil, "dev": nil, "vectors": nil, "init_tok2vec": nil],
      "system": ["seed": 0, "gpu_allocator": nil],
      "nlp": [
        "lang": "en", "pipeline": .array(components.keys.map { .string($0) }), "disabled": [],
        "before_creation": nil, "after_creation": nil, "after_pipeline_creation": nil,
        "batch_size": .integer(isLSTM ? 1 : 1000),
        "tokenizer": ["@tokenizers": "spacy.Tokenizer.v1"],
        "vectors": ["@vectors": "spacy.Vectors.v1"],
      ],
      "components": .object(components), "corpora": Self.corpora, "training": Self.training,
      "pretraining": [:],
      "initialize": [
        "vectors": "${paths.vectors}", "init_tok2vec": "${paths.init_tok2vec}",
        "vocab_data": nil, "lookups": nil, "before_init": nil, "after_init": nil,
        "components": [:], "tokenizer": [:],
      ],
    ]
  }

  private static func encoder(_ model: NERModel) -> SpacyTok2Vec.Encoder {
    switch model.config.encoder {
    case .window(let depth, let reach, let pieces, let edges):
      .window(depth: depth, reach: reach, pieces: pieces, edges: edges)
    case .biLSTM(let depth, let dropout): .biLSTM(depth: depth, dropout: Double(dropout))
    default: .biLSTM(depth: 0, dropout: 0)  // refused before
    }
  }

  private static func transitions(
    _ kind: String, _ settings: SpacyTok2Vec, hidden: Int, pieces: Int, hasUpper: Bool
  ) -> JSONValue {
    [
      "@architectures": "spacy.TransitionBasedParser.v2", "state_type": .string(kind),
      "extra_state_tokens": false, "hidden_width": .integer(hidden),
      "maxout_pieces": .integer(pieces), "use_upper": .bool(hasUpper), "nO": nil,
      "tok2vec": [
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": [
          "@architectures": "spacy.MultiHashEmbed.v2", "width": .integer(settings.width),
          "attrs": .array(settings.tables.map { .string($0.attribute) }),
          "rows": .array(settings.tables.map { .integer($0.rows) }),
          "include_static_vectors": .bool(settings.includesVectors),
        ],
        "encode": encode(settings),
      ],
    ]
  }

  private static func encode(_ settings: SpacyTok2Vec) -> JSONValue {
    func window(_ depth: Int, _ reach: Int, _ pieces: Int) -> JSONValue {
      [
        "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": .integer(settings.width),
        "window_size": .integer(reach), "maxout_pieces": .integer(pieces),
        "depth": .integer(depth),
      ]
    }
    switch settings.encoder {
    case .window(let depth, let reach, let pieces, .zero) where depth > 1:
      // Each block by itself starts from zeros beyond a document's ends.
      let blocks = (0..<depth).map { JSONObject.Member("block\($0)", window(1, reach, pieces)) }
      return ["@layers": "chain.v1", "*": .object(JSONObject(blocks))]
    case .window(let depth, let reach, let pieces, _): return window(depth, reach, pieces)
    case .biLSTM(let depth, let dropout):
      return [
        "@architectures": "spacy.TorchBiLSTMEncoder.v1", "width": .integer(settings.width),
        "depth": .integer(depth), "dropout": .number(dropout),
      ]
    }
  }

  private static let corpora: JSONValue = .object(
    JSONObject(
      ["train", "dev"].map {
        .init(
          $0,
          [
            "@readers": "spacy.Corpus.v1", "path": .string("${paths.\($0)}"),
            "gold_preproc": false, "max_length": 0, "limit": 0, "augmenter": nil,
          ])
      }))

  private static let training: JSONValue = [
    "seed": "${system.seed}", "gpu_allocator": "${system.gpu_allocator}", "dropout": 0.1,
    "accumulate_gradient": 1, "patience": 1600, "max_epochs": 0, "max_steps": 20000,
    "eval_frequency": 200, "frozen_components": [], "annotating_components": [],
    "dev_corpus": "corpora.dev", "train_corpus": "corpora.train", "before_to_disk": nil,
    "before_update": nil,
    "batcher": [
      "@batchers": "spacy.batch_by_words.v1", "discard_oversize": false, "tolerance": 0.2,
      "get_length": nil,
      "size": [
        "@schedules": "compounding.v1", "start": 100, "stop": 1000, "compound": 1.001, "t": 0.0,
      ],
    ],
    "logger": ["@loggers": "spacy.ConsoleLogger.v1", "progress_bar": false],
    "optimizer": [
      "@optimizers": "Adam.v1", "beta1": 0.9, "beta2": 0.999, "L2_is_weight_decay": true,
      "L2": 0.01, "grad_clip": 1.0, "use_averages": false, "eps": 1e-8, "learn_rate": 0.001,
    ],
    "score_weights": ["ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": nil],
  ]
}
