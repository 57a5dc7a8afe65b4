/// A layer of rows, applied to all rows of stacked sequences at once.
struct Rowwise<Inner: Layer<Matrix, Matrix>>: Layer {
  /// What sees the rows.
  var inner: Inner

  /// Lifts a layer of rows to sequences.
  init(_ inner: Inner) { self.inner = inner }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    inner.visitParameters(visit)
  }

  func forward(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    let (y, back) = inner.forward(x.rows, &pass)
    return (
      Ragged(y, lengths: x.lengths),
      { dy, gradients in Ragged(back(dy.rows, &gradients), lengths: dy.lengths) }
    )
  }
}
