/// One direction of a long short-term memory (Hochreiter and Schmidhuber 1997), with PyTorch's gates
/// (i, f, g, o) and its two biases.
///
/// Sequences are packed: sorted by length, longest first, so that each step is one product over those
/// that still run. No padding, so what shares a batch changes nothing. The pullback keeps the packed
/// input, the gates, the cells and the outputs. Derivation: `docs/layers.md`, "LSTM".
struct LSTM: Layer {
  var inputWeight: Parameter  // (4H, I)
  var hiddenWeight: Parameter  // (4H, H)
  var inputBias: Parameter  // (1, 4H)
  var hiddenBias: Parameter  // (1, 4H)
  /// Whether sequences are read from their end.
  let isReversed: Bool

  /// H.
  var units: Int { hiddenWeight.value.columns }

  /// A layer with everything uniform in ±1/√H, as PyTorch starts one.
  init(
    _ name: String, inputs: Int, units: Int, isReversed: Bool, _ initializer: inout Initializer
  ) {
    let range = Initializer.Distribution.uniform(1 / Float(units).squareRoot())
    inputWeight = initializer.parameter(
      "\(name).input.weight", rows: 4 * units, columns: inputs, range)
    hiddenWeight = initializer.parameter(
      "\(name).hidden.weight", rows: 4 * units, columns: units, range)
    inputBias = initializer.parameter("\(name).input.bias", rows: 1, columns: 4 * units, range)
    hiddenBias = initializer.parameter("\(name).hidden.bias", rows: 1, columns: 4 * units, range)
    self.isReversed = isReversed
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    visit(&inputWeight)
    visit(&hiddenWeight)
    visit(&inputBias)
    visit(&hiddenBias)
  }

  /// Step after step, the rows of the sequences that still run.
  private struct Packing {
    /// The row of the input at each packed row.
    var order: [Int32] = []
    /// The packed rows of each step.
    var steps: [Range<Int>] = []

    init(lengths: [Int], isReversed: Bool) {
      var starts: [Int] = []
      var total = 0
      for length in lengths {
        starts.append(total)
        total += length
      }
      // Equal lengths keep their order, so that a batch is always packed alike.
      let byLength = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
      for step in 0..<(lengths.max() ?? 0) {
        let first = order.count
        for sequence in byLength {
          guard lengths[sequence] > step else { break }
          let row = isReversed ? lengths[sequence] - 1 - step : step
          order.append(Int32(starts[sequence] + row))
        }
        steps.append(first..<order.count)
      }
    }
  }

  func forward(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    let packing = Packing(lengths: x.lengths, isReversed: isReversed)
    let packed = x.rows.gatheringRows(packing.order)
    var gates = matmul(packed, inputWeight.value, transposing: .right)  // (N, I)(4H, I)ᵀ → (N, 4H)
    gates.addToEachRow(inputBias.value)
    gates.addToEachRow(hiddenBias.value)
    var cells = Matrix(rows: packed.rows, columns: units)
    var hidden = Matrix(rows: packed.rows, columns: units)
    for (number, rows) in packing.steps.enumerated() {
      let before = number > 0 ? packing.steps[number - 1].lowerBound : nil
      if let before {
        // (S, H)(4H, H)ᵀ → (S, 4H)
        gates.addProduct(
          rows: rows, hidden, rows: before..<before + rows.count, hiddenWeight.value,
          transposing: true)
      }
      Kernels.lstmCell(&gates, &cells, &hidden, rows: rows, previous: before)
    }
    let output = hidden.scatteringRows(packing.order)
    let (finalGates, finalCells, finalHidden) = (gates, cells, hidden)
    return (
      Ragged(output, lengths: x.lengths),
      { dy, gradients in
        let dPacked = self.back(
          dy.rows.gatheringRows(packing.order), packed: packed, gates: finalGates,
          cells: finalCells, hidden: finalHidden, steps: packing.steps, &gradients)
        return Ragged(dPacked.scatteringRows(packing.order), lengths: x.lengths)
      }
    )
  }

  private func back(
    _ dOutput: Matrix, packed: Matrix, gates: Matrix, cells: Matrix, hidden: Matrix,
    steps: [Range<Int>], _ gradients: inout Gradients
  ) -> Matrix {
    var dHidden = dOutput
    var dGates = Matrix(rows: packed.rows, columns: 4 * units)
    var dCell = Matrix(rows: steps.first?.count ?? 0, columns: units)
    for (number, rows) in steps.enumerated().reversed() {
      let before = number > 0 ? steps[number - 1].lowerBound : nil
      Kernels.lstmCellBackward(
        &dGates, &dCell, dHidden, gates, cells, rows: rows, previous: before)
      if let before {
        let previous = before..<before + rows.count
        // (S, 4H)(4H, H) → (S, H)
        dHidden.addProduct(
          rows: previous, dGates, rows: rows, hiddenWeight.value, transposing: false)
        gradients[hiddenWeight].addOuterProduct(dGates, rows: rows, hidden, rows: previous)
      }
    }
    gradients[inputWeight].addProduct(dGates, packed, transposing: .left)  // (N, 4H)ᵀ(N, I)
    gradients[inputBias].addRows(of: dGates)
    gradients[hiddenBias].addRows(of: dGates)
    return matmul(dGates, inputWeight.value)  // (N, 4H)(4H, I) → (N, I)
  }
}
