import Notation
import Text

/// The XML of the i2b2-2014 de-identification task: the note in `TEXT`, and in `TAGS` an empty element a
/// span, `<NAME id="P1" start="31" end="44" text="…" TYPE="PATIENT" comment="" />`, offsets in Unicode
/// code points.
///
/// The label is the `TYPE`; the element's name, the broader category, and other attributes are kept.
enum I2B2 {
  /// The key of what only this format has, in a span's details.
  static let key = "i2b2"

  static func record(
    _ bytes: [UInt8], id: String, file: String, diagnostics: inout [Diagnostic]
  ) throws(CorpusError) -> Record {
    var text: String?
    var tags: [(name: String, attributes: [String: String])] = []
    do throws(XMLScanner.Malformed) {
      var scanner = XMLScanner(bytes)
      var path: [String] = []
      while let event = try scanner.next() {
        switch event {
        case .start(let name, let attributes):
          if path.last == "TAGS" { tags.append((name, attributes)) }
          if name == "TEXT" { text = text ?? "" }
          path.append(name)
        case .end(let name):
          guard path.popLast() == name else {
            throw XMLScanner.Malformed(byte: 0, expected: "elements closed in order")
          }
        case .text(let content):
          if path.last == "TEXT" { text = (text ?? "") + content }
        }
      }
      guard path.isEmpty else {
        throw XMLScanner.Malformed(byte: bytes.count, expected: "all elements closed")
      }
    } catch {
      throw .malformed(file: file, byte: error.byte, expected: error.expected)
    }
    guard let text else { throw .malformed(file: file, expected: "an element TEXT") }
    if let invalid = DecodedText.firstInvalidByte(bytes) {
      diagnostics.append(Diagnostic(file: file, .invalidUTF8(byte: invalid)))
    }
    let document = Document(id: id, text: ScalarText(text), tokens: [])
    var record = Record(Example(document: document, spans: []))
    var intake = SpanIntake(file: file, line: nil)
    for tag in tags { take(tag.name, tag.attributes, of: document, into: &intake) }
    intake.finish(into: &record)
    diagnostics += intake.diagnostics
    return record
  }

  private static func take(
    _ name: String, _ attributes: [String: String], of document: Document,
    into intake: inout SpanIntake
  ) {
    guard let start = attributes["start"].flatMap({ Int($0) }),
      let end = attributes["end"].flatMap({ Int($0) })
    else {
      intake.report(.value(key: "start, end", expected: "whole numbers in every tag"))
      return
    }
    if let quoted = attributes["text"], start >= 0, start <= end, end <= document.text.count,
      !document.text[start..<end].isSameIgnoringCaseAndSpaces(as: quoted)
    {
      intake.report(.syntax(expected: "at \(start)..<\(end) the text that the tag quotes"))
      return
    }
    var details: JSONObject = ["element": .string(name)]
    for key in attributes.keys.sorted() where !["start", "end", "text", "TYPE"].contains(key) {
      details[key] = .string(attributes[key] ?? "")
    }
    intake.add(
      start: start, end: end, label: Label(attributes["TYPE"] ?? name),
      details: [key: .object(details)])
  }

  /// The category of each type of the task; our own labels are their own category.
  private static let categories: [String: String] = [
    "PATIENT": "NAME", "DOCTOR": "NAME", "USERNAME": "NAME", "HOSPITAL": "LOCATION",
    "ORGANIZATION": "LOCATION", "STREET": "LOCATION", "CITY": "LOCATION", "STATE": "LOCATION",
    "COUNTRY": "LOCATION", "ZIP": "LOCATION", "LOCATION-OTHER": "LOCATION", "PHONE": "CONTACT",
    "FAX": "CONTACT", "EMAIL": "CONTACT", "URL": "CONTACT", "IPADDR": "CONTACT", "SSN": "ID",
    "MEDICALRECORD": "ID", "HEALTHPLAN": "ID", "ACCOUNT": "ID", "LICENSE": "ID", "VEHICLE": "ID",
    "DEVICE": "ID", "BIOID": "ID", "IDNUM": "ID",
  ]

  static func xml(of record: Record) -> [UInt8] {
    let text = record.example.document.text
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<deIdi2b2>\n<TEXT>"
    // A carriage return survives reading only as an entity, which CDATA does not have.
    if text.utf8.contains(0x0D) {
      xml += XMLScanner.escaped(text.string)
    } else {
      xml += "<![CDATA[\(cutAtCDATAEnd(text.string))]]>"
    }
    xml += "</TEXT>\n<TAGS>\n"
    for (index, span) in record.allSpans.enumerated() {
      let type = span.label.rawValue
      let own = record.spanDetails[span]?[key]?.object
      let element = own?["element"]?.string ?? elementName(categories[type] ?? type)
      let id = own?["id"]?.string ?? "P\(index)"
      xml += "<\(element) id=\"\(XMLScanner.escaped(id))\" start=\"\(span.start)\""
      xml += " end=\"\(span.end)\" text=\"\(XMLScanner.escaped(text[span.range]))\""
      xml += " TYPE=\"\(XMLScanner.escaped(type))\""
      for member in own?.members ?? [] where !["element", "id"].contains(member.key) {
        xml += " \(member.key)=\"\(XMLScanner.escaped(member.value.string ?? ""))\""
      }
      if own?["comment"] == nil, own == nil { xml += " comment=\"\"" }
      xml += " />\n"
    }
    return Array((xml + "</TAGS>\n</deIdi2b2>\n").utf8)
  }

  private static func elementName(_ label: String) -> String {
    let scalars = label.unicodeScalars.map { scalar -> Unicode.Scalar in
      scalar.properties.isAlphabetic || scalar == "_" || scalar == "-" ? scalar : "_"
    }
    return scalars.isEmpty ? "TAG" : String(String.UnicodeScalarView(scalars))
  }

  /// The end of a CDATA section inside the text is cut in two sections.
  private static func cutAtCDATAEnd(_ text: String) -> String {
    var parts: [Substring] = []
    var start = text.startIndex
    let bytes = text.utf8
    var index = bytes.startIndex
    while let found = bytes[index...].firstIndex(of: UInt8(ascii: "]")) {
      index = bytes.index(after: found)
      if bytes[found...].starts(with: "]]>".utf8) {
        let cut = bytes.index(found, offsetBy: 2)
        parts.append(text[start..<cut])
        start = cut
        index = cut
      }
    }
    parts.append(text[start...])
    return parts.joined(separator: "]]><![CDATA[")
  }
}
