import Notation

/// What a config means by what it leaves out: the one place of every default.
///
/// The values are spaCy 3.8's, and for the `torch_ner` factory those of the project this one follows.
enum ConfigDefaults {
  /// The sections of every config. References are to the reader's own `[paths]` and `[system]`.
  static let sections = """
    [paths]
    train = null
    dev = null
    vectors = null
    init_tok2vec = null
    raw = null

    [system]
    seed = 0
    gpu_allocator = null

    [nlp]
    lang = "en"
    pipeline = []
    disabled = []
    before_creation = null
    after_creation = null
    after_pipeline_creation = null
    # Documents at a time when predicting.
    batch_size = 1000

    [nlp.tokenizer]
    @tokenizers = "spacy.Tokenizer.v1"

    [components]

    [corpora]

    [corpora.train]
    @readers = "spacy.Corpus.v1"
    path = ${paths.train}
    gold_preproc = false
    # Records of this many tokens or more are split into sentences; 0 splits none.
    max_length = 0
    # The most records read; 0 reads all.
    limit = 0
    augmenter = null

    [corpora.dev]
    @readers = "spacy.Corpus.v1"
    path = ${paths.dev}
    gold_preproc = false
    max_length = 0
    limit = 0
    augmenter = null

    [training]
    seed = ${system.seed}
    gpu_allocator = ${system.gpu_allocator}
    dropout = 0.1
    # Parts into which a batch is cut, one optimizer step for all.
    accumulate_gradient = 1
    # Steps without a better score before training stops; 0 never stops.
    patience = 1600
    # 0: no limit.
    max_epochs = 0
    max_steps = 20000
    eval_frequency = 200
    frozen_components = []
    annotating_components = []
    dev_corpus = "corpora.dev"
    train_corpus = "corpora.train"
    before_to_disk = null
    before_update = null

    [training.score_weights]
    ents_f = 1.0
    ents_p = 0.0
    ents_r = 0.0
    ents_per_type = null

    [training.logger]
    @loggers = "spacy.ConsoleLogger.v1"

    [training.batcher]
    @batchers = "spacy.batch_by_words.v1"
    discard_oversize = false
    tolerance = 0.2

    [training.batcher.size]
    @schedules = "compounding.v1"
    start = 100
    stop = 1000
    compound = 1.001

    [training.optimizer]
    @optimizers = "Adam.v1"
    beta1 = 0.9
    beta2 = 0.999
    L2_is_weight_decay = true
    L2 = 0.01
    grad_clip = 1.0
    use_averages = false
    eps = 1e-8
    learn_rate = 0.001

    [pretraining]

    [initialize]
    vectors = ${paths.vectors}
    init_tok2vec = ${paths.init_tok2vec}
    vocab_data = null
    lookups = null
    before_init = null
    after_init = null

    [initialize.components]

    [initialize.tokenizer]
    """

  /// The settings of components by factory.
  static let factories = """
    [tok2vec]
    factory = "tok2vec"

    [tok2vec.model]
    @architectures = "spacy.HashEmbedCNN.v2"
    width = 96
    depth = 4
    embed_size = 2000
    window_size = 1
    maxout_pieces = 3
    subword_features = true
    pretrained_vectors = null

    [transformer]
    factory = "transformer"
    # Read for its own sake: what goes through the encoder at once changes nothing here.
    max_batch_items = 4096

    [transformer.set_extra_annotations]
    @annotation_setters = "spacy-transformers.null_annotation_setter.v1"

    [transformer.model]
    @architectures = "spacy-transformers.TransformerModel.v3"
    name = "roberta-base"
    transformer_config = {}
    mixed_precision = false
    grad_scaler_config = {}

    [transformer.model.tokenizer_config]
    use_fast = true

    [transformer.model.get_spans]
    @span_getters = "spacy-transformers.strided_spans.v1"
    window = 128
    stride = 96

    [ner]
    factory = "ner"
    moves = null
    scorer = null
    incorrect_spans_key = null
    update_with_oracle_cut_size = 100

    [ner.model]
    @architectures = "spacy.TransitionBasedParser.v2"
    state_type = "ner"
    extra_state_tokens = false
    hidden_width = 64
    maxout_pieces = 2
    use_upper = true
    nO = null

    [ner.model.tok2vec]
    @architectures = "spacy.HashEmbedCNN.v2"
    width = 96
    depth = 4
    embed_size = 2000
    window_size = 1
    maxout_pieces = 3
    subword_features = true
    pretrained_vectors = null

    [torch_ner]
    factory = "torch_ner"

    [torch_ner.model]
    @architectures = "TorchEntityRecognizer.v1"
    nO = null
    hidden_width = 48
    dropout = 0.1

    [torch_ner.model.tok2vec]
    @architectures = "spacy.HashEmbedCNN.v2"
    width = 96
    depth = 4
    embed_size = 2000
    window_size = 1
    maxout_pieces = 3
    subword_features = true
    pretrained_vectors = null
    """
}
