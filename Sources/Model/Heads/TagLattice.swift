private import Glibc

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
  func best() -> [Int] {
    let count = emissions.rows
    let width = tags.count
    guard count > 0 else { return [] }
    let logs = emissions.storage.map { logf($0) }
    let logTransitions = transitions?.storage.map { logf($0) }
    var scores = (0..<width).map { tags.mayStart[$0] ? logs[$0] : -.infinity }
    var back = [Int](repeating: 0, count: count * width)
    for token in 1..<max(count, 1) {
      var next = [Float](repeating: -.infinity, count: width)
      for tag in 0..<width {
        var best = -Float.infinity
        for before in tags.predecessors[tag] {
          let score = scores[before] + (logTransitions?[before * width + tag] ?? 0)
          if score > best {
            best = score
            back[token * width + tag] = before
          }
        }
        next[tag] = best + logs[token * width + tag]
      }
      scores = next
    }
    var tag = 0
    for candidate in 0..<width where tags.mayEnd[candidate] {
      if scores[candidate] > scores[tag] { tag = candidate }
    }
    var path = [Int](repeating: 0, count: count)
    for token in stride(from: count - 1, through: 0, by: -1) {
      path[token] = tag
      if token > 0 { tag = back[token * width + tag] }
    }
    return path
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
    for token in 0..<count {
      var total: Float = 0
      for tag in 0..<width {
        var sum: Float = tags.mayStart[tag] ? 1 : 0
        if token > 0 {
          sum = 0
          for before in tags.predecessors[tag] {
            sum += forward.storage[(token - 1) * width + before] * transition(before, tag)
          }
        }
        forward.storage[token * width + tag] = sum * emissions.storage[token * width + tag]
        total += forward.storage[token * width + tag]
      }
      // Everything underflows together only where the model is sure of something impossible.
      scales[token] = max(total, .leastNormalMagnitude)
      for tag in 0..<width { forward.storage[token * width + tag] /= scales[token] }
    }
    let last = (count - 1) * width
    for tag in 0..<width where count > 0 && tags.mayEnd[tag] { backward.storage[last + tag] = 1 }
    for token in stride(from: count - 2, through: 0, by: -1) {
      for tag in 0..<width {
        let next = (token + 1) * width + tag
        let value = backward.storage[next] * emissions.storage[next] / scales[token + 1]
        for before in tags.predecessors[tag] {
          backward.storage[token * width + before] += value * transition(before, tag)
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
