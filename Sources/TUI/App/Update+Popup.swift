extension AppState {
  /// The list of the open popup, and how many rows it has.
  var popupList: (list: ListState, count: Int)? {
    switch popup {
    case .help(let list, let context):
      (list, HelpPopup.bindings(self, context).count)
    case .labels(let list): (list, labels.labels.count)
    case .palette(let query, let list, let context):
      (list, PalettePopup.bindings(self, query, context).count)
    case .picker(let query, let list): (list, PickerPopup.labels(self, query).count)
    case .twins(let twins, let list): (list, twins.ranges.count)
    case .models(let list): (list, training.history.count)
    case .confusion, nil: nil
    }
  }

  private mutating func set(_ list: ListState) {
    switch popup {
    case .help(_, let context): popup = .help(list, for: context)
    case .labels: popup = .labels(list)
    case .palette(let query, _, let context):
      popup = .palette(query: query, list, for: context)
    case .picker(let query, _): popup = .picker(query: query, list)
    case .twins(let twins, _): popup = .twins(twins, list)
    case .models: popup = .models(list)
    case .confusion, nil: break
    }
  }

  /// What is typed into the open popup; nil where it takes no text.
  var popupQuery: String? {
    switch popup {
    case .palette(let query, _, _), .picker(let query, _): query
    case .help, .labels, .twins, .models, .confusion, nil: nil
    }
  }

  mutating func setPopupQuery(_ query: String) {
    switch popup {
    case .palette(_, _, let context): popup = .palette(query: query, ListState(), for: context)
    case .picker: popup = .picker(query: query, ListState())
    case .help, .labels, .twins, .models, .confusion, nil: break
    }
  }

  /// Moves the selection of the open popup.
  mutating func setPopupList(_ selection: Int, of count: Int) {
    guard var (list, _) = popupList else { return }
    list.select(selection, of: count, height: ListBox.height(rows: count, screen: size))
    set(list)
  }

  mutating func scrollPopup(by rows: Int) {
    guard let (shown, count) = popupList else { return }
    var list = shown
    let height = ListBox.height(rows: count, screen: size)
    list.scroll(to: list.top + rows, of: count, height: height)
    list.selection = max(list.top, min(list.selection, list.top + height - 1))
    set(list)
  }

  /// Takes a key as text for the popup; whether it was one.
  mutating func typeInPopup(_ key: Key) -> Bool {
    guard var query = popupQuery else { return false }
    switch (key.code, key.modifiers) {
    case (.character(let character), []): query.append(character)
    case (.backspace, _):
      if query.isEmpty { popup = nil; return true }
      query.removeLast()
    case (.character("u"), .control): query = ""
    default: return false
    }
    setPopupQuery(query)
    return true
  }

  /// A command while a popup is open.
  mutating func performInPopup(_ command: Command) -> [Effect] {
    guard let (list, count) = popupList else { return [] }
    let page = ListBox.height(rows: count, screen: size)
    switch command {
    case .lineDown: setPopupList(list.selection + 1, of: count)
    case .lineUp: setPopupList(list.selection - 1, of: count)
    case .pageDown: setPopupList(list.selection + page, of: count)
    case .pageUp: setPopupList(list.selection - page, of: count)
    case .halfPageDown: setPopupList(list.selection + page / 2, of: count)
    case .halfPageUp: setPopupList(list.selection - page / 2, of: count)
    case .top: setPopupList(0, of: count)
    case .bottom: setPopupList(count - 1, of: count)
    case .open: return runPopupRow(list.selection)
    case .back: popup = nil
    case .discardModel:
      guard case .models = popup, training.history.indices.contains(list.selection) else { break }
      return [.training(.discard(training.history[list.selection].number))]
    case .choose: chooseTwin(list.selection)
    case .help: popup = .help(ListState(), for: context)
    case .toggleLabel(let index):
      labels.toggle(labels.labels[index])
      refreshNote()
    case .showAllLabels:
      labels.hidden = []
      refreshNote()
    default: break
    }
    return []
  }

  /// Does what a row of the popup stands for.
  mutating func runPopupRow(_ row: Int) -> [Effect] {
    switch popup {
    case .help(_, let context):
      let bindings = HelpPopup.bindings(self, context)
      guard bindings.indices.contains(row) else { return [] }
      popup = context == .labels ? .labels(ListState()) : nil
      return perform(bindings[row].command)
    case .palette(let query, _, let context):
      let bindings = PalettePopup.bindings(self, query, context)
      guard bindings.indices.contains(row) else { return [] }
      popup = nil
      return perform(bindings[row].command)
    case .picker(let query, _):
      let found = PickerPopup.labels(self, query)
      guard found.indices.contains(row) else { return [] }
      popup = nil
      return act(.label(labels.labels[found[row]]))
    case .twins(let twins, _): return labelTwins(twins)
    case .models:
      guard training.history.indices.contains(row) else { return [] }
      return [.training(.promote(training.history[row].number))]
    case .labels(var list):
      guard labels.labels.indices.contains(row) else { return [] }
      list.selection = row
      popup = .labels(list)
      labels.toggle(labels.labels[row])
      refreshNote()
    case .confusion, nil: break
    }
    return []
  }
}
