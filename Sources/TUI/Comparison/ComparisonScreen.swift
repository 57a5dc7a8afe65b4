internal import Journal
internal import Text

/// The list of errors: what kind, what gold says, what the model says and how surely, and who is right.
struct ComparisonScreen {
  private let state: AppState
  let body: Rect

  init(_ state: AppState) {
    self.state = state
    body = Self.body(state.size)
  }

  static func body(_ size: Size) -> Rect {
    Rect(x: 0, y: 3, width: size.width, height: size.height - 7)
  }

  private struct Columns {
    var kind = 2
    var gold = 7
    var model: Int
    var confidence: Int
    var text: Int
    var record: Int
    var verdict: Int

    init(_ width: Int) {
      let label = width < 80 ? 10 : 12
      model = gold + label
      confidence = model + label
      text = confidence + 5
      verdict = width - 10
      record = width < 80 ? verdict : verdict - min(26, width / 5) - 1
    }
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    let comparison = state.comparison
    var facts = [Format.plural(comparison.rows.count, "difference")]
    if let kind = comparison.kind { facts.append("type \(kind.rawValue)") }
    if let gold = comparison.goldLabel { facts.append("gold \(gold?.rawValue ?? "none")") }
    if let predicted = comparison.predictedLabel {
      facts.append("model \(predicted?.rawValue ?? "none")")
    }
    facts.append(comparison.sorting.rawValue)
    TitleBar(strong: state.source, facts: facts, state: state).draw(on: &canvas)
    let columns = Columns(state.size.width)
    for (x, title) in [
      (columns.kind, "type"), (columns.gold, "gold"), (columns.model, "model"),
      (columns.confidence, "p"), (columns.text, "text"), (columns.verdict, "right"),
    ] { canvas.put(title, x: x, y: 1, style: theme.style(.heading)) }
    if columns.record < columns.verdict {
      canvas.put("record", x: columns.record, y: 1, style: theme.style(.heading))
    }
    canvas.rule(x: 0..<canvas.size.width, y: 2, style: theme.style(.rule))
    for y in body.rows {
      let index = comparison.list.top + y - body.y
      guard comparison.rows.indices.contains(index) else { break }
      draw(comparison.rows[index], y: y, columns, on: &canvas)
      if index == comparison.list.selection {
        canvas.put("▸", x: 0, y: y, style: theme.style(.key))
        canvas.restyle(
          Rect(x: 0, y: y, width: canvas.size.width, height: 1), with: theme.style(.selection))
        canvas.cursor = Point(x: 0, y: y)
      }
    }
    if comparison.rows.isEmpty {
      let text =
        comparison.all == nil
        ? "counting…"
        : "No difference between gold and the model\(comparison.kind == nil ? "." : " of this kind.")"
      canvas.put(text, x: 2, y: body.y, style: theme.style(.faint))
    }
    drawFoot(on: &canvas)
  }

  private func draw(_ row: ErrorRow, y: Int, _ columns: Columns, on canvas: inout Canvas) {
    let theme = state.theme
    canvas.put(row.kind.rawValue, x: columns.kind, y: y, style: theme.style(.key))
    for (label, x, end) in [
      (row.gold?.label, columns.gold, columns.model),
      (row.predicted?.label, columns.model, columns.confidence),
    ] {
      let style = label.map { theme.style(.label(state.labels.slot(of: $0))) }
      let text = (label?.rawValue ?? "-").truncated(toCells: end - x - 1)
      canvas.put(text, x: x, y: y, style: style ?? theme.style(.faint))
    }
    if let confidence = row.confidence {
      canvas.put(
        Format.probability(confidence), x: columns.confidence, y: y, style: theme.style(.faint))
    }
    let text = state.errorText(row).truncated(toCells: columns.record - columns.text - 1)
    canvas.put(text, x: columns.text, y: y, style: theme.style(.text))
    if columns.record < columns.verdict {
      let id = state.entries[row.entry].document?.id ?? "…"
      canvas.put(
        id.truncated(toCells: columns.verdict - columns.record - 1), x: columns.record, y: y,
        style: theme.style(.faint))
    }
    if let verdict = state.verdict(on: row) {
      canvas.put(
        verdict.rawValue, x: columns.verdict, y: y,
        style: theme.style(verdict == .model ? .warning : .good))
    }
  }

