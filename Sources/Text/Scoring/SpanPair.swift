/// What became of a gold span or of a prediction.
public enum Outcome: String, CaseIterable, Codable, Sendable {
  /// Bounds and label are gold's.
  case correct
  /// The label is gold's, the bounds overlap gold's.
  case boundary
  /// The bounds are gold's, the label is another.
  case type
  /// The bounds overlap gold's, the label is another.
  case boundaryAndType = "boundary_and_type"
  /// Gold that no prediction met.
  case missed
  /// A prediction that met no gold.
  case spurious
}

/// A gold span and the prediction that it is held against; one of them may be absent.
public struct SpanPair: Hashable, Sendable {
  /// The gold span; nil for a spurious prediction.
  public let gold: Span?
  /// The prediction; nil for missed gold.
  public let predicted: Span?

  private init(gold: Span?, predicted: Span?) {
    self.gold = gold
    self.predicted = predicted
  }

  /// What became of them.
  public var outcome: Outcome {
    guard let gold else { return .spurious }
    guard let predicted else { return .missed }
    if gold.range == predicted.range { return gold.label == predicted.label ? .correct : .type }
    return gold.label == predicted.label ? .boundary : .boundaryAndType
  }

  /// First scalar of the pair.
  public var start: Int { min(gold?.start ?? .max, predicted?.start ?? .max) }

  /// Holds predictions against gold, each span once: first those equal in bounds and label, then those
  /// equal in bounds, then by the largest overlap, where an equal label and then the leftmost go first.
  /// In order of start.
  public static func pairs(gold: [Span], predicted: [Span]) -> [SpanPair] {
    var pairing = Pairing(gold: gold, predicted: predicted)
    pairing.match { $0 }
    pairing.match { $0.range }
    pairing.matchByOverlap()
    return pairing.all.enumerated()
      .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
      .map(\.element)
  }

  /// Spans still to be paired, and the pairs made so far.
  private struct Pairing {
    private var gold: [Span?]
    private var predicted: [Span?]
    private var pairs: [SpanPair] = []

    init(gold: [Span], predicted: [Span]) {
      self.gold = gold.sorted(by: Self.isBefore)
      self.predicted = predicted.sorted(by: Self.isBefore)
    }

    /// By start, end, label.
    private static func isBefore(_ left: Span, _ right: Span) -> Bool {
      if left.start != right.start { return left.start < right.start }
      if left.end != right.end { return left.end < right.end }
      return left.label < right.label
    }

    /// The pairs, then what found no partner.
    var all: [SpanPair] {
      pairs + gold.compactMap { $0.map { SpanPair(gold: $0, predicted: nil) } }
        + predicted.compactMap { $0.map { SpanPair(gold: nil, predicted: $0) } }
    }

    /// Pairs spans with equal keys, in order.
    mutating func match<Key: Hashable>(_ key: (Span) -> Key) {
      var waiting: [Key: [Int]] = [:]
      for (index, span) in gold.enumerated().reversed() {
        if let span { waiting[key(span), default: []].append(index) }
      }
      for (index, span) in predicted.enumerated() {
        if let span, let partner = waiting[key(span)]?.popLast() {
          pair(partner, index)
        }
      }
    }

    mutating func matchByOverlap() {
      var overlaps: [(length: Int, sameLabel: Bool, gold: Int, predicted: Int)] = []
      for (j, p) in predicted.enumerated() {
        guard let p else { continue }
        for (i, g) in gold.enumerated() {
          guard let g else { continue }
          if g.start >= p.end { break }
          let length = min(g.end, p.end) - max(g.start, p.start)
          if p.start < g.end { overlaps.append((length, g.label == p.label, i, j)) }
        }
      }
      func starts(_ overlap: (length: Int, sameLabel: Bool, gold: Int, predicted: Int)) -> (
        Int, Int
      ) {
        (gold[overlap.gold]?.start ?? 0, predicted[overlap.predicted]?.start ?? 0)
      }
      let ranked = overlaps.map { (overlap: $0, starts: starts($0)) }.sorted { left, right in
        let (a, b) = (left.overlap, right.overlap)
        if a.length != b.length { return a.length > b.length }
        if a.sameLabel != b.sameLabel { return a.sameLabel }
        if left.starts != right.starts { return left.starts < right.starts }
        return (a.gold, a.predicted) > (b.gold, b.predicted)
      }
      for (overlap, _) in ranked
      where gold[overlap.gold] != nil && predicted[overlap.predicted] != nil {
        pair(overlap.gold, overlap.predicted)
      }
    }

    private mutating func pair(_ i: Int, _ j: Int) {
      pairs.append(SpanPair(gold: gold[i], predicted: predicted[j]))
      gold[i] = nil
      predicted[j] = nil
    }
  }
}
