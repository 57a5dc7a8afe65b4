internal import Journal
internal import Text

/// One place where gold and a model differ, or two annotators do.
struct ErrorRow: Hashable, Sendable {
  var entry: Int
  /// How the first model differs from gold; nil where it agrees and only the second differs.
  var kind: ErrorKind?
  /// How the second model differs; nil where it agrees, or where there is none.
  var secondKind: ErrorKind?
  var gold: Span?
  var predicted: Span?
  /// What the second model says there.
  var second: Span?
  /// The first model's, of its prediction; nil where it made none.
  var confidence: Float?
  /// How much gold surprises the first model, −ln of the probability it gives it; nil where nobody knows.
  var loss: Float?

  var spans: [Span] { [gold, predicted, second].compactMap { $0 } }
  var start: Int { spans.map(\.start).min() ?? 0 }
  var end: Int { spans.map(\.end).max() ?? 0 }
  var kinds: [ErrorKind] { [kind, secondKind].compactMap { $0 } }
}

extension Entry {
  /// The places where this record's gold and predictions differ, in order.
  ///
  /// - Parameter thresholds: predictions less probable count as not made.
  func errors(_ thresholds: Thresholds, at index: Int) -> [ErrorRow] {
    let pairs = pairs(thresholds)
    let others = second.map { SpanPair.pairs(gold: gold ?? [], predicted: thresholds.kept($0)) }
    guard
      pairs.contains(where: { $0.outcome != .correct })
        || others?.contains(where: { $0.outcome != .correct }) ?? false
    else { return [] }
    var rows = pairs.compactMap { pair in
      ErrorKind(pair.outcome).map { kind in
        ErrorRow(entry: index, kind: kind, gold: pair.gold, predicted: pair.predicted)
      }
    }
    if let others { rows = Self.join(rows, others, agreed: pairs, at: index) }
    var confidences: [Span: Float] = [:]
    for annotation in annotations ?? [] { confidences[annotation.span] = annotation.confidence }
    for place in rows.indices {
      let confidence = rows[place].predicted.flatMap { confidences[$0] }
      rows[place].confidence = confidence
      rows[place].loss = loss(rows[place], confidence)
    }
    return rows
  }

  /// The second model's pairs beside the first one's errors: one row a place.
  private static func join(
    _ rows: [ErrorRow], _ others: [SpanPair], agreed pairs: [SpanPair], at index: Int
  ) -> [ErrorRow] {
    var rows = rows
    var isTaken = [Bool](repeating: false, count: others.count)
    for place in rows.indices {
      let row = rows[place]
      let twin = others.indices.first { other in
        guard !isTaken[other] else { return false }
        if let gold = row.gold { return others[other].gold == gold }
        return others[other].gold == nil
          && others[other].predicted?.range.overlaps(row.predicted?.range ?? 0..<0) ?? false
      }
      guard let twin else { continue }
      isTaken[twin] = true
      rows[place].second = others[twin].predicted
      rows[place].secondKind = ErrorKind(others[twin].outcome)
    }
    for (other, pair) in others.enumerated() where !isTaken[other] {
      guard let kind = ErrorKind(pair.outcome) else { continue }
      let first = pair.gold.flatMap { gold in pairs.first { $0.gold == gold }?.predicted }
      rows.append(
        ErrorRow(
          entry: index, secondKind: kind, gold: pair.gold, predicted: first,
          second: pair.predicted))
    }
    return rows.enumerated().sorted {
      ($0.element.start, $0.offset) < ($1.element.start, $1.offset)
    }.map(\.element)
  }

  private func loss(_ row: ErrorRow, _ confidence: Float?) -> Float? {
    let least: Float = 1e-6
    if let gold = row.gold, let probability = goldProbabilities[gold] {
      return -max(least, probability).logarithm
    }
    // What was found where gold has nothing, or where nobody knows what gold's own probability is.
    return confidence.map { -max(least, 1 - $0).logarithm }
  }
}

/// Which errors are listed, and how.
struct ErrorView: Equatable, Sendable {
  /// How the list of errors is ordered.
  enum Order: String, CaseIterable, Sendable {
    /// What the model is sure of is often right, and gold wrong.
    case confidence = "surest first"
    /// What gold says and the model holds least likely: mistakes of gold come first.
    case loss = "greatest loss"
    case file = "file order"
    case text = "text"
  }

  var kind: ErrorKind?
  /// Gold's label and the model's; nil for any, and `.some(nil)` for none.
  var goldLabel: Label??
  var predictedLabel: Label??
  var sorting = Order.confidence

  var isWhole: Bool { kind == nil && goldLabel == nil && predictedLabel == nil }

  /// The rows that are asked for, in order.
  func rows(of all: [ErrorRow], _ entries: EntryTable) -> [ErrorRow] {
    let rows = all.filter { row in
      (kind.map { row.kinds.contains($0) } ?? true)
        && (goldLabel.map { row.gold?.label == $0 } ?? true)
        && (predictedLabel.map { row.predicted?.label == $0 } ?? true)
    }
    switch sorting {
    case .file: return rows
    case .confidence: return Self.sorted(rows) { $0.confidence }
    case .loss: return Self.sorted(rows) { $0.loss }
    case .text:
      let texts = rows.map { entries[$0.entry].shownText($0.start..<$0.end).lowercased() }
      return rows.indices.sorted { (texts[$0], $0) < (texts[$1], $1) }.map { rows[$0] }
    }
  }

  /// The greatest first; those without a figure last.
  private static func sorted(_ rows: [ErrorRow], by key: (ErrorRow) -> Float?) -> [ErrorRow] {
    rows.map { (key: key($0) ?? -1, row: $0) }.enumerated()
      .sorted { ($1.element.key, $0.offset) < ($0.element.key, $1.offset) }
      .map(\.element.row)
  }
}

extension Entry {
  /// The text of a range on one line, as it may be shown.
  func shownText(_ range: Range<Int>) -> String { document?.text.onOneLine(range) ?? "…" }
}

/// Every error, counted.
struct ErrorList: Equatable, Sendable {
  /// In file order.
  private(set) var rows: [ErrorRow] = []
  private(set) var kinds: [ErrorKind: Int] = [:]
  /// Of the first model: how often gold's label meets another, or none.
  private(set) var confusion: [[Label?]: Int] = [:]
  /// How often gold and the first model agree on label and edges.
  private(set) var agreed: [Label: Int] = [:]

  init() {}

  /// The errors of the records that are recognized; nil where it was told to stop.
  init?(of entries: EntryTable, _ thresholds: Thresholds, isStale: () -> Bool) {
    for index in entries.indices {
      if index & 0xFF == 0, isStale() { return nil }
      let entry = entries[index]
      guard entry.gold != nil, entry.annotations != nil else { continue }
      rows += entry.errors(thresholds, at: index)
      for pair in entry.pairs(thresholds) {
        if pair.outcome == .correct, let label = pair.gold?.label {
          agreed[label, default: 0] += 1
        } else {
          confusion[[pair.gold?.label, pair.predicted?.label], default: 0] += 1
        }
      }
    }
    for row in rows {
      for kind in Set(row.kinds) { kinds[kind, default: 0] += 1 }
    }
  }
}
