import Notation

/// A function that a config can name with `@registry = "name"`, and the arguments it takes.
struct RegisteredFunction: Sendable {
  /// Whether an argument must be given.
  enum Argument: Sendable {
    /// It must.
    case required
    /// Without it, this is meant.
    case optional(JSONValue)
  }

  /// What kind of function: `architectures`, `schedules`.
  let registry: String
  /// Its name with its version: `Adam.v1`.
  let name: String
  /// Its arguments.
  let arguments: [(key: String, kind: Argument)]

  init(_ registry: String, _ name: String, _ arguments: KeyValuePairs<String, Argument>) {
    self.registry = registry
    self.name = name
    self.arguments = arguments.map { ($0.key, $0.value) }
  }

  /// Every function there is. A name that is not here is an error that names the nearest one.
  static let all: [RegisteredFunction] =
    schedules + training + encoders + transformers + heads + otherFunctions

  /// The names in one registry.
  static func names(in registry: String) -> [String] {
    all.filter { $0.registry == registry }.map(\.name)
  }

  private static let schedules = [
    RegisteredFunction("schedules", "constant.v1", ["rate": .required]),
    RegisteredFunction(
      "schedules", "constant_then.v1",
      ["rate": .required, "steps": .required, "schedule": .required]),
    RegisteredFunction(
      "schedules", "decaying.v1", ["base_rate": .required, "decay": .required, "t": .optional(0)]),
    RegisteredFunction(
      "schedules", "compounding.v1",
      ["start": .required, "stop": .required, "compound": .required, "t": .optional(0.0)]),
    RegisteredFunction(
      "schedules", "warmup_linear.v1",
      ["initial_rate": .required, "warmup_steps": .required, "total_steps": .required]),
    RegisteredFunction(
      "schedules", "slanted_triangular.v1",
      [
        "max_rate": .required, "num_steps": .required, "cut_frac": .optional(0.1),
        "ratio": .optional(32), "decay": .optional(1.0), "t": .optional(0.0),
      ]),
    RegisteredFunction(
      "schedules", "cyclic_triangular.v1",
      ["min_lr": .required, "max_lr": .required, "period": .required]),
    RegisteredFunction(
      "schedules", "clinspan.warmup_cosine.v1",
      ["initial_rate": .required, "warmup_steps": .required, "total_steps": .required]),
  ]

  private static let training = [
    RegisteredFunction(
      "optimizers", "Adam.v1",
      [
        "learn_rate": .optional(0.001), "beta1": .optional(0.9), "beta2": .optional(0.999),
        "eps": .optional(1e-8), "L2": .optional(0.0), "L2_is_weight_decay": .optional(true),
        "grad_clip": .optional(1.0), "use_averages": .optional(true),
      ]),
    // Adam.v1, a pretrained encoder's layers each moving `layer_decay` times as fast as the one above, and
    // all that is not pretrained `head_factor` times as fast.
    RegisteredFunction(
      "optimizers", "clinspan.Adam.v1",
      [
        "learn_rate": .optional(0.001), "beta1": .optional(0.9), "beta2": .optional(0.999),
        "eps": .optional(1e-8), "L2": .optional(0.0), "L2_is_weight_decay": .optional(true),
        "grad_clip": .optional(1.0), "use_averages": .optional(true),
        "layer_decay": .optional(1.0), "head_factor": .optional(1.0),
      ]),
    RegisteredFunction(
      "batchers", "spacy.batch_by_words.v1",
      [
        "size": .required, "tolerance": .required, "discard_oversize": .required,
        "get_length": .optional(nil),
      ]),
    RegisteredFunction(
      "batchers", "spacy.batch_by_padded.v1",
      [
        "size": .required, "buffer": .required, "discard_oversize": .required,
        "get_length": .optional(nil),
      ]),
    RegisteredFunction(
      "batchers", "spacy.batch_by_sequence.v1",
      ["size": .required, "get_length": .optional(nil)]),
    RegisteredFunction(
      "readers", "spacy.Corpus.v1",
      [
        "path": .required, "gold_preproc": .optional(false), "max_length": .optional(0),
        "limit": .optional(0), "augmenter": .optional(nil),
      ]),
    // Each time an example is seen, `level` of its mentions give way to others of their label.
    RegisteredFunction("augmenters", "clinspan.mention_replacement.v1", ["level": .required]),
    RegisteredFunction(
      "loggers", "spacy.ConsoleLogger.v1", ["progress_bar": .optional(false)]),
    RegisteredFunction(
      "loggers", "spacy.ConsoleLogger.v2",
      [
        "progress_bar": .optional(false), "console_output": .optional(true),
        "output_file": .optional(nil),
      ]),
    RegisteredFunction(
      "loggers", "spacy.ConsoleLogger.v3",
      [
        "progress_bar": .optional(nil), "console_output": .optional(true),
        "output_file": .optional(nil),
      ]),
  ]

