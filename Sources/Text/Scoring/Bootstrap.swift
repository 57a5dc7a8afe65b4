/// The uncertainty of strict scores that comes from the choice of documents: documents are drawn with
/// replacement, and two systems are scored on the same draws (Efron, 1979; Koehn, 2004).
///
/// Draws are those of Python's `random.Random(seed).choices(range(documents), k=documents)`.
public struct Bootstrap: Hashable, Sendable {
  /// The bounds that hold 95 % of the draws.
  public struct Interval: Hashable, Sendable {
    /// The lower bound.
    public let low: Double
    /// The upper bound.
    public let high: Double

    /// The 2.5th and the 97.5th percentile, each the nearest value outwards; nil of nothing.
    init?(of values: [Double]) {
      let values = values.sorted()
      guard !values.isEmpty else { return nil }
      let last = Double(values.count - 1)
      low = values[Int((last * 0.025).rounded(.down))]
      high = values[Int((last * 0.975).rounded(.up))]
    }
  }

  /// The difference of two systems in one rate.
  public struct Difference: Hashable, Sendable {
    /// The first system's rate less the second's, over all documents.
    public let value: Double
    /// The bounds that hold 95 % of the draws.
    public let interval: Interval
    /// Share of draws in which the first system is not above the second, 0…1.
    public let shareNotAboveZero: Double
  }

  /// One value for each rate.
  public struct ByRate<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Of precision; nil where it is undefined.
    public let precision: Value?
    /// Of recall.
    public let recall: Value?
    /// Of their harmonic mean.
    public let f1: Value?

    init(_ value: (KeyPath<Rates, Double?>) -> Value?) {
      precision = value(\.precision)
      recall = value(\.recall)
      f1 = value(\.f1)
    }
  }

  /// The interval of each rate of each system.
  public let intervals: [ByRate<Interval>]
  /// The first system against the second, where there are two.
  public let difference: ByRate<Difference>?

  /// Draws documents `samples` times for one or two systems, each with its counts by document. Without
  /// documents nothing is known.
  public init(_ systems: [[OutcomeCounts]], samples: Int = 2000, seed: UInt64 = 1) {
    precondition(
      (1...2).contains(systems.count) && samples > 0
        && systems.allSatisfy { $0.count == systems[0].count },
      "bootstrap: \(systems.map(\.count)) documents, \(samples) samples")
    let tables = systems.map { $0.map(Row.init) }
    var random = PythonRandom(seed: seed)
    var draws: [[Rates]] = []
    draws.reserveCapacity(samples)
    let count = tables[0].count
    for _ in 0..<(count > 0 ? samples : 0) {
      let picked = random.choices(below: count, count: count)
      draws.append(
        tables.map { table in
          var sum = Row()
          for index in picked { sum += table[index] }
          return sum.rates
        })
    }
    intervals = systems.indices.map { system in
      ByRate { rate in Interval(of: draws.compactMap { $0[system][keyPath: rate] }) }
    }
    guard systems.count == 2 else {
      difference = nil
      return
    }
    let totals = tables.map { $0.reduce(into: Row()) { $0 += $1 }.rates }
    difference = ByRate { rate in
      let gaps = draws.compactMap { draw -> Double? in
        guard let a = draw[0][keyPath: rate], let b = draw[1][keyPath: rate] else { return nil }
        return a - b
      }
      guard let a = totals[0][keyPath: rate], let b = totals[1][keyPath: rate],
        let interval = Interval(of: gaps)
      else { return nil }
      return Difference(
        value: a - b, interval: interval,
        shareNotAboveZero: Double(gaps.count { $0 <= 0 }) / Double(gaps.count))
    }
  }

  /// What strict rates need of a document.
  private struct Row {
    var correct = 0
    var predicted = 0
    var gold = 0

    init() {}

    init(_ counts: OutcomeCounts) {
      correct = counts[.correct]
      predicted = counts.predicted
      gold = counts.gold
    }

    static func += (left: inout Row, right: Row) {
      left.correct += right.correct
      left.predicted += right.predicted
      left.gold += right.gold
    }

    var rates: Rates { Rates(hits: Double(correct), predicted: predicted, gold: gold) }
  }
}
