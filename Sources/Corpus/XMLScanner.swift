/// Reads the XML that annotation tools write: elements, attributes, text and CDATA. No document types,
/// no external anything: an entity is one of the five of XML or a character's number.
struct XMLScanner {
  /// What stands next.
  enum Event: Equatable {
    case start(name: String, attributes: [String: String])
    case end(name: String)
    case text(String)
  }

  /// Why bytes are not such XML.
  struct Malformed: Error, Equatable {
    let byte: Int
    let expected: String
  }

  private let bytes: [UInt8]
  private var position = 0
  private var pending: Event?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  private func error(_ expected: String) -> Malformed {
    Malformed(byte: position, expected: expected)
  }

  private func stands(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard position + length <= bytes.count else { return false }
    return (0..<length).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
  }

  private func index(of text: StaticString, from start: Int) -> Int? {
    let length = text.utf8CodeUnitCount
    let first = text.utf8Start[0]
    var place = start
    while place < bytes.count, let found = bytes[place...].firstIndex(of: first) {
      guard found + length <= bytes.count else { return nil }
      if (0..<length).allSatisfy({ bytes[found + $0] == text.utf8Start[$0] }) { return found }
      place = found + 1
    }
    return nil
  }

  /// The next piece; nil at the end. Comments and processing instructions are passed over.
  mutating func next() throws(Malformed) -> Event? {
    if let event = pending {
      pending = nil
      return event
    }
    while position < bytes.count {
      if stands("<!--") {
        try skip(past: "-->")
      } else if stands("<?") {
        try skip(past: "?>")
      } else if stands("<![CDATA[") {
        let start = position + 9
        guard let end = index(of: "]]>", from: start) else { throw error("]]>") }
        position = end + 3
        return .text(Self.lineFeeds(Array(bytes[start..<end])))
      } else if stands("<!") {
        try skipDeclaration()
      } else if bytes[position] == UInt8(ascii: "<") {
        return try tag()
      } else {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
        return .text(try Self.decoded(Array(bytes[start..<position]), at: start))
      }
    }
    return nil
  }

  private mutating func skip(past text: StaticString) throws(Malformed) {
    guard let end = index(of: text, from: position) else { throw error("\(text)") }
    position = end + text.utf8CodeUnitCount
  }

  /// A document type is passed over; what it would define is not taken.
  private mutating func skipDeclaration() throws(Malformed) {
    var depth = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "<"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ">"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      position += 1
      if depth == 0 { return }
    }
    throw error("the end of a declaration")
  }

  private mutating func skipSpace() {
    while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
  }

  private mutating func name() throws(Malformed) -> String {
    let start = position
    let ends = Array("=/> \t\r\n<\"'".utf8)
    while position < bytes.count, !ends.contains(bytes[position]) { position += 1 }
    guard position > start else { throw error("a name") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func tag() throws(Malformed) -> Event {
    position += 1
    if position < bytes.count, bytes[position] == UInt8(ascii: "/") {
      position += 1
      let name = try name()
      skipSpace()
      guard stands(">") else { throw error(">") }
      position += 1
      return .end(name: name)
    }
    let name = try name()
    var attributes: [String: String] = [:]
    while true {
      skipSpace()
      if stands("/>") {
        position += 2
        pending = .end(name: name)
        return .start(name: name, attributes: attributes)
      }
      if stands(">") {
        position += 1
        return .start(name: name, attributes: attributes)
      }
      let key = try self.name()
      skipSpace()
      guard stands("=") else { throw error("=") }
      position += 1
      skipSpace()
      attributes[key] = try quoted()
    }
  }

  private mutating func quoted() throws(Malformed) -> String {
    guard position < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[position])
    else { throw error("a value in quotes") }
    let quote = bytes[position]
    let start = position + 1
    guard let end = bytes[start...].firstIndex(of: quote) else { throw error("a closing quote") }
    position = end + 1
    return try Self.decoded(Array(bytes[start..<end]), at: start)
  }

  /// CRLF and a lone carriage return are line feeds (XML 1.0, 2.11).
  private static func lineFeeds(_ bytes: [UInt8]) -> String {
    guard bytes.contains(0x0D) else { return String(decoding: bytes, as: UTF8.self) }
    var kept: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if byte != 0x0D {
        kept.append(byte)
      } else if index + 1 == bytes.count || bytes[index + 1] != 0x0A {
        kept.append(0x0A)
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private static func decoded(_ bytes: [UInt8], at start: Int) throws(Malformed) -> String {
    guard bytes.contains(UInt8(ascii: "&")) else { return lineFeeds(bytes) }
    var text = ""
    var rest = bytes[...]
    while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
      text += lineFeeds(Array(rest[..<ampersand]))
      guard let end = rest[ampersand...].prefix(16).firstIndex(of: UInt8(ascii: ";")),
        let scalar = scalar(String(decoding: rest[(ampersand + 1)..<end], as: UTF8.self))
      else { throw Malformed(byte: start + ampersand, expected: "a known entity") }
      text.unicodeScalars.append(scalar)
      rest = rest[(end + 1)...]
    }
    return text + lineFeeds(Array(rest))
  }

  private static func scalar(_ entity: String) -> Unicode.Scalar? {
    switch entity {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard entity.hasPrefix("#") else { return nil }
      let digits = entity.dropFirst()
      let number = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return number.flatMap(Unicode.Scalar.init)
    }
  }

  /// Text as content or a value: markup and carriage returns, which reading would change, as entities.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "\"": escaped += "&quot;"
      case "\r": escaped += "&#13;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
