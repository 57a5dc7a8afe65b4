extension AppState {
  /// Lines that a turn of the wheel scrolls.
  private static let wheelStep = 3

  mutating func handle(_ mouse: Mouse) -> [Effect] {
    guard !isTooSmall, prompt == nil else { return [] }
    switch mouse.kind {
    case .wheelUp: wheel(by: -Self.wheelStep, at: mouse.point)
    case .wheelDown: wheel(by: Self.wheelStep, at: mouse.point)
    case .press: return press(at: mouse.point)
    case .drag: return drag(to: mouse.point)
    case .release: return release()
    case .rightPress: return rightPress(at: mouse.point)
    }
    return []
  }

  private mutating func press(at point: Point) -> [Effect] {
    message = nil
    pendingKeys = []
    switch target(at: point, in: self) {
    case .command(let command): return perform(command)
    case .record(let row): openRecord(row: row)
    case .span(let index): return pressSpan(index, at: point)
    case .label(let index):
      if screen == .annotate { return act(.label(labels.labels[index])) }
      labels.toggle(labels.labels[index])
      refreshNote()
    case .errorRow(let index):
      if comparison.list.selection == index { openError(index) } else { selectError(index) }
    case .filterRow(let row):
      if filtersList.selection == row { return performInFilters(.open) }
      moveFilters(to: row)
    case .popupRow(let row): return runPopupRow(row)
    case .outside: popup = nil
    case .text:
      if annotating?.open != nil { return pressText(at: point) }
      note?.focus = nil
    case .list, nil: break
    }
    return []
  }

  // MARK: Selecting

  private mutating func pressSpan(_ index: Int, at point: Point) -> [Effect] {
    guard let note, note.marks.indices.contains(index) else { return [] }
    if NoteGeometry(self).text.contains(point), annotating?.open != nil {
      return pressText(at: point)
    }
    switch screen {
    case .annotate: return note.marks[index].id.map { act(.focus($0)) } ?? []
    case .privacy: if let place = note.marks[index].id { focusMask(place) }
    case .records, .note, .compare, .model, .filters, .log: focus(index)
    }
    return []
  }

  private mutating func pressText(at point: Point) -> [Effect] {
    guard let offset = NoteScreen(self).offset(at: point) else { return [] }
    let effects = act(.clear) + act(.place(offset))
    if screen == .privacy { focusMaskAtCaret() }
    return effects
  }

  private mutating func drag(to point: Point) -> [Effect] {
    guard popup == nil, annotating?.open != nil,
      let offset = NoteScreen(self).offset(at: point)
    else { return [] }
    return act(.extendTo(offset))
  }

  /// What was dragged over is about to be labelled.
  private mutating func release() -> [Effect] {
    guard popup == nil, screen == .annotate, annotating?.open?.selection != nil else { return [] }
    popup = .picker(query: "", ListState())
    return []
  }

  private mutating func rightPress(at point: Point) -> [Effect] {
    guard popup == nil, screen == .annotate else { return [] }
    let effects = press(at: point)
    if popup == nil { return effects + perform(.relabel) }
    return effects
  }

  private mutating func wheel(by rows: Int, at point: Point) {
    if popup != nil { return scrollPopup(by: rows) }
    if screen == .model { return }
    if screen == .filters { return moveFilters(to: filtersList.selection + rows) }
    if screen == .log {
      return log.list.scroll(
        to: log.list.top + rows, of: log.lines.count, height: LogScreen.listArea(size).height)
    }
    if screen == .compare { return selectError(comparison.list.selection + rows) }
    guard showsNote else {
      let height = RecordsScreen.body(size).height
      list.scroll(to: list.top + rows, of: order.count, height: height)
      list.selection = max(list.top, min(list.selection, list.top + height - 1, order.count - 1))
      return
    }
    if NoteGeometry(self).list.contains(point) {
      note?.listTop += rows
    } else {
      note?.top += rows
    }
    clampNote()
  }
}
