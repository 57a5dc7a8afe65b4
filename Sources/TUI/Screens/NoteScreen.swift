internal import Journal
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
    case .ready(let text):
      NoteText(state, note, geometry).draw(on: &canvas)
      if state.screen == .privacy {
        if !geometry.list.isEmpty { MaskList(state, note, geometry).draw(on: &canvas) }
        drawMaskDetail(on: &canvas)
      } else {
        if !geometry.list.isEmpty { SpanList(state, note, geometry).draw(on: &canvas) }
        drawDetail(note, text.document, on: &canvas)
      }
    }
    if state.screen == .privacy {
      MaskLegend(state: state, y: geometry.legend.y).draw(on: &canvas)
    } else {
      Legend(state, y: geometry.legend.y).draw(on: &canvas)
    }
  }

  private func drawTitle(_ entry: Entry, on canvas: inout Canvas) {
    let place = state.note.flatMap { state.rows.row(of: $0.index) }.map { $0 + 1 } ?? 0
    var facts = ["\(Format.count(place)) of \(Format.count(state.order.count))"]
    if let annotating = state.annotating, let index = state.note?.index {
      let known = annotating.facts(index)
      let signs = (known.isFlagged ? " ⚑" : "") + (known.comment.isEmpty ? "" : " ;")
      facts.append((known.answer.map { "\($0.rawValue)ed" } ?? "to do") + signs)
      facts.append(Format.plural(annotating.history.done.count, "decision"))
    } else {
      facts.append(Format.plural(entry.length, "character"))
    }
    if state.annotating == nil, let f1 = entry.tally?.f1 { facts.append("F1 \(Format.share(f1))") }
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
        " \(listTitle(count)) ", x: x + 2, y: geometry.heading.y,
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

  /// What stands over the list beside the text.
  private func listTitle(_ count: Int) -> String {
    switch state.screen {
    case .annotate:
      Format.plural(count, "span") + " · to do \(state.annotating?.open?.draft.undecided ?? 0)"
    case .privacy: Format.plural(count, "finding")
    case .records, .note, .compare, .model, .filters, .log: Format.plural(count, "span")
    }
  }

  /// The standings that the lower rule explains.
  private var standings: [Standing] {
    switch state.screen {
    case .annotate: [.undecided, .accepted, .changed, .added, .deleted]
    case .note: state.isComparing ? [.agreed, .missed, .spurious] : []
    case .records, .privacy, .compare, .model, .filters, .log: []
    }
  }

  /// What the signs mean, on the lower rule.
  private func drawStandings(on canvas: inout Canvas) {
    let theme = state.theme
    var x = 2
    for standing in standings {
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
    if let selection = state.annotating?.open?.selection, state.screen == .annotate {
      let facts = "  \(selection.lowerBound)-\(selection.upperBound)   a digit or r labels it"
      let quoted = document.shownText(of: selection)
        .truncated(toCells: max(8, canvas.size.width - facts.cellWidth - 14))
      let x = canvas.put("selected  ", x: 1, y: y, style: theme.style(.heading))
      let end = canvas.put("“\(quoted)”", x: x, y: y, style: .plain)
      canvas.put(facts, x: end, y: y, style: theme.style(.faint))
      return
    }
    guard let mark = note.focus else {
      let comment = state.openFacts?.comment ?? ""
      let text =
        !comment.isEmpty
        ? "comment: \(comment)"
        : note.marks.isEmpty
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
    case .predicted, .gold, .masked: break
    case .undecided, .accepted, .added: facts.append(mark.standing.name)
    case .changed, .deleted: facts.append(mark.standing.name + origin(of: mark))
    case .agreed: facts.append("= agrees with gold")
    case .missed, .spurious:
      facts.append(mark.standing.sign + " " + mark.standing.name + difference(mark, note))
    }
    return facts.joined(separator: "  ")
  }

  /// What the model had proposed for a span that was changed.
  private func origin(of mark: Mark) -> String {
    guard let span = state.annotating?.open?.focused, span.decision == .changed,
      let proposal = span.proposal
    else { return "" }
    let edges =
      proposal.span.range == span.span.range ? "" : " \(proposal.span.start)-\(proposal.span.end)"
    let label = proposal.span.label == span.span.label ? "" : " \(proposal.span.label)"
    return ": was\(label)\(edges)"
  }

  /// The focused mask: what kind, which rule, how surely. Its text is beside, as far as it may be seen.
  private func drawMaskDetail(on canvas: inout Canvas) {
    let theme = state.theme
    let y = geometry.detail.y
    if let selection = state.annotating?.open?.selection {
      canvas.put(
        "selected  \(selection.lowerBound)-\(selection.upperBound)   a masks it, A everywhere",
        x: 1, y: y, style: theme.style(.text))
      return
    }
    guard let mask = state.focusedMask else {
      let text =
        state.masks.isEmpty
        ? "nothing was found here" : "Tab goes through the findings, t through the doubtful ones"
      canvas.put(text, x: 1, y: y, style: theme.style(.faint))
      return
    }
    let x = canvas.put(mask.label.rawValue, x: 1, y: y, style: theme.style(.heading))
    let everywhere = mask.isEverywhere ? ", everywhere" : ""
    canvas.put(
      "  \(mask.range.lowerBound)-\(mask.range.upperBound)  by \(mask.reason)"
        + "  p \(Format.probability(mask.confidence))  \(mask.standing.name)\(everywhere)",
      x: x, y: y, style: theme.style(.faint))
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
    guard let note = state.note, state.entries[note.index].document != nil else { return nil }
    if geometry.list.contains(point) {
      let index = note.listTop + point.y - geometry.list.y
      return index < note.marks.count ? .span(index) : .list
    }
    if state.screen != .privacy, let label = Legend(state, y: geometry.legend.y).label(at: point) {
      return .label(label)
    }
    guard geometry.text.rows.contains(point.y), point.x < geometry.text.x + geometry.text.width
    else { return nil }
    return NoteText(state, note, geometry).mark(at: point).map { .span($0) } ?? .text
  }

  /// The scalar under a cell of the text.
  func offset(at point: Point) -> Int? {
    guard let note = state.note, geometry.text.rows.contains(point.y),
      point.x < geometry.text.x + geometry.text.width
    else { return nil }
    return NoteText(state, note, geometry).offset(at: point)
  }
}

extension AppState {
  /// Whether model and gold are set against each other.
  var isComparing: Bool { hasModel && hasGold && showsGold }
}

extension Document {
  /// The text of a range on one line: line breaks and runs of white space as single spaces.
  func shownText(of range: Range<Int>) -> String {
    text.onOneLine(range)
  }
}

extension ScalarText {
  /// The text of a range on one line: line breaks and runs of white space as single spaces.
  func onOneLine(_ range: Range<Int>) -> String {
    self[range.clamped(to: 0..<count)].split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
