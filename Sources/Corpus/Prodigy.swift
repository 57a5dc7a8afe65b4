import Notation
import Text

/// Prodigy's tasks for `ner_manual`, one a line: text, tokens, spans, the annotator's answer.
///
/// An accepted task's spans are all the gold spans; those of a task that was rejected or ignored are set
/// aside and its text counts as unknown. Hashes that are there stay, as Prodigy keeps them over editing.
enum Prodigy {
  static func record(
    _ value: JSONValue, file: String, number: Int, diagnostics: inout [Diagnostic]
  ) -> Record? {
    var intake = SpanIntake(file: file, line: number)
    defer { diagnostics += intake.diagnostics }
    guard var task = value.object, let string = task["text"]?.string else {
      intake.report(.value(key: "text", expected: "a string"))
      return nil
    }
    let text = ScalarText(string)
    let id = value["meta"]?["id"]?.string ?? String(number)
    let tokens = tokens(task["tokens"], of: text, &intake)
    let document = Document(id: id, text: text, tokens: tokens ?? [])
    let isGold = task["answer"] == nil || task["answer"] == "accept"
    let isKnown = isGold && (task["answer"] != nil || task["spans"] != nil)
    var record = Record(
      Example(document: document, spans: [], unannotated: isKnown ? [] : [0..<text.count]))
    for span in task["spans"]?.array ?? [] {
      take(span, with: document, into: &intake)
    }
    intake.finish(into: &record)
    if !isGold {
      record.aside = record.allSpans
      record.example.spans = []
    }
    if tokens != nil, self.tokens(of: document) == task["tokens"] { task["tokens"] = nil }
    for key in ["text", "spans"] { task[key] = nil }
    record.details = task
    return record
  }

  /// The tokens, where they stand in order inside the text.
  private static func tokens(
    _ value: JSONValue?, of text: ScalarText, _ intake: inout SpanIntake
  ) -> [Token]? {
    guard let elements = value?.array else { return nil }
    var tokens: [Token] = []
    tokens.reserveCapacity(elements.count)
    var covered = 0
    for element in elements {
      guard let start = element["start"]?.integer, let end = element["end"]?.integer,
        start >= covered, start <= end, end <= text.count
      else {
        intake.report(.value(key: "tokens", expected: "tokens in order inside the text"))
        return nil
      }
      // Some published data says that a space follows the last token, where the text ends.
      let ws = (element["ws"]?.bool ?? true) && end < text.count
      tokens.append(Token(range: start..<end, isFollowedBySpace: ws))
      covered = end
    }
    return tokens
  }

  private static func take(
    _ value: JSONValue, with document: Document, into intake: inout SpanIntake
  ) {
    guard var span = value.object, let start = span["start"]?.integer,
      let end = span["end"]?.integer, let label = span["label"]?.string
    else {
      intake.report(.value(key: "spans", expected: #"objects of "start", "end", "label""#))
      return
    }
    for key in ["start", "end", "label"] { span[key] = nil }
    if start >= 0, start < end, let tokens = document.tokenRange(covering: start..<end),
      span["token_start"]?.integer ?? tokens.lowerBound == tokens.lowerBound,
      span["token_end"]?.integer ?? tokens.upperBound - 1 == tokens.upperBound - 1
    {
      span["token_start"] = nil
      span["token_end"] = nil
    }
    intake.add(start: start, end: end, label: Label(label), details: span)
  }

  private static func tokens(of document: Document) -> JSONValue {
    .array(
      document.tokens.enumerated().map { index, token in
        [
          "text": .string(document.text(of: token)), "start": .integer(token.range.lowerBound),
          "end": .integer(token.range.upperBound), "id": .integer(index),
          "ws": .bool(token.isFollowedBySpace),
        ]
      })
  }

  private static func span(_ span: Span, of record: Record) -> JSONValue {
    var object: JSONObject = ["start": .integer(span.start), "end": .integer(span.end)]
    if let tokens = record.example.document.tokenRange(covering: span.range) {
      object["token_start"] = .integer(tokens.lowerBound)
      object["token_end"] = .integer(tokens.upperBound - 1)
    }
    object["label"] = .string(span.label.rawValue)
    for member in record.spanDetails[span]?.members ?? [] { object[member.key] = member.value }
    return .object(object)
  }

  /// A record as a task, with hashes where it has none, and named in `meta` unless by its number.
  static func task(_ record: Record) -> JSONValue {
    let document = record.example.document
    var task: JSONObject = ["text": .string(document.text.string)]
    if !document.tokens.isEmpty { task["tokens"] = tokens(of: document) }
    if !record.example.isUnknown || record.details["answer"] != nil || !record.aside.isEmpty {
      task["spans"] = .array(record.allSpans.map { span($0, of: record) })
    }
    for member in record.details.members { task[member.key] = member.value }
    let isNamed = record.details["meta"]?["id"] != nil || Int(record.id) != nil
    if !isNamed {
      var meta = record.details["meta"]?.object ?? JSONObject()
      meta["id"] = .string(record.id)
      task["meta"] = .object(meta)
    }
    let input = task["_input_hash"]?.integer ?? ProdigyHash.input(text: document.text.string)
    task["_input_hash"] = .integer(input)
    if task["_task_hash"] == nil {
      task["_task_hash"] = .integer(ProdigyHash.task(task, inputHash: input))
    }
    return .object(task)
  }
}
