import Text

/// Finds sentences with a dependency parser that came with an imported spaCy pipeline: `ner` never lets
/// an entity cross them. It is run and never trained.
struct SentenceParser: Parameterized {
  /// What it is made of.
  struct Settings: Hashable, Sendable {
    var tok2vec: SpacyTok2Vec
    /// H, units of a state's hidden layer.
    var hidden: Int
    /// P, its pieces.
    var pieces: Int
    /// Whether scores come from a layer above the hidden one.
    var hasUpper: Bool
    /// T actions, in the order of the network's outputs.
    var actions: [ArcAction]
  }

  let settings: Settings
  private let attributes: [Attribute]
  var tables: [HashEmbed]
  var mixer: Maxout
  var norm: LayerNorm
  var encoder: MaxoutWindowEncoder
  /// (H, C)
  var project: Linear
  /// Slot, then piece, then unit. (F·P·H, H)
  var lower: Parameter
  /// (1, P·H)
  var lowerBias: Parameter
  /// The row of an empty slot. (F, P·H)
  var pad: Parameter
  /// (T, H)
  var upper: Linear?

  /// What is hashed of a token: of its kind, or of this one.
  enum Attribute: String, Sendable {
    case norm = "NORM"
    case prefix = "PREFIX"
    case suffix = "SUFFIX"
    case shape = "SHAPE"
    case orth = "ORTH"
    /// 1 where a space follows.
    case isFollowedBySpace = "SPACY"
    /// 1 where the token is white space.
    case isSpace = "IS_SPACE"
  }

  /// A parser of zeros, for weights from a file; nil for an attribute that is not known, vectors, or an
  /// encoder that is not of windows.
  init?(_ settings: Settings) {
    let tok2vec = settings.tok2vec
    let attributes = tok2vec.tables.compactMap { Attribute(rawValue: $0.attribute) }
    guard attributes.count == tok2vec.tables.count, !tok2vec.includesVectors,
      case .window(let depth, let reach, let pieces, let edges) = tok2vec.encoder
    else { return nil }
    var initializer = Initializer(seed: nil)
    let width = tok2vec.width
    self.settings = settings
    self.attributes = attributes
    tables = tok2vec.tables.enumerated().map { place, table in
      HashEmbed(
        "sentences.embed.\(place)", rows: table.rows, columns: width, seed: 8 + UInt32(place),
        &initializer)
    }
    mixer = Maxout(
      "sentences.embed.mixer", inputs: tables.count * width, outputs: width,
      pieces: SpacyTok2Vec.mixerPieces, &initializer)
    norm = LayerNorm("sentences.embed.norm", columns: width, &initializer)
    encoder = MaxoutWindowEncoder(
      "sentences.encode", width: width, depth: depth, reach: reach, pieces: pieces, edges: edges,
      &initializer)
    let units = settings.hasUpper ? settings.hidden : settings.actions.count
    project = Linear("sentences.project", inputs: width, outputs: settings.hidden, &initializer)
    lower = initializer.parameter(
      "sentences.lower.weight", rows: ArcState.slots * settings.pieces * units,
      columns: settings.hidden, .constant(0))
    lowerBias = initializer.parameter(
      "sentences.lower.bias", rows: 1, columns: settings.pieces * units, .constant(0))
    pad = initializer.parameter(
      "sentences.lower.pad", rows: ArcState.slots, columns: settings.pieces * units, .constant(0))
    upper =
      settings.hasUpper
      ? Linear(
        "sentences.upper", inputs: settings.hidden, outputs: settings.actions.count, &initializer)
      : nil
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    for index in tables.indices { tables[index].visitParameters(visit) }
    mixer.visitParameters(visit)
    norm.visitParameters(visit)
    encoder.visitParameters(visit)
    project.visitParameters(visit)
    visit(&lower)
    visit(&lowerBias)
    visit(&pad)
    upper?.visitParameters(visit)
  }

