internal import Journal
internal import Text

extension AppState {
  /// A command on the record under correction.
  mutating func performInAnnotate(_ command: Command) -> [Effect] {
    if let action = spanAction(command) { return act(action) }
    switch command {
    case .label(let index): return act(.label(labels.labels[index]))
    case .relabel: popup = .picker(query: "", ListState())
    case .labelSame: previewSame()
    case .nextTodo: return goToUndecided(by: 1)
    case .previousTodo: return goToUndecided(by: -1)
    case .acceptRecord: return answer(.accept)
    case .rejectRecord: return answer(.reject)
    case .ignoreRecord: return answer(.ignore)
    case .flag:
      let isFlagged = openFacts?.isFlagged ?? false
      return decide(isFlagged ? "take the flag away" : "flag") { $0.isFlagged = !isFlagged }
    case .comment:
      prompt = Prompt(kind: .comment, text: openFacts?.comment ?? "", origin: note?.top ?? 0)
    case .hidePredictions:
      let isHidden = !(annotating?.hidesProposals ?? false)
      annotating?.hidesProposals = isHidden
      annotating?.open?.hidesProposals = isHidden
      refreshNote()
      message = Message(
        text: isHidden
          ? "predictions hidden: a record accepted now turns them down" : "predictions shown")
    default: return performWithCaret(command)
    }
    return []
  }

  /// What is known of the open record besides its spans.
  var openFacts: RecordFacts? { note.flatMap { annotating?.facts($0.index) } }

  private func spanAction(_ command: Command) -> AnnotateAction? {
    switch command {
    case .acceptSpan: .accept
    case .deleteSpan: .delete
    case .repeatLabel: .repeatLabel
    case .growStart: .growStart
    case .growEnd: .growEnd
    case .shrinkStart: .shrinkStart
    case .shrinkEnd: .shrinkEnd
    case .splitSpan: .split
    case .nextSpan: .nextSpan
    case .previousSpan: .previousSpan
    default: nil
    }
  }

  /// Commands that annotating and masking have in common: the caret, the selection, undo.
  mutating func performWithCaret(_ command: Command) -> [Effect] {
    switch command {
    case .moveLeft: return act(.move(-1))
    case .moveRight: return act(.move(1))
    case .nextWord: return act(.moveWord(1))
    case .previousWord: return act(.moveWord(-1))
    case .extendLeft: return act(.extend(-1))
    case .extendRight: return act(.extend(1))
    case .lineDown, .lineUp, .pageDown, .pageUp, .halfPageDown, .halfPageUp, .extendUp,
      .extendDown, .lineStart, .lineEnd:
      return moveCaretByRows(command)
    case .top: return act(.place(0))
    case .bottom: return act(.place(note?.text.count ?? 0))
    case .select: return act(.toggleSelection)
    case .swapEnds: return act(.swapEnds)
    case .toggleCharacters:
      let effects = act(.toggleGranularity)
      let isToken = annotating?.open?.granularity == .token
      message = Message(text: isToken ? "by tokens" : "by characters")
      return effects
    case .undo: return timeTravel(isUndo: true)
    case .redo: return timeTravel(isUndo: false)
    case .back: return leave()
    default: return performInNote(command)
    }
  }

  /// Esc: the selection first, then the search, then the screen.
  private mutating func leave() -> [Effect] {
    if annotating?.open?.selection != nil { return act(.clear) }
    if search != nil {
      search = nil
      refreshNote()
      return []
    }
    if screen == .privacy { return perform(.showNote) }
    screen = returnsToErrors ? .compare : .records
    return []
  }

  // MARK: To do

  /// How many decisions an entry still waits for: its undecided spans, or itself.
  func todo(_ index: Int) -> Int {
    guard let work = entries[index].work, !work.isDone else { return 0 }
    if let undecided = work.undecided { return max(1, undecided) }
    return annotating?.isBlind ?? false ? 1 : max(1, entries[index].annotations?.count ?? 0)
  }

