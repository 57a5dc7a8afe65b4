import Model
import Text

/// How a batch is spread over workers.
enum Sharding {
  /// Parts of about as many tokens each, in an order that depends on the batch alone.
  static func shards(_ batch: [Int], lengths: [Int], count: Int) -> [[Int]] {
    guard count > 1, batch.count > 1 else { return [batch] }
    var shards = [[Int]](repeating: [], count: min(count, batch.count))
    var sizes = [Int](repeating: 0, count: shards.count)
    let longestFirst = batch.enumerated().sorted {
      (-lengths[$0.element], $0.offset) < (-lengths[$1.element], $1.offset)
    }
    for (_, index) in longestFirst {
      let smallest = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
      shards[smallest].append(index)
      sizes[smallest] += lengths[index]
    }
    return shards
  }
}

extension NERModel {
  /// The loss of a batch's parts, each on a worker of its own, and their gradients added up in order.
  ///
  /// - Parameters:
  ///   - shares: By how much each part counts.
  func addGradients(
    of parts: [[Lesson]], shares: [Float], _ pass: inout Pass, to gradients: inout Gradients
  ) -> Double {
    guard parts.count > 1 || shares != [1] else {
      return addGradients(of: parts[0], share: 1, &pass, to: &gradients)
    }
    guard parts.count > 1 else {
      var own = Gradients()
      let loss = addGradients(of: parts[0], share: shares[0], &pass, to: &own)
      gradients.add(own)
      return loss
    }
    let seeds = parts.indices.map { pass.random.forked($0) }
    _ = pass.random.next()
    let shared = pass
    let results = eachAtOnce(parts.count) { index in
      var pass = shared
      pass.random = seeds[index]
      var own = Gradients()
      let loss = addGradients(of: parts[index], share: shares[index], &pass, to: &own)
      return (loss: loss, gradients: own)
    }
    return results.reduce(0) { sum, result in
      gradients.add(result.gradients)
      return sum + result.loss
    }
  }

  private func addGradients(
    of lessons: [Lesson], share: Float, _ pass: inout Pass, to gradients: inout Gradients
  ) -> Double {
    let (loss, pullback) = loss(lessons, &pass)
    pullback(&gradients)
    if share != 1 { gradients.scale(by: share) }
    return loss * Double(share)
  }
}

extension ModelConfig.Head {
  /// The labels of these examples in the head's order: by name, or as the transition system counts
  /// them; then those others that it is to know.
  func labels(in examples: [Example], besides others: [Label] = []) -> [Label] {
    switch self {
    case .tagger: return Set(examples.flatMap { $0.spans.map(\.label) } + others).sorted()
    case .transitions:
      let counted = TransitionSystem(counting: examples).labels
      return counted + Set(others).subtracting(counted).sorted()
    }
  }
}

extension [Lesson] {
  /// All tokens together.
  var wordCount: Int { reduce(0) { $0 + $1.example.document.tokens.count } }
}

extension ModelConfig {
  /// What the loss of a batch is divided by.
  enum LossUnit {
    /// Nothing: it is a sum.
    case one
    /// All tokens.
    case tokens
    /// The tokens of which something is known.
    case annotatedTokens
  }

  var lossUnit: LossUnit {
    if sumsLoss { return .one }
    return switch head {
    case .tagger(_, _, .crossEntropy, _): .annotatedTokens
    case .tagger(_, _, .sequence, _): .tokens
    case .tagger(_, _, .brier, _), .transitions: .one
    }
  }
}

extension Example {
  /// Tokens that are not unannotated.
  var annotatedTokenCount: Int {
    guard !unannotated.isEmpty else { return document.tokens.count }
    return document.tokens.count { token in
      !unannotated.contains { $0.overlaps(token.range) }
    }
  }
}
