import Text

/// One tag a token: Linear → ReLU → dropout → Linear → softmax over tags, decoded under the constraint
/// that tags make spans. Without hidden units: dropout → Linear → softmax.
///
/// With features, a second tagger looks at words' own features alone. The two learn apart, each from its
/// own loss, and decide together: their scores are added (a product of experts, Hinton 2002).
struct TaggerHead: Head {
  typealias Decoding = ModelConfig.TagDecoding

  /// (H, C); nil without hidden units.
  var hidden: Linear?
  /// (K, H), or (K, C)
  var output: Linear
  /// Weights of tag j after tag i, natural logarithms; nil unless the loss is over sequences. (K, K)
  var transitions: Parameter?
  /// The second tagger.
  var features: FeatureScorer?
  /// The second tagger's weights of tag j after tag i. (K, K)
  var featureTransitions: Parameter?
  /// What is added to the outside tag's logit when decoding: fitted, not learnt; see `balance`. (1, 1)
  var outside: Parameter?
  /// The tags.
  let tags: TagSet
  /// How logits are compared with gold.
  let loss: TagLoss
  /// Whether the loss is a sum over tokens where it would be a mean.
  let sumsLoss: Bool
  /// How tags are chosen.
  let decoding: Decoding

  /// The labels, sorted by name.
  var labels: [Label] { tags.labels }

  /// A head over `width` columns.
  init(
    _ name: String, width: Int, hidden: Int, tags: TagSet, loss: TagLoss, decoding: Decoding,
    features: ModelConfig.Features? = nil, isBalanced: Bool = false,
    sumsLoss: Bool = false, start: ModelConfig.Start = .torch,
    _ initializer: inout Initializer
  ) {
    if hidden > 0 {
      self.hidden = Linear(
        "\(name).hidden", inputs: width, outputs: hidden, starting: start, &initializer)
    }
    output = Linear(
      "\(name).output", inputs: hidden > 0 ? hidden : width, outputs: tags.count, starting: start,
      &initializer)
    if loss == .sequence {
      transitions = initializer.parameter(
        "\(name).transitions", rows: tags.count, columns: tags.count, .constant(0))
    }
    if let features {
      self.features = FeatureScorer(
        "\(name).features", settings: features, tags: tags.count, &initializer)
      if loss == .sequence {
        featureTransitions = initializer.parameter(
          "\(name).features.transitions", rows: tags.count, columns: tags.count, .constant(0))
      }
    }
    if isBalanced {
      outside = initializer.parameter("\(name).outside", rows: 1, columns: 1, .constant(0))
    }
    self.tags = tags
    self.sumsLoss = sumsLoss
    self.loss = loss
    self.decoding = decoding
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    hidden?.visitParameters(visit)
    output.visitParameters(visit)
    if var parameter = transitions {
      visit(&parameter)
      transitions = parameter
    }
    if var scorer = features {
      features = nil  // so that the table stays unshared while it is changed
      scorer.visitParameters(visit)
      features = scorer
    }
    if var parameter = featureTransitions {
      visit(&parameter)
      featureTransitions = parameter
    }
    if var parameter = outside {
      visit(&parameter)
      outside = parameter
    }
  }

  /// The logits and the way back from them. (N, C) → (N, K)
  func logits(_ x: Matrix, _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, Matrix>
  ) {
    let scored = Chain(Dropout(), output)
    guard let hidden else { return scored.forward(x, &pass) }
    return Chain(Chain(hidden, ReLU()), scored).forward(x, &pass)
  }

  // MARK: Learning

  func loss(_ features: Ragged, _ lessons: [Lesson], _ pass: inout Pass) -> (
    loss: Double, pullback: (inout Gradients) -> Ragged
  ) {
    let gold = lessons.map { tags.gold($0.example) }
    let (logits, back) = logits(features.rows, &pass)
    let (loss, dLogits, addTransitions) = compared(
      Ragged(logits, lengths: features.lengths), lessons, gold, transitions)
    guard let scorer = self.features else {
      return (
        loss,
        { gradients in
          addTransitions(&gradients)
          return Ragged(back(dLogits, &gradients), lengths: features.lengths)
        }
      )
    }
    let (scores, backToTable) = scorer.forward(lessons.map(\.example.document), &pass)
    let (ownLoss, dScores, addOwnTransitions) = compared(
      Ragged(scores, lengths: features.lengths), lessons, gold, featureTransitions)
    return (
      loss + ownLoss,
      { gradients in
        addTransitions(&gradients)
        addOwnTransitions(&gradients)
        backToTable(dScores, &gradients)
        return Ragged(back(dLogits, &gradients), lengths: features.lengths)
      }
    )
  }

