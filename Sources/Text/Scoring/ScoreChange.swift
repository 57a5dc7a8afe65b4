/// What became better or worse from one system to another on the same gold documents, label by label.
public struct ScoreChange: Hashable, Sendable {
  /// One label, or all of them.
  public struct Row: Hashable, Sendable {
    /// The label; nil for all together (micro-averaged).
    public let label: Label?
    /// Gold spans.
    public let gold: Int
    /// Strict rates of the system in use.
    public let before: Rates
    /// Strict rates of the other one.
    public let after: Rates
    /// `after` less `before` in F1, with the interval of paired draws of documents; nil where either is
    /// undefined.
    public let difference: Bootstrap.Difference?
  }

  /// Labels by name; all together last.
  public let rows: [Row]

  /// All labels together.
  public var total: Row? { rows.last }

  /// Holds two systems against gold.
  ///
  /// - Parameters:
  ///   - gold: Gold records; predictions that touch an unannotated range are left out.
  ///   - before: What the system in use finds, by record.
  ///   - after: What the other one finds.
  ///   - samples: Draws of documents; the same documents for both systems.
  public init(
    gold: [Example], before: [[Span]], after: [[Span]], samples: Int = 2000, seed: UInt64 = 1
  ) {
    precondition(
      gold.count == before.count && gold.count == after.count,
      "ScoreChange: \(gold.count) records, predictions of \(before.count) and \(after.count)")
    let spans = [gold.map(\.spans), before, after].joined().joined()
    func row(_ label: Label?) -> Row {
      func counts(_ predicted: [[Span]]) -> [OutcomeCounts] {
        zip(gold, predicted).map { example, spans in
          OutcomeCounts(
            gold: example.spans, predicted: spans, ignoring: example.unannotated,
            labels: label.map { [$0] })
        }
      }
      let (old, new) = (counts(before), counts(after))
      func total(_ counts: [OutcomeCounts]) -> OutcomeCounts {
        counts.reduce(into: OutcomeCounts()) { $0 += $1 }
      }
      return Row(
        label: label, gold: total(new).gold, before: total(old).rates(), after: total(new).rates(),
        difference: Bootstrap([new, old], samples: samples, seed: seed).difference?.f1)
    }
    rows = Set(spans.map(\.label)).sorted().map { row($0) } + [row(nil)]
  }
}
