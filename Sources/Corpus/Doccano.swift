import Notation
import Text

/// doccano's JSON lines: `{"text","label":[[start,end,label]]}`, or with relations
/// `{"text","entities":[{"id","label","start_offset","end_offset"}],"relations":[]}`.
///
/// Offsets count Unicode code points, or UTF-16 units as doccano does unless its project counts
/// graphemes.
struct Doccano {
  /// Whether offsets count UTF-16 units.
  let countsUTF16: Bool

  func record(
    _ value: JSONValue, file: String, number: Int, diagnostics: inout [Diagnostic]
  ) -> Record? {
    var intake = SpanIntake(file: file, line: number)
    defer { diagnostics += intake.diagnostics }
    guard var object = value.object, let string = object["text"]?.string else {
      intake.report(.value(key: "text", expected: "a string"))
      return nil
    }
    let text = ScalarText(string)
    let idValue = object["id"]
    let id = idValue?.string ?? idValue?.text() ?? String(number)
    let pairs = countsUTF16 ? UTF16Offsets(text) : nil
    func add(_ start: Int?, _ end: Int?, _ label: String?, _ details: JSONObject?) {
      guard let start, let end, let label else {
        intake.report(.value(key: "label", expected: "spans of start, end and label"))
        return
      }
      guard let pairs else {
        return intake.add(start: start, end: end, label: Label(label), details: details)
      }
      guard let first = pairs.scalar(ofUTF16: start), let last = pairs.scalar(ofUTF16: end) else {
        intake.report(
          .spanOutOfRange(start: start, end: end, count: pairs.utf16(ofScalar: text.count)))
        return
      }
      intake.add(start: first, end: last, label: Label(label), details: details)
    }
    let key = ["label", "labels", "entities"].first { object[$0]?.array != nil }
    for span in key.flatMap({ object[$0]?.array }) ?? [] {
      if let parts = span.array, parts.count >= 3 {
        add(parts[0].integer, parts[1].integer, parts[2].string, nil)
      } else {
        var details = span.object ?? JSONObject()
        for key in ["start_offset", "end_offset", "label"] { details[key] = nil }
        add(
          span["start_offset"]?.integer, span["end_offset"]?.integer, span["label"]?.string, details
        )
      }
    }
    let document = Document(id: id, text: text, tokens: [])
    var record = Record(
      Example(document: document, spans: [], unannotated: key == nil ? [0..<text.count] : []))
    intake.finish(into: &record)
    for known in ["text", key, idValue?.string == nil ? nil : "id"].compactMap(\.self) {
      object[known] = nil
    }
    record.details = object
    return record
  }

  /// A record as doccano imports it; in the form with relations when it has any, or when a span has
  /// more than its label.
  func value(_ record: Record) -> JSONValue {
    let document = record.example.document
    let pairs = countsUTF16 ? UTF16Offsets(document.text) : nil
    func offset(_ scalar: Int) -> JSONValue {
      .integer(pairs?.utf16(ofScalar: scalar) ?? scalar)
    }
    var object: JSONObject = ["id": .string(record.id), "text": .string(document.text.string)]
    let isRelational = record.details["relations"] != nil || !record.spanDetails.isEmpty
    if record.example.isUnknown {
      // Without the key nothing is said of the text.
    } else if isRelational {
      object["entities"] = .array(
        record.allSpans.map { span in
          var entity: JSONObject = [
            "label": .string(span.label.rawValue), "start_offset": offset(span.start),
            "end_offset": offset(span.end),
          ]
          for member in record.spanDetails[span]?.members ?? [] {
            entity[member.key] = member.value
          }
          return .object(entity)
        })
    } else {
      object["label"] = .array(
        record.allSpans.map { span in
          [offset(span.start), offset(span.end), .string(span.label.rawValue)]
        })
    }
    for member in record.details.members { object[member.key] = member.value }
    return .object(object)
  }
}
