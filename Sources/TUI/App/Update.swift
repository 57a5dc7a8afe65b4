internal import Text

/// The one place where the state changes: what happened goes in, work for the outside world comes out.
func update(_ state: inout AppState, _ action: Action) -> [Effect] {
  let effects = state.handle(action)
  return effects + state.startJobs()
}

extension AppState {
  fileprivate mutating func handle(_ action: Action) -> [Effect] {
    switch action {
    case .started: return []
    case .key(let key): return handle(key)
    case .mouse(let mouse): return handle(mouse)
    case .pasted(let text):
      // Pasted text is never taken for keys.
      if case .palette(let query, _, let context) = popup {
        let line = text.split(whereSeparator: \.isNewline).first ?? ""
        popup = .palette(query: query + line, ListState(), for: context)
        return []
      }
      guard prompt != nil, let line = text.split(whereSeparator: \.isNewline).first else {
        return []
      }
      prompt?.text += line
      return searchChanged()
    case .resized(let size):
      resize(to: size)
      return []
    case .resumed: return [.redraw]
    case .displayed(let index, let document):
      jobs.finish(.display(index))
      entries[index].shown = .ready(document)
      recount(index)
      refreshIfOpen(index)
      return []
    case .blocked(let index, let reason):
      jobs.finish(.display(index))
      entries[index].shown = .blocked(reason)
      recount(index)
      refreshIfOpen(index)
      return []
    case .predicted(let index, let annotations):
      jobs.finish(.predict(index))
      for annotation in annotations { labels.insert(annotation.span.label) }
      entries[index].predictions = .ready(annotations)
      recount(index)
      refreshIfOpen(index)
      return []
    case .predictionFailed(let index, let reason):
      jobs.finish(.predict(index))
      entries[index].predictions = .failed(reason)
      recount(index)
      refreshIfOpen(index)
      return []
    case .foundRecords(let query, let records):
      guard search?.query == query else { return [] }
      search?.records = records
      if let origin = prompt?.origin, screen == .records { selectMatch(from: origin, step: 1) }
      return []
    }
  }

  private mutating func refreshIfOpen(_ index: Int) {
    if note?.index == index { refreshNote() }
  }

  mutating func resize(to size: Size) {
    self.size = size
    refreshNote()
    selectRecord(row: list.selection)
    if let (list, count) = popupList {
      setPopupList(list.selection, of: count)
    }
  }

  /// The jobs to start now: the open record, its neighbours, the rows in sight, then all others.
  fileprivate mutating func startJobs() -> [Effect] {
    var wanted: [Int] = []
    if screen == .note, let note {
      wanted.append(note.index)
      if let row = order.firstIndex(of: note.index) {
        wanted += [row + 1, row - 1].filter(order.indices.contains).map { order[$0] }
      }
    } else {
      let end = min(order.count, list.top + RecordsScreen.body(size).height)
      wanted += order[min(list.top, end)..<end]
    }
    return jobs.start(entries: entries, first: wanted).map { job in
      switch job {
      case .display(let index): .display(index)
      case .predict(let index): .predict(index)
      }
    }
  }

  // MARK: Keys

  private mutating func handle(_ key: Key) -> [Effect] {
    message = nil
    guard !isTooSmall else { return handleWhereTooSmall(key) }
    if prompt != nil { return type(key) }
    let keys = pendingKeys + [key]
    pendingKeys = []
    if case .palette = popup, typeInPalette(key) { return [] }
    switch keymap.resolve(keys, in: context) {
    case .command(let command): return perform(command)
    case .prefix: pendingKeys = keys
    case .nothing:
      isQuitArmed = false
      let name = KeySequence(keys).description
      if key != Key(.escape) {
        message = Message(text: "\(name) does nothing here; ? lists the keys")
      }
    }
    return []
  }

  /// Nothing can be seen, so nothing may change; leaving is always possible.
  private mutating func handleWhereTooSmall(_ key: Key) -> [Effect] {
    switch keymap.resolve([key], in: .records) {
    case .command(.quit), .command(.cancel): [.quit]
    case .command(.suspend): [.suspend]
    default: []
    }
  }

  /// Does what the user asks for; where that is impossible, says why.
  mutating func perform(_ command: Command) -> [Effect] {
    if command != .cancel { isQuitArmed = false }
    if let obstacle = obstacle(to: command) {
      message = Message(text: obstacle, isWarning: true)
      return []
    }
    switch command {
    case .quit: return [.quit]
    case .suspend: return [.suspend]
    case .redraw: return [.redraw]
    case .cancel: return cancel()
    default: break
    }
    if popup != nil { return performInPopup(command) }
    switch command {
    case .help: popup = .help(ListState(), for: context)
    case .palette: popup = .palette(query: "", ListState(), for: context)
    case .chooseLabels: popup = .labels(ListState())
    case .showRecords: screen = .records
    case .showNote: openRecord(row: list.selection)
    case .find:
      prompt = Prompt(origin: screen == .note ? note?.top ?? 0 : list.selection)
    case .toggleLabel(let index):
      labels.toggle(labels.labels[index])
      refreshNote()
    case .showAllLabels:
      labels.hidden = []
      refreshNote()
    case .raiseThreshold: setThreshold(threshold + 5)
    case .lowerThreshold: setThreshold(threshold - 5)
    default:
      return screen == .records ? performInRecords(command) : performInNote(command)
    }
    return []
  }

  private mutating func setThreshold(_ hundredths: Int) {
    threshold = max(0, min(95, hundredths))
    recountAll()
    refreshNote()
    message = Message(
      text: threshold == 0
        ? "all predictions shown" : "predictions from p \(Format.threshold(threshold))")
  }

  private mutating func cancel() -> [Effect] {
    if popup != nil || prompt != nil || !pendingKeys.isEmpty {
      popup = nil
      pendingKeys = []
      return []
    }
    if isQuitArmed { return [.quit] }
    isQuitArmed = true
    message = Message(text: "Ctrl-C again quits")
    return []
  }

  /// Why a command cannot be done now; nil where it can.
  func obstacle(to command: Command) -> String? {
    switch command {
    case .toggleLabel(let index):
      return index < labels.labels.count ? nil : "there are \(labels.labels.count) labels"
    case .raiseThreshold, .lowerThreshold: return hasModel ? nil : "no model, no probabilities"
    case .toggleGold, .nextError, .previousError:
      if !hasGold { return "the data has no gold" }
      return hasModel ? nil : "no model to compare with gold"
    case .showNote: return entries.isEmpty ? "there are no records" : nil
    case .nextMatch, .previousMatch:
      return search == nil ? "nothing is searched for: / asks" : nil
    case .nextSpan, .previousSpan:
      return note?.marks.isEmpty ?? true ? "no span to go to" : nil
    default: return nil
    }
  }
}
