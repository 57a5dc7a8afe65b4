import Glibc
import Testing
import Text

@testable import Model

private let system = TransitionSystem(labels: ["problem", "test"])

private func scorer(hasUpper: Bool, seed: UInt64) -> TransitionScorer {
  var initializer = Initializer(seed: seed)
  var scorer = TransitionScorer(
    "ner", inputs: 5, hidden: 6, pieces: 2, transitions: system.count, hasUpper: hasUpper,
    &initializer)
  // The upper layer starts at zero, which would make every score equal.
  scorer.visitParameters { parameter in
    for index in 0..<parameter.value.count {
      parameter.value.storage[index] = initializer.random.nextNormal() * 0.7
    }
  }
  return scorer
}

private func features(rows: Int, seed: UInt64) -> Matrix {
  var random = SeededGenerator(seed: seed)
  return Matrix(rows: rows, columns: 5, (0..<rows * 5).map { _ in random.nextNormal() })
}

private func start(_ gold: [GoldMove], firstRow: Int = 0) -> TransitionScorer.Start {
  TransitionScorer.Start(
    firstRow: firstRow, state: TransitionState(tokens: 0..<gold.count), oracle: Oracle(gold: gold),
    isSpace: gold.map { _ in false })
}

private let gold: [GoldMove] = [
  .span(.begin, label: 0), .span(.inside, label: 0), .span(.last, label: 0), .outside,
  .span(.unit, label: 1), .missing, .outside,
]

/// -Σ log of the share of probability on the free actions, along the model's own path.
private func objective(_ scorer: TransitionScorer, _ x: Matrix, _ gold: [GoldMove]) -> Double {
  let sums = scorer.precompute(x).sums
  let oracle = Oracle(gold: gold)
  var state = TransitionState(tokens: 0..<gold.count)
  var total = 0.0
  while !state.isFinal {
    let (a, b, c) = TransitionScorer.slotTokens(of: state)
    let scores = scorer.scores([a, b, c], sums: sums).storage.map(Double.init)
    let valid = system.transitions.indices.filter {
      state.allows(system.transitions[$0], isSpace: false)
    }
    let free = valid.filter { oracle.isFree(system.transitions[$0], in: state) }
    let right = free.isEmpty ? valid : free
    let all = scores.reduce(0) { $0 + exp($1) }
    total += log(all) - log(right.reduce(0) { $0 + exp(scores[$1]) })
    let action = valid.reduce(valid[0]) { scores[$1] > scores[$0] ? $1 : $0 }
    state.apply(system.transitions[action])
  }
  return total
}

