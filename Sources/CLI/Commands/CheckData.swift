import ArgumentParser
import Corpus
import Files
import Notation
import Text

/// Says what a corpus is like and what is wrong with it, before a model is trained on it.
struct CheckData: Command {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Count a corpus, and tell what in it will cost score, with what to do.",
    discussion: """
      Each file is a part of the corpus; what is called train comes first, and the others are held \
      against it. Places are named by document and offsets, never by their text. Exit status 1 where \
      training or scoring would fail or mislead.

      Examples:
        clinspan check data corpus/train.spacy corpus/dev.spacy corpus/test.spacy
        clinspan check data annotations.jsonl --json
      """)

  @Argument(help: .init("Files or folders, one a part.", valueName: "files"))
  var files: [String]

  @OptionGroup var format: OutputFormat

  func run(_ console: Console) throws {
    let progress = Progress("Checking", unit: "document", total: nil, on: console)
    let report = try DataCheck.run(Self.parts(files)) { progress.advance(to: $0) }
    progress.finish()
    Diagnostics.tell(report.diagnostics, on: console)
    if format.json {
      try console.say(Self.json(report).text(.pretty))
    } else {
      for line in Self.lines(report) { try console.say(line) }
    }
    let errors = report.findings.count { $0.severity == .error }
    if errors > 0 {
      throw CommandFailure(
        "\(Numbers.count(errors, "finding")) would make training or scoring fail or mislead")
    }
  }

  /// Parts by the names of their files, training first; files of one name go by their paths.
  static func parts(_ files: [String]) -> [(name: String, path: String)] {
    let stems = files.map(Folder.stem(of:))
    let parts = zip(stems, files).map { stem, path in
      (name: stems.count { $0 == stem } > 1 ? path : stem, path: path)
    }
    return parts.filter { $0.name.contains("train") } + parts.filter { !$0.name.contains("train") }
  }

  static func lines(_ report: DataReport) -> [String] {
    let labels = Set(report.parts.flatMap(\.spanCounts.keys)).sorted()
    let table = Table(
      header: ["PART", "DOCUMENTS", "TOKENS", "LONGEST", "SPANS"]
        + labels.map { $0.rawValue.uppercased() },
      rows: report.parts.map { part in
        let counts = [part.documentCount, part.tokenCount, part.longestDocument, part.spanCount]
        return [part.name]
          + (counts + labels.map { part.spanCounts[$0] ?? 0 }).map(Numbers.grouped)
      }, alignments: [.left] + Array(repeating: .right, count: labels.count + 4))
    guard !report.findings.isEmpty else { return table.lines + ["", "✔ Nothing found."] }
    return table.lines
      + report.findings.flatMap { finding in
        ["", "\(finding.severity.sign) \(finding.message)", "  \(finding.advice)"]
          + (finding.places.isEmpty
            ? [] : ["  at " + finding.places.map(\.description).joined(separator: "; ")])
      }
  }

  static func json(_ report: DataReport) -> JSONValue {
    [
      "parts": .array(
        report.parts.map { part in
          [
            "name": .string(part.name), "path": .string(part.path),
            "format": part.format.map { .string($0.rawValue) } ?? .null,
            "documents": .integer(part.documentCount), "tokens": .integer(part.tokenCount),
            "longest": .integer(part.longestDocument),
            "spans": .object(
              JSONObject(
                part.spanCounts.sorted { $0.key < $1.key }
                  .map { .init($0.key.rawValue, .integer($0.value)) })),
          ]
        }),
      "findings": .array(
        report.findings.map { finding in
          [
            "severity": .string(finding.severity.name), "message": .string(finding.message),
            "advice": .string(finding.advice), "count": .integer(finding.count),
            "places": .array(
              finding.places.map { place in
                [
                  "part": .string(place.part), "document": .string(place.document),
                  "start": place.range.map { .integer($0.lowerBound) } ?? .null,
                  "end": place.range.map { .integer($0.upperBound) } ?? .null,
                ]
              }),
          ]
        }),
      "problems": .integer(report.diagnostics.count),
    ]
  }
}

extension DataReport.Finding.Severity {
  fileprivate var sign: String {
    switch self {
    case .note: "ℹ"
    case .warning: "⚠"
    case .error: "✘"
    }
  }

  fileprivate var name: String {
    switch self {
    case .note: "note"
    case .warning: "warning"
    case .error: "error"
    }
  }
}
