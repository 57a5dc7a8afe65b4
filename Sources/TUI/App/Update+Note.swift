internal import Text

extension AppState {
  /// A command on the open record.
  mutating func performInNote(_ command: Command) -> [Effect] {
    switch command {
    case .back: screen = returnsToErrors ? .compare : .records
    case .nextRecord: moveRecord(by: 1)
    case .previousRecord: moveRecord(by: -1)
    case .nextSpan: moveSpan(by: 1)
    case .previousSpan: moveSpan(by: -1)
    case .nextError: moveError(by: 1)
    case .previousError: moveError(by: -1)
    case .nextMatch: moveMatch(by: 1)
    case .previousMatch: moveMatch(by: -1)
    case .toggleGold:
      showsGold.toggle()
      refreshNote()
      message = Message(text: showsGold ? "compared with gold" : "predictions alone")
    case .cycleMarks:
      let all = MarkStyle.allCases
      markStyle = all[((all.firstIndex(of: markStyle) ?? 0) + 1) % all.count]
      refreshNote()
    case .toggleList:
      showsList = !isListShown
      refreshNote()
    default: scroll(command)
    }
    return []
  }

  // MARK: Scrolling

  private mutating func scroll(_ command: Command) {
    guard let note, let layout = note.layout else { return }
    let page = max(1, rowsOnPage(note) - 1)
    switch command {
    case .lineDown: self.note?.top += 1
    case .lineUp: self.note?.top -= 1
    case .pageDown: self.note?.top += page
    case .pageUp: self.note?.top -= page
    case .halfPageDown: self.note?.top += max(1, page / 2)
    case .halfPageUp: self.note?.top -= max(1, page / 2)
    case .top: self.note?.top = 0
    case .bottom: self.note?.top = layout.rows.count
    default: break
    }
    clampNote()
  }

  /// The rows of text in the window, as many as fit with their lanes.
  private func rowsOnPage(_ note: NoteState) -> Int {
    guard let layout = note.layout else { return 1 }
    var room = NoteGeometry(self).text.height
    var rows = 0
    while note.top + rows < layout.rows.count {
      room -= height(ofRow: note.top + rows, in: note)
      if room < 0 { break }
      rows += 1
    }
    return rows
  }

  // MARK: Going from one thing to the next

  private mutating func moveRecord(by step: Int) {
    guard let note, let row = rows.row(of: note.index) else { return }
    guard order.indices.contains(row + step) else {
      message = Message(text: step > 0 ? "this is the last record" : "this is the first record")
      return
    }
    openRecord(row: row + step)
  }

  /// The next span after the focus; without a focus, the first in the window. Round the end.
  private mutating func moveSpan(by step: Int) {
    guard let note, !note.marks.isEmpty else { return }
    if let index = note.focusIndex {
      let count = note.marks.count
      focus((index + step + count) % count)
    } else {
      focus(step > 0 ? firstMarkInWindow(note) ?? 0 : note.marks.count - 1)
    }
  }

  private func firstMarkInWindow(_ note: NoteState) -> Int? {
    guard let layout = note.layout else { return nil }
    let start = layout.rows[note.top].range.lowerBound
    return note.marks.firstIndex { $0.span.start >= start }
  }

  /// The next span on which model and gold differ: in this record, then in the records that follow.
  private mutating func moveError(by step: Int) {
    guard let note, let row = rows.row(of: note.index) else { return }
    let indexes = note.marks.indices.filter { note.marks[$0].standing.isError }
    let next =
      step > 0
      ? indexes.first { $0 > note.focusIndex ?? -1 }
      : indexes.last { $0 < note.focusIndex ?? note.marks.count }
    if let next, showsGold { return focus(next) }
    showsGold = true
    var candidate = row + step
    while order.indices.contains(candidate) {
      // The tally is at hand; the marks of many records are not.
      let isRight = entries[order[candidate]].tally.map { $0.missed + $0.spurious == 0 }
      let marks = isRight ?? true ? [] : allMarks(of: entries[order[candidate]])
      if marks.contains(where: { $0.standing.isError && labels.isShown($0.span.label) }) {
        openRecord(row: candidate)
        let found = self.note?.marks ?? []
        let index =
          step > 0
          ? found.firstIndex { $0.standing.isError } : found.lastIndex { $0.standing.isError }
        if let index { focus(index) }
        return
      }
      candidate += step
    }
    refreshNote()
    let waiting = entries.count - totals.done
    message = Message(
      text: "no difference from gold " + (step > 0 ? "after this" : "before this")
        + (waiting > 0 ? "; \(waiting) records are not recognized yet" : ""))
  }

  mutating func goToMatch(_ index: Int) {
    guard let note, note.matches.indices.contains(index) else { return }
    self.note?.currentMatch = index
    reveal(note.matches[index])
  }

  private mutating func moveMatch(by step: Int) {
    guard let note, let search else { return }
    guard !note.matches.isEmpty else {
      message = Message(
        text: "\(search.query): not in this record", isWarning: true, isPrivate: true)
      return
    }
    let count = note.matches.count
    let current = note.currentMatch ?? (step > 0 ? -1 : count)
    let next = (current + step + count) % count
    goToMatch(next)
    let isWrapped = step > 0 ? next < current : next > current
    message = Message(
      text: "\(search.query): \(next + 1) of \(count)" + (isWrapped ? ", round the end" : ""),
      isPrivate: true)
  }
}