  /// One tagger's loss, its gradient at the logits, and what adds the transitions' gradient.
  private func compared(
    _ logits: Ragged, _ lessons: [Lesson], _ gold: [[Int32]], _ transitions: Parameter?
  ) -> (loss: Double, dLogits: Matrix, addTransitions: (inout Gradients) -> Void) {
    guard let transitions else {
      let gold = gold.flatMap(\.self)
      var (loss, dLogits) = self.loss(logits.rows, gold: gold)
      if sumsLoss, self.loss != .brier {
        let known = gold.count { $0 >= 0 }
        loss *= Double(known)
        dLogits *= Float(known)
      }
      return (loss, dLogits, { _ in })
    }
    let sequence = SequenceLoss(tags: tags, transitions: transitions.value)
    let share = sumsLoss ? 1 : 1 / Float(max(logits.rows.rows, 1))
    var loss = 0.0
    var dLogits = Matrix(rows: logits.rows.rows, columns: tags.count)
    var dTransitions = Matrix(rows: tags.count, columns: tags.count)
    for (rows, (lesson, gold)) in zip(logits.ranges, zip(lessons, gold)) {
      let document = lesson.example.document
      let outcome = sequence(
        logits.rows[rows: rows], gold: gold, belief: lesson.belief,
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
      loss * Double(share), dLogits,
      { [dTransitions] gradients in gradients[transitions] += dTransitions }
    )
  }

  // MARK: Decoding

  /// The probability of each tag. (N, C) → (N, K)
  func probabilities(_ x: Matrix, _ documents: [Document] = []) -> Matrix {
    var pass = Pass.inference
    var logits = logits(x, &pass).output
    if let features { logits += features.forward(documents, &pass).output }
    if let bias = outside?.value.storage[0], bias != 0 {
      for token in 0..<logits.rows { logits.storage[token * tags.count] += bias }
    }
    return Matrix(rows: logits.rows, columns: logits.columns) {
      Kernels.softmax($0, logits.storage, rows: logits.rows, columns: logits.columns)
    }
  }

  /// The natural logarithm of each tag's weight after each; nil where all weigh alike. (K, K)
  private var transitionScores: Matrix? {
    guard var sum = transitions?.value else { return nil }
    if let featureTransitions { sum += featureTransitions.value }
    return sum
  }

  /// The weight of each tag after each; nil where all weigh alike. (K, K)
  private var transitionWeights: Matrix? { transitionScores?.exponential() }

  /// What is believed of each document's tags: the chain that `decode` finds the best sequence of.
  func beliefs(_ features: Ragged, _ documents: [Document]) -> [TagBelief] {
    let probabilities = probabilities(features.rows, documents)
    let transitions = transitionScores ?? Matrix(rows: tags.count, columns: tags.count)
    return features.ranges.map {
      TagBelief(tags: tags, emissions: probabilities[rows: $0], transitions: transitions)
    }
  }

  func decode(_ features: Ragged, _ documents: [Document]) -> [[DecodedSpan]] {
    let probabilities = probabilities(features.rows, documents)
    let transitions = transitionWeights
    return zip(features.ranges, documents).map { rows, document in
      let own = probabilities[rows: rows]
      return switch decoding {
      case .viterbi: decodeSequence(own, transitions, document)
      case .greedy: decodeTokens(own)
      case .lenient: decodeLeniently(own, features.rows[rows: rows], document)
      }
    }
  }

  var classNames: [String] { tags.tags.map { "\($0)" } }

  func doubts(_ features: Ragged, _ documents: [Document]) -> [[Float]] {
    let probabilities = probabilities(features.rows, documents)
    let transitions = transitionWeights
    return zip(features.ranges, documents).map { rows, document in
      let own = probabilities[rows: rows]
      switch decoding {
      case .greedy: return (0..<own.rows).map { 1 - (own[row: $0].max() ?? 1) }
      case .lenient: return doubtsOfPieces(own, features.rows[rows: rows], document)
      case .viterbi: break
      }
      let lattice = TagLattice(
        tags: tags, emissions: own, transitions: transitions,
        isSpace: document.tokens.map { document.isSpace($0) })
      let marginals = lattice.marginals()
      return lattice.best().enumerated().map { max(0, 1 - marginals[$0, $1]) }
    }
  }

  func probabilities(
    of spans: [(tokens: Range<Int>, label: Label)], _ features: Matrix, _ document: Document
  ) -> [Float] {
    let probabilities = probabilities(features, [document])
    if decoding == .lenient {
      return lenientProbabilities(of: spans, probabilities, features, document)
    }
    let lattice = TagLattice(
      tags: tags, emissions: probabilities, transitions: transitionWeights,
      isSpace: document.tokens.map { document.isSpace($0) })
    let sums = decoding == .viterbi && !spans.isEmpty ? lattice.sums() : nil
    return spans.map { tokens, label in
      let range =
        document.tokens[tokens.lowerBound].range
        .lowerBound..<document.tokens[tokens.upperBound - 1].range.upperBound
      guard
        let written = try? tags.scheme.tags(for: [Span(range, label)], over: document.tokens),
        let path = tags.indexes(of: written)
      else { return 0 }
      if let sums { return lattice.probability(of: path[tokens], sums) }
      return tokens.reduce(1) { $0 * probabilities[$1, path[$1]] }
    }
  }

  private func decodeSequence(
    _ probabilities: Matrix, _ transitions: Matrix?, _ document: Document
  ) -> [DecodedSpan] {
    let lattice = TagLattice(
      tags: tags, emissions: probabilities, transitions: transitions,
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
    let best = Self.best(probabilities)
    return tags.scheme.ranges(for: best.map { tags.tags[$0] }).map { range, label in
      DecodedSpan(
        tokens: range, label: label,
        confidence: range.reduce(1) { $0 * probabilities[$1, best[$1]] })
    }
  }

  /// The most probable tag of each token. (N, K) → (N)
  static func best(_ probabilities: Matrix) -> [Int] {
    (0..<probabilities.rows).map { token in
      let row = probabilities[row: token]
      return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }
  }
}
