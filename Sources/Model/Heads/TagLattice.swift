/// The tag sequences of one document, weighted: what Viterbi and forward–backward run over.
///
/// A sequence weighs Π probability(token, tag) · Π transition(tag before, tag), over the sequences that
/// the tag set allows. Without transition weights these are a tagger's own probabilities under the
/// constraint that tags make spans (Lester et al. 2020); with them, a linear-chain conditional random
/// field (Lafferty et al. 2001).
struct TagLattice {
  let tags: TagSet
  /// Weight of each tag at each token. (N, K)
  let emissions: Matrix
  /// Weight of tag j after tag i. (K, K); nil weighs all alike.
  let transitions: Matrix?

  /// A lattice; a token of white space starts no span.
  init(tags: TagSet, emissions: Matrix, transitions: Matrix? = nil, isSpace: [Bool]) {
    self.tags = tags
    self.transitions = transitions
    var emissions = emissions
    for (token, isSpace) in isSpace.enumerated() where isSpace {
      for tag in 0..<tags.count where tags.startsSpan(tag) { emissions[token, tag] = 0 }
    }
    self.emissions = emissions
  }

  /// The weight of a tag after another.
  func transition(_ before: Int, _ tag: Int) -> Float {
    transitions.map { $0.storage[before * tags.count + tag] } ?? 1
  }

  /// The heaviest allowed sequence, by tag index; among equals the one with the lower tags.
  ///
  /// Weights are multiplied, and each token's are divided by their largest, so no logarithm is taken.
  func best() -> [Int] {
    let count = emissions.rows
    let width = tags.count
    guard count > 0 else { return [] }
    var scores = [Float](repeating: 0, count: count * width)
    var back = [Int32](repeating: 0, count: count * width)
    for tag in 0..<width where tags.mayStart[tag] { scores[tag] = emissions.storage[tag] }
    withTables { emission, weight, pairs, bounds in
      scores.withUnsafeMutableBufferPointer { scores in
        for token in 1..<max(count, 1) {
          let here = token * width
          var largest: Float = 0
          for tag in 0..<width {
            var best: Float = -1
            var choice: Int32 = 0
            for place in bounds[tag]..<bounds[tag + 1] {
              let before = Int(pairs[place])
              let score = scores[here - width + before] * weight[before * width + tag]
              if score > best {
                best = score
                choice = pairs[place]
              }
            }
            back[here + tag] = choice
            let score = max(best, 0) * emission[here + tag]
            scores[here + tag] = score
            largest = max(largest, score)
          }
          let scale = 1 / max(largest, .leastNormalMagnitude)
          for tag in 0..<width { scores[here + tag] *= scale }
        }
      }
    }
    let last = (count - 1) * width
    var tag = 0
    for candidate in 0..<width where tags.mayEnd[candidate] {
      if scores[last + candidate] > scores[last + tag] { tag = candidate }
    }
    var path = [Int](repeating: 0, count: count)
    for token in stride(from: count - 1, through: 0, by: -1) {
      path[token] = tag
      if token > 0 { tag = Int(back[token * width + tag]) }
    }
    return path
  }

  /// Hands out what the inner loops read, without bounds checks: emissions (N, K), transition weights
  /// (K, K), and which tags may stand before which.
  private func withTables(
    _ body: (
      _ emission: UnsafeBufferPointer<Float>, _ weight: UnsafeBufferPointer<Float>,
      _ pairs: UnsafeBufferPointer<Int32>, _ bounds: UnsafeBufferPointer<Int>
    ) -> Void
  ) {
    let weights =
      transitions?.storage ?? [Float](repeating: 1, count: tags.count * tags.count)
    emissions.storage.withUnsafeBufferPointer { emission in
      weights.withUnsafeBufferPointer { weight in
        tags.pairs.withUnsafeBufferPointer { pairs in
          tags.bounds.withUnsafeBufferPointer { body(emission, weight, pairs, $0) }
        }
      }
    }
  }

