internal import Journal
internal import Text

/// The list of records: how long each is, what was found in it, how that agrees with gold.
struct RecordsScreen {
  private let state: AppState
  private let columns: RecordColumns
  let body: Rect

  init(_ state: AppState) {
    self.state = state
    columns = RecordColumns(state)
    body = Self.body(state.size)
  }

  static func body(_ size: Size) -> Rect {
    Rect(x: 0, y: 3, width: size.width, height: size.height - 6)
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    TitleBar(
      strong: state.source, facts: [Format.plural(state.entries.count, "record")], state: state
    ).draw(on: &canvas)
    drawHeading(on: &canvas)
    for y in body.rows {
      let row = state.list.top + y - body.y
      guard row < state.order.count else { break }
      draw(state.entries[state.order[row]], row: row, y: y, on: &canvas)
      if row == state.list.selection {
        canvas.put("▸", x: 0, y: y, style: theme.style(.key))
        canvas.restyle(
          Rect(x: 0, y: y, width: canvas.size.width, height: 1), with: theme.style(.selection))
        canvas.cursor = Point(x: 0, y: y)
      }
    }
    if state.order.isEmpty {
      let text = state.entries.isEmpty ? "There are no records." : "No record is so; Esc shows all."
      canvas.put(text, x: 2, y: body.y, style: theme.style(.faint))
    }
    drawSummary(on: &canvas)
  }

  private func drawHeading(on canvas: inout Canvas) {
    let theme = state.theme
    for column in columns.all {
      let style: Style
      if case .label(let label) = column.kind {
        style = theme.style(.label(state.labels.slot(of: label))).adding(.bold)
      } else {
        style = theme.style(.heading)
      }
      let text =
        column.isNumber
        ? column.title.aligned(toCells: column.width) : column.title.padded(toCells: column.width)
      canvas.put(text, x: column.x, y: 1, style: style)
    }
    canvas.rule(x: 0..<canvas.size.width, y: 2, style: theme.style(.rule))
  }

  private func draw(_ entry: Entry, row: Int, y: Int, on canvas: inout Canvas) {
    let theme = state.theme
    for column in columns.all {
      let (text, role) = cell(entry, row: row, column.kind)
      let fitted =
        column.isNumber
        ? text.aligned(toCells: column.width) : text.padded(toCells: column.width)
      canvas.put(fitted, x: column.x, y: y, style: theme.style(role))
    }
  }

  private func cell(
    _ entry: Entry, row: Int, _ kind: RecordColumns.Kind
  ) -> (String, Role) {
    switch kind {
    case .ordinal: return ("\(state.order[row] + 1)", .faint)
    case .name:
      let isMatch = state.search?.records?.containsAscending(state.order[row]) ?? false
      return (entry.document?.id ?? "…", isMatch ? .match : .text)
    case .length: return (Format.count(entry.length), .faint)
    case .status: return status(state.order[row])
    case .todo:
      let todo = state.todo(state.order[row])
      let isKnown = entry.counts != nil
      return todo == 0 ? ("-", .faint) : (isKnown ? Format.count(todo) : "·", .text)
    case .lowest:
      return (entry.lowest.map(Format.probability) ?? "", .faint)
    case .label(let label):
      guard let counts = entry.counts else { return ("·", .faint) }
      let count = counts[label] ?? 0
      return (Format.count(count), count == 0 ? .faint : .text)
    case .spans:
      guard let counts = entry.counts else { return ("·", .faint) }
      return (Format.count(counts.values.reduce(0, +)), .text)
    case .f1:
      switch (entry.shown, entry.predictions) {
      case (.blocked, _): return ("hidden", .warning)
      case (_, .failed): return ("failed", .warning)
      case (_, .waiting): return ("…", .faint)
      default: break
      }
      guard let tally = entry.tally else { return ("", .faint) }
      return (tally.f1.map(Format.share) ?? "-", tally.f1 == 1 ? .good : .text)
    case .missed:
      return (entry.tally.map { Format.count($0.missed) } ?? "", zeroIsFaint(entry.tally?.missed))
    case .spurious:
      return (
        entry.tally.map { Format.count($0.spurious) } ?? "", zeroIsFaint(entry.tally?.spurious)
      )
    }
  }

  /// What was decided on a record, in a word; `*` is a flag, `;` a comment.
  private func status(_ index: Int) -> (String, Role) {
    guard let work = state.entries[index].work else { return ("", .text) }
    let signs = (work.isFlagged ? "*" : "") + (work.hasComment ? ";" : "")
    if let answer = work.answer {
      return (answer.rawValue + signs, answer == .accept ? .good : .faint)
    }
    return ((work.decisions > 0 ? "begun" : "to do") + signs, .text)
  }

  private func zeroIsFaint(_ count: Int?) -> Role { count == 0 ? .faint : .text }

  private func drawSummary(on canvas: inout Canvas) {
    let theme = state.theme
    let y = body.y + body.height
    canvas.rule(x: 0..<canvas.size.width, y: y, style: theme.style(.rule))
    let summary = Summary(state)
    var x = 1
    for (index, part) in summary.parts.enumerated() {
      let text = (index == 0 ? "" : "   ") + part
      guard x + text.cellWidth < canvas.size.width else { break }
      x = canvas.put(text, x: x, y: y + 1, style: theme.style(index == 0 ? .text : .faint))
    }
  }

  func target(at point: Point) -> Target? {
    guard body.contains(point) else { return nil }
    let row = state.list.top + point.y - body.y
    return row < state.order.count ? .record(row: row) : .list
  }
}

/// The line under the list: how far the work is, and how well the model does over all records.
private struct Summary {
  var parts: [String] = []

  init(_ state: AppState) {
    let total = state.totals
    if let filter = state.arrangement.filter {
      let isKnown = state.arranged.filter == filter
      let found = isKnown ? "\(Format.count(state.order.count)) of " : ""
      parts.append("\(found)\(Format.count(state.entries.count)): \(filter.query)")
    }
    if state.hasModel, total.done < state.entries.count {
      parts.append(
        "recognizing \(Format.count(total.done)) of \(Format.count(state.entries.count))")
    } else {
      parts.append(Format.plural(total.spans, "span"))
    }
    if let annotating = state.annotating {
      parts.insert(
        "\(Format.count(state.totals.finished)) of \(Format.count(state.entries.count)) done, "
          + Format.plural(annotating.history.done.count, "decision"), at: parts.count)
      return
    }
    if let f1 = total.tally.f1, state.hasGold, state.hasModel {
      parts.append("F1 \(Format.share(f1))")
      parts.append("\(Format.count(total.tally.missed)) missed")
      parts.append("\(Format.count(total.tally.spurious)) spurious")
    }
    if !state.thresholds.isOpen {
      parts.append("p ≥ \(Format.threshold(state.thresholds.common))")
    }
    let sorting = state.arrangement.sorting
    if sorting != .file { parts.append("sorted by \(sorting.rawValue)") }
    if let search = state.search, let records = search.records {
      parts.append("\(Format.plural(records.count, "record")) with the text searched")
    }
  }
}
