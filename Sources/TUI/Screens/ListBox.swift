/// A framed list over the screen.
struct ListBox {
  let frame: Rect
  let title: String
  let list: ListState
  let count: Int

  init(title: String, rows: Int, width: Int, list: ListState, screen: Size) {
    let width = min(width, screen.width - 4)
    let height = Self.height(rows: rows, screen: screen) + 2
    frame = Rect(
      x: (screen.width - width) / 2, y: max(1, (screen.height - 1 - height) / 2), width: width,
      height: height)
    self.title = title
    self.list = list
    count = rows
  }

  /// The rows that a list of some length shows.
  static func height(rows: Int, screen: Size) -> Int { max(1, min(rows, screen.height - 6)) }

  /// The indexes of the rows shown.
  var shown: Range<Int> { list.top..<min(count, list.top + frame.height - 2) }

  /// Where the text of a row starts, and the column after its end.
  var columns: Range<Int> { frame.x + 2..<frame.x + frame.width - 2 }

  func y(of row: Int) -> Int { frame.y + 1 + row - list.top }

  func draw(on canvas: inout Canvas, theme: Theme) {
    let rule = theme.style(.rule)
    canvas.fill(frame, style: theme.style(.text))
    let right = frame.x + frame.width - 1
    let bottom = frame.y + frame.height - 1
    canvas.rule(x: frame.columns, y: frame.y, style: rule)
    canvas.rule(x: frame.columns, y: bottom, style: rule)
    for y in frame.rows {
      canvas.put("│", x: frame.x, y: y, style: rule)
      canvas.put("│", x: right, y: y, style: rule)
    }
    for (corner, x, y) in [
      ("┌", frame.x, frame.y), ("┐", right, frame.y), ("└", frame.x, bottom), ("┘", right, bottom),
    ] { canvas.put(corner, x: x, y: y, style: rule) }
    canvas.put(" \(title) ", x: frame.x + 2, y: frame.y, style: theme.style(.heading), limit: right)
    if shown.count < count {
      let place = " \(list.selection + 1) of \(count) "
      canvas.put(
        place, x: right - 1 - place.cellWidth, y: bottom, style: theme.style(.faint))
    }
  }

  /// Marks the selected row, after its text is drawn.
  func drawSelection(on canvas: inout Canvas, theme: Theme) {
    guard shown.contains(list.selection) else { return }
    let y = y(of: list.selection)
    canvas.restyle(
      Rect(x: frame.x + 1, y: y, width: frame.width - 2, height: 1), with: theme.style(.selection))
    canvas.cursor = Point(x: columns.lowerBound, y: y)
  }

  func target(at point: Point) -> Target {
    guard frame.contains(point) else { return .outside }
    let row = list.top + point.y - frame.y - 1
    return shown.contains(row) && point.y > frame.y && point.y < frame.y + frame.height - 1
      ? .popupRow(row) : .list
  }
}

/// All keys of a screen, from the keymap; Enter runs a line.
struct HelpPopup {
  private let state: AppState
  private let bindings: [Binding]
  let box: ListBox

  init(_ state: AppState, _ list: ListState, _ context: Context) {
    self.state = state
    bindings = Self.bindings(state, context)
    box = ListBox(
      title: "keys: \(context.rawValue)", rows: bindings.count,
      width: 96, list: list, screen: state.size)
  }

  /// The rows of help for a context.
  static func bindings(_ state: AppState, _ context: Context) -> [Binding] {
    state.keymap.bindings(in: context).filter { !$0.keys.isEmpty }
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    box.draw(on: &canvas, theme: theme)
    let keyWidth = 18
    for row in box.shown {
      let binding = bindings[row]
      let keys = binding.keys.map(\.description).joined(separator: " ")
      let y = box.y(of: row)
      let end = box.columns.upperBound
      canvas.put(
        keys.padded(toCells: keyWidth), x: box.columns.lowerBound, y: y, style: theme.style(.key))
      let obstacle = state.obstacle(to: binding.command)
      let text = binding.help + (obstacle.map { " (\($0))" } ?? "")
      canvas.put(
        text.truncated(toCells: end - box.columns.lowerBound - keyWidth - 1),
        x: box.columns.lowerBound + keyWidth + 1, y: y,
        style: theme.style(obstacle == nil ? .text : .faint), limit: end)
    }
    box.drawSelection(on: &canvas, theme: theme)
  }
}

/// The labels, and which are shown.
struct LabelsPopup {
  private let state: AppState
  let box: ListBox

  init(_ state: AppState, _ list: ListState) {
    self.state = state
    box = ListBox(
      title: "labels", rows: state.labels.labels.count, width: 44, list: list, screen: state.size)
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    box.draw(on: &canvas, theme: theme)
    let counts = state.shownCounts
    for row in box.shown {
      let label = state.labels.labels[row]
      let isShown = state.labels.isShown(label)
      let y = box.y(of: row)
      var x = box.columns.lowerBound
      let digit = LabelTable.digit(at: row).map(String.init) ?? " "
      x = canvas.put(digit, x: x, y: y, style: theme.style(.key))
      x = canvas.put(isShown ? "  [x] " : "  [ ] ", x: x, y: y, style: theme.style(.text))
      let style = theme.style(isShown ? .label(state.labels.slot(of: label)) : .faint)
      let name = "\(state.labels.letter(of: label)) \(label)"
      canvas.put(name, x: x, y: y, style: style, limit: box.columns.upperBound - 8)
      if let count = counts[label] {
        let text = Format.count(count)
        canvas.put(
          text, x: box.columns.upperBound - text.cellWidth, y: y, style: theme.style(.faint))
      }
    }
    box.drawSelection(on: &canvas, theme: theme)
  }
}
