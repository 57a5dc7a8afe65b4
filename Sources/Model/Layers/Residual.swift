/// x + inner(x) (He et al. 2016).
public struct Residual<Inner: Layer<Ragged, Ragged>>: Layer {
  /// What is added to its input.
  public var inner: Inner

  /// A residual connection around a layer that keeps the width.
  public init(_ inner: Inner) { self.inner = inner }

  public mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    inner.visitParameters(visit)
  }

  public func forward(_ x: Ragged, _ pass: inout Pass) -> (
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
