internal import Journal
internal import Text

/// One place where gold and the model differ.
struct ErrorRow: Hashable, Sendable {
  var entry: Int
  var kind: ErrorKind
  var gold: Span?
  var predicted: Span?
  /// The model's, of the prediction; nil where it made none.
  var confidence: Float?

  var start: Int { min(gold?.start ?? .max, predicted?.start ?? .max) }
  var end: Int { max(gold?.end ?? 0, predicted?.end ?? 0) }
}

/// How the list of errors is ordered.
enum ErrorOrder: String, CaseIterable, Sendable {
  /// What the model is sure of is often right, and gold wrong.
  case confidence = "surest first"
  case file = "file order"
  case text = "text"
}

/// The list of errors: what it holds, and which of it is shown.
struct ComparisonState: Equatable, Sendable {
  /// Every error; nil until they are counted.
  var all: [ErrorRow]?
  /// Those shown, in order.
  var rows: [ErrorRow] = []
  var list = ListState()
  var kind: ErrorKind?
  /// Gold's label and the model's; nil for any, and `.some(nil)` for none.
  var goldLabel: Label??
  var predictedLabel: Label??
  var sorting = ErrorOrder.confidence
  /// How many records were recognized when the errors were counted.
  var done = -1
  var verdicts: [Difference: Verdict] = [:]
  /// A verdict that is not on the disk yet, and the one before it.
  var pending: (difference: Difference, before: Verdict?)?

  static func == (left: ComparisonState, right: ComparisonState) -> Bool {
    left.all == right.all && left.rows == right.rows && left.list == right.list
      && left.kind == right.kind && left.goldLabel == right.goldLabel
      && left.predictedLabel == right.predictedLabel && left.sorting == right.sorting
      && left.verdicts == right.verdicts
  }

  var selected: ErrorRow? {
    rows.indices.contains(list.selection) ? rows[list.selection] : nil
  }
}

extension ErrorRow {
  /// Every error of the records that are recognized, in file order; nil where it was told to stop.
  static func rows(
    of entries: EntryTable, threshold: Int, isStale: () -> Bool
  ) -> [ErrorRow]? {
    var rows: [ErrorRow] = []
    for index in entries.indices {
      if index & 0xFF == 0, isStale() { return nil }
      let entry = entries[index]
      let pairs = entry.pairs(threshold: threshold)
      guard pairs.contains(where: { $0.outcome != .correct }) else { continue }
      var confidences: [Span: Float] = [:]
      for annotation in entry.annotations ?? [] {
        confidences[annotation.span] = annotation.confidence
      }
      rows += pairs.compactMap { pair in
        ErrorKind(pair.outcome).map { kind in
          ErrorRow(
            entry: index, kind: kind, gold: pair.gold, predicted: pair.predicted,
            confidence: pair.predicted.flatMap { confidences[$0] })
        }
      }
    }
    return rows
  }
}

extension AppState {
  /// Chooses and orders the rows of the list anew.
  mutating func refreshErrors() {
    let all = comparison.all ?? []
    let state = comparison
    var rows = all.filter { row in
      (state.kind == nil || row.kind == state.kind)
        && (state.goldLabel.map { row.gold?.label == $0 } ?? true)
        && (state.predictedLabel.map { row.predicted?.label == $0 } ?? true)
    }
    switch state.sorting {
    case .file: break
    case .confidence:
      rows = rows.enumerated().sorted {
        ($1.element.confidence ?? -1, $0.offset) < ($0.element.confidence ?? -1, $1.offset)
      }.map(\.element)
    case .text:
      let texts = rows.map { errorText($0).lowercased() }
      rows = rows.indices.sorted { (texts[$0], $0) < (texts[$1], $1) }.map { rows[$0] }
    }
    comparison.rows = rows
    selectError(comparison.list.selection)
  }

  /// The text of an error, as it may be shown.
  func errorText(_ row: ErrorRow) -> String {
    entries[row.entry].document?.text.onOneLine(row.start..<row.end) ?? "…"
  }

  mutating func selectError(_ index: Int) {
    comparison.list.select(
      index, of: comparison.rows.count, height: ComparisonScreen.body(size).height)
  }

