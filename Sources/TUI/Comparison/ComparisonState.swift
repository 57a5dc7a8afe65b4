internal import Journal
internal import Text

/// The screen of differences: every error, the ones that are listed, and what was said of them.
struct ComparisonState: Equatable, Sendable {
  /// What the list holds.
  enum Mode: Equatable, Sendable {
    case errors
    /// Texts that are labelled in two ways.
    case sameText
  }

  /// What those are called who are compared.
  struct Names: Equatable, Sendable {
    var gold = "gold"
    var model = "model"
    var second = "B"
    /// What the user has made of it.
    var own = "yours"
  }

  var names = Names()
  var mode = Mode.errors
  /// nil until they are counted.
  var all: ErrorList?
  var rows: [ErrorRow] = []
  /// nil until they are counted.
  var texts: [SameText]?
  var list = ListState()
  var view = ErrorView()
  /// How many records were recognized when the list was made.
  var done = -1
  var verdicts: [Difference: Verdict] = [:]
  /// A verdict that is not on the disk yet, and the one before it.
  var pending: Pending?

  struct Pending: Equatable, Sendable {
    var difference: Difference
    var before: Verdict?
  }

  var selected: ErrorRow? {
    mode == .errors && rows.indices.contains(list.selection) ? rows[list.selection] : nil
  }

  /// How many rows the list has.
  var count: Int { mode == .errors ? rows.count : texts?.count ?? 0 }
}

extension AppState {
  mutating func selectError(_ index: Int) {
    comparison.list.select(
      index, of: comparison.count, height: ComparisonScreen.listArea(size).height)
  }

  /// Asks for the list to be made anew, where something has come in since the last time.
  mutating func countErrors() -> [Effect] {
    guard comparison.done != totals.done else { return [] }
    comparison.done = totals.done
    return [.listErrors(comparison.view, isAnew: true)]
      + (comparison.mode == .sameText ? [.listTexts] : [])
  }

  /// The rows of a view have come; with them every error where they were counted anew.
  mutating func listed(_ view: ErrorView, _ rows: [ErrorRow], all: ErrorList?) {
    if let all { comparison.all = all }
    guard comparison.view == view else { return }
    comparison.rows = rows
    if comparison.mode == .errors { selectError(comparison.list.selection) }
  }

  /// Asks for other rows.
  private mutating func show(_ change: (inout ErrorView) -> Void) -> [Effect] {
    change(&comparison.view)
    return [.listErrors(comparison.view, isAnew: false)]
  }

  // MARK: Commands

  mutating func performInComparison(_ command: Command) -> [Effect] {
    let page = ComparisonScreen.listArea(size).height
    let here = comparison.list.selection
    switch command {
    case .lineDown, .nextMatch: selectError(here + 1)
    case .lineUp, .previousMatch: selectError(here - 1)
    case .pageDown: selectError(here + page)
    case .pageUp: selectError(here - page)
    case .halfPageDown: selectError(here + page / 2)
    case .halfPageUp: selectError(here - page / 2)
    case .top: selectError(0)
    case .bottom: selectError(comparison.count - 1)
    case .open, .editError: openError(here)
    case .back: return leaveComparison()
    case .sort:
      let all = ErrorView.Order.allCases
      let next = all[((all.firstIndex(of: comparison.view.sorting) ?? 0) + 1) % all.count]
      message = Message(text: next.rawValue)
      return show { $0.sorting = next }
    case .cycleErrorType:
      let all: [ErrorKind?] = [nil] + ErrorKind.allCases
      let next = all[((all.firstIndex(of: comparison.view.kind) ?? 0) + 1) % all.count]
      return show { $0.kind = next }
    case .cycleErrorLabel:
      let all: [Label?] = [nil] + labels.labels
      let place = all.firstIndex(of: comparison.view.goldLabel ?? nil) ?? 0
      let next = all[(place + 1) % all.count]
      return show { $0.goldLabel = next.map { .some($0) } }
    case .sameText:
      comparison.mode = comparison.mode == .errors ? .sameText : .errors
      comparison.list = ListState()
      return comparison.mode == .sameText ? [.listTexts] : []
    case .verdictGold: return judge(.gold)
    case .verdictModel: return judge(.model)
    case .verdictSecond: return judge(.second)
    case .verdictGuideline: return judge(.guideline)
    case .clearVerdict: return judge(nil)
    case .showConfusion: popup = .confusion(row: 0, column: 0)
    case .undo: return timeTravel(isUndo: true)
    case .redo: return timeTravel(isUndo: false)
    default: break
    }
    return []
  }

