internal import Text

/// The text of a record in its window: rows from the layout, spans over them or under them.
struct NoteText {
  private let state: AppState
  private let note: NoteState
  private let text: ScalarText
  private let geometry: NoteGeometry

  init(_ state: AppState, _ note: NoteState, _ geometry: NoteGeometry) {
    self.state = state
    self.note = note
    text = note.text
    self.geometry = geometry
  }

  func draw(on canvas: inout Canvas) {
    guard let layout = note.layout else { return }
    let theme = state.theme
    var y = geometry.text.y
    for row in max(0, note.top)..<max(layout.rows.count, note.top) {
      guard y < geometry.text.y + geometry.text.height else { break }
      if layout.rows[row].isFirst {
        let number = "\(layout.rows[row].line + 1)".aligned(toCells: geometry.gutter.width - 2)
        canvas.put(number, x: 0, y: y, style: theme.style(.faint))
      }
      let glyphs = layout.glyphs(inRow: row, of: text, tags: note.tags)
      let marks = marks(in: layout.rows[row].range)
      draw(glyphs, marks, y: y, on: &canvas)
      y += 1
      guard !note.laneMarks.isEmpty else { continue }
      for lane in Lanes.lanes(of: note.laneMarks, in: layout.rows[row].range) {
        guard y < geometry.text.y + geometry.text.height else { break }
        for piece in lane { draw(piece, under: glyphs, y: y, on: &canvas) }
        y += 1
      }
    }
  }

  private func marks(in range: Range<Int>) -> [Mark] {
    note.marks.filter { mark in
      mark.span.range.overlaps(range) && (mark.standing != .deleted || mark == note.focus)
    }
  }

  /// What the annotator has selected; nil where nothing is.
  private var selection: Range<Int>? { state.annotating?.open?.selection }

  /// Where the caret is; nil where spans are only looked at.
  private var caret: Int? { state.annotating?.open?.caret }

  private func draw(
    _ glyphs: [TextLayout.PlacedGlyph], _ marks: [Mark], y: Int, on canvas: inout Canvas
  ) {
    let edge = geometry.text.width
    let layers = layers(marks, glyphs)
    let plain = state.theme.style(.text)
    // The spaces at which a row was cut show nothing, no underline either.
    let inked = glyphs.lastIndex { $0.glyph != .space } ?? -1
    for glyph in glyphs.prefix(inked + 1) where glyph.column + glyph.glyph.width <= edge {
      var style = plain
      if let tag = glyph.tag {
        style = tagStyle(note.marks[tag])
      } else {
        for layer in layers where layer.range.overlaps(glyph.range) {
          style = layer.isOver ? style.overlaid(with: layer.style) : layer.style
        }
      }
      canvas.put(glyph.glyph, x: geometry.text.x + glyph.column, y: y, style: style)
      let place = caret ?? note.focus?.span.start
      if canvas.cursor == nil, let place, glyph.tag == nil, glyph.range.contains(place) {
        canvas.cursor = Point(x: geometry.text.x + glyph.column, y: y)
        canvas.showsCursor = caret != nil
      }
    }
  }

  /// A style over a part of a row.
  private struct Layer {
    var range: Range<Int>
    var style: Style
    /// Whether it is laid over what is below, or replaces it.
    var isOver: Bool
  }

  /// From bottom to top: gold that the model missed, what the model says, the focused span's own style,
  /// matches of the search, the focus.
  private func layers(_ marks: [Mark], _ glyphs: [TextLayout.PlacedGlyph]) -> [Layer] {
    let theme = state.theme
    var layers = marks.sorted { rank($0) < rank($1) }.map { mark in
      let color = theme.style(.label(state.labels.slot(of: mark.span.label)))
      let attributes = state.markStyle == .inline ? mark.standing.attributes : []
      if state.screen == .privacy {
        let role: Role = mark.standing == .undecided ? .warning : .good
        return Layer(
          range: mark.span.range, style: theme.style(role).adding(attributes), isOver: false)
      }
      return Layer(range: mark.span.range, style: color.adding(attributes), isOver: false)
    }
    if let first = glyphs.first, let last = glyphs.last {
      let row = first.range.lowerBound..<max(first.range.lowerBound, last.range.upperBound)
      for (index, match) in note.matches.enumerated() where match.overlaps(row) {
        let role: Role = index == note.currentMatch ? .currentMatch : .match
        layers.append(Layer(range: match, style: theme.style(role), isOver: true))
      }
    }
    if let range = selection ?? note.focus?.span.range {
      layers.append(Layer(range: range, style: theme.style(.focus), isOver: true))
    }
    return layers
  }

