internal import Text

/// A note cut into rows that fit a width: between words where it can be, inside a word that is too long.
///
/// Only where rows start and end is kept, so that a long note costs little; what stands in a row is found
/// again when it is drawn.
struct TextLayout: Equatable, Sendable {
  /// One row of the screen.
  struct Row: Equatable, Sendable {
    /// Scalar offsets, half-open, without the line break.
    var range: Range<Int>
    /// The line of the note, from 0.
    var line: Int
    /// Whether the line starts here.
    var isFirst: Bool
  }

  let width: Int
  let rows: [Row]

  /// Lays out a text; `tags` are written into it and take room.
  init(_ text: ScalarText, width: Int, tags: Tags = .none) {
    self.width = max(1, width)
    var wrapping = Wrapping(width: self.width)
    var offset = 0
    let bytes = text.utf8
    var start = 0
    while true {
      var end = start
      var isPlain = tags.isEmpty
      while end < bytes.count, bytes[end] != 0x0A {
        if bytes[end] < 0x20 || bytes[end] >= 0x7F { isPlain = false }
        end += 1
      }
      let content = end > start && end < bytes.count && bytes[end - 1] == 0x0D ? end - 1 : end
      wrapping.startLine(at: offset)
      if isPlain {
        for index in start..<content {
          wrapping.add(offset + index - start, count: 1, width: 1, isSpace: bytes[index] == 0x20)
        }
        offset += content - start
      } else {
        offset = wrapping.addClusters(
          of: String(decoding: bytes[start..<content], as: UTF8.self), at: offset, tags: tags)
      }
      wrapping.endLine(at: offset)
      offset += end - content + 1  // the line break
      guard end < bytes.count else { break }
      start = end + 1
    }
    rows = wrapping.rows
  }

  /// The row that holds an offset; a line break belongs to the row before it.
  func row(at offset: Int) -> Int {
    var low = 0
    var high = rows.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if rows[middle].range.lowerBound <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }
}

/// Places clusters one after another, and begins a new row where they no longer fit.
private struct Wrapping {
  let width: Int
  var rows: [TextLayout.Row] = []
  private var line = -1
  private var rowStart = 0
  private var isFirst = true
  private var column = 0
  /// Where the row could be cut: after its last space.
  private var cut: (offset: Int, column: Int)?

  init(width: Int) { self.width = width }

  mutating func startLine(at offset: Int) {
    line += 1
    rowStart = offset
    isFirst = true
    column = 0
    cut = nil
  }

  mutating func add(_ offset: Int, count: Int, width: Int, isSpace: Bool) {
    if isSpace {  // spaces may hang over the edge: they show nothing
      column += width
      cut = (offset + count, column)
      return
    }
    while column > 0, column + width > self.width {
      if let place = cut {
        endRow(at: place.offset)
        column -= place.column
      } else {
        endRow(at: offset)
        column = 0
      }
      cut = nil
    }
    column += width
  }

  /// Adds a text's clusters and returns the offset after them.
  mutating func addClusters(of text: String, at start: Int, tags: Tags) -> Int {
    var offset = start
    for cluster in text {
      let count = cluster.unicodeScalars.count
      let extra = tags.width(at: offset..<offset + count)
      if cluster == "\t" {
        add(offset, count: 1, width: TextLayout.tabWidth(at: column) + extra, isSpace: true)
      } else {
        add(
          offset, count: count, width: Glyph.width(of: cluster) + extra,
          isSpace: cluster == " " && extra == 0)
      }
      offset += count
    }
    return offset
  }

  mutating func endLine(at offset: Int) { endRow(at: offset) }

  private mutating func endRow(at offset: Int) {
    rows.append(.init(range: rowStart..<offset, line: line, isFirst: isFirst))
    rowStart = offset
    isFirst = false
  }
}

extension TextLayout {
  static func tabWidth(at column: Int) -> Int { 8 - column % 8 }

  /// A glyph in its place.
  struct PlacedGlyph: Equatable {
    var glyph: Glyph
    /// From 0 at the left of the text.
    var column: Int
    /// The scalars it stands for; empty for a tag.
    var range: Range<Int>
    /// The index of the mark whose tag it belongs to.
    var tag: Int?
  }

  /// What stands in a row, left to right.
  func glyphs(inRow index: Int, of text: ScalarText, tags: Tags = .none) -> [PlacedGlyph] {
    let row = rows[index]
    var placed: [PlacedGlyph] = []
    placed.reserveCapacity(row.range.count)
    var column = 0
    var offset = row.range.lowerBound
    func put(_ glyph: Glyph, _ range: Range<Int>, _ tag: Int? = nil) {
      placed.append(PlacedGlyph(glyph: glyph, column: column, range: range, tag: tag))
      column += glyph.width
    }
    func put(_ pieces: [Tags.Piece]) {
      for piece in pieces {
        for cluster in piece.text {
          for glyph in Glyph.glyphs(of: cluster) { put(glyph, offset..<offset, piece.mark) }
        }
      }
    }
    for cluster in text[row.range] {
      let range = offset..<offset + cluster.unicodeScalars.count
      if !tags.isEmpty { put(tags.openings(in: range)) }
      if cluster == "\t" {
        for _ in 0..<Self.tabWidth(at: column) { put(.space, range) }
      } else {
        for glyph in Glyph.glyphs(of: cluster) { put(glyph, range) }
      }
      offset = range.upperBound
      if !tags.isEmpty { put(tags.closings(in: range)) }
    }
    return placed
  }

  /// The scalar under a column of a row; past the end, the row's end.
  func offset(inRow index: Int, column: Int, of text: ScalarText, tags: Tags = .none) -> Int {
    let placed = glyphs(inRow: index, of: text, tags: tags)
    return placed.last { $0.column <= column && column < $0.column + $0.glyph.width }?.range
      .lowerBound ?? rows[index].range.upperBound
  }
}
