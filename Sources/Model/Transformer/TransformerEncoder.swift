/// BERT and RoBERTa: pieces to vectors that know their surroundings.
public struct TransformerEncoder: Layer {
  var embedding: PieceEmbedding
  var blocks: [TransformerBlock]
  /// The sizes.
  public let config: TransformerConfig

  /// An encoder; without a seed all weights are zero, to be replaced by those of a file.
  public init(_ name: String, _ config: TransformerConfig, _ initializer: inout Initializer) {
    self.config = config
    embedding = PieceEmbedding("\(name).embed", config, &initializer)
    blocks = (0..<config.depth).map {
      TransformerBlock("\(name).layer\($0)", config, &initializer)
    }
  }

  /// The embedding's parameters, then each layer's from the first.
  public mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    embedding.visitParameters(visit)
    for index in blocks.indices { blocks[index].visitParameters(visit) }
  }

  /// (N) → (N, C)
  func forward(_ x: PieceBatch, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, PieceBatch>
  ) {
    var (y, backToPieces) = embedding.forward(x, &pass)
    var back: [Pullback<Ragged, Ragged>] = []
    for block in blocks {
      let (output, pullback) = block.forward(y, &pass)
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
}