  /// Asks for the errors to be counted, where something has come in since the last time.
  mutating func countErrors() -> [Effect] {
    guard comparison.done != totals.done else { return [] }
    comparison.done = totals.done
    return [.listErrors]
  }

  // MARK: Commands

  mutating func performInComparison(_ command: Command) -> [Effect] {
    let page = ComparisonScreen.body(size).height
    let here = comparison.list.selection
    switch command {
    case .lineDown, .nextMatch: selectError(here + 1)
    case .lineUp, .previousMatch: selectError(here - 1)
    case .pageDown: selectError(here + page)
    case .pageUp: selectError(here - page)
    case .halfPageDown: selectError(here + page / 2)
    case .halfPageUp: selectError(here - page / 2)
    case .top: selectError(0)
    case .bottom: selectError(comparison.rows.count - 1)
    case .open: openError(here)
    case .back:
      if comparison.kind == nil, comparison.goldLabel == nil, comparison.predictedLabel == nil {
        screen = .records
      }
      comparison.kind = nil
      comparison.goldLabel = nil
      comparison.predictedLabel = nil
      refreshErrors()
    case .sort:
      let all = ErrorOrder.allCases
      comparison.sorting = all[((all.firstIndex(of: comparison.sorting) ?? 0) + 1) % all.count]
      refreshErrors()
      message = Message(text: comparison.sorting.rawValue)
    case .cycleErrorType:
      let all: [ErrorKind?] = [nil] + ErrorKind.allCases
      comparison.kind = all[((all.firstIndex(of: comparison.kind) ?? 0) + 1) % all.count]
      refreshErrors()
    case .cycleErrorLabel:
      let all: [Label?] = [nil] + labels.labels
      let place = all.firstIndex(of: comparison.goldLabel ?? nil) ?? 0
      let next = all[(place + 1) % all.count]
      comparison.goldLabel = next.map { .some($0) }
      refreshErrors()
    case .verdictGold: return decide(.gold)
    case .verdictModel: return decide(.model)
    case .verdictGuideline: return decide(.guideline)
    case .clearVerdict: return decide(nil)
    case .showConfusion:
      popup = .confusion(row: 0, column: 0)
    default: break
    }
    return []
  }

  /// Opens the record of an error, the error in the focus.
  mutating func openError(_ place: Int) {
    guard comparison.rows.indices.contains(place) else { return }
    selectError(place)
    let error = comparison.rows[place]
    showsGold = true
    openRecord(row: row(of: error.entry))
    returnsToErrors = true
    if annotating?.open != nil {
      _ = act(.place(error.start))
    } else if let mark = note?.marks.firstIndex(where: {
      $0.span == error.predicted || error.predicted == nil && $0.span == error.gold
    }) {
      focus(mark)
    }
  }

  private func difference(_ row: ErrorRow) -> Difference? {
    recordKeys.indices.contains(row.entry)
      ? Difference(record: recordKeys[row.entry], gold: row.gold, predicted: row.predicted) : nil
  }

  /// What was said of an error.
  func verdict(on row: ErrorRow) -> Verdict? { difference(row).flatMap { comparison.verdicts[$0] } }

  private mutating func decide(_ verdict: Verdict?) -> [Effect] {
    guard let row = comparison.selected, let difference = difference(row) else {
      message = Message(text: "no error is selected", isWarning: true)
      return []
    }
    comparison.pending = (difference, comparison.verdicts[difference])
    comparison.verdicts[difference] = verdict
    selectError(comparison.list.selection + 1)
    message = Message(text: verdict.map { "\($0.rawValue) is right" } ?? "no verdict")
    if verdict == .guideline { message = Message(text: "a question for the guideline") }
    return [.judge(difference, verdict)]
  }

  /// A verdict could not be kept: there is none.
  mutating func notJudged(_ reason: String) {
    if let (difference, before) = comparison.pending { comparison.verdicts[difference] = before }
    comparison.pending = nil
    selectError(comparison.list.selection - 1)
    message = Message(text: "NOT SAVED: \(reason)", isWarning: true)
  }
}
