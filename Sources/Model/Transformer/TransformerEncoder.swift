/// BERT and RoBERTa: pieces to vectors that know their surroundings.
public struct TransformerEncoder: Layer {
  var embedding: PieceEmbedding
  var blocks: [TransformerBlock]
  /// What its parameters' names begin with.
  let name: String
  /// The sizes.
  public let config: TransformerConfig
  /// So many of the lowest layers, and the embeddings, are not trained; nil trains all.
  var frozenLayers: Int?
  /// Whether its affine maps learn by products of bfloat16s where the processor has them (Micikevicius et al.
  /// 2018; Kalamkar et al. 2019). Weights, their gradients and all sums stay 32-bit floats.
  var mixesPrecision = false

  /// An encoder; without a seed all weights are zero, to be replaced by those of a file.
  public init(_ name: String, _ config: TransformerConfig, _ initializer: inout Initializer) {
    self.name = name
    self.config = config
    embedding = PieceEmbedding("\(name).embed", config, &initializer)
    blocks = (0..<config.depth).map {
      TransformerBlock("\(name).layer\($0)", config, &initializer)
    }
  }

  /// The encoder, used as a config says.
  func using(_ settings: ModelConfig.Transformer) -> TransformerEncoder {
    var encoder = self
    encoder.frozenLayers = settings.frozenLayers
    encoder.mixesPrecision = settings.mixesPrecision
    return encoder
  }

  /// The embedding's parameters, then each layer's from the first.
  public mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    embedding.visitParameters(visit)
    for index in blocks.indices { blocks[index].visitParameters(visit) }
  }

  /// (N) → (N, C)
  ///
  /// The pullback keeps what each layer needs; where that is more than `keptBytes`, a layer's input alone, and
  /// the layer is computed again on the way back. Layers that are frozen drop nothing.
  func forward(_ x: PieceBatch, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, PieceBatch>
  ) {
    let isRecomputed = pass.isTraining && neededBytes(x) > Self.keptBytes / pass.workers
    if pass.isTraining && mixesPrecision && Bfloat16Matrix.isAvailable { pass.products = .bfloat16 }
    defer { pass.products = .float32 }
    var fixed = Pass.inference
    let frozen = frozenLayers ?? -1
    var (y, backToPieces) =
      frozen < 0 ? embedding.forward(x, &pass) : embedding.forward(x, &fixed)
    if frozen >= 0 { backToPieces = { _, _ in x } }
    var back: [Pullback<Ragged, Ragged>] = []
    for (index, block) in blocks.enumerated() {
      if index < frozen {
        y = block.forward(y, &fixed).output
        continue
      }
      let (output, pullback) =
        isRecomputed ? Recomputed(block).forward(y, &pass) : block.forward(y, &pass)
      y = output
      back.append(pullback)
    }
    return (
      y,
      { [back] dy, gradients in
        var dy = dy
        for pullback in back.reversed() { dy = pullback(dy, &gradients) }
        return backToPieces(dy, &gradients)
      }
    )
  }

  /// What the ways back of all layers may keep together.
  static let keptBytes = 3 << 29

  /// About what they keep of these sequences.
  private func neededBytes(_ x: PieceBatch) -> Int {
    let perPiece = 14 * config.width + 2 * config.inner
    let weights = x.lengths.reduce(0) { $0 + 2 * $1 * $1 * config.heads }
    return 4 * blocks.count * (x.ids.count * perPiece + weights)
  }

  // MARK: Prediction

  /// Pieces that go through the layers together: enough rows for the products to run at full speed.
  private static let groupPieces = 1024

  /// The vectors of windows' pieces, stacked; nothing dropped, nothing kept. → (P, C)
  ///
  /// The one way in for prediction. What shares a call changes nothing about a window's vectors.
  func vectors(of windows: [[Int32]]) -> Matrix {
    var rows: [Float] = []
    rows.reserveCapacity(windows.reduce(0) { $0 + $1.count } * config.width)
    var start = 0
    while start < windows.count {
      var end = start + 1
      var size = windows[start].count
      while end < windows.count, size + windows[end].count <= Self.groupPieces {
        size += windows[end].count
        end += 1
      }
      var pass = Pass.inference
      var y = embedding.forward(PieceBatch(Array(windows[start..<end])), &pass).output
      for block in blocks { y = block.forward(y, &pass).output }
      rows += y.rows.storage
      start = end
    }
    return Matrix(rows: rows.count / config.width, columns: config.width, rows)
  }
}
