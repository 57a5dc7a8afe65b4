private import Glibc

/// A span that a transition model found.
struct ScoredSpan: Hashable {
  /// Half-open token indexes.
  let tokens: Range<Int>
  /// Index into `TransitionSystem.labels`.
  let label: Int
  /// Probability of the actions that make the span, each among those valid in its state.
  let confidence: Float
}

extension TransitionScorer {
  /// The spans of one document, each action the best valid one in its state, the first of equals.
  ///
  /// States outside a span differ in the current token alone, so they are scored in one product; inside
  /// a span only two actions are valid.
  func decodeGreedily(_ features: Matrix, isSpace: [Bool], system: TransitionSystem)
    -> [ScoredSpan]
  {
    let count = features.rows
    guard count > 0 else { return [] }
    let sums = precompute(features).sums
    let closed = closedScores(sums: sums)
    var spans: [ScoredSpan] = []
    var position = 0
    while position < count {
      let scores = closed[row: position]
      let (action, probability) = bestClosed(
        scores, canBegin: position + 1 < count, isSpace: isSpace[position], system)
      let transition = system.transitions[action]
      guard let label = transition.label else {
        position += 1
        continue
      }
      if transition.move == .unit {
        spans.append(
          ScoredSpan(tokens: position..<position + 1, label: label, confidence: probability))
        position += 1
        continue
      }
      let start = position
      var confidence = probability
      position += 1
      while true {
        let (goesOn, probability) = goesOn(
          sums: sums, position: position, start: start, label: label,
          canGoOn: position + 1 < count, system)
        confidence *= probability
        position += 1
        if !goesOn { break }
      }
      spans.append(ScoredSpan(tokens: start..<position, label: label, confidence: confidence))
    }
    return spans
  }

  /// Along the path of greedy decoding, one less the probability of each action among the valid ones.
  func doubts(_ features: Matrix, isSpace: [Bool], system: TransitionSystem) -> [Float] {
    let count = features.rows
    guard count > 0 else { return [] }
    let sums = precompute(features).sums
    let closed = closedScores(sums: sums)
    var doubts = [Float](repeating: 0, count: count)
    var position = 0
    while position < count {
      let state = TransitionState(tokens: position..<count)
      let row = logProbabilities(
        Array(closed[row: position]),
        isValid: { state.allows(system.transitions[$0], isSpace: isSpace[position]) })
      let action = row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
      doubts[position] = 1 - expf(row[action])
      let start = position
      position += 1
      guard let label = system.transitions[action].label, system.transitions[action].move == .begin
      else { continue }
      while position < count {
        let (isInside, probability) = goesOn(
          sums: sums, position: position, start: start, label: label,
          canGoOn: position + 1 < count, system)
        doubts[position] = 1 - probability
        position += 1
        if !isInside { break }
      }
    }
    return doubts
  }

  /// The scores of every token's state outside a span. (N, F·P·H) → (N, T)
  func closedScores(sums: Matrix) -> Matrix {
    let slots = (0..<sums.rows).flatMap { token -> [Int32] in [Int32(token), -1, -1] }
    return scores(slots, sums: sums)
  }

  private func bestClosed(
    _ scores: ArraySlice<Float>, canBegin: Bool, isSpace: Bool, _ system: TransitionSystem
  ) -> (action: Int, probability: Float) {
    let first = scores.startIndex
    let outside = system.outside
    if isSpace { return (outside, 1) }
    let labels = system.labels.count
    var valid: [Int] = []
    valid.reserveCapacity(2 * labels + 1)
    if canBegin { valid += 0..<labels }
    valid += system.unit(0)..<system.unit(0) + labels
    valid.append(outside)
    var best = valid[0]
    for action in valid where scores[first + action] > scores[first + best] { best = action }
    if best == outside { return (outside, 1) }  // the probability of being outside is not asked for
    let top = scores[first + best]
    return (best, 1 / valid.reduce(0) { $0 + expf(scores[first + $1] - top) })
  }

  /// Whether an open span takes the current token as an inside or as its last one.
  private func goesOn(
    sums: Matrix, position: Int, start: Int, label: Int, canGoOn: Bool, _ system: TransitionSystem
  ) -> (Bool, probability: Float) {
    if !canGoOn { return (false, 1) }
    let h = hiddenUnits([Int32(position), Int32(start), Int32(position - 1)], sums: sums).h
    let inside = score(h, system.inside(label))
    let last = score(h, system.last(label))
    return (inside >= last, 1 / (1 + expf(-abs(inside - last))))
  }

  private func score(_ h: Matrix, _ action: Int) -> Float {
    guard let upper else { return h.storage[action] }
    var sum = upper.bias.value.storage[action]
    let width = upper.weight.value.columns
    for unit in 0..<width {
      let weight = upper.weight.value.storage[action * width + unit]
      sum += h.storage[unit] * weight
    }
    return sum
  }

