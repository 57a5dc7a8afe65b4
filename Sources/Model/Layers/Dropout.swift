/// Sets units to zero with the pass's probability and scales the others by 1/(1 − p), so that the
/// expected value stays (Srivastava et al. 2014). Without training it is the identity.
///
/// The pullback keeps the mask.
struct Dropout: Layer {
  /// What is dropped together.
  enum Shape: Sendable {
    /// Each element by itself.
    case elements
    /// Whole columns, the same in every row of the batch.
    case columns
  }

  /// What is dropped together.
  let shape: Shape

  /// The layer's own probability; nil for the pass's.
  let rate: Float?

  /// A dropout layer.
  init(_ shape: Shape = .elements, rate: Float? = nil) {
    self.shape = shape
    self.rate = rate
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {}

  func forward(_ x: Matrix, _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    let rate = pass.isTraining ? self.rate ?? pass.dropout : 0
    guard rate > 0 else { return (x, { dy, _ in dy }) }
    let seed = pass.random.next()
    let mask = Matrix(rows: shape == .columns ? 1 : x.rows, columns: x.columns) {
      Kernels.dropoutMask(
        $0, count: shape == .columns ? x.columns : x.count, rate: rate, seed: seed)
    }
    return (applied(mask, to: x), { dy, _ in applied(mask, to: dy) })
  }

  private func applied(_ mask: Matrix, to x: Matrix) -> Matrix {
    Matrix(rows: x.rows, columns: x.columns) {
      switch shape {
      case .elements: Kernels.multiply($0, x.storage, mask.storage, count: x.count)
      case .columns:
        Kernels.multiplyRows($0, x.storage, mask.storage, rows: x.rows, columns: x.columns)
      }
    }
  }
}