  private static let encoders = [
    RegisteredFunction(
      "architectures", "spacy.Tok2Vec.v2", ["embed": .required, "encode": .required]),
    RegisteredFunction(
      "architectures", "spacy.HashEmbedCNN.v2",
      [
        "width": .required, "depth": .required, "embed_size": .required,
        "window_size": .required, "maxout_pieces": .required, "subword_features": .required,
        "pretrained_vectors": .required,
      ]),
    RegisteredFunction(
      "architectures", "spacy.MultiHashEmbed.v2",
      [
        "width": .required, "attrs": .required, "rows": .required,
        "include_static_vectors": .required,
      ]),
    // spaCy's, withholding the normal form of a share of each batch's words in training.
    RegisteredFunction(
      "architectures", "clinspan.MultiHashEmbed.v1",
      [
        "width": .required, "attrs": .required, "rows": .required,
        "include_static_vectors": .optional(false), "word_dropout": .optional(0.2),
      ]),
    RegisteredFunction(
      "architectures", "spacy.MaxoutWindowEncoder.v2",
      [
        "width": .required, "window_size": .required, "maxout_pieces": .required,
        "depth": .required,
      ]),
    // spaCy's, with a choice of what stands beyond a document's ends: "zero" or spaCy's own "padded".
    RegisteredFunction(
      "architectures", "clinspan.MaxoutWindowEncoder.v1",
      [
        "width": .required, "window_size": .required, "maxout_pieces": .required,
        "depth": .required, "edges": .optional("zero"),
      ]),
    RegisteredFunction(
      "architectures", "spacy.TorchBiLSTMEncoder.v1",
      ["width": .required, "depth": .required, "dropout": .required]),
    // The window encoder with a bidirectional LSTM over it, added to its output.
    RegisteredFunction(
      "architectures", "clinspan.WindowBiLSTMEncoder.v1",
      [
        "width": .required, "window_size": .required, "maxout_pieces": .required,
        "depth": .required, "lstm_depth": .optional(1),
      ]),
    // The name under which the function stood in spaCy 3.0.
    RegisteredFunction(
      "architectures", "TorchBiLSTMEncoder.v1",
      ["width": .required, "depth": .required, "dropout": .required]),
    RegisteredFunction(
      "architectures", "spacy.Tok2VecListener.v1",
      ["width": .required, "upstream": .optional("*")]),
  ]

