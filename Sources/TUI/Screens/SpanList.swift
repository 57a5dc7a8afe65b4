internal import Text

/// The spans of a record, one a line: sign, label, text, confidence.
struct SpanList {
  private let state: AppState
  private let note: NoteState
  private let area: Rect

  init(_ state: AppState, _ note: NoteState, _ geometry: NoteGeometry) {
    self.state = state
    self.note = note
    area = geometry.list
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    let labelWidth = min(10, state.labels.labels.map { $0.rawValue.cellWidth }.max() ?? 0)
    // Wide windows have room for the offsets too.
    let showsOffsets = area.width >= 40
    let confidenceX = area.x + area.width - 5
    let textX = area.x + 5 + labelWidth
    let textEnd = showsOffsets ? confidenceX - 12 : confidenceX - 1
    for y in area.rows {
      let index = note.listTop + y - area.y
      guard index < note.marks.count else { break }
      let mark = note.marks[index]
      let style = theme.style(.label(state.labels.slot(of: mark.span.label)))
      canvas.put(mark.standing.sign, x: area.x + 2, y: y, style: theme.style(.key))
      canvas.put(
        mark.span.label.rawValue.truncated(toCells: labelWidth), x: area.x + 4, y: y, style: style)
      canvas.put(
        note.text.onOneLine(mark.span.range).truncated(toCells: max(0, textEnd - textX)),
        x: textX, y: y, style: theme.style(.text), limit: textEnd)
      if showsOffsets {
        canvas.put(
          "\(mark.span.start)-\(mark.span.end)".aligned(toCells: 11), x: textEnd, y: y,
          style: theme.style(.faint))
      }
      if let confidence = mark.confidence {
        canvas.put(
          Format.probability(confidence).aligned(toCells: 4), x: confidenceX, y: y,
          style: theme.style(.faint))
      }
      if mark == note.focus {
        canvas.put("▸", x: area.x + 1, y: y, style: theme.style(.key))
        canvas.restyle(
          Rect(x: area.x, y: y, width: area.width, height: 1), with: theme.style(.selection))
      }
    }
  }
}

/// The labels with their keys, colours and counts; a hidden one stands in brackets.
struct Legend {
  private let state: AppState
  private let y: Int

  init(_ state: AppState, y: Int) {
    self.state = state
    self.y = y
  }

  private struct Item {
    var index: Int
    var key: String
    var name: String
    var count: String
    var columns: Range<Int>
  }

  private var threshold: String {
    state.thresholds.isOpen ? "" : "p ≥ \(Format.threshold(state.thresholds.common))"
  }

  /// The labels as wide apart as fits; where counts do not fit either, without them.
  private var items: [Item] {
    for (gap, showsCounts) in [(3, true), (2, true), (3, false)] {
      let items = items(gap: gap, showsCounts: showsCounts)
      if items.count == state.labels.labels.count { return items }
    }
    return items(gap: 2, showsCounts: false)
  }

  private func items(gap: Int, showsCounts: Bool) -> [Item] {
    let counts = state.shownCounts
    let showsLetters = state.markStyle != .inline
    let end = state.size.width - threshold.cellWidth - 3
    var items: [Item] = []
    var x = 1
    for (index, label) in state.labels.labels.enumerated() {
      let letter = showsLetters ? "\(state.labels.letter(of: label)) " : ""
      let name = state.labels.isShown(label) ? letter + label.rawValue : "(\(label))"
      let key = LabelTable.digit(at: index).map(String.init) ?? ""
      let count = showsCounts ? Format.count(counts[label] ?? 0) : ""
      let width = [key, name, count].reduce(0) { $0 + $1.cellWidth + ($1.isEmpty ? 0 : 1) } - 1
      guard x + width <= end else { break }
      items.append(
        Item(index: index, key: key, name: name, count: count, columns: x..<x + width))
      x += width + gap
    }
    return items
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    let items = items
    for item in items {
      let label = state.labels.labels[item.index]
      let isShown = state.labels.isShown(label)
      var x = item.columns.lowerBound
      if !item.key.isEmpty { x = canvas.put(item.key, x: x, y: y, style: theme.style(.key)) + 1 }
      let style = theme.style(isShown ? .label(state.labels.slot(of: label)) : .faint)
      x = canvas.put(item.name, x: x, y: y, style: isShown ? style.adding(.bold) : style)
      canvas.put(item.count, x: x + 1, y: y, style: theme.style(.faint))
    }
    if items.count < state.labels.labels.count, let last = items.last {
      let text = "L +\(state.labels.labels.count - items.count)"
      canvas.put(text, x: last.columns.upperBound + 2, y: y, style: theme.style(.hint))
    }
    canvas.put(
      threshold, x: state.size.width - threshold.cellWidth - 1, y: y, style: theme.style(.text))
  }

  func label(at point: Point) -> Int? {
    guard point.y == y else { return nil }
    return items.first { $0.columns.contains(point.x) }?.index
  }
}
