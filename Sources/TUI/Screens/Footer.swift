/// The last line: what the keys do here, or what is being typed, or what has happened.
struct Footer {
  let state: AppState
  private let y: Int

  init(_ state: AppState) {
    self.state = state
    y = state.size.height - 1
  }

  /// A hint in its place.
  private struct Hint {
    var key: String
    var text: String
    var columns: Range<Int>
    var command: Command
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    if let prompt = state.prompt { return draw(prompt, on: &canvas) }
    for hint in hints {
      let x = canvas.put(hint.key, x: hint.columns.lowerBound, y: y, style: theme.style(.key))
      canvas.put(" " + hint.text, x: x, y: y, style: theme.style(.hint))
    }
    if let message = state.message {
      let role: Role = message.isWarning ? .warning : .text
      canvas.put(message.text, x: messageStart(message), y: y, style: theme.style(role))
    }
  }

  private func draw(_ prompt: Prompt, on canvas: inout Canvas) {
    let theme = state.theme
    let isSearch = prompt.kind == .search
    let lead = isSearch ? "/" : prompt.kind == .filter ? "filter: " : "comment: "
    let news = isSearch ? searchNews : ""
    let room = canvas.size.width - news.cellWidth - lead.cellWidth - 3
    var shown = prompt.text
    while shown.cellWidth > room, !shown.isEmpty { shown.removeFirst() }
    let x = canvas.put(lead, x: 1, y: y, style: theme.style(.key))
    let end = canvas.put(shown, x: x, y: y, style: theme.style(.text))
    canvas.cursor = Point(x: end, y: y)
    canvas.showsCursor = true
    canvas.put(
      news, x: canvas.size.width - news.cellWidth - 1, y: y, style: theme.style(.hint))
  }

  /// How the search stands: `2 of 7`.
  private var searchNews: String {
    guard let search = state.search, !search.query.isEmpty else { return "" }
    if state.showsNote, let note = state.note {
      if note.matches.isEmpty { return "no match" }
      return note.currentMatch.map { "\($0 + 1) of \(note.matches.count)" }
        ?? "\(note.matches.count) match\(note.matches.count == 1 ? "" : "es")"
    }
    guard let records = search.records else { return "searching…" }
    return records.isEmpty ? "no record" : Format.plural(records.count, "record")
  }

  private func messageStart(_ message: Message) -> Int {
    max(1, state.size.width - message.text.cellWidth - 1)
  }

  /// The hints that fit: help and the way out always, the others in the keymap's order.
  private var hints: [Hint] {
    let limit = state.message.map { messageStart($0) - 1 } ?? state.size.width
    let rows: [(key: String, text: String, command: Command)]
    if state.pendingKeys.isEmpty {
      rows = state.keymap.hints(in: state.context).map {
        ($0.keys[0].description, $0.hint ?? "", $0.command)
      }
    } else {
      rows = state.keymap.continuations(of: state.pendingKeys, in: state.context).map {
        ($0.description, $1.help, $1.command)
      }
    }
    let last: Set<Command> = [.help, .back, .quit]
    func width(_ row: (key: String, text: String, command: Command)) -> Int {
      row.key.cellWidth + row.text.cellWidth + 4
    }
    var room = limit - 1 - rows.filter { last.contains($0.command) }.reduce(0) { $0 + width($1) }
    let chosen = rows.filter { row in
      if last.contains(row.command) { return true }
      guard width(row) <= room else {
        room = 0
        return false
      }
      room -= width(row)
      return true
    }
    var x = 1
    return chosen.compactMap { row in
      let end = x + width(row) - 3
      defer { x = end + 3 }
      guard end <= limit else { return nil }
      return Hint(key: row.key, text: row.text, columns: x..<end, command: row.command)
    }
  }

  /// The command whose hint lies under a cell.
  func command(at point: Point) -> Command? {
    guard point.y == y, state.prompt == nil, state.pendingKeys.isEmpty else { return nil }
    return hints.first { $0.columns.contains(point.x) }?.command
  }
}