  private static let transformers = [
    RegisteredFunction(
      "architectures", "spacy-transformers.TransformerModel.v1",
      [
        "name": .required, "get_spans": .required,
        "tokenizer_config": .optional(["use_fast": true]),
      ]),
    RegisteredFunction(
      "architectures", "spacy-transformers.TransformerModel.v2",
      [
        "name": .required, "get_spans": .required, "tokenizer_config": .optional([:]),
        "transformer_config": .optional([:]), "mixed_precision": .optional(false),
        "grad_scaler_config": .optional([:]),
      ]),
    RegisteredFunction(
      "architectures", "spacy-transformers.TransformerModel.v3",
      [
        "name": .required, "get_spans": .required, "tokenizer_config": .optional([:]),
        "transformer_config": .optional([:]), "mixed_precision": .optional(false),
        "grad_scaler_config": .optional([:]),
      ]),
    // The embeddings and so many of the lowest layers stay as they were pretrained; null trains all. The share
    // `word_dropout` of words is hidden in training. With `mixed_precision` affine maps learn by products of
    // bfloat16s where the processor has them. `predict_spans`: the windows of prediction; null takes packed
    // ones of as many pieces as `get_spans` has tokens.
    RegisteredFunction(
      "architectures", "clinspan.TransformerModel.v1",
      [
        "name": .required, "get_spans": .required, "predict_spans": .optional(nil),
        "frozen_layers": .optional(nil), "word_dropout": .optional(0.0),
        "mixed_precision": .optional(false),
      ]),
    RegisteredFunction(
      "architectures", "spacy-transformers.TransformerListener.v1",
      ["pooling": .required, "grad_factor": .optional(1.0), "upstream": .optional("*")]),
    RegisteredFunction(
      "span_getters", "spacy-transformers.strided_spans.v1",
      ["window": .required, "stride": .required]),
    // As strided spans, a token read where it is nearer to a window's middle.
    RegisteredFunction(
      "span_getters", "clinspan.centered_spans.v1", ["window": .required, "stride": .required]),
    // Windows of pieces, marks included, of the whole text cut once; read at their centers.
    RegisteredFunction(
      "span_getters", "clinspan.piece_windows.v1", ["window": .required, "stride": .required]),
    // Windows of at most so many pieces that end where a sentence does; where none ends, two share some.
    RegisteredFunction(
      "span_getters", "clinspan.packed_spans.v1",
      ["pieces": .optional(128), "shared": .optional(16)]),
    RegisteredFunction("annotation_setters", "spacy-transformers.null_annotation_setter.v1", [:]),
    RegisteredFunction("layers", "reduce_mean.v1", [:]),
    // A token's vector is its first piece's, as in Hugging Face's token classification.
    RegisteredFunction("layers", "clinspan.first_piece.v1", [:]),
  ]

  private static let heads = [
    // A tag for each token: `scheme` bio or biluo, `loss` cross_entropy, brier or crf, `decoding` viterbi,
    // greedy or lenient; `hidden_width` 0 for tags linear in the vector. With `balance` the readiness to find nothing is fitted to dev at each evaluation.
    RegisteredFunction(
      "architectures", "clinspan.Tagger.v1",
      [
        "tok2vec": .required, "hidden_width": .required, "scheme": .optional("biluo"),
        "loss": .optional("cross_entropy"), "label_smoothing": .optional(0.0),
        "decoding": .optional("viterbi"), "features": .optional(nil),
        "balance": .optional(false), "reduction": .optional("mean"),
        "initialization": .optional("torch"), "nO": .optional(nil),
      ]),
    // A tagger's second opinion: hashed features of words and their neighbours, linear in the tags.
    RegisteredFunction(
      "architectures", "clinspan.WordFeatures.v1",
      ["rows": .optional(65536), "dropout": .optional(0.2)]),
    RegisteredFunction(
      "architectures", "TorchEntityRecognizer.v1",
      [
        "tok2vec": .required, "hidden_width": .required, "dropout": .optional(nil),
        "nO": .optional(nil),
      ]),
    RegisteredFunction(
      "architectures", "spacy.TransitionBasedParser.v2",
      [
        "tok2vec": .required, "state_type": .required, "extra_state_tokens": .required,
        "hidden_width": .required, "maxout_pieces": .required, "use_upper": .optional(true),
        "nO": .optional(nil),
      ]),
  ]

  private static let otherFunctions = [
    RegisteredFunction("tokenizers", "spacy.Tokenizer.v1", [:]),
    RegisteredFunction("vectors", "spacy.Vectors.v1", [:]),
  ]
}
