public import Text

/// What a model is made of, apart from its labels and weights.
public struct ModelConfig: Hashable, Sendable {
  /// How a token's attributes become a vector.
  public struct Embedding: Hashable, Sendable {
    /// C, the width of a token's vector.
    public var width: Int
    /// One table an attribute.
    public var tables: [Table]
    /// Pieces of the mixing maxout.
    public var pieces: Int
    /// The share of words whose normal form is withheld in training.
    public var wordDropout: Float = 0
    /// Whether a table of word vectors, which is not trained, is a further column.
    public var includesVectors = false

    /// A table of hashed vectors.
    public struct Table: Hashable, Sendable {
      /// What is hashed.
      public var attribute: LexicalAttribute
      /// V, its rows.
      public var rows: Int

      /// A table.
      public init(attribute: LexicalAttribute, rows: Int) {
        self.attribute = attribute
        self.rows = rows
      }
    }

    /// An embedding.
    public init(width: Int, tables: [Table], pieces: Int) {
      self.width = width
      self.tables = tables
      self.pieces = pieces
    }
  }

  /// How token vectors see their surroundings. Every encoder there is.
  public enum Encoder: Hashable, Sendable {
    /// Residual window maxouts; `reach` neighbours on either side in each of `depth` blocks.
    case window(depth: Int, reach: Int, pieces: Int, edges: Edges)
    /// A bidirectional LSTM of `depth` layers.
    case biLSTM(depth: Int, dropout: Float)
    /// Residual window maxouts, then a bidirectional LSTM of `lstmDepth` layers added to them.
    case windowBiLSTM(depth: Int, reach: Int, pieces: Int, lstmDepth: Int)
    /// BERT or RoBERTa over windows of the text's own pieces; nothing is hashed.
    case transformer(Transformer)
  }

  /// How a pretrained encoder is used.
  public struct Transformer: Hashable, Sendable {
    /// What becomes of tokens that are in two windows.
    public enum Overlap: String, Hashable, Sendable, CaseIterable {
      /// The mean of both, as spacy-transformers has it.
      case mean
      /// The vector of the window in which the token is nearer to the middle.
      case center
    }

    /// What windows are cut from.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
      /// Tokens; each window's text is cut into pieces by itself.
      case tokens
      /// Pieces, of the whole text cut once; the marks of a window's beginning and end count. A piece is
      /// read in the window in which it is nearer to the middle.
      case pieces
    }

    /// Which of a token's pieces give it its vector.
    public enum Pooling: String, Hashable, Sendable, CaseIterable {
      /// The mean of all, as spacy-transformers has it.
      case mean
      /// The first, as Hugging Face's token classification has it.
      case first
    }

    /// Windows that end where a sentence does, for prediction: hardly a piece is encoded twice.
    public struct Packing: Hashable, Sendable {
      /// The most pieces in a window, its two marks counted.
      public var pieces: Int
      /// Pieces in two windows, where no sentence ends between them.
      public var shared: Int

      /// Windows of so many pieces.
      public init(pieces: Int, shared: Int = 16) {
        self.pieces = pieces
        self.shared = shared
      }
    }

    /// The folder it comes from, as the config names it.
    public var name: String
    /// Units in a window, at most; no more pieces than the encoder has positions for.
    public var window: Int
    /// Units from one window's start to the next.
    public var stride: Int
    /// What windows are cut from.
    public var unit = Unit.tokens
    /// Tokens in two windows; what is cut into pieces is read at the center in any case.
    public var overlap = Overlap.mean
    /// Pieces to tokens.
    public var pooling = Pooling.mean
    /// The windows of prediction, where the config names them.
    public var packing: Packing?
    /// So many of the lowest layers, and the embeddings, are not trained; nil trains all.
    public var frozenLayers: Int?
    /// The share of words that it is shown its mask for in training, so that it learns to read the words around
    /// them.
    public var wordDropout: Float = 0
    /// Whether it learns by products of bfloat16s where the processor has them.
    public var mixesPrecision = false
    /// What gradients that reach it are multiplied by.
    public var gradientFactor: Float = 1

