extension AppState {
  /// A key while a line is being typed. Nothing falls through to the screen below.
  mutating func type(_ key: Key) -> [Effect] {
    switch (key.code, key.modifiers) {
    case (.character(let character), let modifiers) where modifiers.subtracting(.shift).isEmpty:
      prompt?.text.append(character)
      return searchChanged()
    case (.backspace, _), (.character("h"), .control):
      if prompt?.text.isEmpty ?? true { return leavePrompt() }
      prompt?.text.removeLast()
      return searchChanged()
    case (.character("u"), .control):
      prompt?.text = ""
      return searchChanged()
    case (.enter, _), (.character("j"), .control), (.character("m"), .control):
      return acceptPrompt()
    case (.escape, _), (.character("c"), .control), (.character("g"), .control):
      return leavePrompt()
    default: return []
    }
  }

  /// What is typed is looked for at once.
  mutating func searchChanged() -> [Effect] {
    guard let prompt else { return [] }
    search = prompt.text.isEmpty ? nil : Search(query: prompt.text)
    guard screen == .note else {
      if search == nil { selectRecord(row: prompt.origin) }
      return search.map { [.findRecords($0.query)] } ?? []
    }
    note?.currentMatch = nil
    note?.top = prompt.origin
    refreshNote()
    guard let note, let layout = note.layout, !note.matches.isEmpty else { return [] }
    let start = layout.rows[note.top].range.lowerBound
    goToMatch(note.matches.firstIndex { $0.lowerBound >= start } ?? 0)
    return []
  }

  private mutating func acceptPrompt() -> [Effect] {
    prompt = nil
    guard let search else { return [] }
    if screen == .note, let note {
      let place = note.currentMatch.map { "\($0 + 1) of \(note.matches.count)" } ?? "no match"
      message = Message(text: "\(search.query): \(place)", isWarning: note.matches.isEmpty)
      return [.findRecords(search.query)]
    }
    return []
  }

  private mutating func leavePrompt() -> [Effect] {
    guard let prompt else { return [] }
    self.prompt = nil
    search = nil
    if screen == .note {
      note?.currentMatch = nil
      note?.top = prompt.origin
      refreshNote()
    } else {
      selectRecord(row: prompt.origin)
    }
    return []
  }
}
