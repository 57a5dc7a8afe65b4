/// A table with a title, written as text for a terminal or as Markdown.
public struct ReportTable: Hashable, Sendable {
  /// What it shows.
  public let title: String
  /// The columns' names.
  public let header: [String]
  /// How many columns hold names, which are flush left; the others hold numbers.
  public let nameColumns: Int
  /// As many cells in each row as in the header.
  public let rows: [[String]]
  /// A sentence below the table; empty for none.
  public let note: String

  /// A table.
  public init(
    title: String, header: [String], nameColumns: Int = 1, rows: [[String]], note: String = ""
  ) {
    precondition(
      rows.allSatisfy { $0.count == header.count },
      "table \"\(title)\": \(header.count) columns, rows of \(rows.map(\.count))")
    self.title = title
    self.header = header
    self.nameColumns = nameColumns
    self.rows = rows
    self.note = note
  }

  /// The table with its columns lined up.
  public var text: String {
    let lines = [header] + rows
    let widths = header.indices.map { column in
      lines.map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, widths).enumerated().map { column, cell -> String in
        let padding = String(repeating: " ", count: cell.1 - cell.0.unicodeScalars.count)
        return column < nameColumns ? cell.0 + padding : padding + cell.0
      }
      var text = "  " + padded.joined(separator: "  ")
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }
    return ([title] + lines.map(line) + (note.isEmpty ? [] : ["  " + note]))
      .joined(separator: "\n") + "\n"
  }

  /// The table as GitHub's Markdown has it.
  public var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map(Self.escaped).joined(separator: " | ") + " |"
    }
    let rule = "|" + header.indices.map { $0 < nameColumns ? " --- |" : " ---: |" }.joined()
    let head = ["## \(Self.escaped(title))", "", line(header), rule]
    return (head + rows.map(line) + (note.isEmpty ? [] : ["", Self.escaped(note)]))
      .joined(separator: "\n") + "\n"
  }

  /// A label may hold any sign.
  private static func escaped(_ cell: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in cell.unicodeScalars {
      if "\\|*_`<[#".unicodeScalars.contains(scalar) { result.append("\\") }
      result.append(scalar.value < 0x20 ? " " : scalar)
    }
    return String(result)
  }
}
