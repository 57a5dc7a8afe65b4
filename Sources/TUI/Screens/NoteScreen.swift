internal import Text

/// One record: its text with the spans in it, the list of spans, and what is known of the focused one.
struct NoteScreen {
  let state: AppState
  let geometry: NoteGeometry

  init(_ state: AppState) {
    self.state = state
    geometry = NoteGeometry(state)
  }

  func draw(on canvas: inout Canvas) {
    guard let note = state.note else { return }
    let entry = state.entries[note.index]
    drawTitle(entry, on: &canvas)
    drawRules(entry, on: &canvas)
    switch entry.shown {
    case .waiting: drawNotice("masking…", on: &canvas)
    case .blocked(let reason):
      drawNotice("This record could not be masked, so it is not shown: \(reason)", on: &canvas)
    case .ready(let document):
      NoteText(state, note, document, geometry).draw(on: &canvas)
      if !geometry.list.isEmpty { SpanList(state, note, document, geometry).draw(on: &canvas) }
      drawDetail(note, document, on: &canvas)
    }
    Legend(state, y: geometry.legend.y).draw(on: &canvas)
  }

  private func drawTitle(_ entry: Entry, on canvas: inout Canvas) {
    let place = state.order.firstIndex { $0 == state.note?.index }.map { $0 + 1 } ?? 0
    var facts = ["\(Format.count(place)) of \(Format.count(state.order.count))"]
    facts.append(Format.plural(entry.length, "character"))
    if let f1 = entry.tally?.f1 { facts.append("F1 \(Format.share(f1))") }
    TitleBar(strong: entry.document?.id ?? "…", facts: facts, state: state).draw(on: &canvas)
  }

  private func drawRules(_ entry: Entry, on canvas: inout Canvas) {
    let theme = state.theme
    let rule = theme.style(.rule)
    for y in [geometry.heading.y, geometry.bottomRule.y] {
      canvas.rule(x: 0..<canvas.size.width, y: y, style: rule)
    }
    if let x = geometry.separator {
      canvas.put("┬", x: x, y: geometry.heading.y, style: rule)
      canvas.put("┴", x: x, y: geometry.bottomRule.y, style: rule)
      for y in geometry.list.rows { canvas.put("│", x: x, y: y, style: rule) }
      let count = state.note?.marks.count ?? 0
      canvas.put(
        " \(Format.plural(count, "span")) ", x: x + 2, y: geometry.heading.y,
        style: theme.style(.heading))
    }
    let news: (String, Role)? =
      switch entry.predictions {
      case .waiting where entry.document != nil: ("recognizing…", .faint)
      case .failed(let reason): ("the model failed: \(reason)", .warning)
      default: nil
      }
    if let news {
      canvas.put(
        " \(news.0) ", x: 2, y: geometry.heading.y, style: theme.style(news.1),
        limit: geometry.separator ?? canvas.size.width)
    }
    drawStandings(on: &canvas)
  }

  /// What the signs mean, on the lower rule.
  private func drawStandings(on canvas: inout Canvas) {
    guard state.isComparing else { return }
    let theme = state.theme
    var x = 2
    for standing in [Standing.agreed, .missed, .spurious] {
      x = canvas.put(" ", x: x, y: geometry.bottomRule.y, style: .plain)
      let style =
        state.markStyle == .inline ? Style(nil, standing.attributes) : theme.style(.key)
      x = canvas.put(standing.sign, x: x, y: geometry.bottomRule.y, style: theme.style(.key))
      x = canvas.put(" ", x: x, y: geometry.bottomRule.y, style: .plain)
      x = canvas.put(
        standing.name, x: x, y: geometry.bottomRule.y,
        style: state.markStyle == .inline ? style : theme.style(.faint))
      x = canvas.put(" ", x: x, y: geometry.bottomRule.y, style: .plain) + 1
    }
  }

  private func drawNotice(_ text: String, on canvas: inout Canvas) {
    let y = geometry.text.y + geometry.text.height / 2
    let text = text.truncated(toCells: canvas.size.width - 2)
    canvas.put(
      text, x: max(1, (canvas.size.width - text.cellWidth) / 2), y: y,
      style: state.theme.style(.faint))
  }

  /// The focused span: label, exact text and offsets, confidence, and how gold differs.
  private func drawDetail(_ note: NoteState, _ document: Document, on canvas: inout Canvas) {
    let theme = state.theme
    let y = geometry.detail.y
    guard let mark = note.focus else {
      let text =
        note.marks.isEmpty
        ? "no span to show" : "Tab goes through the \(Format.plural(note.marks.count, "span"))"
      canvas.put(text, x: 1, y: y, style: theme.style(.faint))
      return
    }
    let slot = state.labels.slot(of: mark.span.label)
    var x = canvas.put(
      mark.span.label.rawValue, x: 1, y: y, style: theme.style(.label(slot)).adding(.bold))
    let facts = detailFacts(mark, note)
    let room = canvas.size.width - x - facts.cellWidth - 6
    let quoted = document.shownText(of: mark.span.range)
    if room > 6 {
      x = canvas.put("  “\(quoted.truncated(toCells: room - 2))”", x: x, y: y, style: .plain)
    }
    canvas.put("  " + facts, x: x, y: y, style: theme.style(.faint))
  }

  private func detailFacts(_ mark: Mark, _ note: NoteState) -> String {
    var facts = ["\(mark.span.start)-\(mark.span.end)"]
    if let confidence = mark.confidence { facts.append("p \(Format.probability(confidence))") }
    switch mark.standing {
    case .predicted, .gold: break
    case .agreed: facts.append("= agrees with gold")
    case .missed, .spurious:
      facts.append(mark.standing.sign + " " + mark.standing.name + difference(mark, note))
    }
    return facts.joined(separator: "  ")
  }

  /// What stands on the other side where a missed or spurious span overlaps: other edges, other label.
  private func difference(_ mark: Mark, _ note: NoteState) -> String {
    let other: Standing = mark.standing == .missed ? .spurious : .missed
    guard
      let twin = note.marks.first(where: {
        $0.standing == other && $0.span.range.overlaps(mark.span.range)
      })
    else { return "" }
    let who = other == .missed ? "gold" : "model"
    let edges = twin.span.range == mark.span.range ? "" : " \(twin.span.start)-\(twin.span.end)"
    let label = twin.span.label == mark.span.label ? "" : " \(twin.span.label)"
    return ": \(who) has\(label)\(edges)"
  }

  func target(at point: Point) -> Target? {
    guard let note = state.note, let document = state.entries[note.index].document else {
      return nil
    }
    if geometry.list.contains(point) {
      let index = note.listTop + point.y - geometry.list.y
      return index < note.marks.count ? .span(index) : .list
    }
    if let label = Legend(state, y: geometry.legend.y).label(at: point) { return .label(label) }
    guard geometry.text.rows.contains(point.y), point.x < geometry.text.x + geometry.text.width
    else { return nil }
    return NoteText(state, note, document, geometry).mark(at: point).map { .span($0) } ?? .text
  }
}

extension AppState {
  /// Whether model and gold are set against each other.
  var isComparing: Bool { hasModel && hasGold && showsGold }
}

extension Document {
  /// The text of a range on one line: line breaks and runs of white space as single spaces.
  func shownText(of range: Range<Int>) -> String {
    text[range.clamped(to: 0..<text.count)]
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
