internal import Text

extension AppState {
  /// A command on the list of records.
  mutating func performInRecords(_ command: Command) -> [Effect] {
    let page = RecordsScreen.body(size).height
    switch command {
    case .lineDown: selectRecord(row: list.selection + 1)
    case .lineUp: selectRecord(row: list.selection - 1)
    case .pageDown: selectRecord(row: list.selection + page)
    case .pageUp: selectRecord(row: list.selection - page)
    case .halfPageDown: selectRecord(row: list.selection + page / 2)
    case .halfPageUp: selectRecord(row: list.selection - page / 2)
    case .top: selectRecord(row: 0)
    case .bottom: selectRecord(row: order.count - 1)
    case .open: openRecord(row: list.selection)
    case .nextMatch: selectMatch(from: list.selection + 1, step: 1)
    case .previousMatch: selectMatch(from: list.selection - 1, step: -1)
    case .sort:
      let all = RecordOrder.allCases.filter { order in
        switch order {
        case .file, .length: true
        case .f1, .errors, .loss: hasGold && hasModel
        case .uncertainty: hasModel
        }
      }
      let next = all[((all.firstIndex(of: arrangement.sorting) ?? 0) + 1) % all.count]
      message = Message(text: "sorted by \(next.rawValue)")
      return arrange { $0.sorting = next }
    case .back:
      search = nil
      if arrangement.filter != nil { return setFilter("") }
    default: break
    }
    return []
  }

  /// Opens the record in a row of the list; the one that is open already stays as it stands.
  mutating func openRecord(row: Int) {
    guard order.indices.contains(row) else { return }
    selectRecord(row: row)
    returnsToErrors = false
    if screen != .privacy { screen = annotating == nil ? .note : .annotate }
    if note?.index != order[row] {
      note = NoteState(index: order[row])
      privacy = PrivacyState()
    }
    refreshNote()
    if annotating?.open != nil { followCaret() }
    if search != nil, note?.currentMatch == nil, note?.matches.isEmpty == false { goToMatch(0) }
  }

  /// Goes to the next record that holds what is searched for, round the end of the list.
  mutating func selectMatch(from row: Int, step: Int) {
    guard let records = search?.records, !records.isEmpty, !order.isEmpty else { return }
    for distance in 0..<order.count {
      let candidate = ((row + step * distance) % order.count + order.count) % order.count
      if records.containsAscending(order[candidate]) {
        selectRecord(row: candidate)
        return
      }
    }
  }
}
