/// How strictly a prediction is judged (MUC-5; SemEval-2013 task 9.1).
public enum MatchScheme: String, CaseIterable, Codable, Sendable {
  /// Bounds and label must be gold's.
  case strict
  /// The bounds must be gold's.
  case exact
  /// The bounds must be gold's; an overlap counts half.
  case partial
  /// The bounds must overlap gold's, and the label be the same.
  case type
}

/// Precision, recall and their harmonic mean, 0…1; nil where there was nothing to find and nothing found.
public struct Rates: Hashable, Sendable {
  /// Share of predictions that are right.
  public let precision: Double?
  /// Share of gold that was found.
  public let recall: Double?
  /// Harmonic mean of the two.
  public let f1: Double?

  /// Rates from counts; `hits` may hold halves.
  public init(hits: Double, predicted: Int, gold: Int) {
    guard predicted > 0 || gold > 0 else {
      (precision, recall, f1) = (nil, nil, nil)
      return
    }
    precision = predicted > 0 ? hits / Double(predicted) : 0
    recall = gold > 0 ? hits / Double(gold) : 0
    f1 = 2 * hits / Double(predicted + gold)
  }
}

/// How often each outcome came up, over any number of documents.
public struct OutcomeCounts: Hashable, Sendable {
  /// A gold label and the label predicted in its place; nil for none.
  public struct Cell: Hashable, Sendable {
    /// The gold label; nil for a spurious prediction.
    public let gold: Label?
    /// The predicted label; nil for missed gold.
    public let predicted: Label?

    /// A cell.
    public init(gold: Label?, predicted: Label?) {
      self.gold = gold
      self.predicted = predicted
    }
  }

  private var outcomes: [Outcome: Int] = [:]
  /// Strict counts by label.
  public private(set) var perLabel: [Label: MatchCounts] = [:]
  /// Pairs by gold and predicted label, whatever their bounds.
  public private(set) var confusion: [Cell: Int] = [:]

  /// No counts.
  public init() {}

  /// The counts of one document: predictions that touch an ignored range are left out, as are all spans
  /// of other labels than those given.
  public init(
    gold: [Span], predicted: [Span], ignoring ignored: [Range<Int>] = [],
    labels: Set<Label>? = nil
  ) {
    func isCounted(_ span: Span) -> Bool { labels?.contains(span.label) ?? true }
    let predicted = predicted.filter { span in
      isCounted(span) && !ignored.contains { $0.overlaps(span.range) }
    }
    for pair in SpanPair.pairs(gold: gold.filter(isCounted), predicted: predicted) { add(pair) }
  }

  private mutating func add(_ pair: SpanPair) {
    outcomes[pair.outcome, default: 0] += 1
    confusion[Cell(gold: pair.gold?.label, predicted: pair.predicted?.label), default: 0] += 1
    if pair.outcome == .correct, let label = pair.gold?.label {
      perLabel[label, default: MatchCounts()].truePositives += 1
      return
    }
    if let label = pair.gold?.label { perLabel[label, default: MatchCounts()].falseNegatives += 1 }
    if let label = pair.predicted?.label {
      perLabel[label, default: MatchCounts()].falsePositives += 1
    }
  }

  /// How often an outcome came up.
  public subscript(_ outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }

  /// How often a gold label met a predicted one; nil stands for none.
  public subscript(gold gold: Label?, predicted predicted: Label?) -> Int {
    confusion[Cell(gold: gold, predicted: predicted)] ?? 0
  }

  /// Gold spans.
  public var gold: Int { pairsWithEqualBounds + pairsThatOverlap + self[.missed] }
  /// Predictions.
  public var predicted: Int { pairsWithEqualBounds + pairsThatOverlap + self[.spurious] }

  private var pairsWithEqualBounds: Int { self[.correct] + self[.type] }
  private var pairsThatOverlap: Int { self[.boundary] + self[.boundaryAndType] }

  /// The rates under a scheme.
  public func rates(_ scheme: MatchScheme = .strict) -> Rates {
    let hits: Double =
      switch scheme {
      case .strict: Double(self[.correct])
      case .exact: Double(pairsWithEqualBounds)
      case .partial: Double(pairsWithEqualBounds) + Double(pairsThatOverlap) / 2
      case .type: Double(self[.correct] + self[.boundary])
      }
    return Rates(hits: hits, predicted: predicted, gold: gold)
  }

  /// The strict rates of one label.
  public func rates(of label: Label) -> Rates {
    let counts = perLabel[label] ?? MatchCounts()
    return Rates(
      hits: Double(counts.truePositives), predicted: counts.predicted, gold: counts.gold)
  }

  /// Adds counts.
  public static func += (left: inout OutcomeCounts, right: OutcomeCounts) {
    left.outcomes.merge(right.outcomes, uniquingKeysWith: +)
    left.confusion.merge(right.confusion, uniquingKeysWith: +)
    for (label, counts) in right.perLabel { left.perLabel[label, default: MatchCounts()] += counts }
  }
}
