internal import Text

/// The labels, a line each: key, letter, colour, how many, from which probability, shown or not. Under them
/// what else decides what is seen.
struct FiltersScreen {
  private let state: AppState
  private let list: Rect

  init(_ state: AppState) {
    self.state = state
    list = Self.listArea(state.size)
  }

  static func listArea(_ size: Size) -> Rect {
    Rect(x: 0, y: 3, width: size.width, height: max(1, size.height - 8))
  }

  private static let columns = (key: 2, letter: 5, label: 8, shown: 28, bound: 37, count: 48)

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    let columns = Self.columns
    TitleBar(
      strong: "labels and filters", facts: [Format.plural(state.labels.labels.count, "label")],
      state: state
    ).draw(on: &canvas)
    for (x, title) in [
      (columns.key, "key"), (columns.label, "label"), (columns.shown, "shown"),
      (columns.bound, "p from"), (columns.count, "spans"),
    ] { canvas.put(title, x: x, y: 1, style: theme.style(.heading)) }
    canvas.rule(x: 0..<canvas.size.width, y: 2, style: theme.style(.rule))
    for y in list.rows {
      let row = state.filtersList.top + y - list.y
      guard row <= state.labels.labels.count else { break }
      draw(row, y: y, on: &canvas)
      if row == state.filtersList.selection {
        canvas.put("▸", x: 0, y: y, style: theme.style(.key))
        canvas.restyle(
          Rect(x: 0, y: y, width: canvas.size.width, height: 1), with: theme.style(.selection))
        canvas.cursor = Point(x: 0, y: y)
      }
    }
    drawSettings(on: &canvas)
  }

  private func draw(_ row: Int, y: Int, on canvas: inout Canvas) {
    let theme = state.theme
    let columns = Self.columns
    let label = row == 0 ? nil : state.labels.labels[row - 1]
    if let label {
      let style = theme.style(.label(state.labels.slot(of: label)))
      let digit = LabelTable.digit(at: row - 1).map(String.init) ?? ""
      canvas.put(digit, x: columns.key, y: y, style: theme.style(.key))
      canvas.put("\(state.labels.letter(of: label))", x: columns.letter, y: y, style: style)
      canvas.put(
        label.rawValue.truncated(toCells: columns.shown - columns.label - 1), x: columns.label,
        y: y, style: style.adding(.bold))
    } else {
      canvas.put("*", x: columns.key, y: y, style: theme.style(.key))
      canvas.put("all labels", x: columns.label, y: y, style: theme.style(.text))
    }
    let isShown = label.map(state.labels.isShown) ?? state.labels.hidden.isEmpty
    canvas.put(
      isShown ? "yes" : label == nil ? "some" : "no", x: columns.shown, y: y,
      style: theme.style(isShown ? .text : .warning))
    let bound = label.map { state.thresholds[$0] } ?? state.thresholds.common
    let isOwn = label.map { state.thresholds.own[$0] != nil } ?? true
    canvas.put(
      bound == 0 ? "-" : Format.threshold(bound), x: columns.bound, y: y,
      style: theme.style(isOwn && bound > 0 ? .text : .faint))
    let count = label.map { state.totals.counts[$0] ?? 0 } ?? state.totals.spans
    canvas.put(
      Format.count(count).aligned(toCells: 8), x: columns.count, y: y, style: theme.style(.text))
  }

  /// What else decides what is seen, three lines.
  private func drawSettings(on canvas: inout Canvas) {
    let theme = state.theme
    let y = list.y + list.height
    canvas.rule(x: 0..<canvas.size.width, y: y, style: theme.style(.rule))
    let filter = state.arrangement.filter
    let lines: [[(String, String)]] = [
      [("filter", filter?.query ?? "none: \\ asks for one")],
      [
        ("order", state.arrangement.sorting.rawValue),
        ("records", filter == nil ? "all" : Format.count(state.order.count)),
        ("gold", !state.hasGold ? "none" : state.showsGold ? "compared" : "hidden"),
      ],
      [
        ("masks", state.isMasked ? state.maskStyle.rawValue : "none"),
        ("mouse", state.usesMouse ? "on" : "off: Alt-m"),
        ("predictions", state.annotating?.hidesProposals ?? false ? "hidden" : "shown"),
      ],
    ]
    for (index, line) in lines.enumerated() {
      var x = 2
      for (name, value) in line {
        x = canvas.put(name + " ", x: x, y: y + 1 + index, style: theme.style(.faint))
        x = canvas.put(value, x: x, y: y + 1 + index, style: theme.style(.text)) + 3
      }
    }
  }

  func target(at point: Point) -> Target? {
    guard list.contains(point) else { return nil }
    let row = state.filtersList.top + point.y - list.y
    return row <= state.labels.labels.count ? .filterRow(row) : .list
  }
}

extension AppState {
  mutating func moveFilters(to row: Int) {
    filtersList.select(
      row, of: labels.labels.count + 1, height: FiltersScreen.listArea(size).height)
  }

  /// The label of the selected line; nil on the one for all.
  private var filteredLabel: Label? {
    let place = filtersList.selection - 1
    return labels.labels.indices.contains(place) ? labels.labels[place] : nil
  }

  /// A command on the screen of labels.
  mutating func performInFilters(_ command: Command) -> [Effect] {
    let page = FiltersScreen.listArea(size).height
    let here = filtersList.selection
    switch command {
    case .lineDown: moveFilters(to: here + 1)
    case .lineUp: moveFilters(to: here - 1)
    case .pageDown, .halfPageDown: moveFilters(to: here + page)
    case .pageUp, .halfPageUp: moveFilters(to: here - page)
    case .top: moveFilters(to: 0)
    case .bottom: moveFilters(to: labels.labels.count)
    case .open:
      if let label = filteredLabel {
        labels.toggle(label)
      } else {
        labels.hidden = labels.hidden.isEmpty ? Set(labels.labels) : []
      }
      refreshNote()
    case .back: screen = .records
    default: break
    }
    return []
  }

  /// Moves the bound of the selected label on the screen of labels, else the common one.
  mutating func moveThreshold(by step: Int) -> [Effect] {
    let label = screen == .filters ? filteredLabel : nil
    thresholds.raise(label, by: step)
    let bound = label.map { thresholds[$0] } ?? thresholds.common
    let whose = label.map { "\($0) " } ?? ""
    message = Message(
      text: bound == 0
        ? "all \(whose)predictions shown" : "\(whose)predictions from p \(Format.threshold(bound))")
    refreshNote()
    return recountAll()
  }
}
