internal import Journal
internal import Text

/// The text round an error with a line under it for each who says something: gold, the model or both models,
/// and what the annotator has made of it.
struct SpanLanes {
  private let state: AppState
  private let row: ErrorRow
  private let area: Rect
  private let gutter = 8

  /// Somebody's spans.
  private struct Lane {
    var name: String
    var spans: [Span]
  }

  init(_ state: AppState, _ row: ErrorRow, in area: Rect) {
    self.state = state
    self.row = row
    self.area = area
  }

  private var lanes: [Lane] {
    let entry = state.entries[row.entry]
    let names = state.comparison.names
    var lanes = [
      Lane(name: names.gold, spans: entry.gold ?? []),
      Lane(name: names.model, spans: state.thresholds.kept(entry.annotations ?? [])),
    ]
    if let second = entry.second {
      lanes.append(Lane(name: names.second, spans: state.thresholds.kept(second)))
    }
    if let draft = state.annotating?.record(row.entry)?.draft {
      let spans = draft.spans.filter { $0.isLive && $0.decision != .predicted }
      lanes.append(Lane(name: names.own, spans: spans.map(\.span)))
    }
    return lanes
  }

  /// How much of the note is laid out: enough for any window, little of a long note.
  private static let before = 300
  private static let after = 3000

  func draw(on canvas: inout Canvas) {
    guard let text = state.entries[row.entry].document?.text, area.height > 0 else { return }
    let from = start(in: text)
    let range = from..<min(text.count, row.end + Self.after)
    let piece = ScalarText(text[range])
    let layout = TextLayout(piece, width: max(1, area.width - gutter - 1))
    let lanes = lanes
    var y = area.y
    for index in layout.row(at: max(0, row.start - from))..<layout.rows.count {
      let glyphs = layout.glyphs(inRow: index, of: piece)
      guard y < area.y + area.height else { break }
      draw(glyphs, from: from, y: y, on: &canvas)
      y += 1
      let shown = layout.rows[index].range
      let range = shown.lowerBound + from..<shown.upperBound + from
      // A row of which nobody says anything needs no lanes.
      guard lanes.contains(where: { $0.spans.contains { $0.range.overlaps(range) } }) else {
        continue
      }
      for lane in lanes {
        guard y < area.y + area.height else { return }
        draw(lane, glyphs, range, from: from, y: y, on: &canvas)
        y += 1
      }
    }
  }

  /// The start of the line on which the error begins, or a place not far before it.
  private func start(in text: ScalarText) -> Int {
    var start = min(row.start, text.count)
    let least = max(0, start - Self.before)
    while start > least, text[start - 1] != "\n" { start -= 1 }
    return start
  }

  private func draw(
    _ glyphs: [TextLayout.PlacedGlyph], from: Int, y: Int, on canvas: inout Canvas
  ) {
    let theme = state.theme
    for glyph in glyphs where glyph.column + glyph.glyph.width <= area.width - gutter {
      let place = glyph.range.lowerBound + from
      let isError = row.start <= place && place < row.end
      canvas.put(
        glyph.glyph, x: area.x + gutter + glyph.column, y: y,
        style: theme.style(isError ? .match : .text))
    }
  }

  private func draw(
    _ lane: Lane, _ glyphs: [TextLayout.PlacedGlyph], _ range: Range<Int>, from: Int, y: Int,
    on canvas: inout Canvas
  ) {
    let theme = state.theme
    canvas.put(
      lane.name.truncated(toCells: gutter - 2), x: area.x + 1, y: y, style: theme.style(.faint))
    for span in lane.spans where span.range.overlaps(range) {
      let covered = glyphs.filter {
        $0.range.lowerBound + from < span.end && $0.range.upperBound + from > span.start
      }
      guard let first = covered.first, let last = covered.last else { continue }
      let width = last.column + last.glyph.width - first.column
      let bracket = Self.bracket(
        span.label.rawValue, letter: state.labels.letter(of: span.label), width: width,
        isStart: span.start >= range.lowerBound, isEnd: span.end <= range.upperBound)
      let style = theme.style(.label(state.labels.slot(of: span.label)))
      let isHere = span.start < row.end && row.start < span.end
      canvas.put(
        bracket, x: area.x + gutter + first.column, y: y,
        style: isHere ? style.adding(.bold) : style, limit: area.x + area.width)
    }
  }

  /// `[problem    ]`, `[p]`, `B`: as wide as the span, open where it goes on in another row.
  static func bracket(
    _ name: String, letter: Character, width: Int, isStart: Bool, isEnd: Bool
  ) -> String {
    guard width > 1 else { return String(letter) }
    let open = isStart ? "[" : "─"
    let close = isEnd ? "]" : "─"
    let room = width - 2
    let inside = room >= 3 || name.cellWidth <= room ? name : room > 0 ? String(letter) : ""
    return open + inside.truncated(toCells: room).padded(toCells: room) + close
  }
}