  /// What both say of the selected place, and how many errors of each kind there are.
  private func drawFoot(on canvas: inout Canvas) {
    let theme = state.theme
    let y = body.y + body.height
    canvas.rule(x: 0..<canvas.size.width, y: y, style: theme.style(.rule))
    if let row = state.comparison.selected, let document = state.entries[row.entry].document {
      var x = 1
      for (name, span) in [("gold", row.gold), ("model", row.predicted)] {
        x = canvas.put(name + " ", x: x, y: y + 1, style: theme.style(.faint))
        guard let span else {
          x = canvas.put("nothing", x: x, y: y + 1, style: theme.style(.faint)) + 3
          continue
        }
        let style = theme.style(.label(state.labels.slot(of: span.label))).adding(.bold)
        x = canvas.put(span.label.rawValue, x: x, y: y + 1, style: style)
        let room = max(8, canvas.size.width / 2 - 22)
        let quoted = document.shownText(of: span.range).truncated(toCells: room)
        x = canvas.put(" “\(quoted)”", x: x, y: y + 1, style: theme.style(.text)) + 3
      }
    }
    var x = 1
    let all = state.comparison.all ?? []
    for kind in ErrorKind.allCases {
      let count = all.count { $0.kind == kind }
      x = canvas.put(kind.rawValue, x: x, y: y + 2, style: theme.style(.key)) + 1
      x = canvas.put(Format.count(count), x: x, y: y + 2, style: theme.style(.text)) + 3
    }
    let said = all.count { state.verdict(on: $0) != nil }
    canvas.put("\(Format.plural(said, "verdict"))", x: x, y: y + 2, style: theme.style(.faint))
  }

  func target(at point: Point) -> Target? {
    guard body.contains(point) else { return nil }
    let index = state.comparison.list.top + point.y - body.y
    return state.comparison.rows.indices.contains(index) ? .errorRow(index) : .list
  }
}

/// How often gold's labels (down) meet the model's (across), pair by pair; `none` where one of them has no span.
/// Enter on a cell lists what is in it.
struct ConfusionPopup {
  private let state: AppState
  private let row: Int
  private let column: Int
  /// The labels, and nil for none.
  let labels: [Label?]
  let box: ListBox

  init(_ state: AppState, row: Int, column: Int) {
    self.state = state
    labels = Self.labels(state)
    self.row = row
    self.column = column
    box = ListBox(
      title: "gold down, model across", rows: labels.count + 1,
      width: 14 + labels.count * 7, list: ListState(top: 0, selection: row + 1), screen: state.size)
  }

  static func labels(_ state: AppState) -> [Label?] {
    state.labels.labels.prefix(10).map { Optional($0) } + [nil]
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    box.draw(on: &canvas, theme: theme)
    var counts: [[Label?]: Int] = [:]
    for error in state.comparison.all ?? [] {
      counts[[error.gold?.label, error.predicted?.label], default: 0] += 1
    }
    let agreed = state.agreedCounts
    let x0 = box.columns.lowerBound
    for line in box.shown {
      let y = box.y(of: line)
      for (index, label) in labels.enumerated() {
        let x = x0 + 11 + index * 7
        guard x + 6 <= box.columns.upperBound else { break }
        if line == 0 {
          canvas.put(name(label, 6).aligned(toCells: 6), x: x, y: y, style: style(label))
          continue
        }
        let gold = labels[line - 1]
        let isDiagonal = gold == label && gold != nil
        let count =
          isDiagonal ? gold.flatMap { agreed[$0] } ?? 0 : counts[[gold, label]] ?? 0
        // Errors of edges alone have the label right.
        let boundary = isDiagonal ? counts[[gold, label]] ?? 0 : 0
        let text = gold == nil && label == nil ? "-" : Format.count(count + boundary)
        let role: Role = isDiagonal ? .good : count == 0 ? .faint : .text
        canvas.put(text.aligned(toCells: 6), x: x, y: y, style: theme.style(role))
        if line - 1 == row, index == column {
          canvas.restyle(
            Rect(x: x, y: y, width: 6, height: 1), with: theme.style(.focus))
          canvas.cursor = Point(x: x + 5, y: y)
        }
      }
      if line > 0 {
        canvas.put(name(labels[line - 1], 10), x: x0, y: y, style: style(labels[line - 1]))
      }
    }
  }

  private func name(_ label: Label?, _ width: Int) -> String {
    (label?.rawValue ?? "none").truncated(toCells: width)
  }

  private func style(_ label: Label?) -> Style {
    label.map { state.theme.style(.label(state.labels.slot(of: $0))) }
      ?? state.theme.style(.faint)
  }
}

extension AppState {
  /// How often gold and the model agree on label and edges, by label.
  var agreedCounts: [Label: Int] {
    Self.counts(
      entries.lazy.flatMap { entry in
        entry.pairs(threshold: self.threshold).filter { $0.outcome == .correct }
          .compactMap { $0.gold?.label }
      })
  }

  /// A command while the matrix is open.
  mutating func performInConfusion(_ command: Command, _ row: Int, _ column: Int) {
    let labels = ConfusionPopup.labels(self)
    let last = labels.count - 1
    switch command {
    case .lineDown: popup = .confusion(row: min(last, row + 1), column: column)
    case .lineUp: popup = .confusion(row: max(0, row - 1), column: column)
    case .moveRight: popup = .confusion(row: row, column: min(last, column + 1))
    case .moveLeft: popup = .confusion(row: row, column: max(0, column - 1))
    case .open:
      comparison.goldLabel = .some(labels[min(row, last)])
      comparison.predictedLabel = .some(labels[min(column, last)])
      comparison.kind = nil
      popup = nil
      refreshErrors()
    case .back: popup = nil
    default: break
    }
  }
}
