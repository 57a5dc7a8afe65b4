internal import Journal
internal import Text

/// The list of differences: what kind, what gold says, what the model says and how surely, and who is right.
/// Under it the text of the selected one, with everybody's spans in lanes.
struct ComparisonScreen {
  private let state: AppState
  private let list: Rect

  init(_ state: AppState) {
    self.state = state
    list = Self.listArea(state.size)
  }

  /// Rows of the window that neither list nor lanes have: title, heading, rules, what both say, footer.
  private static let frame = 7

  private static func laneHeight(_ size: Size) -> Int {
    let body = size.height - frame
    return body < 9 ? 0 : min(16, body / 2)
  }

  static func listArea(_ size: Size) -> Rect {
    let lanes = laneHeight(size)
    let height = size.height - frame - (lanes > 0 ? lanes + 1 : 0)
    return Rect(x: 0, y: 3, width: size.width, height: height)
  }

  private var lanes: Rect {
    let height = Self.laneHeight(state.size)
    return Rect(
      x: 0, y: list.y + list.height + (height > 0 ? 1 : 0), width: state.size.width,
      height: height)
  }

  private struct Columns {
    var kind = 2
    var gold = 7
    var model: Int
    /// nil where there is no second model.
    var second: Int?
    var confidence: Int
    var loss: Int?
    var text: Int
    var record: Int
    var verdict: Int

    init(_ width: Int, hasSecond: Bool) {
      let label = hasSecond ? (width < 80 ? 7 : 10) : (width < 80 ? 10 : 12)
      model = gold + label
      second = hasSecond ? model + label : nil
      confidence = (second ?? model) + label
      loss = width < 80 ? nil : confidence + 5
      text = (loss ?? confidence) + 5
      verdict = width - 10
      let showsRecord = width >= (hasSecond ? 110 : 80)
      record = showsRecord ? verdict - min(26, width / 5) - 1 : verdict
    }
  }

