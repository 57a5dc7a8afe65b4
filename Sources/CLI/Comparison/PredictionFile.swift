import Corpus
import Files
import Notation
import Text

/// Predictions that were written to a file: JSON lines `{"id","spans":[{"start","end","label"}]}`, with or
/// without `text`, or any corpus.
struct PredictionFile {
  let path: String
  let gold: ComparisonGold
  let console: Console

  /// The spans by document.
  ///
  /// A file that cannot be read whole is refused: a score on a part of it would be a wrong number.
  /// - Throws: `CommandFailure` naming the line; `FileError` or `CorpusError`.
  func spans() throws -> [Document.ID: [Span]] {
    var found = Found(path: path, gold: gold)
    if path == Corpus.CorpusReader.standardInput {
      var reader = LineReader(descriptor: console.input, path: "standard input")
      try readLines(&reader, into: &found)
    } else if try isPredictions() {
      var reader = try LineReader(path)
      try readLines(&reader, into: &found)
    } else {
      try readCorpus(into: &found)
    }
    if found.outside > 0 {
      console.note(
        "\(path): \(Numbers.count(found.outside, "span")) beyond the end of the text; "
          + "are the offsets counted in Unicode code points?")
    }
    return found.spans
  }

  /// Whether the first line is one of predictions.
  private func isPredictions() throws -> Bool {
    guard Folder.hasFile(path) else { return false }
    var reader = try LineReader(path)
    guard try reader.peek(1).first == UInt8(ascii: "{"), let line = try reader.next(),
      let row = try? JSONParser.parse(line)
    else { return false }
    return row["id"] != nil && row["spans"]?.array != nil
  }

  private func readLines(_ reader: inout LineReader, into found: inout Found) throws {
    while let line = try reader.next() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      let place = "\(reader.path):\(reader.lineNumber)"
      let row: JSONValue
      do throws(JSONError) {
        row = try JSONParser.parse(line)
      } catch {
        throw CommandFailure("\(place): \(error)")
      }
      let id: String
      switch row["id"] {
      case .string(let name): id = name
      case .integer(let number): id = String(number)
      default: throw CommandFailure("\(place): expected an object with \"id\" and \"spans\"")
      }
      guard let spans = row["spans"]?.array else {
        throw CommandFailure("\(place): expected \"spans\", a list, empty where nothing was found")
      }
      try found.add(
        spans.map { try Self.span($0, at: place) }, id: id,
        text: row["text"]?.string.map(ScalarText.init), at: place)
    }
  }

  private static func span(_ value: JSONValue, at place: String) throws(CommandFailure) -> Span {
    guard let start = value["start"]?.integer, let end = value["end"]?.integer,
      let label = value["label"]?.string, start >= 0, start <= end
    else {
      throw CommandFailure(
        "\(place): expected spans of \"start\", \"end\" and \"label\", with 0 ≤ start ≤ end")
    }
    return Span(start..<end, Label(label))
  }

  private func readCorpus(into found: inout Found) throws {
    let contents = try Corpus.CorpusReader().read(path)
    Diagnostics.tell(contents.diagnostics, on: console)
    guard !contents.records.allSatisfy(\.example.isUnannotated) else {
      throw CommandFailure("\(path): holds no spans; 'clinspan predict' writes some")
    }
    for (index, record) in contents.records.enumerated() {
      try found.add(
        record.allSpans, id: record.id, text: record.example.document.text,
        at: "\(path): document \(index + 1)")
    }
  }

  /// What was read so far. Errors name places, never ids, which may be patients'.
  private struct Found {
    let path: String
    let gold: ComparisonGold
    var spans: [Document.ID: [Span]] = [:]
    /// Spans that no text of gold can hold.
    var outside = 0

    mutating func add(
      _ spans: [Span], id: Document.ID, text: ScalarText?, at place: String
    ) throws(CommandFailure) {
      guard let length = gold.length(of: id) else {
        throw CommandFailure("\(place): no document of \(gold.path) has its id")
      }
      if let text, !gold.matches(text, id: id) {
        throw CommandFailure(
          "\(place): its text is not that of the same id in \(gold.path), so its offsets mean "
            + "nothing there")
      }
      guard self.spans.updateValue(spans, forKey: id) == nil else {
        throw CommandFailure("\(place): its id is there twice")
      }
      outside += spans.count { $0.end > length }
    }
  }
}
