internal import Text

/// What a screen says, in sentences: for screen readers, which follow lines and not pictures.
enum PlainText {
  /// The list of records, a line each.
  static func records(_ state: AppState) -> [String] {
    state.order.enumerated().map { row, index in
      let entry = state.entries[index]
      var facts = [Format.plural(entry.length, "character")]
      switch (entry.shown, entry.predictions) {
      case (.blocked, _): facts.append("hidden, it could not be masked")
      case (_, .failed): facts.append("the model failed")
      case (_, .waiting): facts.append("not recognized yet")
      default:
        facts.append(Format.plural(entry.counts?.values.reduce(0, +) ?? 0, "span"))
        if let tally = entry.tally {
          if let f1 = tally.f1 { facts.append("F1 \(Format.share(f1))") }
          facts.append("\(tally.missed) missed")
          facts.append("\(tally.spurious) spurious")
        }
      }
      return "\(row + 1). \(entry.document?.id ?? "…"): \(facts.joined(separator: ", "))"
    }
  }

  /// The open record, a line each, its spans in brackets with their label: `[chest pain|problem]`.
  static func note(_ state: AppState) -> [String] {
    guard let note = state.note else { return ["no record is open"] }
    guard let document = state.entries[note.index].document else {
      return ["this record is not shown: it is not masked, or could not be"]
    }
    var lines = ["\(document.id), \(Format.plural(note.marks.count, "span"))"]
    let tags = Tags(note.marks) { "|\($0.span.label)]" }
    let layout = TextLayout(document.text, width: .max, tags: tags)
    for row in layout.rows.indices {
      let text = layout.glyphs(inRow: row, of: document.text, tags: tags).map(\.glyph.text).joined()
      lines.append("\(row + 1): \(text)")
    }
    return lines
  }

  /// The spans of the open record, numbered.
  static func spans(_ state: AppState) -> [String] {
    guard let note = state.note, let document = state.entries[note.index].document else {
      return ["no record is open"]
    }
    if note.marks.isEmpty { return ["no span to show"] }
    return note.marks.enumerated().map { index, mark in
      "\(index + 1). \(span(mark, document, note))"
    }
  }

  /// One span: label, text, offsets, confidence, and how it stands to gold.
  static func span(_ mark: Mark, _ document: Document, _ note: NoteState) -> String {
    var facts = [
      "\(mark.span.label) \"\(document.shownText(of: mark.span.range))\"",
      "characters \(mark.span.start) to \(mark.span.end)",
    ]
    if let row = note.layout.map({ $0.rows[$0.row(at: mark.span.start)] }) {
      facts.append("line \(row.line + 1)")
    }
    if let confidence = mark.confidence {
      facts.append("probability \(Format.probability(confidence))")
    }
    if mark.standing != .predicted { facts.append(mark.standing.name) }
    return facts.joined(separator: ", ")
  }

  /// The commands of the screen.
  static func help(_ state: AppState) -> [String] {
    var seen: Set<Command> = []
    let commands = state.keymap.bindings(in: state.context)
      .filter { PlainSession.isUseful($0.command) && seen.insert($0.command).inserted }
      .map { "\($0.command.name): \($0.help)" }
    return [
      "list: the records", "a number: open that record, or in a record go to that span",
      "text: the open record", "spans: its spans", "find WORDS: look for a text",
    ] + (state.screen == .annotate ? ["label NAME: give the span that label"] : []) + commands + [
      "quit: leave"
    ]
  }
}