  private var hasSecond: Bool { state.hasSecond }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    let comparison = state.comparison
    TitleBar(strong: state.source, facts: facts, state: state).draw(on: &canvas)
    let columns = Columns(state.size.width, hasSecond: hasSecond)
    drawHeading(columns, on: &canvas)
    for y in list.rows {
      let index = comparison.list.top + y - list.y
      guard index < comparison.count else { break }
      switch comparison.mode {
      case .errors: draw(comparison.rows[index], y: y, columns, on: &canvas)
      case .sameText:
        if let text = comparison.texts?[index] { draw(text, y: y, columns, on: &canvas) }
      }
      if index == comparison.list.selection {
        canvas.put("▸", x: 0, y: y, style: theme.style(.key))
        canvas.restyle(
          Rect(x: 0, y: y, width: canvas.size.width, height: 1), with: theme.style(.selection))
        canvas.cursor = Point(x: 0, y: y)
      }
    }
    if comparison.count == 0 {
      canvas.put(emptiness, x: 2, y: list.y, style: theme.style(.faint))
    }
    drawLanes(on: &canvas)
    drawFoot(on: &canvas)
  }

  private var facts: [String] {
    let comparison = state.comparison
    if comparison.mode == .sameText {
      return [Format.plural(comparison.count, "place"), "same text, two labels"]
    }
    let view = comparison.view
    var facts = [Format.plural(comparison.rows.count, "difference")]
    if let kind = view.kind { facts.append("type \(kind.rawValue)") }
    if let gold = view.goldLabel {
      facts.append("\(comparison.names.gold) \(gold?.rawValue ?? "none")")
    }
    if let predicted = view.predictedLabel {
      facts.append("\(comparison.names.model) \(predicted?.rawValue ?? "none")")
    }
    return facts + [view.sorting.rawValue]
  }

  private var emptiness: String {
    let comparison = state.comparison
    if comparison.mode == .sameText {
      return comparison.texts == nil ? "counting…" : "No text is labelled in two ways."
    }
    if comparison.all == nil { return "counting…" }
    let names = comparison.names
    return "No difference between \(names.gold) and \(names.model)"
      + (comparison.view.isWhole ? "." : " of this kind.")
  }

  private func drawHeading(_ columns: Columns, on canvas: inout Canvas) {
    let theme = state.theme
    let names = state.comparison.names
    var titles: [(Int, String)]
    switch state.comparison.mode {
    case .errors:
      titles = [
        (columns.kind, "type"),
        (columns.gold, names.gold.truncated(toCells: columns.model - columns.gold - 1)),
        (
          columns.model,
          names.model.truncated(
            toCells: (columns.second ?? columns.confidence) - columns.model - 1)
        ),
        (columns.confidence, "p"), (columns.text, "text"), (columns.verdict, "right"),
      ]
      if let second = columns.second { titles.append((second, names.second)) }
      if let loss = columns.loss { titles.append((loss, "loss")) }
    case .sameText:
      titles = [(columns.kind, "label"), (columns.model, "of"), (columns.text, "text")]
    }
    for (x, title) in titles { canvas.put(title, x: x, y: 1, style: theme.style(.heading)) }
    if columns.record < columns.verdict {
      canvas.put("record", x: columns.record, y: 1, style: theme.style(.heading))
    }
    canvas.rule(x: 0..<canvas.size.width, y: 2, style: theme.style(.rule))
  }

  private func draw(_ row: ErrorRow, y: Int, _ columns: Columns, on canvas: inout Canvas) {
    let theme = state.theme
    let kind = row.kind?.rawValue ?? row.secondKind?.rawValue ?? ""
    canvas.put(kind, x: columns.kind, y: y, style: theme.style(row.kind == nil ? .faint : .key))
    put(row.gold?.label, x: columns.gold, end: columns.model, y: y, on: &canvas)
    put(
      row.predicted?.label, x: columns.model, end: columns.second ?? columns.confidence, y: y,
      on: &canvas)
    if let second = columns.second {
      put(row.second?.label, x: second, end: columns.confidence, y: y, on: &canvas)
    }
    if let confidence = row.confidence {
      canvas.put(
        Format.probability(confidence), x: columns.confidence, y: y, style: theme.style(.faint))
    }
    if let x = columns.loss, let loss = row.loss {
      canvas.put(Format.tenths(loss), x: x, y: y, style: theme.style(.faint))
    }
    let text = state.entries[row.entry].shownText(row.start..<row.end)
    put(text, of: row.entry, y: y, columns, on: &canvas)
    let word: String?
    let verdict = state.verdict(on: row)
    if state.isAdjudicating {
      word = state.adjudicated(row)?.word
    } else {
      word = verdict.map { $0 == .second ? state.comparison.names.second : $0.rawValue }
    }
    canvas.put(
      (word ?? "").truncated(toCells: 9), x: columns.verdict, y: y,
      style: theme.style(verdict == .gold || state.isAdjudicating ? .good : .warning))
  }

  private func draw(_ row: SameText, y: Int, _ columns: Columns, on canvas: inout Canvas) {
    put(row.span.label, x: columns.kind, end: columns.model, y: y, on: &canvas)
    canvas.put(
      "\(row.count) of \(row.total)", x: columns.model, y: y, style: state.theme.style(.faint))
    put(row.text, of: row.entry, y: y, columns, on: &canvas)
  }

  private func put(_ label: Label?, x: Int, end: Int, y: Int, on canvas: inout Canvas) {
    let style = label.map { state.theme.style(.label(state.labels.slot(of: $0))) }
    canvas.put(
      (label?.rawValue ?? "-").truncated(toCells: end - x - 1), x: x, y: y,
      style: style ?? state.theme.style(.faint))
  }

  private func put(
    _ text: String, of entry: Int, y: Int, _ columns: Columns, on canvas: inout Canvas
  ) {
    let theme = state.theme
    canvas.put(
      text.truncated(toCells: columns.record - columns.text - 1), x: columns.text, y: y,
      style: theme.style(.text))
    guard columns.record < columns.verdict else { return }
    let id = state.entries[entry].document?.id ?? "…"
    canvas.put(
      id.truncated(toCells: columns.verdict - columns.record - 1), x: columns.record, y: y,
      style: theme.style(.faint))
  }

  // MARK: The selected place

  /// The selected row as an error, also where a text is listed.
  private var selected: ErrorRow? {
    let comparison = state.comparison
    if comparison.mode == .errors { return comparison.selected }
    guard let texts = comparison.texts, texts.indices.contains(comparison.list.selection) else {
      return nil
    }
    let text = texts[comparison.list.selection]
    return ErrorRow(entry: text.entry, gold: text.span)
  }

  private func drawLanes(on canvas: inout Canvas) {
    guard lanes.height > 0 else { return }
    let theme = state.theme
    canvas.rule(x: 0..<canvas.size.width, y: lanes.y - 1, style: theme.style(.rule))
    guard let row = selected else { return }
    let id = state.entries[row.entry].document?.id ?? "…"
    canvas.put(" \(id) ", x: 2, y: lanes.y - 1, style: theme.style(.heading))
    if hasSecond, let model = state.modelName, let second = state.secondName {
      let names =
        " \(state.comparison.names.model) \(model)   "
        + "\(state.comparison.names.second) \(second) "
      let x = canvas.size.width - names.cellWidth - 2
      if x > id.cellWidth + 6 {
        canvas.put(names, x: x, y: lanes.y - 1, style: theme.style(.faint))
      }
    }
    SpanLanes(state, row, in: lanes).draw(on: &canvas)
  }

  /// What each says of the selected place, and how many errors of each kind there are.
  private func drawFoot(on canvas: inout Canvas) {
    let theme = state.theme
    let y = lanes.y + lanes.height
    canvas.rule(x: 0..<canvas.size.width, y: y, style: theme.style(.rule))
    let names = state.comparison.names
    if let row = state.comparison.selected, state.entries[row.entry].document != nil {
      var sides = [(names.gold, row.gold), (names.model, row.predicted)]
      if hasSecond { sides.append((names.second, row.second)) }
      let room = max(8, canvas.size.width / sides.count - 22)
      var x = 1
      for (name, span) in sides {
        x = canvas.put(name + " ", x: x, y: y + 1, style: theme.style(.faint))
        guard let span else {
          x = canvas.put("nothing", x: x, y: y + 1, style: theme.style(.faint)) + 3
          continue
        }
        let style = theme.style(.label(state.labels.slot(of: span.label))).adding(.bold)
        x = canvas.put(span.label.rawValue, x: x, y: y + 1, style: style)
        let quoted = state.entries[row.entry].shownText(span.range).truncated(toCells: room)
        x = canvas.put(" “\(quoted)”", x: x, y: y + 1, style: theme.style(.text)) + 3
      }
    }
    var x = 1
    for kind in ErrorKind.allCases {
      let count = state.comparison.all?.kinds[kind] ?? 0
      x = canvas.put(kind.rawValue, x: x, y: y + 2, style: theme.style(.key)) + 1
      x = canvas.put(Format.count(count), x: x, y: y + 2, style: theme.style(.text)) + 3
    }
    canvas.put(progress, x: x, y: y + 2, style: theme.style(.faint))
  }

  private var progress: String {
    if state.isAdjudicating {
      let left = state.totals.undecided
      return left == 0 ? "all decided" : "\(Format.count(left)) to decide"
    }
    return Format.plural(state.comparison.verdicts.count, "verdict")
  }

  func target(at point: Point) -> Target? {
    guard list.contains(point) else { return nil }
    let index = state.comparison.list.top + point.y - list.y
    return index < state.comparison.count ? .errorRow(index) : .list
  }
}
