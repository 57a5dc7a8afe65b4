import Notation

/// The settings of a network that turns tokens into vectors, as a spaCy config has them.
struct SpacyTok2Vec: Hashable, Sendable {
  /// What is hashed, as spaCy names it, and the rows of its table.
  struct Table: Hashable, Sendable {
    let attribute: String
    let rows: Int
  }

  /// How vectors see their neighbours.
  enum Encoder: Hashable, Sendable {
    case window(depth: Int, reach: Int, pieces: Int, edges: ModelConfig.Edges)
    case biLSTM(depth: Int, dropout: Double)
  }

  let width: Int
  let tables: [Table]
  let includesVectors: Bool
  let encoder: Encoder

  /// Pieces of the maxout that mixes the tables; spaCy leaves no choice.
  static let mixerPieces = 3

  /// Settings given one by one.
  init(width: Int, tables: [Table], includesVectors: Bool, encoder: Encoder) {
    self.width = width
    self.tables = tables
    self.includesVectors = includesVectors
    self.encoder = encoder
  }

  /// Reads a `tok2vec` section.
  ///
  /// - Throws: `ConfigError` for what is missing, `SpacyModelError` for what is not supported.
  init(_ block: ConfigBlock, path: String, component: String) throws {
    func unsupported(_ block: ConfigBlock) throws -> SpacyModelError {
      SpacyModelError(
        path: path, component: component,
        .unsupported(
          try block.architecture(),
          advice: "spacy.HashEmbedCNN, and spacy.Tok2Vec over spacy.MultiHashEmbed with "
            + "spacy.MaxoutWindowEncoder or spacy.TorchBiLSTMEncoder are"))
    }
    if try block.names("spacy.HashEmbedCNN", versions: 1...2) {
      let rows = try block.integer("embed_size", atLeast: 2)
      width = try block.integer("width", atLeast: 1)
      var tables = [Table(attribute: "NORM", rows: rows)]
      if try block.bool("subword_features") {
        tables += ["PREFIX", "SUFFIX", "SHAPE"].map { Table(attribute: $0, rows: rows / 2) }
      }
      self.tables = tables
      includesVectors = block.values["pretrained_vectors"]?.bool ?? false
      encoder = .window(
        depth: try block.integer("depth"), reach: try block.integer("window_size"),
        pieces: try block.integer("maxout_pieces", atLeast: 1), edges: .padded)
      return
    }
    guard try block.names("spacy.Tok2Vec", versions: 1...2) else { throw try unsupported(block) }
    let embed = try block.block("embed")
    guard try embed.names("spacy.MultiHashEmbed", versions: 1...2) else {
      throw try unsupported(embed)
    }
    width = try embed.integer("width", atLeast: 1)
    let attributes = try embed.strings("attrs")
    let rows = try embed.integers("rows")
    guard rows.count == attributes.count, !rows.isEmpty, rows.allSatisfy({ $0 > 0 }) else {
      throw embed.error(
        "rows",
        .wrongValue(
          expected: "a number above 0 for each of the \(attributes.count) attrs",
          found: "\(rows.count) numbers"))
    }
    tables = zip(attributes, rows).map { Table(attribute: $0, rows: $1) }
    includesVectors =
      embed.values["include_static_vectors"]?.bool ?? embed.values["also_use_static_vectors"]?.bool
      ?? false
    let encode = try block.block("encode")
    if try encode.names("spacy.MaxoutWindowEncoder", versions: 1...2) {
      encoder = .window(
        depth: try encode.integer("depth"), reach: try encode.integer("window_size"),
        pieces: try encode.integer("maxout_pieces", atLeast: 1), edges: .padded)
    } else if try encode.names("spacy.TorchBiLSTMEncoder", versions: 1...1) {
      encoder = .biLSTM(
        depth: try encode.integer("depth", atLeast: 1), dropout: try encode.number("dropout"))
    } else if try encode.names("chain", versions: 1...1) {
      encoder = try Self.blocks(encode, error: try unsupported(encode))
    } else {
      throw try unsupported(encode)
    }
  }

  /// Window encoders of one block each, one after the other: every block sees zeros beyond a document's
  /// ends, as our own models do.
  private static func blocks(_ chain: ConfigBlock, error: SpacyModelError) throws -> Encoder {
    let parts = try chain.block("*")
    var blocks: Set<Encoder> = []
    for name in parts.values.keys {
      let part = try parts.block(name)
      guard try part.names("spacy.MaxoutWindowEncoder", versions: 1...2),
        try part.integer("depth") == 1
      else { throw error }
      blocks.insert(
        .window(
          depth: parts.values.keys.count, reach: try part.integer("window_size"),
          pieces: try part.integer("maxout_pieces", atLeast: 1), edges: .zero))
    }
    guard let encoder = blocks.first, blocks.count == 1 else { throw error }
    return encoder
  }
}
