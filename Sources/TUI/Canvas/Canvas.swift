/// One place on the screen.
struct Cell: Hashable, Sendable {
  /// What is drawn: one glyph; empty in the right half of a wide one.
  var text: String
  /// Columns: 1 or 2; 0 for the right half of a wide glyph.
  var width: UInt8
  var style: Style

  static func blank(_ style: Style) -> Cell { Cell(text: " ", width: 1, style: style) }
}

/// A picture of the whole screen: what a view makes and a terminal shows.
///
/// Drawing outside is cut off, never a trap, so that views need not care how small the window is.
public struct Canvas: Equatable, Sendable {
  /// Columns and rows.
  public let size: Size
  /// Row by row.
  private(set) var cells: [Cell]
  /// Where the terminal's own cursor rests: on what has the focus, since screen readers follow it.
  var cursor: Point?
  /// Whether the cursor is seen: only where text is typed.
  var showsCursor = false

  init(size: Size, style: Style = .plain) {
    self.size = size
    cells = Array(repeating: .blank(style), count: size.width * size.height)
  }

  /// The cells of one row.
  func row(_ y: Int) -> ArraySlice<Cell> { cells[y * size.width..<(y + 1) * size.width] }

  subscript(x: Int, y: Int) -> Cell { cells[y * size.width + x] }

  private func contains(_ x: Int, _ y: Int) -> Bool {
    x >= 0 && y >= 0 && x < size.width && y < size.height
  }

  // MARK: Drawing

  /// Draws a glyph; one that would be cut in half by the right border is drawn as a blank.
  mutating func put(_ glyph: Glyph, x: Int, y: Int, style: Style) {
    guard contains(x, y) else { return }
    clearHalves(x, y)
    guard glyph.width == 2 else {
      cells[y * size.width + x] = Cell(text: glyph.text, width: 1, style: style)
      return
    }
    guard contains(x + 1, y) else {
      cells[y * size.width + x] = .blank(style)
      return
    }
    clearHalves(x + 1, y)
    cells[y * size.width + x] = Cell(text: glyph.text, width: 2, style: style)
    cells[y * size.width + x + 1] = Cell(text: "", width: 0, style: style)
  }

  /// Whatever wide glyph lies on a cell becomes blanks.
  private mutating func clearHalves(_ x: Int, _ y: Int) {
    let index = y * size.width + x
    if cells[index].width == 2, x + 1 < size.width {
      cells[index + 1] = .blank(cells[index + 1].style)
    } else if cells[index].width == 0, x > 0 {
      cells[index - 1] = .blank(cells[index - 1].style)
    }
  }

  /// Draws a line of text from a column on, up to a limit, and returns the column after it.
  @discardableResult
  mutating func put(_ text: String, x: Int, y: Int, style: Style, limit: Int = .max) -> Int {
    let end = min(limit, size.width)
    var column = x
    for cluster in text {
      for glyph in Glyph.glyphs(of: cluster) {
        guard column + glyph.width <= end else { return column }
        put(glyph, x: column, y: y, style: style)
        column += glyph.width
      }
    }
    return column
  }

  /// Blanks a part of the screen.
  mutating func fill(_ rect: Rect, style: Style) {
    for y in rect.rows {
      for x in rect.columns { put(.space, x: x, y: y, style: style) }
    }
  }

  /// Draws one glyph along a row.
  mutating func rule(_ text: String = "─", x: Range<Int>, y: Int, style: Style) {
    for x in x { put(Glyph(text: text, width: 1), x: x, y: y, style: style) }
  }

  /// Lays a style over what is drawn.
  mutating func restyle(_ rect: Rect, with style: Style) {
    for y in rect.rows {
      for x in rect.columns where contains(x, y) {
        cells[y * size.width + x].style = cells[y * size.width + x].style.overlaid(with: style)
      }
    }
  }
}

extension Canvas: CustomStringConvertible {
  /// The glyphs, one line a row, without the spaces at the ends of lines.
  public var description: String {
    (0..<size.height).map { y in
      let line = row(y).map(\.text).joined()
      let end = line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex
      return String(line[..<end])
    }.joined(separator: "\n") + "\n"
  }

  /// The screen as a terminal would be told to draw it: glyphs with colour escape sequences, a line a row.
  public var escaped: String {
    var text = ""
    for y in 0..<size.height {
      var style = Style.plain
      for cell in row(y) {
        if cell.style != style {
          text += cell.style.escapeSequence
          style = cell.style
        }
        text += cell.text
      }
      if style != .plain { text += Style.plain.escapeSequence }
      text += "\n"
    }
    return text
  }
}
