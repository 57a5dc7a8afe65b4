/// max(x, 0), element by element.
///
/// The pullback keeps y, whose zeros say where nothing flows back.
struct ReLU: Layer {
  /// The function has nothing to learn.
  init() {}

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {}

  func forward(_ x: Matrix, _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    var y = x
    Kernels.relu(&y.storage, x.storage, count: x.count)
    return (
      y,
      { dy, _ in
        Matrix(rows: dy.rows, columns: dy.columns) {
          Kernels.reluBackward($0, dy.storage, y.storage, count: dy.count)
        }
      }
    )
  }
}
