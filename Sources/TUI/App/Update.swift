internal import Journal
internal import Text

/// The one place where the state changes: what happened goes in, work for the outside world comes out.
func update(_ state: inout AppState, _ action: Action) -> [Effect] {
  var front = state.frontRecord
  if case .started = action { front = nil }  // a record may be open from the start
  let opened = state.note?.index
  let said = state.message
  var effects = state.handle(action)
  state.logMessage(unless: action.isInput ? nil : said)
  // One line a batch tells which record is in front, one batch a step: all of it is written, or none.
  var lines: [JournalLine] = []
  effects.removeAll { effect in
    guard case .append(let more) = effect else { return false }
    lines += more
    return true
  }
  if state.screen == .compare, !state.jobs.isWorking { effects += state.countErrors() }
  let isEnding = effects.contains(.quit)
  if let key = state.frontRecord, key != front || isEnding, let index = state.note?.index,
    let line = state.journalLine({ .opened($0) }, about: index)
  {
    lines.append(line)
  }
  if !lines.isEmpty { effects.insert(.append(lines), at: 0) }
  if state.note?.index != opened || state.screen == .records {
    state.coverRevealed(except: state.screen == .records ? nil : state.note?.index)
  }
  // What the lines tell of is worked on when they are on the disk.
  if lines.isEmpty { effects += state.startJobs() }
  return effects + state.arrangeAfterPredicting()
}

