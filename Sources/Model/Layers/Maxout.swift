/// The largest of P affine maps, output by output (Goodfellow et al. 2013).
///
/// The pullback keeps x and which piece won; the gradient goes to the winner alone, the first of equals.
struct Maxout: Layer {
  /// Piece after piece: row p·O + o is output o of piece p.
  var weight: Parameter  // (P·O, I)
  var bias: Parameter  // (1, P·O)
  /// P.
  let pieces: Int

  /// O.
  var outputs: Int { weight.value.rows / pieces }
  /// I.
  var inputs: Int { weight.value.columns }

  /// A maxout layer; weights uniform in ±√(6 / (O + P)), the limit thinc has from the first two sides
  /// of its three-sided tensor.
  init(
    _ name: String, inputs: Int, outputs: Int, pieces: Int, _ initializer: inout Initializer
  ) {
    let limit = (6 / Float(outputs + pieces)).squareRoot()
    weight = initializer.parameter(
      "\(name).weight", rows: pieces * outputs, columns: inputs, .uniform(limit))
    bias = initializer.parameter("\(name).bias", rows: 1, columns: pieces * outputs, .constant(0))
    self.pieces = pieces
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    visit(&weight)
    visit(&bias)
  }

  func forward(_ x: Matrix, _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    let affine = matmul(x, weight.value, transposing: .right)  // (N, I)(P·O, I)ᵀ → (N, P·O)
    let (y, winners) = largest(of: affine)
    return (
      y,
      { dy, gradients in
        let dAffine = spread(dy, to: winners)  // (N, O) → (N, P·O)
        gradients[weight].addProduct(dAffine, x, transposing: .left)  // (N, P·O)ᵀ(N, I) → (P·O, I)
        gradients[bias].addRows(of: dAffine)  // (N, P·O) → (1, P·O)
        return matmul(dAffine, weight.value)  // (N, P·O)(P·O, I) → (N, I)
      }
    )
  }

  /// Adds the bias and takes the largest piece. (N, P·O) → (N, O) and which piece it was
  func largest(of affine: Matrix) -> (y: Matrix, winners: [UInt8]) {
    var winners = [UInt8](repeating: 0, count: affine.rows * outputs)
    let y = Matrix(rows: affine.rows, columns: outputs) {
      Kernels.maxout(
        $0, &winners, affine.storage, bias.value.storage, rows: affine.rows, outputs: outputs,
        pieces: pieces)
    }
    return (y, winners)
  }

  /// The gradient before the maximum was taken. (N, O) → (N, P·O)
  func spread(_ dy: Matrix, to winners: [UInt8]) -> Matrix {
    Matrix(rows: dy.rows, columns: pieces * outputs) {
      Kernels.maxoutBackward(
        $0, dy.storage, winners, rows: dy.rows, outputs: outputs, pieces: pieces)
    }
  }
}
