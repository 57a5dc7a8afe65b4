import Testing
import Text

@testable import Model

private let labels: [Label] = ["problem", "test"]

/// Every tag sequence that is made of spans, by what the tags mean.
private func sequences(of tags: TagSet, count: Int, isSpace: [Bool]) -> [[Int]] {
  var all: [[Int]] = [[]]
  for _ in 0..<count { all = all.flatMap { path in (0..<tags.count).map { path + [$0] } } }
  return all.filter { path in
    // A sequence of spans gives itself back when its spans are written as tags again.
    let ranges = tags.scheme.ranges(for: path.map { tags.tags[$0] })
    var again = [Int](repeating: 0, count: count)
    for (range, label) in ranges {
      if isSpace[range.lowerBound] { return false }
      for token in range {
        let isFirst = token == range.lowerBound
        let isLast = token == range.upperBound - 1
        let tag: Text.Tag =
          switch (tags.scheme, isFirst, isLast) {
          case (.bio, true, _): .begin(label)
          case (.bio, false, _): .inside(label)
          case (.biluo, true, true): .unit(label)
          case (.biluo, true, false): .begin(label)
          case (.biluo, false, true): .last(label)
          case (.biluo, false, false): .inside(label)
          }
        again[token] = tags.tags.firstIndex(of: tag) ?? -1
      }
    }
    return again == path
  }
}

@Suite struct TagLatticeTests {
  private func lattice(_ scheme: TagScheme, seed: UInt64, hasTransitions: Bool)
    -> (TagLattice, isSpace: [Bool])
  {
    var random = SeededGenerator(seed: seed)
    let tags = TagSet(scheme: scheme, labels: labels)
    let count = 1 + Int(seed % 4)
    func positive(_ rows: Int) -> Matrix {
      Matrix(
        rows: rows, columns: tags.count,
        (0..<rows * tags.count).map { _ in 0.05 + random.nextUniform() })
    }
    let isSpace = (0..<count).map { $0 == 1 && seed.isMultiple(of: 3) }
    let emissions = positive(count)
    return (
      TagLattice(
        tags: tags, emissions: emissions,
        transitions: hasTransitions ? positive(tags.count) : nil, isSpace: isSpace), isSpace
    )
  }

  private func weight(_ path: [Int], _ lattice: TagLattice) -> Double {
    path.indices.reduce(1.0) { product, token in
      let tag = path[token]
      let transition =
        token > 0 ? lattice.transitions.map { Double($0[path[token - 1], tag]) } ?? 1 : 1
      return product * Double(lattice.emissions[token, tag]) * transition
    }
  }

  @Test(arguments: TagScheme.allCases, 0..<12)
  func bestIsTheHeaviestSequenceOfSpans(_ scheme: TagScheme, _ seed: Int) {
    let (lattice, isSpace) = lattice(
      scheme, seed: UInt64(seed), hasTransitions: seed.isMultiple(of: 2))
    let all = sequences(of: lattice.tags, count: lattice.emissions.rows, isSpace: isSpace)
    let heaviest = all.max { weight($0, lattice) < weight($1, lattice) }
    #expect(lattice.best() == heaviest)
  }

  @Test(arguments: TagScheme.allCases, 0..<12)
  func marginalsAreSharesOfAllSequences(_ scheme: TagScheme, _ seed: Int) {
    let (lattice, isSpace) = lattice(
      scheme, seed: UInt64(seed), hasTransitions: seed.isMultiple(of: 2))
    let all = sequences(of: lattice.tags, count: lattice.emissions.rows, isSpace: isSpace)
    let total = all.reduce(0) { $0 + weight($1, lattice) }
    let marginals = lattice.marginals()
    for token in 0..<lattice.emissions.rows {
      for tag in 0..<lattice.tags.count {
        let share = all.filter { $0[token] == tag }.reduce(0) { $0 + weight($1, lattice) } / total
        #expect(abs(Double(marginals[token, tag]) - share) < 1e-4)
      }
    }
  }

  @Test(arguments: TagScheme.allCases, 0..<12)
  func probabilitiesOfSpansAreSharesOfAllSequences(_ scheme: TagScheme, _ seed: Int) {
    let (lattice, isSpace) = lattice(
      scheme, seed: UInt64(seed), hasTransitions: seed.isMultiple(of: 2))
    let tags = lattice.tags
    let all = sequences(of: tags, count: lattice.emissions.rows, isSpace: isSpace)
    let total = all.reduce(0.0) { $0 + weight($1, lattice) }
    let best = lattice.best()
    let sums = lattice.sums()
    for (range, label) in tags.scheme.ranges(for: best.map { tags.tags[$0] }) {
      let share = all.reduce(0.0) { sum, path in
        let has = tags.scheme.ranges(for: path.map { tags.tags[$0] }).contains {
          $0.range == range && $0.label == label
        }
        return sum + (has ? weight(path, lattice) : 0)
      }
      let found = Double(lattice.probability(of: best[range], sums))
      #expect(abs(found - share / total) < 1e-4)
    }
  }

