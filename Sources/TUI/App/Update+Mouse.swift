extension AppState {
  /// Lines that a turn of the wheel scrolls.
  private static let wheelStep = 3

  mutating func handle(_ mouse: Mouse) -> [Effect] {
    guard !isTooSmall, prompt == nil else { return [] }
    switch mouse.kind {
    case .wheelUp: wheel(by: -Self.wheelStep, at: mouse.point)
    case .wheelDown: wheel(by: Self.wheelStep, at: mouse.point)
    case .press: return press(at: mouse.point)
    case .release, .drag, .rightPress: break
    }
    return []
  }

  private mutating func press(at point: Point) -> [Effect] {
    message = nil
    pendingKeys = []
    switch target(at: point, in: self) {
    case .command(let command): return perform(command)
    case .record(let row): openRecord(row: row)
    case .span(let index): focus(index)
    case .label(let index):
      labels.toggle(labels.labels[index])
      refreshNote()
    case .popupRow(let row): return runPopupRow(row)
    case .outside: popup = nil
    case .text: note?.focus = nil
    case .list, nil: break
    }
    return []
  }

  private mutating func wheel(by rows: Int, at point: Point) {
    if popup != nil { return scrollPopup(by: rows) }
    guard screen == .note else {
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
