/// A table of text in columns.
struct Table {
  /// How the cells of a column stand.
  enum Alignment { case left, right }

  var header: [String] = []
  var rows: [[String]] = []
  var alignments: [Alignment] = []
  /// The least width of each column; missing ones are 0.
  var minimumWidths: [Int] = []

  /// Spaces between columns.
  var spacing = 2
  /// Whether a row of dashes stands under the header.
  var underlinesHeader = true

  /// The lines of the table.
  var lines: [String] {
    let columns = max(header.count, rows.map(\.count).max() ?? 0)
    let widths = (0..<columns).map { column in
      max(
        minimumWidths.indices.contains(column) ? minimumWidths[column] : 0,
        ([header] + rows).map { column < $0.count ? $0[column].count : 0 }.max() ?? 0)
    }
    var lines: [String] = []
    if !header.isEmpty {
      lines.append(line(header, widths))
      if underlinesHeader {
        lines.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: gap))
      }
    }
    return lines + rows.map { line($0, widths) }
  }

  private var gap: String { String(repeating: " ", count: spacing) }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = cells.enumerated().map { column, cell in
      let blank = String(repeating: " ", count: max(0, widths[column] - cell.count))
      let alignment = alignments.indices.contains(column) ? alignments[column] : .left
      return alignment == .left ? cell + blank : blank + cell
    }
    let line = padded.joined(separator: gap)
    return String(
      line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
  }
}