  /// Forward and backward sums over all allowed sequences, scaled so that each token's forward row adds
  /// up to 1.
  struct Sums {
    /// (N, K)
    var forward: Matrix
    /// (N, K)
    var backward: Matrix
    /// What each token's forward row was divided by. (N)
    var scales: [Float]
    /// Σ of the last token's forward shares that may end a document.
    var total: Float
  }

  /// Forward and backward sums over all allowed sequences.
  func sums() -> Sums {
    let count = emissions.rows
    let width = tags.count
    var forward = Matrix(rows: count, columns: width)
    var backward = Matrix(rows: count, columns: width)
    var scales = [Float](repeating: 1, count: count)
    let last = (count - 1) * width
    for tag in 0..<width where count > 0 && tags.mayEnd[tag] { backward.storage[last + tag] = 1 }
    withTables { emission, weight, pairs, bounds in
      forward.storage.withUnsafeMutableBufferPointer { forward in
        for token in 0..<count {
          let here = token * width
          var total: Float = 0
          for tag in 0..<width {
            var sum: Float = token == 0 && tags.mayStart[tag] ? 1 : 0
            if token > 0 {
              for place in bounds[tag]..<bounds[tag + 1] {
                let before = Int(pairs[place])
                sum += forward[here - width + before] * weight[before * width + tag]
              }
            }
            forward[here + tag] = sum * emission[here + tag]
            total += forward[here + tag]
          }
          // Everything underflows together only where the model is sure of something impossible.
          scales[token] = max(total, .leastNormalMagnitude)
          let scale = 1 / scales[token]
          for tag in 0..<width { forward[here + tag] *= scale }
        }
      }
      backward.storage.withUnsafeMutableBufferPointer { backward in
        for token in stride(from: count - 2, through: 0, by: -1) {
          let here = token * width
          let scale = 1 / scales[token + 1]
          for tag in 0..<width {
            let value = backward[here + width + tag] * emission[here + width + tag] * scale
            if value == 0 { continue }
            for place in bounds[tag]..<bounds[tag + 1] {
              let before = Int(pairs[place])
              backward[here + before] += value * weight[before * width + tag]
            }
          }
        }
      }
    }
    let total = (0..<width).reduce(Float(0)) {
      $0 + (count > 0 && tags.mayEnd[$1] ? forward.storage[last + $1] : 0)
    }
    return Sums(
      forward: forward, backward: backward, scales: scales,
      total: max(total, .leastNormalMagnitude))
  }

  /// The probability of each tag at each token, over all allowed sequences. (N, K)
  func marginals() -> Matrix {
    let sums = sums()
    var marginals = sums.forward
    for token in 0..<marginals.rows {
      var total: Float = 0
      for tag in 0..<tags.count {
        marginals[token, tag] *= sums.backward[token, tag]
        total += marginals[token, tag]
      }
      for tag in 0..<tags.count { marginals[token, tag] /= max(total, .leastNormalMagnitude) }
    }
    return marginals
  }

  /// The share of sequences that hold exactly this span: these tags over these tokens, and then no tag
  /// that goes on with it.
  func probability(of path: ArraySlice<Int>, _ sums: Sums) -> Float {
    guard let first = path.first, let last = path.last else { return 0 }
    let width = tags.count
    var product: Float = 1
    if path.startIndex > 0 {
      product = tags.predecessors[first].reduce(0) {
        $0 + sums.forward.storage[(path.startIndex - 1) * width + $1] * transition($1, first)
      }
    }
    for token in path.indices {
      if token > path.startIndex { product *= transition(path[token - 1], path[token]) }
      product *= emissions.storage[token * width + path[token]] / sums.scales[token]
    }
    let end = path.endIndex
    guard end < emissions.rows else { return min(product / sums.total, 1) }
    let after = (0..<width).reduce(Float(0)) { sum, tag in
      guard tags.mayStart[tag], tags.predecessors[tag].contains(last) else { return sum }
      let next = end * width + tag
      return sum + transition(last, tag) * emissions.storage[next] * sums.backward.storage[next]
        / sums.scales[end]
    }
    return min(product * after / sums.total, 1)
  }
}