  @Test func anEmptyDocumentHasAnEmptyPath() {
    let tags = TagSet(scheme: .bio, labels: labels)
    let lattice = TagLattice(
      tags: tags, emissions: Matrix(rows: 0, columns: tags.count), isSpace: [])
    #expect(lattice.best().isEmpty)
    #expect(lattice.sums().scales.isEmpty)
  }

  @Test func overlappingOrUnalignedGoldIsUnknown() {
    let tags = TagSet(scheme: .bio, labels: labels)
    let document = Document(id: "a", text: "chest pain now")
    let unaligned = Example(
      document: document, spans: [Span(0..<8, "problem"), Span(11..<14, "test")])
    #expect(tags.gold(unaligned) == [-1, -1, 3])
    let unknownLabel = Example(document: document, spans: [Span(0..<5, "person")])
    #expect(tags.gold(unknownLabel) == [-1, 0, 0])
    let overlapping = Example(
      document: document, spans: [Span(0..<10, "problem"), Span(6..<10, "test")])
    #expect(tags.gold(overlapping) == [-1, -1, -1])
  }
}

@Suite struct TagLossTests {
  @Test(arguments: [TagLoss.crossEntropy(smoothing: 0), .crossEntropy(smoothing: 0.1), .brier])
  func theGradientIsTheSlopeOfTheLoss(_ loss: TagLoss) {
    var random = SeededGenerator(seed: 3)
    let logits = Matrix(rows: 5, columns: 4, (0..<20).map { _ in random.nextNormal() })
    let gold: [Int32] = [0, 3, -1, 2, 1]
    let gradient = loss(logits, gold: gold).dLogits
    for index in 0..<logits.count {
      var up = logits
      var down = logits
      up.storage[index] += 1e-2
      down.storage[index] -= 1e-2
      // The Brier gradient is that of half the sum of squares.
      let scale = loss == .brier ? 0.5 : 1
      let slope = scale * (loss(up, gold: gold).loss - loss(down, gold: gold).loss) / 2e-2
      #expect(abs(slope - Double(gradient.storage[index])) < 2e-3)
    }
  }

  @Test func tokensOfWhichNothingIsKnownTeachNothing() {
    let logits = Matrix(rows: 2, columns: 3, [1, 2, 3, 4, 5, 6])
    let (loss, dLogits) = TagLoss.crossEntropy(smoothing: 0)(logits, gold: [-1, -1])
    #expect(loss == 0)
    #expect(dLogits.storage.allSatisfy { $0 == 0 })
  }
}

@Suite struct SequenceLossTests {
  private let tags = TagSet(scheme: .biluo, labels: labels)

  private func random(_ rows: Int, seed: UInt64) -> Matrix {
    var random = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: tags.count,
      (0..<rows * tags.count).map { _ in random.nextNormal() })
  }

  @Test(arguments: [[0, 1, 3, 0, 4], [0, -1, -1, 0, 8], [-1, -1, -1, -1, -1]] as [[Int32]])
  func gradientsAreTheSlopesOfTheLoss(_ gold: [Int32]) {
    let logits = random(gold.count, seed: 1)
    let transitions = random(tags.count, seed: 2)
    let isSpace = [false, false, false, true, false]
    func loss(_ logits: Matrix, _ transitions: Matrix) -> Double {
      SequenceLoss(tags: tags, transitions: transitions)(logits, gold: gold, isSpace: isSpace).loss
    }
    let outcome = SequenceLoss(tags: tags, transitions: transitions)(
      logits, gold: gold, isSpace: isSpace)
    func slope(_ change: (inout Matrix, inout Matrix, Float) -> Void) -> Double {
      var (upLogits, upTransitions) = (logits, transitions)
      var (downLogits, downTransitions) = (logits, transitions)
      change(&upLogits, &upTransitions, 1e-2)
      change(&downLogits, &downTransitions, -1e-2)
      return (loss(upLogits, upTransitions) - loss(downLogits, downTransitions)) / 2e-2
    }
    for index in 0..<logits.count {
      let difference = slope { logits, _, step in logits.storage[index] += step }
      #expect(abs(difference - Double(outcome.dLogits.storage[index])) < 2e-3)
    }
    for index in 0..<transitions.count {
      let difference = slope { _, transitions, step in transitions.storage[index] += step }
      #expect(abs(difference - Double(outcome.dTransitions.storage[index])) < 2e-3)
    }
  }

  @Test func impossibleGoldTeachesNothing() {
    // Inside without begin: no sequence of spans has it.
    let outcome = SequenceLoss(tags: tags, transitions: random(tags.count, seed: 2))(
      random(2, seed: 1), gold: [2, 0], isSpace: [false, false])
    #expect(outcome.loss == 0)
    #expect(outcome.dLogits.storage.allSatisfy { $0 == 0 })
  }
}