extension AppState {
  fileprivate mutating func handle(_ action: Action) -> [Effect] {
    switch action {
    case .started:
      resumeAnnotating()
      return recountSome()
    case .key(let key): return handle(key)
    case .mouse(let mouse): return handle(mouse)
    case .pasted(let text):
      // Pasted text is never taken for keys.
      let pasted = text.split(whereSeparator: \.isNewline).first ?? ""
      if let query = popupQuery {
        setPopupQuery(query + pasted)
        return []
      }
      guard prompt != nil, let line = text.split(whereSeparator: \.isNewline).first else {
        return []
      }
      prompt?.text += line
      return prompt?.kind == .search ? searchChanged() : []
    case .resized(let size):
      resize(to: size)
      return []
    case .resumed: return [.redraw]
    case .displayed(let index, let text):
      jobs.finish(.display(index))
      if text.isRevealed, !showsNote || note?.index != index {  // left before it came
        entries[index].shown = .waiting
        jobs.restart()
        return []
      }
      entries[index].shown = .ready(text)
      if text.isRevealed { revealed = index } else if revealed == index { revealed = nil }
      recount(index)
      refreshIfOpen(index)
      return []
    case .blocked(let index, let reason):
      jobs.finish(.display(index))
      entries[index].shown = .blocked(reason)
      recount(index)
      refreshIfOpen(index)
      return []
    case .predicted(let index, let reading):
      jobs.finish(.predict(index))
      if jobs.isStale(index) { return [] }
      for annotation in reading.annotations + (reading.second ?? []) {
        labels.insert(annotation.span.label)
      }
      entries[index].predictions = .ready(reading.annotations)
      entries[index].second = reading.second
      entries[index].goldProbabilities = reading.goldProbabilities
      entries[index].doubt = reading.doubt
      recount(index)
      refreshIfOpen(index)
      return []
    case .predictionFailed(let index, let reason):
      jobs.finish(.predict(index))
      if jobs.isStale(index) { return [] }
      entries[index].predictions = .failed(reason)
      recount(index)
      refreshIfOpen(index)
      return []
    case .foundRecords(let query, let records):
      guard search?.query == query else { return [] }
      search?.records = records
      if let origin = prompt?.origin, screen == .records { selectMatch(from: origin, step: 1) }
      return []
    case .arranged(let arrangement, let all, let shown):
      arranged(arrangement, all: all, shown: shown)
      return []
    case .recount: return recountSome()
    case .listedErrors(let view, let rows, let all):
      listed(view, rows, all: all)
      return []
    case .listedTexts(let texts):
      comparison.texts = texts
      if comparison.mode == .sameText { selectError(comparison.list.selection) }
      return []
    case .trained(let news): return take(news)
    case .judged:
      comparison.pending = nil
      return []
    case .notJudged(let reason):
      notJudged(reason)
      return []
    case .saved(let time, let worked):
      saved(at: time)
      log.worked = worked
      return showPending() + updateInPassing()
    case .notSaved(let reason):
      notSaved(reason)
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
    if showsNote, let note {
      wanted.append(note.index)
      if let row = rows.row(of: note.index) {
        wanted += [row + 1, row - 1].filter(order.indices.contains).map { order[$0] }
      }
    } else {
      let end = min(order.count, list.top + RecordsScreen.body(size).height)
      wanted += order[min(list.top, end)..<end]
    }
    return jobs.start(entries: entries, first: wanted).map { job in
      switch job {
      case .display(let index): .display(index, orders(for: index))
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
    if popupQuery != nil, typeInPopup(key) { return [] }
    switch keymap.resolve(keys, in: context) {
    case .command(let command): return perform(command)
    case .prefix: pendingKeys = keys
    case .nothing:
      isQuitArmed = false
      let name = KeySequence(keys).description
      if key != Key(.escape) {
        message = Message(text: "\(name) does nothing here; ? lists the keys", isPrivate: true)
      }
    }
    return []
  }

  /// Nothing can be seen, so nothing may change; leaving is always possible.
  private mutating func handleWhereTooSmall(_ key: Key) -> [Effect] {
    switch keymap.resolve([key], in: .records) {
    case .command(.quit), .command(.cancel): quit()
    case .command(.suspend): [.suspend]
    default: []
    }
  }

  /// Does what the user asks for; where that is impossible, says why.
  mutating func perform(_ command: Command) -> [Effect] {
    if command != .cancel, command != .quit { isQuitArmed = false }
    if let obstacle = obstacle(to: command) {
      message = Message(text: obstacle, isWarning: true)
      return []
    }
    switch command {
    case .quit: return quit()
    case .suspend: return [.suspend]
    case .redraw: return [.redraw]
    case .cancel: return cancel()
    default: break
    }
    if case .confusion(let row, let column) = popup {
      return performInConfusion(command, row, column)
    }
    if popup != nil { return performInPopup(command) }
    switch command {
    case .help: popup = .help(ListState(), for: context)
    case .palette: popup = .palette(query: "", ListState(), for: context)
    case .chooseLabels: popup = .labels(ListState())
    case .showRecords: screen = .records
    case .showNote:
      if screen == .privacy { screen = .records }
      openRecord(row: list.selection)
    case .showPrivacy: openPrivacy(row: list.selection)
    case .showErrors:
      screen = .compare
      return countErrors()
    case .showModel: return openModel()
    case .filter:
      prompt = Prompt(kind: .filter, text: arrangement.filter?.query ?? "", origin: list.selection)
    case .cycleMasks:
      let all = MaskStyle.allCases
      maskStyle = all[((all.firstIndex(of: maskStyle) ?? 0) + 1) % all.count]
      refreshNote()
      message = Message(text: "masks drawn as \(maskStyle.rawValue)")
    case .reveal: return toggleReveal()
    case .find:
      prompt = Prompt(origin: showsNote ? note?.top ?? 0 : list.selection)
    case .toggleLabel(let index):
      labels.toggle(labels.labels[index])
      refreshNote()
    case .showAllLabels:
      labels.hidden = []
      refreshNote()
    case .raiseThreshold: return moveThreshold(by: 5)
    case .lowerThreshold: return moveThreshold(by: -5)
    case .toggleMouse:
      usesMouse.toggle()
      message = Message(
        text: usesMouse ? "the mouse works here" : "the mouse is the terminal's, for copying")
      return [.setMouse(usesMouse)]
    case .showFilters:
      screen = .filters
      moveFilters(to: filtersList.selection)
    case .showLog: screen = .log
    default:
      switch screen {
      case .records: return performInRecords(command)
      case .note: return performInNote(command)
      case .annotate: return performInAnnotate(command)
      case .privacy: return performInPrivacy(command)
      case .compare: return performInComparison(command)
      case .model: return performInModel(command)
      case .filters: return performInFilters(command)
      case .log: return performInLog(command)
      }
    }
    return []
  }

  private mutating func cancel() -> [Effect] {
    if popup != nil || prompt != nil || !pendingKeys.isEmpty {
      popup = nil
      pendingKeys = []
      return []
    }
    if isQuitArmed { return quit() }
    isQuitArmed = true
    message = Message(text: "Ctrl-C again quits")
    return []
  }

  /// Why a command cannot be done now; nil where it can.
  func obstacle(to command: Command) -> String? {
    switch command {
    case .toggleLabel(let index), .label(let index):
      return index < labels.labels.count ? nil : "there are \(labels.labels.count) labels"
    case .showPrivacy:
      if entries.isEmpty { return "there are no records" }
      return isMasked ? nil : "nothing is masked in this session"
    case .cycleMasks: return isMasked ? nil : "nothing is masked in this session"
    case .reveal:
      if !isMasked { return "nothing is masked in this session" }
      return canReveal ? nil : "this session reveals nothing; one with --reveal does"
    case .maskHere, .keepHere, .maskEverywhere, .keepEverywhere:
      return annotating == nil ? "nothing is decided here; clinspan annotate does that" : nil
    case .relabel:
      return annotating?.open?.selection == nil && annotating?.open?.focus == nil
        ? Refusal.noSpan.description : nil
    case .raiseThreshold, .lowerThreshold: return hasModel ? nil : "no model, no probabilities"
    case .toggleGold, .nextError, .previousError:
      if !hasGold { return "the data has no gold" }
      return hasModel ? nil : "no model to compare with gold"
    case .showErrors:
      if !hasGold { return "the data has no gold" }
      return hasModel ? nil : "no model to compare with gold"
    case .editError:
      return annotating == nil ? "nothing is edited here; clinspan annotate --gold does that" : nil
    case .verdictSecond where !hasSecond && !isAdjudicating: return "there is no second model"
    case .undo, .redo: return annotating == nil ? "nothing is decided here" : nil
    case .verdictGold, .verdictModel, .verdictSecond, .verdictGuideline, .clearVerdict:
      if isAdjudicating { return nil }
      return recordKeys.isEmpty ? "no file for verdicts; --verdicts FILE names one" : nil
    case .retrain, .learningCurve, .pauseTraining, .stopTraining, .promoteModel, .discardModel,
      .showModels:
      if case .models = popup { return nil }
      return obstacleInTraining(to: command)
    case .showNote: return entries.isEmpty ? "there are no records" : nil
    case .nextMatch, .previousMatch:
      return search == nil && screen != .compare ? "nothing is searched for: / asks" : nil
    case .nextSpan, .previousSpan:
      return screen == .note && note?.marks.isEmpty ?? true ? "no span to go to" : nil
    default: return nil
    }
  }
}
