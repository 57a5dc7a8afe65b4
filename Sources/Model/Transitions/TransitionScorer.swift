/// Scores the actions of a transition state from token vectors: spaCy's parser model.
///
/// v = project(x), (N, I) → (N, C). A state has three slots: the current token; the first token of the
/// open span; the token before the current one, while a span is open. The lower layer's product with
/// every token is computed once (Chen and Manning 2014), and a state only adds rows:
/// h = max over pieces of Σ_f lower[f]·v[slot f] + bias, with a learnt row where a slot is empty.
/// With an upper layer the scores are upper·h; without, h is the scores.
struct TransitionScorer: Parameterized {
  /// Slots of a state.
  static let slots = 3

  /// (C, I)
  var project: Linear
  /// Slot, then piece, then hidden unit. (F·P·H, C)
  var lower: Parameter
  /// (1, P·H)
  var lowerBias: Parameter
  /// The row of an empty slot. (F, P·H)
  var pad: Parameter
  /// (T, H); nil where the lower layer gives the scores itself.
  var upper: Linear?
  /// P.
  let pieces: Int

  /// H.
  var hidden: Int { lowerBias.value.columns / pieces }
  /// P·H.
  var affineWidth: Int { lowerBias.value.columns }

  /// A scorer with the values spaCy's initialisation ends at: lower layer N(0, 0.074), bias -0.26,
  /// pads N(0, 1), upper layer 0.
  init(
    _ name: String, inputs: Int, hidden: Int, pieces: Int, transitions: Int, hasUpper: Bool,
    _ initializer: inout Initializer
  ) {
    let units = hasUpper ? hidden : transitions
    self.pieces = pieces
    project = Linear(
      "\(name).project", inputs: inputs, outputs: hidden,
      weight: .uniform((6 / Float(inputs + hidden)).squareRoot()), bias: .constant(0),
      &initializer)
    lower = initializer.parameter(
      "\(name).lower.weight", rows: Self.slots * pieces * units, columns: hidden,
      .normal(mean: 0, deviation: 0.074))
    lowerBias = initializer.parameter(
      "\(name).lower.bias", rows: 1, columns: pieces * units, .constant(-0.26))
    pad = initializer.parameter(
      "\(name).lower.pad", rows: Self.slots, columns: pieces * units,
      .normal(mean: 0, deviation: 1))
    upper =
      hasUpper
      ? Linear(
        "\(name).upper", inputs: hidden, outputs: transitions, weight: .constant(0),
        bias: .constant(0), &initializer) : nil
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    project.visitParameters(visit)
    visit(&lower)
    visit(&lowerBias)
    visit(&pad)
    upper?.visitParameters(visit)
  }

  /// The tokens that fill a state's slots; -1 where one is empty.
  static func slotTokens(of state: TransitionState) -> (Int32, Int32, Int32) {
    let current = Int32(state.position)
    guard let open = state.open else { return (current, -1, -1) }
    return (current, Int32(open.start), current - 1)
  }

  /// What every token adds to the states it stands in. (N, I) → (N, C) and (N, F·P·H)
  func precompute(_ x: Matrix) -> (projected: Matrix, sums: Matrix) {
    let projected = project(x)
    return (projected, matmul(projected, lower.value, transposing: .right))
  }

  /// The hidden units of states given by their slot tokens. (S, F) → (S, H) and which piece won
  func hiddenUnits(_ slots: [Int32], sums: Matrix) -> (h: Matrix, winners: [UInt8]) {
    let count = slots.count / Self.slots
    let width = affineWidth
    let units = hidden
    var winners = [UInt8](repeating: 0, count: count * units)
    var affine = [Float](repeating: 0, count: width)
    let h = Matrix(rows: count, columns: units) { h in
      sums.storage.withUnsafeBufferPointer { sums in
        pad.value.storage.withUnsafeBufferPointer { pad in
          for state in 0..<count {
            for column in 0..<width { affine[column] = lowerBias.value.storage[column] }
            for slot in 0..<Self.slots {
              let token = Int(slots[state * Self.slots + slot])
              let row =
                token < 0
                ? pad.baseAddress?.advanced(by: slot * width)
                : sums.baseAddress?.advanced(by: (token * Self.slots + slot) * width)
              guard let row else { continue }
              for column in 0..<width { affine[column] += row[column] }
            }
            for unit in 0..<units {
              var best = affine[unit]
              var winner = 0
              for piece in 1..<max(pieces, 1) where affine[piece * units + unit] > best {
                best = affine[piece * units + unit]
                winner = piece
              }
              h[state * units + unit] = best
              winners[state * units + unit] = UInt8(winner)
            }
          }
        }
      }
    }
    return (h, winners)
  }

  /// The scores of states given by their slot tokens. (S, F) → (S, T)
  func scores(_ slots: [Int32], sums: Matrix) -> Matrix {
    let h = hiddenUnits(slots, sums: sums).h
    return upper.map { $0(h) } ?? h
  }
}