  /// How probable each of some spans is: that of its actions, each among those valid in its state. 0 for a
  /// label that the system does not have.
  func probabilities(
    of spans: [(tokens: Range<Int>, label: Int?)], _ features: Matrix, isSpace: [Bool],
    system: TransitionSystem
  ) -> [Float] {
    guard features.rows > 0, !spans.isEmpty else { return spans.map { _ in 0 } }
    let sums = precompute(features).sums
    let closed = closedScores(sums: sums)
    return spans.map { tokens, label in
      guard let label, !tokens.isEmpty, !isSpace[tokens.lowerBound] else { return 0 }
      let start = tokens.lowerBound
      let row = logProbabilities(
        Array(closed[row: start]),
        isValid: { action in
          TransitionState(tokens: start..<features.rows).allows(
            system.transitions[action], isSpace: isSpace[start])
        })
      if tokens.count == 1 { return expf(row[system.unit(label)]) }
      var path = row[system.begin(label)]
      for token in start + 1..<tokens.upperBound where token + 1 < features.rows {
        let h = hiddenUnits([Int32(token), Int32(start), Int32(token - 1)], sums: sums).h
        let pair = logProbabilities(
          [score(h, system.inside(label)), score(h, system.last(label))], isValid: { _ in true })
        path += pair[token + 1 < tokens.upperBound ? 0 : 1]
      }
      return expf(path)
    }
  }

  /// The most probable spans of one document at the same weights: a span's states depend on its start
  /// and the current token alone, so the best way to close at every token follows from the best ways to
  /// stand outside before it (semi-Markov dynamic programming, Sarawagi and Cohen 2004).
  ///
  /// - Parameter longest: spans of more tokens are not considered. O(N·longest·L).
  func decodeExactly(
    _ features: Matrix, isSpace: [Bool], system: TransitionSystem, longest: Int = 20
  ) -> [ScoredSpan] {
    let count = features.rows
    guard count > 0 else { return [] }
    let sums = precompute(features).sums
    let closed = closedScores(sums: sums)
    let labels = system.labels.count
    // best[t]: log probability of the best way to be outside before token t.
    var best = [Float](repeating: -.infinity, count: count + 1)
    var arrival = [(start: Int, label: Int, logProbability: Float)?](
      repeating: nil, count: count + 1)
    best[0] = 0
    for start in 0..<count {
      let row = logProbabilities(
        Array(closed[row: start]),
        isValid: { action in
          TransitionState(tokens: start..<count).allows(
            system.transitions[action], isSpace: isSpace[start])
        })
      if best[start] + row[system.outside] > best[start + 1] {
        best[start + 1] = best[start] + row[system.outside]
        arrival[start + 1] = nil
      }
      for label in 0..<labels where best[start] + row[system.unit(label)] > best[start + 1] {
        best[start + 1] = best[start] + row[system.unit(label)]
        arrival[start + 1] = (start, label, row[system.unit(label)])
      }
      let end = min(count, start + longest)
      guard start + 1 < end else { continue }
      let slots = (start + 1..<end).flatMap { token -> [Int32] in
        [Int32(token), Int32(start), Int32(token - 1)]
      }
      let open = scores(slots, sums: sums)
      for label in 0..<labels where row[system.begin(label)] > -.infinity {
        var path = row[system.begin(label)]
        for token in start + 1..<end {
          let inside = open[token - start - 1, system.inside(label)]
          let last = open[token - start - 1, system.last(label)]
          let pair = logProbabilities([inside, last], isValid: { $0 == 1 || token + 1 < count })
          let closing = path + pair[1]
          if best[start] + closing > best[token + 1] {
            best[token + 1] = best[start] + closing
            arrival[token + 1] = (start, label, closing)
          }
          path += pair[0]
        }
      }
    }
    var spans: [ScoredSpan] = []
    var position = count
    while position > 0 {
      guard let (start, label, logProbability) = arrival[position] else {
        position -= 1
        continue
      }
      spans.append(
        ScoredSpan(tokens: start..<position, label: label, confidence: expf(logProbability)))
      position = start
    }
    return spans.reversed()
  }

  /// Log softmax over the valid actions; -∞ for the others.
  private func logProbabilities(_ scores: [Float], isValid: (Int) -> Bool) -> [Float] {
    let valid = scores.indices.filter(isValid)
    guard let top = valid.map({ scores[$0] }).max() else {
      return scores.map { _ in -.infinity }
    }
    let logTotal = logf(valid.reduce(0) { $0 + expf(scores[$1] - top) })
    var result = [Float](repeating: -.infinity, count: scores.count)
    for action in valid { result[action] = scores[action] - top - logTotal }
    return result
  }
}
