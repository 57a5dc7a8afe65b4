/// Brings every row to mean 0 and variance 1, then scales and shifts it (Ba, Kiros and Hinton 2016).
///
/// The pullback keeps the normalized rows and 1/deviation. Derivation: `docs/layers.md`, "LayerNorm".
struct LayerNorm: Layer {
  var gain: Parameter  // (1, C)
  var bias: Parameter  // (1, C)
  /// Added to the (population) variance.
  let epsilon: Float

  /// A layer norm that starts as plain normalization; thinc's ε is 1e-8.
  init(
    _ name: String, columns: Int, epsilon: Float = 1e-8, _ initializer: inout Initializer
  ) {
    gain = initializer.parameter("\(name).gain", rows: 1, columns: columns, .constant(1))
    bias = initializer.parameter("\(name).bias", rows: 1, columns: columns, .constant(0))
    self.epsilon = epsilon
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    visit(&gain)
    visit(&bias)
  }

  func forward(_ x: Matrix, _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    precondition(x.columns == gain.value.columns, "LayerNorm: \(x.shape), gain \(gain.value.shape)")
    var normalized = Matrix(rows: x.rows, columns: x.columns)
    var rstd = [Float](repeating: 0, count: x.rows)
    let y = Matrix(rows: x.rows, columns: x.columns) {
      Kernels.layerNorm(
        $0, normalized: &normalized.storage, rstd: &rstd, x.storage, gain: gain.value.storage,
        bias: bias.value.storage, rows: x.rows, columns: x.columns, epsilon: epsilon)
    }
    return (
      y,
      { [normalized, rstd] dy, gradients in
        var dGain = Matrix(rows: 1, columns: dy.columns)
        var dBias = Matrix(rows: 1, columns: dy.columns)
        let dx = Matrix(rows: dy.rows, columns: dy.columns) {
          Kernels.layerNormBackward(
            $0, dGain: &dGain.storage, dBias: &dBias.storage, dy.storage,
            normalized: normalized.storage, rstd: rstd, gain: gain.value.storage, rows: dy.rows,
            columns: dy.columns)
        }
        gradients[gain] += dGain
        gradients[bias] += dBias
        return dx
      }
    )
  }
}
