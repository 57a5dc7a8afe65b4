import Notation
import Text

/// brat's standoff: `NAME.txt` and beside it `NAME.ann` with `T1<tab>label start end<tab>text` a line,
/// offsets in Unicode code points.
///
/// A span in pieces is taken from its first to its last character, its pieces kept; attributes,
/// relations, events, notes and whatever else the file has are kept as they stand. A note without an
/// `.ann` file is unknown.
enum Brat {
  /// The key, in a record's and a span's details, of what only brat has.
  static let key = "brat"

  static func record(
    id: String, text: ScalarText, annotations: [UInt8]?, file: String,
    diagnostics: inout [Diagnostic]
  ) -> Record {
    let document = Document(id: id, text: text, tokens: [])
    var record = Record(Example(document: document, spans: []))
    guard let annotations else {
      record.example.unannotated = [0..<text.count]
      return record
    }
    let (content, invalid) = DecodedText.decode(annotations)
    if let invalid { diagnostics.append(Diagnostic(file: file, .invalidUTF8(byte: invalid))) }
    var intake = SpanIntake(file: file, line: nil)
    var others: [JSONValue] = []
    for (index, line) in content.splitAtLineFeeds().enumerated()
    where !line.unicodeScalars.allSatisfy(\.isPythonSpace) {
      guard line.utf8.first == UInt8(ascii: "T") else {
        others.append(.string(String(line)))
        continue
      }
      take(line, number: index + 1, of: text, file: file, into: &intake, &diagnostics)
    }
    intake.finish(into: &record)
    diagnostics += intake.diagnostics
    if !others.isEmpty { record.details[key] = .array(others) }
    return record
  }

  private static func take(
    _ line: Substring, number: Int, of text: ScalarText, file: String,
    into intake: inout SpanIntake, _ diagnostics: inout [Diagnostic]
  ) {
    func report(_ problem: Diagnostic.Problem) {
      diagnostics.append(Diagnostic(file: file, line: number, problem))
    }
    let fields = line.utf8.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3, let (label, pieces) = place(fields[1]) else {
      return report(.syntax(expected: "T1<tab>label start end<tab>text"))
    }
    guard let first = pieces.first, let last = pieces.last,
      pieces.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= text.count })
    else {
      let bounds = pieces.flatMap { [$0.lowerBound, $0.upperBound] }
      return report(
        .spanOutOfRange(start: bounds.min() ?? 0, end: bounds.max() ?? 0, count: text.count))
    }
    let quoted = pieces.map { text[$0] }.joined(separator: " ")
    guard quoted.isSameIgnoringCaseAndSpaces(as: String(decoding: fields[2], as: UTF8.self)) else {
      return report(.syntax(expected: "the text that stands at the offsets"))
    }
    var details: JSONObject = ["id": .string(String(decoding: fields[0], as: UTF8.self))]
    if pieces.count > 1 {
      report(.discontinuous(pieces: pieces.count))
      details["pieces"] = .array(
        pieces.map { [.integer($0.lowerBound), .integer($0.upperBound)] })
    }
    intake.add(
      start: first.lowerBound, end: last.upperBound, label: label,
      details: [key: .object(details)])
  }

  /// `label start end;start end…`
  private static func place(_ field: Substring.UTF8View) -> (Label, [Range<Int>])? {
    guard let space = field.firstIndex(of: 0x20) else { return nil }
    var pieces: [Range<Int>] = []
    for piece in field[field.index(after: space)...].split(separator: UInt8(ascii: ";")) {
      let numbers = piece.split(separator: 0x20).map { Int(String(decoding: $0, as: UTF8.self)) }
      guard numbers.count == 2, let start = numbers[0], let end = numbers[1], start <= end,
        start >= pieces.last?.upperBound ?? start
      else { return nil }
      pieces.append(start..<end)
    }
    return pieces.isEmpty
      ? nil : (Label(String(decoding: field[..<space], as: UTF8.self)), pieces)
  }

  /// The `.ann` file of a record; nil when nothing is known of its text.
  static func annotations(of record: Record) -> [UInt8]? {
    if record.example.isUnknown, record.aside.isEmpty { return nil }
    let text = record.example.document.text
    var lines = ""
    var used = Set(record.spanDetails.values.compactMap { $0[key]?["id"]?.string })
    var next = 1
    for span in record.allSpans {
      let own = record.spanDetails[span]?[key]
      let id: String
      if let known = own?["id"]?.string {
        id = known
      } else {
        while !used.insert("T\(next)").inserted { next += 1 }
        id = "T\(next)"
      }
      let pieces =
        own?["pieces"]?.array?.compactMap { piece -> Range<Int>? in
          guard let bounds = piece.array, bounds.count == 2, let start = bounds[0].integer,
            let end = bounds[1].integer, span.start <= start, start <= end, end <= span.end
          else { return nil }
          return start..<end
        } ?? [span.range]
      let places = pieces.map { "\($0.lowerBound) \($0.upperBound)" }.joined(separator: ";")
      let quoted = pieces.map { text[$0] }.joined(separator: " ")
      lines += "\(id)\t\(oneWord(span.label.rawValue)) \(places)\t\(oneLine(quoted))\n"
    }
    for line in record.details[key]?.array ?? [] { lines += "\(line.string ?? "")\n" }
    return Array(lines.utf8)
  }

  /// Labels are one word in brat.
  private static func oneWord(_ label: String) -> String {
    replacing(label, with: "_") { $0.isPythonSpace || $0.value < 0x20 }
  }

  private static func oneLine(_ text: String) -> String {
    replacing(text, with: " ") { $0.value < 0x20 || $0 == "\u{85}" || $0 == "\u{2028}" }
  }

  private static func replacing(
    _ text: String, with replacement: Unicode.Scalar, where isBad: (Unicode.Scalar) -> Bool
  ) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isBad($0) ? replacement : $0 }))
  }
}
