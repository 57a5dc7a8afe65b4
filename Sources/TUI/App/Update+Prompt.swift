internal import Journal

extension AppState {
  /// A key while a line is being typed. Nothing falls through to the screen below.
  mutating func type(_ key: Key) -> [Effect] {
    switch (key.code, key.modifiers) {
    case (.character(let character), let modifiers) where modifiers.subtracting(.shift).isEmpty:
      prompt?.text.append(character)
      return textChanged()
    case (.backspace, _), (.character("h"), .control):
      if prompt?.text.isEmpty ?? true { return leavePrompt() }
      prompt?.text.removeLast()
      return textChanged()
    case (.character("u"), .control):
      prompt?.text = ""
      return textChanged()
    case (.enter, _), (.character("j"), .control), (.character("m"), .control):
      return acceptPrompt()
    case (.escape, _), (.character("c"), .control), (.character("g"), .control):
      return leavePrompt()
    default: return []
    }
  }

  private mutating func textChanged() -> [Effect] {
    prompt?.kind == .search ? searchChanged() : []
  }

  /// What is typed is looked for at once.
  mutating func searchChanged() -> [Effect] {
    guard let prompt else { return [] }
    search = prompt.text.isEmpty ? nil : Search(query: prompt.text)
    guard showsNote else {
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
    let typed = prompt
    prompt = nil
    if let typed, typed.kind == .comment {
      return decide(typed.text.isEmpty ? "take the comment away" : "comment") {
        $0.comment = typed.text
      }
    }
    if let typed, typed.kind == .filter { return setFilter(typed.text) }
    guard let search else { return [] }
    if showsNote, let note {
      let place = note.currentMatch.map { "\($0 + 1) of \(note.matches.count)" } ?? "no match"
      message = Message(
        text: "\(search.query): \(place)", isWarning: note.matches.isEmpty, isPrivate: true)
      return [.findRecords(search.query)]
    }
    return []
  }

  private mutating func leavePrompt() -> [Effect] {
    guard let prompt else { return [] }
    self.prompt = nil
    if prompt.kind != .search { return [] }
    search = nil
    if showsNote {
      note?.currentMatch = nil
      note?.top = prompt.origin
      refreshNote()
    } else {
      selectRecord(row: prompt.origin)
    }
    return []
  }
}