  /// Esc: the errors again, all of them, then the list of records.
  private mutating func leaveComparison() -> [Effect] {
    if comparison.mode == .sameText {
      comparison.mode = .errors
      comparison.list = ListState()
      return []
    }
    guard !comparison.view.isWhole else {
      screen = .records
      return []
    }
    return show { $0 = ErrorView(sorting: $0.sorting) }
  }

  /// Lists the errors of one cell of the matrix of labels.
  mutating func showCell(gold: Label?, predicted: Label?) -> [Effect] {
    comparison.mode = .errors
    return show {
      $0.goldLabel = .some(gold)
      $0.predictedLabel = .some(predicted)
      $0.kind = nil
    }
  }

  /// Opens the record of a row, the place in the focus.
  mutating func openError(_ place: Int) {
    guard (0..<comparison.count).contains(place) else { return }
    selectError(place)
    let index: Int
    let spans: [Span]
    if comparison.mode == .errors {
      let error = comparison.rows[place]
      (index, spans) = (error.entry, [error.predicted, error.gold].compactMap { $0 })
    } else if let text = comparison.texts?[place] {
      (index, spans) = (text.entry, [text.span])
    } else {
      return
    }
    showsGold = true
    openRecord(row: row(of: index))
    returnsToErrors = true
    if annotating?.open != nil {
      _ = act(.place(spans.map(\.start).min() ?? 0))
    } else {
      let marks = note?.marks ?? []
      let found = spans.compactMap { span in marks.firstIndex { $0.span == span } }
      if let mark = found.first { focus(mark) }
    }
  }

  // MARK: Verdicts

  private func difference(_ row: ErrorRow) -> Difference? {
    recordKeys.indices.contains(row.entry)
      ? Difference(
        record: recordKeys[row.entry], gold: row.gold, predicted: row.predicted,
        second: row.second) : nil
  }

  /// What was said of an error.
  func verdict(on row: ErrorRow) -> Verdict? {
    if isAdjudicating { return adjudicated(row)?.verdict }
    return difference(row).flatMap { comparison.verdicts[$0] }
  }

  /// How many verdicts there are, and of how many; nil where their number is not known.
  var verdictCount: (said: Int, all: Int?) {
    isAdjudicating
      ? (max(0, comparison.rows.count - totals.undecided), nil) : (comparison.verdicts.count, nil)
  }

  private mutating func judge(_ verdict: Verdict?) -> [Effect] {
    if isAdjudicating { return adjudicate(verdict) }
    guard let row = comparison.selected, let difference = difference(row) else {
      message = Message(text: "no error is selected", isWarning: true)
      return []
    }
    if verdict == .second, entries[row.entry].second == nil {
      message = Message(text: "there is no second model here", isWarning: true)
      return []
    }
    comparison.pending = .init(difference: difference, before: comparison.verdicts[difference])
    comparison.verdicts[difference] = verdict
    selectError(comparison.list.selection + 1)
    message = Message(text: said(verdict))
    return [.judge(difference, verdict)]
  }

  private func said(_ verdict: Verdict?) -> String {
    switch verdict {
    case .gold: "\(comparison.names.gold) is right"
    case .model: "\(comparison.names.model) is right"
    case .second: "\(comparison.names.second) is right"
    case .guideline: "a question for the guideline"
    case nil: "no verdict"
    }
  }

  /// A verdict could not be kept: there is none.
  mutating func notJudged(_ reason: String) {
    if let pending = comparison.pending {
      comparison.verdicts[pending.difference] = pending.before
    }
    comparison.pending = nil
    selectError(comparison.list.selection - 1)
    message = Message(text: "NOT SAVED: \(reason)", isWarning: true)
  }
}
