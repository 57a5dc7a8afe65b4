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
    case window(depth: Int, reach: Int, pieces: Int, edges: MaxoutWindowEncoder.Edges)
    /// A bidirectional LSTM of `depth` layers.
    case biLSTM(depth: Int, dropout: Float)
  }

  /// How vectors become spans. Every head there is.
  public enum Head: Hashable, Sendable {
    /// One tag a token.
    case tagger(
      hidden: Int, scheme: TagScheme, loss: TagLoss, decoding: TaggerHead.Decoding)
    /// One action a token.
    case transitions(
      hidden: Int, pieces: Int, hasUpper: Bool, decoding: TransitionHead.Decoding, cutSize: Int)
  }

  /// Attributes to vectors.
  public var embedding: Embedding
  /// Vectors to vectors.
  public var encoder: Encoder
  /// Vectors to spans.
  public var head: Head

  /// A configuration.
  public init(embedding: Embedding, encoder: Encoder, head: Head) {
    self.embedding = embedding
    self.encoder = encoder
    self.head = head
  }
}
