/// x · Φ(x), Φ being the standard normal distribution function (Hendrycks and Gimpel 2016).
///
/// The pullback keeps x.
struct GELU: Layer {
  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {}

  func forward(_ x: Matrix, _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    let y = Matrix(rows: x.rows, columns: x.columns) {
      Kernels.gelu($0, x.storage, count: x.count)
    }
    return (
      y,
      { dy, _ in
        Matrix(rows: x.rows, columns: x.columns) {
          Kernels.geluBackward($0, dy.storage, x.storage, count: x.count)
        }
      }
    )
  }
}