  /// The token ranges of a document's sentences, in order, all tokens in one of them.
  func sentences(of document: Document, norms: [UInt64: UInt64]) -> [Range<Int>] {
    let count = document.tokens.count
    guard count > 0 else { return [] }
    let isSpace = document.tokens.map { document.isSpace($0) }
    let vectors = project(vectors(of: document, isSpace: isSpace, norms: norms))  // (N, H)
    let sums = matmul(vectors, lower.value, transposing: .right)  // (N, F·P·H)
    var state = ArcState(count: count)
    while !state.isFinal {
      guard let action = bestAction(in: state, sums: sums) else {
        state.finish()
        break
      }
      state.apply(settings.actions[action].move, action: action)
    }
    var tree = DependencyTree(
      heads: state.heads, labels: state.actions.map { $0 < 0 ? "" : settings.actions[$0].label })
    tree.reattach(isSpace: isSpace)
    let isStart = tree.sentenceStarts
    let starts = isStart.indices.filter { isStart[$0] && $0 > 0 }
    return zip([0] + starts, starts + [count]).map { $0..<$1 }
  }

  /// (N, C)
  private func vectors(of document: Document, isSpace: [Bool], norms: [UInt64: UInt64]) -> Matrix {
    var kinds = LexicalTypes(norms: norms)
    let indexes = kinds.indexes(of: document)
    // Kinds of token together with what is this token's own, each embedded once.
    var places: [Int32: Int32] = [:]
    var types: [(kind: LexicalIDs, isFollowedBySpace: Bool, isSpace: Bool)] = []
    let index = document.tokens.indices.map { token -> Int32 in
      let isFollowed = document.tokens[token].isFollowedBySpace
      let key = indexes[token] << 1 | (isFollowed ? 1 : 0)
      if let place = places[key] { return place }
      types.append((kinds.ids[Int(indexes[token])], isFollowed, isSpace[token]))
      places[key] = Int32(types.count - 1)
      return Int32(types.count - 1)
    }
    let parts = zip(attributes, tables).map { attribute, table in
      table(
        types.map { type in
          switch attribute {
          case .norm: type.kind.norm
          case .prefix: type.kind.prefix
          case .suffix: type.kind.suffix
          case .shape: type.kind.shape
          case .orth: type.kind.orth
          case .isFollowedBySpace: type.isFollowedBySpace ? 1 : 0
          case .isSpace: type.isSpace ? 1 : 0
          }
        })
    }
    let mixed = norm(mixer(.concatenatingColumns(parts)))  // (U, C)
    let tokens = mixed.gatheringRows(index)  // (U, C) → (N, C)
    return encoder(Ragged(tokens, lengths: [index.count])).rows
  }

  /// The best valid action, the first of equals; nil where none is valid.
  private func bestAction(in state: ArcState, sums: Matrix) -> Int? {
    let scores = scores(of: state, sums: sums)
    let valid = state.validMoves()
    let isAdjacent = state.isAdjacent
    var best: Int?
    for (action, what) in settings.actions.enumerated() {
      let isValid =
        switch what.move {
        case .shift: valid.shift
        case .reduce: valid.reduce
        case .left, .right: valid.arc && (isAdjacent || what.label != "subtok")
        case .split: valid.split
        }
      if isValid, best.map({ scores[action] > scores[$0] }) ?? true { best = action }
    }
    return best
  }

  private func scores(of state: ArcState, sums: Matrix) -> [Float] {
    let tokens = state.slotTokens()
    let slots = [
      tokens.0, tokens.1, tokens.2, tokens.3, tokens.4, tokens.5, tokens.6, tokens.7,
    ]
    let width = lowerBias.value.columns
    var affine = [Float](repeating: 0, count: width)
    affine.withUnsafeMutableBufferPointer { affine in
      sums.storage.withUnsafeBufferPointer { sums in
        pad.value.storage.withUnsafeBufferPointer { pad in
          for (slot, token) in slots.enumerated() {
            let row = token < 0 ? pad : sums
            let start = (token < 0 ? slot : token * ArcState.slots + slot) * width
            for column in 0..<width { affine[column] += row[start + column] }
          }
        }
      }
    }
    let units = width / settings.pieces
    let h = Matrix(rows: 1, columns: units) { h in
      for unit in 0..<units {
        var best = -Float.infinity
        for piece in 0..<settings.pieces {
          best = max(
            best, affine[piece * units + unit] + lowerBias.value.storage[piece * units + unit])
        }
        h[unit] = best
      }
    }
    return upper.map { $0(h).storage } ?? h.storage
  }
}
