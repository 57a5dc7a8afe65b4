public import Text

/// How far two annotators agree on some records: on each token's label by Cohen's κ, on whole spans by F1.
/// Counts of several records add up.
public struct Agreement: Equatable, Sendable {
  /// What the two call one token; nil for none.
  private struct Cell: Hashable {
    var first: Label?
    var second: Label?
  }

  /// How many spans each has, and how many both have, edges and label alike.
  public struct SpanCounts: Hashable, Sendable {
    /// Of the first annotator.
    public var first = 0
    /// Of the second.
    public var second = 0
    /// Of both.
    public var both = 0

    /// The harmonic mean of the share of the first's spans that the second has and the reverse, 0…1; nil where
    /// neither has any.
    public var f1: Double? {
      first + second == 0 ? nil : 2 * Double(both) / Double(first + second)
    }
  }

  private var cells: [Cell: Int] = [:]
  private var spans: [Label: SpanCounts] = [:]

  /// Nothing compared yet.
  public init() {}

  /// The agreement on one record.
  ///
  /// - Parameter tokens: ranges in order. A token has the label of the first span that shares a scalar with it.
  public init(tokens: [Range<Int>], first: [Span], second: [Span]) {
    let labels = zip(Self.labels(of: tokens, first), Self.labels(of: tokens, second))
    for (first, second) in labels { cells[Cell(first: first, second: second), default: 0] += 1 }
    let (left, right) = (Set(first), Set(second))
    for span in left { spans[span.label, default: SpanCounts()].first += 1 }
    for span in right { spans[span.label, default: SpanCounts()].second += 1 }
    for span in left.intersection(right) { spans[span.label, default: SpanCounts()].both += 1 }
  }

  private static func labels(of tokens: [Range<Int>], _ spans: [Span]) -> [Label?] {
    let spans = spans.sorted()
    var next = 0
    return tokens.map { token in
      while next < spans.count, spans[next].end <= token.lowerBound { next += 1 }
      return next < spans.count && spans[next].start < token.upperBound ? spans[next].label : nil
    }
  }

  /// The counts of two sets of records.
  public static func += (left: inout Agreement, right: Agreement) {
    left.cells.merge(right.cells, uniquingKeysWith: +)
    left.spans.merge(right.spans) { a, b in
      SpanCounts(first: a.first + b.first, second: a.second + b.second, both: a.both + b.both)
    }
  }

  /// The labels that either has used, by name.
  public var labels: [Label] { spans.keys.sorted() }

  /// How many tokens were compared.
  public var tokenCount: Int { cells.values.reduce(0, +) }

  /// The spans of a label.
  public func spanCounts(_ label: Label) -> SpanCounts { spans[label] ?? SpanCounts() }

  /// The spans of all labels.
  public var spanCounts: SpanCounts {
    spans.values.reduce(into: SpanCounts()) { sum, counts in
      sum.first += counts.first
      sum.second += counts.second
      sum.both += counts.both
    }
  }

  /// Cohen's κ over the tokens' labels, none counted as a label: (p₀ − pₑ) / (1 − pₑ), p₀ the share of tokens
  /// on which both agree and pₑ the share that chance gives them (Cohen 1960). At most 1; nil where chance alone
  /// gives full agreement, as where neither labelled anything.
  public var kappa: Double? { Self.kappa(cells) }

  /// κ of one label against all else.
  public func kappa(_ label: Label) -> Double? {
    var own: [Cell: Int] = [:]
    for (cell, count) in cells {
      let reduced = Cell(
        first: cell.first == label ? label : nil, second: cell.second == label ? label : nil)
      own[reduced, default: 0] += count
    }
    return Self.kappa(own)
  }

  private static func kappa(_ cells: [Cell: Int]) -> Double? {
    var first: [Label?: Int] = [:]
    var second: [Label?: Int] = [:]
    var agreed = 0
    for (cell, count) in cells {
      first[cell.first, default: 0] += count
      second[cell.second, default: 0] += count
      if cell.first == cell.second { agreed += count }
    }
    // In whole numbers until the end: chance that gives full agreement is exactly that.
    let total = first.values.reduce(0, +)
    let chance = first.reduce(0) { $0 + $1.value * (second[$1.key] ?? 0) }
    guard total > 0, chance < total * total else { return nil }
    return Double(agreed * total - chance) / Double(total * total - chance)
  }
}
