import Text

/// One tag a token: Linear → ReLU → dropout → Linear → softmax over tags, decoded under the constraint
/// that tags make spans.
struct TaggerHead: Head {
  typealias Decoding = ModelConfig.TagDecoding

  /// (H, C)
  var hidden: Linear
  /// (K, H)
  var output: Linear
  /// Weights of tag j after tag i, natural logarithms; nil unless the loss is over sequences. (K, K)
  var transitions: Parameter?
  /// The tags.
  let tags: TagSet
  /// How logits are compared with gold.
  let loss: TagLoss
  /// How tags are chosen.
  let decoding: Decoding

  /// The labels, sorted by name.
  var labels: [Label] { tags.labels }

  /// A head over `width` columns.
  init(
    _ name: String, width: Int, hidden: Int, tags: TagSet, loss: TagLoss, decoding: Decoding,
    _ initializer: inout Initializer
  ) {
    self.hidden = Linear("\(name).hidden", inputs: width, outputs: hidden, &initializer)
    output = Linear("\(name).output", inputs: hidden, outputs: tags.count, &initializer)
    if loss == .sequence {
      transitions = initializer.parameter(
        "\(name).transitions", rows: tags.count, columns: tags.count, .constant(0))
    }
    self.tags = tags
    self.loss = loss
    self.decoding = decoding
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    hidden.visitParameters(visit)
    output.visitParameters(visit)
    if var parameter = transitions {
      visit(&parameter)
      transitions = parameter
    }
  }

  /// The logits and the way back from them. (N, C) → (N, K)
  func logits(_ x: Matrix, _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    Chain(Chain(hidden, ReLU()), Chain(Dropout(), output)).forward(x, &pass)
  }

  /// The probability of each tag. (N, C) → (N, K)
  func probabilities(_ x: Matrix) -> Matrix {
    var pass = Pass.inference
    let logits = logits(x, &pass).output
    return Matrix(rows: logits.rows, columns: logits.columns) {
      Kernels.softmax($0, logits.storage, rows: logits.rows, columns: logits.columns)
    }
  }

  func loss(_ features: Ragged, _ examples: [Example], _ pass: inout Pass) -> (
    loss: Double, pullback: (inout Gradients) -> Ragged
  ) {
    let (logits, back) = logits(features.rows, &pass)
    if let transitions {
      return sequenceLoss(
        Ragged(logits, lengths: features.lengths), examples, transitions, back)
    }
    let (loss, dLogits) = self.loss(logits, gold: examples.flatMap(tags.gold))
    return (
      loss, { gradients in Ragged(back(dLogits, &gradients), lengths: features.lengths) }
    )
  }

  private func sequenceLoss(
    _ logits: Ragged, _ examples: [Example], _ transitions: Parameter,
    _ back: @escaping Pullback<Matrix, Matrix>
  ) -> (loss: Double, pullback: (inout Gradients) -> Ragged) {
    let sequence = SequenceLoss(tags: tags, transitions: transitions.value)
    let share = 1 / Float(max(logits.rows.rows, 1))
    var loss = 0.0
    var dLogits = Matrix(rows: logits.rows.rows, columns: tags.count)
    var dTransitions = Matrix(rows: tags.count, columns: tags.count)
    for (rows, example) in zip(logits.ranges, examples) {
      let document = example.document
      let outcome = sequence(
        logits.rows[rows: rows], gold: tags.gold(example),
        isSpace: document.tokens.map { document.isSpace($0) })
      loss += outcome.loss
      dTransitions += outcome.dTransitions
      let first = rows.lowerBound * tags.count
      dLogits.storage.replaceSubrange(
        first..<first + outcome.dLogits.count, with: outcome.dLogits.storage)
    }
    dLogits *= share
    dTransitions *= share
    return (
      loss * Double(share),
      { [dLogits, dTransitions] gradients in
        gradients[transitions] += dTransitions
        return Ragged(back(dLogits, &gradients), lengths: logits.lengths)
      }
    )
  }

  func decode(_ features: Ragged, _ documents: [Document]) -> [[DecodedSpan]] {
    let probabilities = probabilities(features.rows)
    return zip(features.ranges, documents).map { rows, document in
      let own = probabilities[rows: rows]
      return switch decoding {
      case .viterbi: decodeSequence(own, document)
      case .greedy: decodeTokens(own)
      }
    }
  }

  private func decodeSequence(_ probabilities: Matrix, _ document: Document) -> [DecodedSpan] {
    let lattice = TagLattice(
      tags: tags, emissions: probabilities, transitions: transitions?.value.exponential(),
      isSpace: document.tokens.map { document.isSpace($0) })
    let path = lattice.best()
    let found = tags.scheme.ranges(for: path.map { tags.tags[$0] })
    guard !found.isEmpty else { return [] }
    let sums = lattice.sums()
    return found.map { range, label in
      DecodedSpan(
        tokens: range, label: label, confidence: lattice.probability(of: path[range], sums))
    }
  }

  private func decodeTokens(_ probabilities: Matrix) -> [DecodedSpan] {
    let best = (0..<probabilities.rows).map { token -> Int in
      let row = probabilities[row: token]
      return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }
    return tags.scheme.ranges(for: best.map { tags.tags[$0] }).map { range, label in
      DecodedSpan(
        tokens: range, label: label,
        confidence: range.reduce(1) { $0 * probabilities[$1, best[$1]] })
    }
  }
}
