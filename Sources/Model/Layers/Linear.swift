/// An affine map of every row: y = x·Wᵀ + b.
///
/// The pullback keeps x. Derivation: `docs/layers.md`, "Linear". Where a pass asks for it, the products are
/// of bfloat16s.
struct Linear: Layer {
  var weight: Parameter  // (O, I)
  var bias: Parameter  // (1, O)

  /// A linear layer that starts as PyTorch's, weights and biases uniform in ±1/√I, or as thinc's, weights
  /// uniform in ±√(6 / (I + O)) (Glorot and Bengio 2010) and biases 0.
  init(
    _ name: String, inputs: Int, outputs: Int, starting start: ModelConfig.Start = .torch,
    _ initializer: inout Initializer
  ) {
    switch start {
    case .torch:
      let limit = 1 / Float(inputs).squareRoot()
      self.init(
        name, inputs: inputs, outputs: outputs, weight: .uniform(limit), bias: .uniform(limit),
        &initializer)
    case .glorot:
      let limit = (6 / Float(inputs + outputs)).squareRoot()
      self.init(
        name, inputs: inputs, outputs: outputs, weight: .uniform(limit), bias: .constant(0),
        &initializer)
    }
  }

  /// A linear layer with chosen first values.
  init(
    _ name: String, inputs: Int, outputs: Int, weight: Initializer.Distribution,
    bias: Initializer.Distribution, _ initializer: inout Initializer
  ) {
    self.weight = initializer.parameter("\(name).weight", rows: outputs, columns: inputs, weight)
    self.bias = initializer.parameter("\(name).bias", rows: 1, columns: outputs, bias)
  }

  /// A linear layer of parameters that are there already; tied ones learn from both places.
  init(weight: Parameter, bias: Parameter) {
    self.weight = weight
    self.bias = bias
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    visit(&weight)
    visit(&bias)
  }

  func forward(_ x: Matrix, _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    if pass.products == .bfloat16 { return forwardRounded(x) }
    var y = matmul(x, weight.value, transposing: .right)  // (N, I)(O, I)ᵀ → (N, O)
    y.addToEachRow(bias.value)
    return (
      y,
      { dy, gradients in
        gradients[weight].addProduct(dy, x, transposing: .left)  // (N, O)ᵀ(N, I) → (O, I)
        gradients[bias].addRows(of: dy)  // (N, O) → (1, O)
        return matmul(dy, weight.value)  // (N, O)(O, I) → (N, I)
      }
    )
  }

  /// The same with the factors of the three products rounded; the pullback keeps the rounded x.
  private func forwardRounded(_ x: Matrix) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    let (x, w) = (Bfloat16Matrix(x), Bfloat16Matrix(weight.value))
    return (
      x.times(w, transposed: true, adding: bias.value),  // (N, I)(O, I)ᵀ → (N, O)
      { dy, gradients in
        gradients[bias].addRows(of: dy)  // (N, O) → (1, O)
        let dy = Bfloat16Matrix(dy)
        dy.addOuterProduct(with: x, to: &gradients[weight])  // (N, O)ᵀ(N, I) → (O, I)
        let zero = Matrix(rows: 1, columns: w.columns)
        return dy.times(w, transposed: false, adding: zero)  // (N, O)(O, I) → (N, I)
      }
    )
  }
}