  private func rank(_ mark: Mark) -> Int {
    if mark == note.focus { return 2 }
    return mark.standing == .missed ? 0 : 1
  }

  private func tagStyle(_ mark: Mark) -> Style {
    let style = state.theme.style(.label(state.labels.slot(of: mark.span.label))).adding(.bold)
    return mark == note.focus ? style.overlaid(with: state.theme.style(.focus)) : style
  }

  private func draw(
    _ piece: Lanes.Piece, under glyphs: [TextLayout.PlacedGlyph], y: Int, on canvas: inout Canvas
  ) {
    let covered = glyphs.filter { $0.tag == nil && $0.range.overlaps(piece.range) }
    guard let first = covered.first, let last = covered.last else { return }
    let end = min(last.column + last.glyph.width, geometry.text.width)
    let isStart = piece.range.lowerBound == piece.mark.span.start
    let line = laneText(piece.mark, width: end - first.column, isStart: isStart)
    var style = state.theme.style(.label(state.labels.slot(of: piece.mark.span.label)))
    if piece.mark.standing == .agreed { style = style.adding(.bold) }
    if piece.mark == note.focus { style = style.overlaid(with: state.theme.style(.focus)) }
    canvas.put(line, x: geometry.text.x + first.column, y: y, style: style)
  }

  /// `=problem══`, or `=B══` where the name does not fit.
  private func laneText(_ mark: Mark, width: Int, isStart: Bool) -> String {
    guard width > 0 else { return "" }
    let letter = String(state.labels.letter(of: mark.span.label))
    let sign = mark.standing.sign == " " ? "" : mark.standing.sign
    let heads = isStart ? [sign + mark.span.label.rawValue, sign + letter, sign] : [""]
    var head = heads.first { $0.cellWidth <= width } ?? ""
    if head.isEmpty, isStart { head = letter }
    let fill = String(repeating: mark.standing.fill, count: max(0, width - head.cellWidth))
    return head + fill
  }

  /// The scalar under a cell of the text, or beside it.
  func offset(at point: Point) -> Int? {
    guard let layout = note.layout else { return nil }
    var y = geometry.text.y
    for row in note.top..<max(layout.rows.count, note.top) {
      y += state.height(ofRow: row, in: note)
      if y > point.y {
        return layout.offset(
          inRow: row, column: max(0, point.x - geometry.text.x), of: text, tags: note.tags)
      }
    }
    return nil
  }

  /// The mark under a cell, by its place among the marks: the shortest where several overlap.
  func mark(at point: Point) -> Int? {
    guard let layout = note.layout else { return nil }
    var y = geometry.text.y
    for row in note.top..<max(layout.rows.count, note.top) {
      let height = state.height(ofRow: row, in: note)
      defer { y += height }
      guard y + height > point.y else { continue }
      let glyphs = layout.glyphs(inRow: row, of: text, tags: note.tags)
      let column = point.x - geometry.text.x
      guard
        let glyph = glyphs.last(where: {
          $0.column <= column && column < $0.column + $0.glyph.width
        })
      else { return nil }
      if let tag = glyph.tag { return tag }
      let covering = note.marks.indices.filter {
        note.marks[$0].span.range.overlaps(glyph.range)
      }
      if point.y > y {  // a lane
        let lanes = Lanes.lanes(of: note.laneMarks, in: layout.rows[row].range)
        let piece = lanes[point.y - y - 1].first { $0.range.overlaps(glyph.range) }
        return piece.flatMap { note.marks.firstIndex(of: $0.mark) }
      }
      return covering.min { note.marks[$0].span.range.count < note.marks[$1].span.range.count }
    }
    return nil
  }
}
