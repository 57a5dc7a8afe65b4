private import Glibc
public import Text

/// What taggers believe of one document's tags: a weight for every allowed sequence, as a chain.
///
/// It stands in for gold where there is none. A student that is a chain too takes over the whole
/// distribution, not the best sequence alone (Hinton et al. 2015, "Distilling the knowledge in a neural
/// network"; over sequences Kim and Rush 2016, Wang et al. 2020, "Structure-level knowledge
/// distillation"): see `SequenceLoss`.
public struct TagBelief: Sendable {
  let tags: TagSet
  /// Weight of each tag at each token, above 0. (N, K)
  let emissions: Matrix
  /// Weights of tag j after tag i, natural logarithms. (K, K)
  let transitions: Matrix

  /// A belief; a weight of 0 becomes one so small that it only matters beside gold that demands it.
  init(tags: TagSet, emissions: Matrix, transitions: Matrix) {
    self.tags = tags
    self.transitions = transitions
    var emissions = emissions
    for index in emissions.storage.indices {
      emissions.storage[index] = max(emissions.storage[index], Self.leastWeight)
    }
    self.emissions = emissions
  }

  private static let leastWeight: Float = 1e-12

  /// The tokens spoken of.
  public var tokenCount: Int { emissions.rows }

  /// The labels spoken of, by name.
  public var labels: [Label] { tags.labels }

  /// All weights: of the tags at each token, then of the pairs. (N · K + K · K)
  public var weights: [Float] { emissions.storage + transitions.storage }

  /// The spans of the likeliest sequence.
  ///
  /// - Parameter document: The one that the belief is of.
  public func spans(in document: Document) -> [Span] {
    let lattice = TagLattice(
      tags: tags, emissions: emissions, transitions: transitions.exponential(),
      isSpace: document.tokens.map { document.isSpace($0) })
    return tags.scheme.ranges(for: lattice.best().map { tags.tags[$0] }).map { range, label in
      Span(
        document.tokens[range.lowerBound].range
          .lowerBound..<document.tokens[range.upperBound - 1]
          .range.upperBound, label)
    }
  }

  /// The belief with every weight to the power of 1 / temperature: above 1 less sure, below 1 surer.
  ///
  /// - Parameter temperature: above 0.
  public func softened(by temperature: Float) -> TagBelief {
    precondition(temperature > 0, "TagBelief: temperature \(temperature), not above 0")
    guard temperature != 1 else { return self }
    return Self.weighted([(self, 1 / temperature)])
  }

  /// What several taggers believe together: the geometric mean of their weights, a chain again (a
  /// logarithmic opinion pool, Hinton 2002). nil where they do not speak of the same tags and tokens, or
  /// there are none.
  public static func pooled(_ beliefs: [TagBelief]) -> TagBelief? {
    guard let first = beliefs.first,
      beliefs.allSatisfy({ $0.tags == first.tags && $0.tokenCount == first.tokenCount })
    else { return nil }
    guard beliefs.count > 1 else { return first }
    return weighted(beliefs.map { ($0, 1 / Float(beliefs.count)) })
  }

  /// Π weights^exponent, each token's divided by their sum.
  private static func weighted(_ parts: [(belief: TagBelief, exponent: Float)]) -> TagBelief {
    let first = parts[0].belief
    var scores = Matrix(rows: first.emissions.rows, columns: first.emissions.columns)
    var transitions = Matrix(rows: first.transitions.rows, columns: first.transitions.columns)
    for (belief, exponent) in parts {
      for (index, weight) in belief.emissions.storage.enumerated() {
        scores.storage[index] += exponent * logf(weight)
      }
      for (index, score) in belief.transitions.storage.enumerated() {
        transitions.storage[index] += exponent * score
      }
    }
    let emissions = Matrix(rows: scores.rows, columns: scores.columns) {
      Kernels.softmax($0, scores.storage, rows: scores.rows, columns: scores.columns)
    }
    return TagBelief(tags: first.tags, emissions: emissions, transitions: transitions)
  }
}

/// Something to learn: a record, and what is believed of the tokens that its gold leaves open.
public struct Lesson: Sendable {
  /// The record; what it does not know it leaves unannotated.
  public var example: Example
  /// Over the record's tokens; nil where nobody was asked.
  public var belief: TagBelief?

  /// A lesson.
  public init(_ example: Example, belief: TagBelief? = nil) {
    precondition(
      belief.map { $0.tokenCount == example.document.tokens.count } ?? true,
      "Lesson: \(belief?.tokenCount ?? 0) tokens are believed of, \(example.document.tokens.count) there"
    )
    self.example = example
    self.belief = belief
  }
}