    /// Packed windows for prediction: those that the config names, or such as have as many pieces as the
    /// windows of training have tokens, so that nothing is seen from further away than was learnt.
    public var predictionPacking: Packing { packing ?? Packing(pieces: window) }

    /// The windows of prediction where nothing else is asked for.
    public var predictionWindows: PredictionWindows {
      unit == .tokens || packing != nil ? .packed : .trained
    }

    /// An encoder's use.
    public init(name: String, window: Int, stride: Int) {
      self.name = name
      self.window = window
      self.stride = stride
    }
  }

  /// A tagger's second opinion, from words' own features: see `FeatureScorer`.
  public struct Features: Hashable, Sendable {
    /// V, the rows of its table.
    public var rows: Int
    /// The share of features dropped in training.
    public var dropout: Float

    /// Features hashed into `rows` rows.
    public init(rows: Int, dropout: Float) {
      self.rows = rows
      self.dropout = dropout
    }
  }

  /// How vectors become spans. Every head there is.
  public enum Head: Hashable, Sendable {
    /// One tag a token; without hidden units the tags are linear in the vector.
    case tagger(
      hidden: Int, scheme: TagScheme, loss: TagLoss, decoding: TagDecoding)
    /// One action a token.
    case transitions(
      hidden: Int, pieces: Int, hasUpper: Bool, decoding: TransitionDecoding, cutSize: Int)
  }

  /// What stands beyond a document's ends.
  public enum Edges: String, Hashable, Sendable {
    /// Zeros, in every block.
    case zero
    /// Rows that begin as zeros and are processed like tokens, shared with the next document of the
    /// batch: spaCy's padding, needed to reproduce its numbers.
    case padded
  }

  /// The first values of a tagger's layers.
  public enum Start: String, Hashable, Sendable, CaseIterable {
    /// As PyTorch has them.
    case torch
    /// As Glorot and Bengio have them, and thinc: about twice as wide.
    case glorot
  }

  /// How tags are chosen.
  public enum TagDecoding: String, Hashable, Sendable, CaseIterable {
    /// The most probable sequence that makes spans.
    case viterbi
    /// The most probable tag of each token by itself, repaired into spans as spaCy does.
    case greedy
    /// The most probable tag of each token by itself, read as Hugging Face and seqeval do: see
    /// `LenientSpans`.
    case lenient
  }

  /// How the best actions are found.
  public enum TransitionDecoding: String, Hashable, Sendable, CaseIterable {
    /// The best valid action in each state, as spaCy does.
    case greedy
    /// The most probable spans, by dynamic programming over where they start.
    case exact
  }

  /// Attributes to vectors; nil under a transformer, which reads the text itself.
  public var embedding: Embedding?
  /// Vectors to vectors.
  public var encoder: Encoder
  /// Vectors to spans.
  public var head: Head
  /// Whether a tagger's loss is a sum over tokens, as spaCy's are, rather than a mean. Gradients of sums
  /// are long, so that clipping gives every batch the same say, however little is left to learn.
  public var sumsLoss = false
  /// How a tagger's layers start.
  public var start = Start.torch
  /// Whether a tagger's readiness to find nothing is fitted to dev; see `NERModel.balance`.
  public var isBalanced = false
  /// What a tagger knows of words besides their vectors; nil for nothing.
  public var features: Features?

  /// A configuration.
  public init(embedding: Embedding, encoder: Encoder, head: Head) {
    self.embedding = embedding
    self.encoder = encoder
    self.head = head
  }

  /// A configuration over a pretrained encoder.
  public init(transformer: Transformer, head: Head) {
    encoder = .transformer(transformer)
    self.head = head
  }

  /// Whether a table of word vectors is read.
  public var includesVectors: Bool { embedding?.includesVectors ?? false }

  /// How a pretrained encoder is used; nil without one.
  public var transformer: Transformer? {
    if case .transformer(let transformer) = encoder { transformer } else { nil }
  }
}