  /// The next undecided span: further on in this record, in the records that follow, round the end.
  mutating func goToUndecided(by step: Int) -> [Effect] {
    guard let open = annotating?.open, let index = note?.index else { return [] }
    let spans = open.visible.filter { $0.decision == .predicted }
    let here = open.focused?.span.start ?? (step > 0 ? open.caret - 1 : open.caret)
    let next =
      step > 0
      ? spans.first { $0.span.start > here } : spans.last { $0.span.start < here }
    let isDone = entries[index].work?.isDone ?? false
    if let next, !isDone { return act(.focus(next.id)) }
    if goToNextOpenRecord(by: step, step > 0 ? .firstUndecided : .lastUndecided) { return [] }
    if let first = step > 0 ? spans.first : spans.last { return act(.focus(first.id)) }
    message = Message(
      text: isDone ? "nothing is left to do" : "no undecided span is left: Enter accepts the record"
    )
    return []
  }

  /// Opens the next record that is not done, round the end; says whether there is another one.
  mutating func goToNextOpenRecord(by step: Int, _ arrival: Arrival) -> Bool {
    guard let index = note?.index, let row = rows.row(of: index) else { return false }
    for distance in 1..<max(1, order.count) {
      let candidate = ((row + step * distance) % order.count + order.count) % order.count
      guard todo(order[candidate]) > 0 else { continue }
      annotating?.arrival = arrival
      openRecord(row: candidate)
      followCaret()
      return true
    }
    return false
  }

  // MARK: Rows

  /// Keeps the caret in the window.
  mutating func followCaret() {
    guard let open = annotating?.open, showsNote else { return }
    let end = open.focused?.span.end ?? open.caretUnit?.upperBound ?? open.caret + 1
    if let mark = note?.focus, let index = note?.marks.firstIndex(of: mark) {
      let height = NoteGeometry(self).list.height
      if index < note?.listTop ?? 0 { note?.listTop = index }
      if index >= (note?.listTop ?? 0) + height { note?.listTop = index - height + 1 }
    }
    reveal(open.caret..<max(open.caret + 1, min(end, open.caret + 200)))
  }

  /// Moves the caret to another row, in the column it keeps to, or within its row.
  private mutating func moveCaretByRows(_ command: Command) -> [Effect] {
    guard let note, let layout = note.layout, let open = annotating?.open else { return [] }
    let row = layout.row(at: open.caret)
    if command == .lineStart || command == .lineEnd {
      let units = self.units(inRow: row, layout, open)
      guard let unit = command == .lineStart ? units.first : units.last else { return [] }
      return act(.place(unit.lowerBound))
    }
    let page = max(1, NoteGeometry(self).text.height - 1)
    let steps: Int
    switch command {
    case .pageDown: steps = page
    case .pageUp: steps = -page
    case .halfPageDown: steps = max(1, page / 2)
    case .halfPageUp: steps = -max(1, page / 2)
    case .lineUp, .extendUp: steps = -1
    default: steps = 1
    }
    let glyphs = layout.glyphs(inRow: row, of: note.text, tags: note.tags)
    let column =
      note.goalColumn ?? glyphs.first { $0.tag == nil && $0.range.contains(open.caret) }?.column
      ?? 0
    var target = max(0, min(row + steps, layout.rows.count - 1))
    while layout.rows.indices.contains(target), units(inRow: target, layout, open).isEmpty {
      target += steps > 0 ? 1 : -1
    }
    guard layout.rows.indices.contains(target), target != row else {
      message = Message(text: Refusal.atTheEdge.description, isWarning: true)
      return []
    }
    let offset = layout.offset(inRow: target, column: column, of: note.text, tags: note.tags)
    let units = units(inRow: target, layout, open)
    guard let unit = units.last(where: { $0.lowerBound <= offset }) ?? units.first else {
      return []
    }
    let isExtending = command == .extendUp || command == .extendDown
    let effects = act(isExtending ? .extendTo(unit.lowerBound) : .place(unit.lowerBound))
    self.note?.goalColumn = column
    return effects
  }

  /// The units that begin in a row.
  private func units(
    inRow row: Int, _ layout: TextLayout, _ open: AnnotateState
  ) -> ArraySlice<Range<Int>> {
    let all = open.units.units(open.granularity)
    let range = layout.rows[row].range
    let first = all.partitioningIndex { $0.lowerBound >= range.lowerBound }
    let end = all.partitioningIndex { $0.lowerBound >= range.upperBound }
    return all[first..<max(first, end)]
  }
}