@Suite struct TransitionScorerTests {
  @Test(arguments: [true, false], [1, 2, 3] as [UInt64])
  func gradientsAgreeWithDifferences(_ hasUpper: Bool, _ seed: UInt64) {
    let model = scorer(hasUpper: hasUpper, seed: seed)
    let x = features(rows: gold.count, seed: seed + 10)
    var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 0))
    var gradients = Gradients()
    let dx = model.loss(x, starts: [start(gold)], system: system, &pass).pullback(&gradients)

    var random = SeededGenerator(seed: seed + 20)
    let epsilon: Float = 1e-3
    var slope = 0.0
    var up = model
    var down = model
    var directions: [Int: [Float]] = [:]
    up.visitParameters { parameter in
      let direction = (0..<parameter.value.count).map { _ in random.nextNormal() }
      directions[parameter.id] = direction
      let gradient = gradients[parameter]
      for index in direction.indices {
        slope += Double(direction[index]) * Double(gradient.storage[index])
        parameter.value.storage[index] += epsilon * direction[index]
      }
    }
    down.visitParameters { parameter in
      for (index, step) in (directions[parameter.id] ?? []).enumerated() {
        parameter.value.storage[index] -= epsilon * step
      }
    }
    let inputDirection = (0..<x.count).map { _ in random.nextNormal() }
    var xUp = x
    var xDown = x
    for index in inputDirection.indices {
      slope += Double(inputDirection[index]) * Double(dx.storage[index])
      xUp.storage[index] += epsilon * inputDirection[index]
      xDown.storage[index] -= epsilon * inputDirection[index]
    }
    let difference =
      (objective(up, xUp, gold) - objective(down, xDown, gold)) / (2 * Double(epsilon))
    #expect(abs(difference - slope) <= 2e-2 * max(1, abs(slope)), "\(difference) and \(slope)")
  }

  @Test func documentsOfABatchDoNotTouchEachOther() {
    let model = scorer(hasUpper: true, seed: 4)
    let x = features(rows: 2 * gold.count, seed: 5)
    var together = Gradients()
    var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 0))
    let both = model.loss(
      x, starts: [start(gold), start(gold, firstRow: gold.count)], system: system, &pass)
    let dBoth = both.pullback(&together)
    var apart = Gradients()
    var losses = 0.0
    var rows: [Float] = []
    for half in 0..<2 {
      let part = x[rows: half * gold.count..<(half + 1) * gold.count]
      let one = model.loss(part, starts: [start(gold)], system: system, &pass)
      losses += one.loss
      rows += one.pullback(&apart).storage
    }
    #expect(abs(both.loss - losses) < 1e-4)
    #expect(zip(dBoth.storage, rows).allSatisfy { abs($0 - $1) < 1e-4 })
    var model2 = model
    model2.visitParameters { parameter in
      let pair = zip(together[parameter].storage, apart[parameter].storage)
      #expect(pair.allSatisfy { abs($0 - $1) < 1e-3 }, "\(parameter.name)")
    }
  }

  @Test(arguments: 0..<40) func greedyDecodingFollowsTheBestValidAction(_ seed: UInt64) {
    let model = scorer(hasUpper: seed.isMultiple(of: 2), seed: seed)
    let count = Int(seed % 9)
    let x = features(rows: count, seed: seed + 100)
    let isSpace = (0..<count).map { $0 % 4 == 3 }
    let sums = model.precompute(x).sums
    var state = TransitionState(tokens: 0..<count)
    while !state.isFinal {
      let (a, b, c) = TransitionScorer.slotTokens(of: state)
      let scores = model.scores([a, b, c], sums: sums).storage
      let valid = system.transitions.indices.filter {
        state.allows(system.transitions[$0], isSpace: isSpace[state.position])
      }
      state.apply(system.transitions[valid.reduce(valid[0]) { scores[$1] > scores[$0] ? $1 : $0 }])
    }
    let spans = model.decodeGreedily(x, isSpace: isSpace, system: system)
    #expect(spans.map { TransitionState.Found(tokens: $0.tokens, label: $0.label) } == state.spans)
    #expect(spans.allSatisfy { $0.confidence > 0 && $0.confidence <= 1 })
  }

  @Test(arguments: 0..<30) func exactDecodingFindsTheMostProbableSpans(_ seed: UInt64) {
    let model = scorer(hasUpper: true, seed: seed)
    let count = 1 + Int(seed % 5)
    let x = features(rows: count, seed: seed + 200)
    let isSpace = (0..<count).map { $0 == 2 }
    let sums = model.precompute(x).sums
    // Every way through the document, by brute force.
    var best: (logProbability: Double, spans: [TransitionState.Found]) = (-.infinity, [])
    func walk(_ state: TransitionState, _ sum: Double) {
      if state.isFinal {
        if sum > best.logProbability { best = (sum, state.spans) }
        return
      }
      let (a, b, c) = TransitionScorer.slotTokens(of: state)
      let scores = model.scores([a, b, c], sums: sums).storage
      let valid = system.transitions.indices.filter {
        state.allows(system.transitions[$0], isSpace: isSpace[state.position])
      }
      let top = valid.map { scores[$0] }.max() ?? 0
      let total = log(valid.reduce(0.0) { $0 + exp(Double(scores[$1] - top)) })
      for action in valid {
        var next = state
        next.apply(system.transitions[action])
        walk(next, sum + Double(scores[action] - top) - total)
      }
    }
    walk(TransitionState(tokens: 0..<count), 0)
    let found = model.decodeExactly(x, isSpace: isSpace, system: system)
    #expect(found.map { TransitionState.Found(tokens: $0.tokens, label: $0.label) } == best.spans)
  }

  @Test func anEmptyDocumentHasNoSpansAndNoGradient() {
    let model = scorer(hasUpper: true, seed: 1)
    let x = Matrix(rows: 0, columns: 5)
    #expect(model.decodeGreedily(x, isSpace: [], system: system).isEmpty)
    #expect(model.decodeExactly(x, isSpace: [], system: system).isEmpty)
    var pass = Pass.training(dropout: 0.1, random: SeededGenerator(seed: 0))
    var gradients = Gradients()
    let (loss, pullback) = model.loss(x, starts: [start([])], system: system, &pass)
    #expect(loss == 0)
    #expect(pullback(&gradients).count == 0)
  }
}
