import Glibc
import Testing
import Text

@testable import Model

/// Beliefs of small documents, held against every tag sequence there is.
@Suite struct TagBeliefTests {
  private let tags = TagSet(scheme: .biluo, labels: ["problem", "test"])
  private let isSpace = [false, false, true, false]

  private func random(_ rows: Int, seed: UInt64, times factor: Float = 1) -> Matrix {
    var random = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: tags.count,
      (0..<rows * tags.count).map { _ in factor * random.nextNormal() })
  }

  private func softmax(_ logits: Matrix) -> Matrix {
    Matrix(rows: logits.rows, columns: logits.columns) {
      Kernels.softmax($0, logits.storage, rows: logits.rows, columns: logits.columns)
    }
  }

  private func belief(seed: UInt64, rows: Int = 4) -> TagBelief {
    TagBelief(
      tags: tags, emissions: softmax(random(rows, seed: seed, times: 2)),
      transitions: random(tags.count, seed: seed + 100))
  }

  private func lattice(_ belief: TagBelief) -> TagLattice {
    TagLattice(
      tags: tags, emissions: belief.emissions, transitions: belief.transitions.exponential(),
      isSpace: isSpace)
  }

  /// Every allowed sequence over four tokens, and what it weighs.
  private func weights(_ lattice: TagLattice) -> [[Int]: Double] {
    var paths: [[Int]: Double] = [[]: 1]
    for token in 0..<4 {
      var longer: [[Int]: Double] = [:]
      for (path, weight) in paths {
        for tag in 0..<tags.count {
          let mayStand =
            path.last.map { tags.predecessors[tag].contains($0) } ?? tags.mayStart[tag]
          guard mayStand, token < 3 || tags.mayEnd[tag] else { continue }
          longer[path + [tag]] =
            weight * Double(lattice.emissions[token, tag])
            * Double(path.last.map { lattice.transition($0, tag) } ?? 1)
        }
      }
      paths = longer
    }
    return paths.filter { $0.value > 0 }
  }

  private func shares(_ lattice: TagLattice) -> [[Int]: Double] {
    let weights = weights(lattice)
    let total = weights.values.reduce(0, +)
    return weights.mapValues { $0 / total }
  }

  @Test(arguments: 0..<6)
  func theLossIsTheCrossEntropyOverAllSequences(_ seed: Int) {
    let belief = belief(seed: UInt64(seed))
    let logits = random(4, seed: UInt64(seed) + 50)
    let transitions = random(tags.count, seed: UInt64(seed) + 60)
    let student = TagLattice(
      tags: tags, emissions: softmax(logits), transitions: transitions.exponential(),
      isSpace: isSpace)
    let (believed, own) = (shares(lattice(belief)), shares(student))
    let expected = believed.reduce(0.0) { $0 - $1.value * log(own[$1.key] ?? 0) }
    let outcome = SequenceLoss(tags: tags, transitions: transitions)(
      logits, gold: [-1, -1, -1, -1], belief: belief, isSpace: isSpace)
    #expect(abs(outcome.loss - expected) < 1e-4)
  }

  @Test(arguments: [[-1, -1, -1, -1], [-1, 4, 0, -1]] as [[Int32]])
  func gradientsAreTheSlopesOfTheLoss(_ gold: [Int32]) {
    let belief = belief(seed: 3)
    let logits = random(4, seed: 1)
    let transitions = random(tags.count, seed: 2)
    func outcome(_ logits: Matrix, _ transitions: Matrix) -> SequenceLoss.Outcome {
      SequenceLoss(tags: tags, transitions: transitions)(
        logits, gold: gold, belief: belief, isSpace: isSpace)
    }
    let found = outcome(logits, transitions)
    for index in 0..<logits.count {
      var (up, down) = (logits, logits)
      up.storage[index] += 1e-2
      down.storage[index] -= 1e-2
      let slope = (outcome(up, transitions).loss - outcome(down, transitions).loss) / 2e-2
      #expect(abs(slope - Double(found.dLogits.storage[index])) < 2e-3)
    }
    for index in 0..<transitions.count {
      var (up, down) = (transitions, transitions)
      up.storage[index] += 1e-2
      down.storage[index] -= 1e-2
      let slope = (outcome(logits, up).loss - outcome(logits, down).loss) / 2e-2
      #expect(abs(slope - Double(found.dTransitions.storage[index])) < 2e-3)
    }
  }

  @Test func goldIsNeverOverruled() {
    // The belief is all but sure of something else than gold says.
    var emissions = Matrix(rows: 4, columns: tags.count, repeating: 1e-9)
    for token in 0..<4 { emissions[token, 4] = 1 }
    let sure = TagBelief(
      tags: tags, emissions: emissions, transitions: Matrix(rows: tags.count, columns: tags.count))
    let gold: [Int32] = [0, 1, 3, 0]
    let logits = random(4, seed: 1)
    let loss = SequenceLoss(tags: tags, transitions: random(tags.count, seed: 2))
    let space = [false, false, false, false]
    let plain = loss(logits, gold: gold, isSpace: space)
    let taught = loss(logits, gold: gold, belief: sure, isSpace: space)
    #expect(abs(plain.loss - taught.loss) < 1e-4)
    for (one, other) in zip(plain.dLogits.storage, taught.dLogits.storage) {
      #expect(abs(one - other) < 1e-5)
    }
  }

  @Test func whatIsBelievedAlreadyTeachesNothing() {
    let logits = random(4, seed: 1)
    let transitions = random(tags.count, seed: 2)
    let own = TagBelief(tags: tags, emissions: softmax(logits), transitions: transitions)
    let outcome = SequenceLoss(tags: tags, transitions: transitions)(
      logits, gold: [-1, -1, -1, -1], belief: own, isSpace: isSpace)
    #expect(outcome.dLogits.storage.allSatisfy { abs($0) < 1e-6 })
    #expect(outcome.dTransitions.storage.allSatisfy { abs($0) < 1e-6 })
    #expect(outcome.loss > 0)
  }

  @Test func severalBelieveTheGeometricMean() throws {
    let (one, other) = (belief(seed: 1), belief(seed: 2))
    let together = shares(lattice(try #require(TagBelief.pooled([one, other]))))
    let (left, right) = (weights(lattice(one)), weights(lattice(other)))
    let means = left.mapValues { $0 }.merging(right) { ($0 * $1).squareRoot() }
    let total = means.values.reduce(0, +)
    for (path, share) in together {
      #expect(abs(share - (means[path] ?? 0) / total) < 1e-5)
    }
    #expect(TagBelief.pooled([one, belief(seed: 2, rows: 3)]) == nil)
    #expect(TagBelief.pooled([]) == nil)
  }

  @Test func softeningTakesRootsOfWeights() {
    let belief = belief(seed: 4)
    let softened = shares(lattice(belief.softened(by: 2)))
    let roots = weights(lattice(belief)).mapValues { $0.squareRoot() }
    let total = roots.values.reduce(0, +)
    for (path, share) in softened { #expect(abs(share - (roots[path] ?? 0) / total) < 1e-5) }
  }

  @Test func beliefsOfOtherTagsAreNotLearnt() {
    let other = TagBelief(
      tags: TagSet(scheme: .bio, labels: ["problem", "test"]),
      emissions: Matrix(rows: 4, columns: 5, repeating: 0.2),
      transitions: Matrix(rows: 5, columns: 5))
    let outcome = SequenceLoss(tags: tags, transitions: random(tags.count, seed: 2))(
      random(4, seed: 1), gold: [-1, -1, -1, -1], belief: other, isSpace: isSpace)
    #expect(outcome.dLogits.storage.allSatisfy { abs($0) < 1e-6 })
  }
}
