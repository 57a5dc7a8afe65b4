private import Glibc

extension TransitionScorer {
  /// Where to start learning: a state of one document.
  struct Start {
    /// The document's first row among the features.
    var firstRow: Int
    /// The state to start in; its tokens are document-local.
    var state: TransitionState
    /// Gold of the whole document.
    var oracle: Oracle
    /// White-space tokens of the whole document.
    var isSpace: [Bool]
  }

  /// What happened in every state of a training pass, stacked.
  private struct Trace {
    var slots: [Int32] = []  // (S, F)
    var hidden: [Float] = []  // (S, H)
    var winners: [UInt8] = []  // (S, H)
    var mask: [Float] = []  // (S, H), empty where nothing was dropped
    var dScores: [Float] = []  // (S, T)
  }

  /// The share of hidden units dropped in training, whatever the configuration says, as in spaCy.
  static let stateDropout: Float = 0.1

  /// Follows the model's own actions from every start, all states a step at a time, and compares each
  /// state's scores with the oracle: -log of the share of probability on free actions, whose gradient
  /// is softmax over all actions minus softmax over the free ones. Sums, not means.
  ///
  /// The loss reported is Σ dscore², as spaCy prints it. The pullback keeps one row a state and runs one
  /// product a layer.
  ///
  /// - Parameter fillsMissingSlots: spaCy takes the last token's vector for an empty slot when it sums
  ///   the lower layer's weight gradient; true does so too, for comparison with it.
  func loss(
    _ features: Matrix, starts: [Start], system: TransitionSystem, maximumMoves: Int = .max,
    fillsMissingSlots: Bool = false, _ pass: inout Pass
  ) -> (loss: Double, pullback: (inout Gradients) -> Matrix) {
    let (projected, backFromProjection) = project.forward(features, &pass)
    // (N, C)(F·P·H, C)ᵀ → (N, F·P·H)
    let sums = matmul(projected, lower.value, transposing: .right)
    var trace = Trace()
    var states = starts.enumerated().map { ($0.offset, $0.element.state) }
    states.removeAll { $0.1.isFinal }
    var loss = 0.0
    var step = 0
    while !states.isEmpty {
      var slots: [Int32] = []
      for (index, state) in states {
        let first = Int32(starts[index].firstRow)
        let (current, start, previous) = Self.slotTokens(of: state)
        slots += [
          current + first, start < 0 ? -1 : start + first, previous < 0 ? -1 : previous + first,
        ]
      }
      var (h, winners) = hiddenUnits(slots, sums: sums)
      if upper != nil, pass.isTraining, pass.dropout > 0 {
        let mask = (0..<h.count).map { _ in
          pass.random.nextUniform() < Self.stateDropout ? 0 : 1 / (1 - Self.stateDropout)
        }
        for index in 0..<h.count { h.storage[index] *= mask[index] }
        trace.mask += mask
      }
      let scores = upper.map { $0(h) } ?? h
      trace.slots += slots
      trace.hidden += h.storage
      trace.winners += winners
      for row in states.indices {
        let start = starts[states[row].0]
        let state = states[row].1
        let isSpace = start.isSpace[state.position]
        let outcome = compare(
          Array(scores[row: row]), state: state, isSpace: isSpace, start.oracle, system)
        loss += outcome.dScores.reduce(0) { $0 + Double($1) * Double($1) }
        trace.dScores += outcome.dScores
        states[row].1.apply(system.transitions[outcome.action])
      }
      states.removeAll { $0.1.isFinal }
      if step >= maximumMoves { break }
      step += 1
    }
    let rows = features.rows
    return (
      loss,
      { gradients in
        let dProjected = self.back(
          trace, projected: projected, rows: rows, fillsMissingSlots: fillsMissingSlots, &gradients)
        return backFromProjection(dProjected, &gradients)
      }
    )
  }

  /// The action the model takes in one state, and how its scores should have been.
  private func compare(
    _ scores: [Float], state: TransitionState, isSpace: Bool, _ oracle: Oracle,
    _ system: TransitionSystem
  ) -> (action: Int, dScores: [Float]) {
    let isValid = system.transitions.map { state.allows($0, isSpace: isSpace) }
    let isFree = system.transitions.indices.map {
      isValid[$0] && oracle.isFree(system.transitions[$0], in: state)
    }
    func best(_ among: [Bool]) -> Int? {
      var best: Int?
      for index in scores.indices
      where among[index] && scores[index] > best.map({ scores[$0] }) ?? -.infinity {
        best = index
      }
      return best
    }
    let action = best(isValid) ?? system.outside
    // Where every valid action costs, they all cost the same: all of them are right to learn from.
    let right = isFree.contains(true) ? isFree : isValid
    guard let target = best(right), let guess = scores.indices.max(by: { scores[$0] < scores[$1] })
    else { return (action, [Float](repeating: 0, count: scores.count)) }
    let exponents = scores.map { expf($0 - scores[guess]) }
    let total = 1e-10 + exponents.reduce(0, +)
    let rightExponents = scores.indices.map {
      right[$0] ? expf(scores[$0] - scores[target]) : 0
    }
    let rightTotal = 1e-10 + rightExponents.reduce(0, +)
    return (
      action, scores.indices.map { exponents[$0] / total - rightExponents[$0] / rightTotal }
    )
  }

  private func back(
    _ trace: Trace, projected: Matrix, rows: Int, fillsMissingSlots: Bool,
    _ gradients: inout Gradients
  ) -> Matrix {
    let units = hidden
    let count = trace.hidden.count / units
    if count == 0 { return Matrix(rows: rows, columns: projected.columns) }
    let dScores = Matrix(rows: count, columns: trace.dScores.count / count, trace.dScores)
    var dHidden = dScores
    if let upper {
      let h = Matrix(rows: count, columns: units, trace.hidden)
      gradients[upper.weight].addProduct(dScores, h, transposing: .left)  // (S, T)ᵀ(S, H) → (T, H)
      gradients[upper.bias].addRows(of: dScores)  // (S, T) → (1, T)
      dHidden = matmul(dScores, upper.weight.value)  // (S, T)(T, H) → (S, H)
      for index in trace.mask.indices { dHidden.storage[index] *= trace.mask[index] }
    }
    let width = affineWidth
    var dSums = Matrix(rows: rows, columns: Self.slots * width)
    var dPad = Matrix(rows: Self.slots, columns: width)
    var dMissing = Matrix(rows: Self.slots, columns: width)
    var dBias = Matrix(rows: 1, columns: width)
    for state in 0..<count {
      for unit in 0..<units {
        let column = Int(trace.winners[state * units + unit]) * units + unit
        let d = dHidden.storage[state * units + unit]
        dBias.storage[column] += d
        for slot in 0..<Self.slots {
          let token = Int(trace.slots[state * Self.slots + slot])
          if token < 0 {
            dPad.storage[slot * width + column] += d
            dMissing.storage[slot * width + column] += d
          } else {
            dSums.storage[(token * Self.slots + slot) * width + column] += d
          }
        }
      }
    }
    gradients[lowerBias] += dBias
    gradients[pad] += dPad
    let dProjected = matmul(dSums, lower.value)  // (N, F·P·H)(F·P·H, C) → (N, C)
    if fillsMissingSlots, rows > 0 {
      for index in dMissing.storage.indices {
        dSums.storage[(rows - 1) * Self.slots * width + index] += dMissing.storage[index]
      }
    }
    gradients[lower].addProduct(dSums, projected, transposing: .left)  // (N, F·P·H)ᵀ(N, C)
    return dProjected
  }
}
