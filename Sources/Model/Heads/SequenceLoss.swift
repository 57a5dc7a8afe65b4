private import Glibc
import Text

/// The loss of a linear-chain conditional random field (Lafferty et al. 2001): -log of the share that the
/// sequences compatible with gold have among all sequences the tag set allows.
///
/// Tokens of which nothing is known may have any tag on both sides, so partial gold needs no special case
/// (Tsuboi et al. 2008). Gradients are differences of marginals.
///
/// With a belief, it is the cross-entropy from what is believed of the sequences compatible with gold to this
/// field: -Σ belief(sequence) · log p(sequence), exact, since both are chains.
struct SequenceLoss {
  let tags: TagSet
  /// Weights of tag j after tag i, natural logarithms. (K, K)
  let transitions: Matrix

  /// What one document teaches.
  struct Outcome {
    /// -log share.
    var loss: Double
    /// (N, K)
    var dLogits: Matrix
    /// (K, K)
    var dTransitions: Matrix
  }

  /// The loss of one document; zero where its gold is not compatible with any allowed sequence.
  /// logits (N, K); gold (N), -1 where nothing is known; belief over N tokens and the same tags.
  func callAsFunction(
    _ logits: Matrix, gold: [Int32], belief: TagBelief? = nil, isSpace: [Bool]
  ) -> Outcome {
    // What is believed of other tags cannot be compared.
    let belief = belief?.tags == tags ? belief : nil
    let emissions = Matrix(rows: logits.rows, columns: logits.columns) {
      Kernels.softmax($0, logits.storage, rows: logits.rows, columns: logits.columns)
    }
    let weights = transitions.exponential()
    var compatible = belief?.emissions ?? emissions
    for (token, tag) in gold.enumerated() where tag >= 0 {
      for other in 0..<tags.count where other != tag { compatible[token, other] = 0 }
    }
    let all = TagLattice(tags: tags, emissions: emissions, transitions: weights, isSpace: isSpace)
    let right = TagLattice(
      tags: tags, emissions: compatible,
      transitions: belief?.transitions.exponential() ?? weights, isSpace: isSpace)
    let allSums = all.sums()
    let rightSums = right.sums()
    let nothing = Outcome(
      loss: 0, dLogits: Matrix(rows: logits.rows, columns: logits.columns),
      dTransitions: Matrix(rows: tags.count, columns: tags.count))
    guard logits.rows > 0, rightSums.isPossible, allSums.isPossible else { return nothing }
    var outcome = nothing
    outcome.loss = allSums.logTotal - rightSums.logTotal
    outcome.dLogits = all.marginals(allSums)
    let rightMarginals = right.marginals(rightSums)
    for index in 0..<rightMarginals.count {
      outcome.dLogits.storage[index] -= rightMarginals.storage[index]
    }
    if belief != nil {
      var pairs = nothing.dTransitions
      right.addPairMarginals(rightSums, times: 1, to: &pairs)
      outcome.loss =
        allSums.logTotal - Self.logWeight(logits, emissions, rightMarginals)
        - Self.product(pairs, transitions)
    }
    all.addPairMarginals(allSums, times: 1, to: &outcome.dTransitions)
    right.addPairMarginals(rightSums, times: -1, to: &outcome.dTransitions)
    return outcome
  }

  /// Σ share · log emission over tokens and tags; a token's logarithms follow from its likeliest tag's.
  private static func logWeight(_ logits: Matrix, _ emissions: Matrix, _ shares: Matrix) -> Double {
    var sum = product(logits, shares)
    for token in 0..<logits.rows {
      let row = logits[row: token]
      guard let best = row.indices.max(by: { row[$0] < row[$1] }) else { continue }
      let tag = best - row.startIndex
      sum -= Double(row[best] - logf(emissions[token, tag]))
    }
    return sum
  }

  private static func product(_ left: Matrix, _ right: Matrix) -> Double {
    zip(left.storage, right.storage).reduce(0) { $0 + Double($1.0 * $1.1) }
  }
}

extension TagLattice.Sums {
  /// Whether any sequence has weight.
  var isPossible: Bool {
    total > .leastNormalMagnitude && scales.allSatisfy { $0 > .leastNormalMagnitude }
  }

  /// The natural logarithm of the weight of all sequences together.
  var logTotal: Double {
    scales.reduce(Double(logf(total))) { $0 + Double(logf($1)) }
  }
}

extension TagLattice {
  /// The share of sequences that have each tag at each token. (N, K)
  func marginals(_ sums: Sums) -> Matrix {
    var marginals = sums.forward
    for index in 0..<marginals.count {
      marginals.storage[index] *= sums.backward.storage[index] / sums.total
    }
    return marginals
  }

  /// Adds, for each pair of tags, how often sequences have one right after the other. (K, K)
  func addPairMarginals(_ sums: Sums, times factor: Float, to pairs: inout Matrix) {
    let width = tags.count
    for token in 1..<max(emissions.rows, 1) {
      for tag in 0..<width {
        let here = token * width + tag
        let value =
          factor * emissions.storage[here] * sums.backward.storage[here]
          / (sums.scales[token] * sums.total)
        if value == 0 { continue }
        for before in tags.predecessors[tag] {
          pairs.storage[before * width + tag] +=
            sums.forward.storage[(token - 1) * width + before] * transition(before, tag) * value
        }
      }
    }
  }
}
