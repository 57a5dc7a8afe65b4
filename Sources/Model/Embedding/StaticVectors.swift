/// Word vectors that are given, not learnt, brought to the model's width by a learnt projection without
/// bias (spaCy's `StaticVectors`). A word without a vector is all zeros.
///
/// The pullback keeps the words' vectors. A word without one adds nothing to the projection's gradient;
/// spaCy adds the table's last row for it. Derivation: `docs/layers.md`, "StaticVectors".
struct StaticVectors: Layer {
  /// The table.
  let vectors: WordVectors
  /// The projection. (O, M)
  var weight: Parameter

  /// A projection of a table to `outputs` columns; values uniform in ±√(6 / (O + M)).
  init(
    _ name: String, vectors: WordVectors, outputs: Int, _ initializer: inout Initializer
  ) {
    self.vectors = vectors
    weight = initializer.parameter(
      "\(name).weight", rows: outputs, columns: vectors.width,
      .uniform((6 / Float(outputs + vectors.width)).squareRoot()))
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) { visit(&weight) }

  /// Ids of words as written, to vectors. (N) → (N, O)
  func forward(_ ids: [UInt64], _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, [UInt64]>
  ) {
    let given = vectors.rows(of: ids)  // (N, M)
    return (
      matmul(given, weight.value, transposing: .right),  // (N, M)(O, M)ᵀ → (N, O)
      { dy, gradients in
        gradients[weight].addProduct(dy, given, transposing: .left)  // (N, O)ᵀ(N, M) → (O, M)
        return []  // ids have no gradient
      }
    )
  }
}
