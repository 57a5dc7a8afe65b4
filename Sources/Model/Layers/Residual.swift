/// x + inner(x) (He et al. 2016).
struct Residual<Inner: Layer<Ragged, Ragged>>: Layer {
  /// What is added to its input.
  var inner: Inner

  /// A residual connection around a layer that keeps the width.
  init(_ inner: Inner) { self.inner = inner }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    inner.visitParameters(visit)
  }

  func forward(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    var (y, back) = inner.forward(x, &pass)
    y.rows += x.rows  // (N, C)
    return (
      y,
      { dy, gradients in
        var dx = back(dy, &gradients)
        dx.rows += dy.rows  // (N, C)
        return dx
      }
    )
  }
}
