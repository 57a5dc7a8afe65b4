import Notation
import Text

/// `{"id","text","spans":[{"start","end","label"}]}` a line, offsets in Unicode code points, `end`
/// exclusive.
///
/// Without `spans` nothing is known of the text; `"ignore":[{"start","end"}]` marks parts of which
/// nothing is known. Keys unknown to us are kept, of the document and of each span.
struct JSONL {
  private var stream = JSONStream()

  /// Writes records as lines.
  init() {}

  /// A record as one line, with its line feed.
  mutating func line(_ record: Record) -> [UInt8] {
    let example = record.example
    stream.removeAll()
    stream.openObject()
    stream.key("id")
    stream.value(record.details["id"] ?? .string(record.id))
    stream.key("text")
    stream.string(example.document.text.utf8)
    if !example.isUnknown {
      stream.key("spans")
      stream.openArray()
      for span in record.allSpans {
        stream.openObject()
        stream.key("start")
        stream.integer(span.start)
        stream.key("end")
        stream.integer(span.end)
        stream.key("label")
        stream.string(span.label.rawValue)
        if let details = record.spanDetails[span] { stream.members(details) }
        stream.closeObject()
      }
      stream.closeArray()
      write(ignored: example.unannotated)
    }
    var details = record.details
    details["id"] = nil
    stream.members(details)
    stream.closeObject()
    stream.endLine()
    return stream.bytes
  }

  private mutating func write(ignored ranges: [Range<Int>]) {
    if ranges.isEmpty { return }
    stream.key("ignore")
    stream.openArray()
    for range in ranges {
      stream.openObject()
      stream.key("start")
      stream.integer(range.lowerBound)
      stream.key("end")
      stream.integer(range.upperBound)
      stream.closeObject()
    }
    stream.closeArray()
  }
}

extension Example {
  /// Whether nothing is known of any of the text.
  var isUnknown: Bool {
    spans.isEmpty && unannotated.count == 1 && unannotated[0] == 0..<document.text.count
  }
}

/// Reads one line of JSON as a record, without building values of what it knows.
struct JSONLReading {
  private var scanner: JSONScanner
  private let number: Int
  private var intake: SpanIntake
  private var id: String?
  private var text: ScalarText?
  private var hasSpans = false
  private var ignored: [(start: Int, end: Int)] = []
  private var details = JSONObject()

  /// The record of a line; nil, with a diagnostic, where it holds none.
  static func record(
    _ line: UnsafeBufferPointer<UInt8>, file: String, number: Int,
    diagnostics: inout [Diagnostic]
  ) -> Record? {
    var reading = JSONLReading(
      scanner: JSONScanner(line), number: number, intake: SpanIntake(file: file, line: number))
    do throws(JSONError) {
      try reading.read()
    } catch {
      diagnostics.append(Diagnostic(file: file, line: number, .json(error)))
      return nil
    }
    let record = reading.finish()
    diagnostics += reading.intake.diagnostics
    return record
  }

  private init(scanner: JSONScanner, number: Int, intake: SpanIntake) {
    self.scanner = scanner
    self.number = number
    self.intake = intake
  }

  private mutating func read() throws(JSONError) {
    try scanner.openObject()
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: isFirst) {
      isFirst = false
      switch key {
      case "text" where scanner.peek() == UInt8(ascii: "\""):
        let bytes = try scanner.stringBytes()
        let decoded = ScalarText(decoding: bytes)
        if decoded.utf8 != bytes, let invalid = DecodedText.firstInvalidByte(bytes) {
          intake.report(.invalidUTF8(byte: invalid))
        }
        text = decoded
      case "id":
        let value = try scanner.value()
        id = value.string ?? value.text()
        if value.string == nil { details["id"] = value }
      case "spans" where scanner.peek() == UInt8(ascii: "["): try readSpans()
      case "ignore" where scanner.peek() == UInt8(ascii: "["): try readIgnored()
      default: details[key] = try scanner.value()
      }
    }
    try scanner.finish()
  }

  private mutating func readSpans() throws(JSONError) {
    hasSpans = true
    try scanner.openArray()
    var isFirst = true
    while try scanner.nextElement(isFirst: isFirst) {
      isFirst = false
      guard scanner.peek() == UInt8(ascii: "{") else {
        _ = try scanner.value()
        intake.report(.value(key: "spans", expected: #"objects of "start", "end", "label""#))
        continue
      }
      try readSpan()
    }
  }

  private mutating func readSpan() throws(JSONError) {
    var start: Int?
    var end: Int?
    var label: String?
    var others: [JSONObject.Member] = []
    try scanner.openObject()
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: isFirst) {
      isFirst = false
      switch key {
      case "start": start = try wholeNumber()
      case "end": end = try wholeNumber()
      case "label" where scanner.peek() == UInt8(ascii: "\""): label = try scanner.string()
      default: others.append(JSONObject.Member(key, try scanner.value()))
      }
    }
    if let start, let end, let label {
      intake.add(
        start: start, end: end, label: Label(label),
        details: others.isEmpty ? nil : JSONObject(others))
    } else {
      let missing = label == nil ? "label" : start == nil ? "start" : "end"
      intake.report(
        .value(key: missing, expected: label == nil ? "a string" : "a whole number"))
    }
  }

  private mutating func readIgnored() throws(JSONError) {
    let value = try scanner.value()
    for element in value.array ?? [] {
      if let start = element["start"]?.integer, let end = element["end"]?.integer {
        ignored.append((start, end))
      } else {
        intake.report(.value(key: "ignore", expected: #"objects of "start" and "end""#))
      }
    }
  }

  private mutating func wholeNumber() throws(JSONError) -> Int? {
    if let value = scanner.integer() { return value }
    return try scanner.value().integer
  }

  private mutating func finish() -> Record? {
    guard let text else {
      intake.report(.value(key: "text", expected: "a string"))
      return nil
    }
    let document = Document(id: id ?? String(number), text: text, tokens: [])
    var example = Example(document: document, spans: [])
    if hasSpans {
      for (start, end) in ignored {
        if start >= 0, start <= end, end <= text.count {
          example.unannotated.append(start..<end)
        } else {
          intake.report(.spanOutOfRange(start: start, end: end, count: text.count))
        }
      }
    } else {
      example.unannotated = [0..<text.count]
    }
    var record = Record(example)
    record.details = details
    intake.finish(into: &record)
    return record
  }
}
