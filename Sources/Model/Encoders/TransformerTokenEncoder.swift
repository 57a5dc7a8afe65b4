import Text

/// A transformer over windows of a document's pieces; a token's vector is pooled from its pieces'.
struct TransformerTokenEncoder: TokenEncoder {
  var encoder: TransformerEncoder
  let tokenizer: SubwordTokenizer
  let settings: ModelConfig.Transformer
  /// The windows of prediction.
  var windows: PredictionWindows

  var width: Int { encoder.config.width }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    encoder.visitParameters(visit)
  }

  /// The windows of documents, stacked, and how their pieces make tokens.
  private func cut(
    _ documents: [Document], packing: ModelConfig.Transformer.Packing? = nil
  ) -> (
    pieces: [[Int32]], pooling: PiecePooling, lengths: [Int]
  ) {
    var windows: [[Int32]] = []
    var pieces: [Int32] = []
    var starts = [0]
    var first: Int32 = 0
    for document in documents {
      let own = TokenWindows(
        document, settings, packing: packing, limit: encoder.config.longestSequence, tokenizer)
      starts += own.starts.dropFirst().map { $0 + pieces.count }
      pieces += own.pieces.map { $0 + first }
      windows += own.windows
      first += own.windows.reduce(0) { $0 + Int32($1.count) }
    }
    return (
      windows, PiecePooling(pieces: pieces, starts: starts), documents.map(\.tokens.count)
    )
  }

  func forward(_ documents: [Document], _ pass: inout Pass) -> (
    output: Ragged, pullback: (_ dOutput: Ragged, _ gradients: inout Gradients) -> Void
  ) {
    let (windows, pooling, lengths) = cut(documents)
    var pieces = PieceBatch(windows)
    hideWords(of: &pieces, pooling, &pass)
    let (vectors, backToPieces) = encoder.forwardByWorkers(pieces, &pass)
    let (tokens, backToVectors) = pooling.forward(vectors.rows)
    let factor = settings.gradientFactor
    return (
      Ragged(tokens, lengths: lengths),
      { dOutput, gradients in
        var dVectors = backToVectors(dOutput.rows)
        if factor != 1 { dVectors *= factor }
        _ = backToPieces(Ragged(dVectors, lengths: vectors.lengths), &gradients)
      }
    )
  }

  /// Shows the mask in place of some words, a share of all, in training.
  private func hideWords(
    of batch: inout PieceBatch, _ pooling: PiecePooling, _ pass: inout Pass
  ) {
    guard pass.isTraining, settings.wordDropout > 0, let mask = tokenizer.marks.mask else { return }
    for token in 0..<pooling.starts.count - 1
    where pass.random.nextUniform() < settings.wordDropout {
      for piece in pooling.pieces[pooling.starts[token]..<pooling.starts[token + 1]] {
        batch.ids[Int(piece)] = mask
      }
    }
  }

  func vectors(of documents: [Document]) -> Ragged {
    vectors(of: documents, by: encoder.vectors)
  }

  /// The same with the vectors of windows' pieces from elsewhere.
  func vectors(of documents: [Document], by encode: ([[Int32]]) -> Matrix) -> Ragged {
    let (windows, pooling, lengths) = cut(
      documents, packing: self.windows == .packed ? settings.predictionPacking : nil)
    return Ragged(pooling.forward(encode(windows)).output, lengths: lengths)
  }
}
