/// A token's vector is the mean of its pieces', over all windows it is in; zeros without a piece
/// (spacy-transformers' `reduce_mean`).
struct PiecePooling {
  /// Rows of the pieces, token after token.
  let pieces: [Int32]
  /// Those of token t are `pieces[starts[t]..<starts[t + 1]]`.
  let starts: [Int]

  /// (P, C) → (N, C), and the way back.
  func forward(_ x: Matrix) -> (output: Matrix, pullback: (Matrix) -> Matrix) {
    let tokens = (0..<starts.count - 1).flatMap { token in
      repeatElement(Int32(token), count: starts[token + 1] - starts[token])
    }
    var y = Matrix(rows: starts.count - 1, columns: x.columns)
    y.scatterAddRows(x.gatheringRows(pieces), at: tokens)
    scale(&y)
    return (
      y,
      { dy in
        var dMean = dy
        scale(&dMean)
        var dx = Matrix(rows: x.rows, columns: x.columns)
        dx.scatterAddRows(dMean.gatheringRows(tokens), at: pieces)
        return dx
      }
    )
  }

  /// Divides each token's row by the number of its pieces.
  private func scale(_ y: inout Matrix) {
    let columns = y.columns
    y.storage.withUnsafeMutableBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      for token in 0..<starts.count - 1 where starts[token + 1] - starts[token] > 1 {
        Kernels.scale(
          base + token * columns, by: 1 / Float(starts[token + 1] - starts[token]),
          count: columns)
      }
    }
  }
}
