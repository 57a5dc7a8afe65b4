/// Why a text is not JSON: where, and what was expected. Never the text itself.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Byte offset in the input, from 0.
  public let offset: Int
  /// What should have stood there.
  public let expected: String

  /// One sentence.
  public var description: String { "not JSON at byte \(offset): expected \(expected)" }
}

/// Reads JSON (RFC 8259) from UTF-8 bytes.
///
/// Also takes `NaN`, `Infinity` and `-Infinity`, which Python writes. A lone surrogate becomes U+FFFD.
public struct JSONParser {
  /// How deep arrays and objects may nest.
  public static let maximumDepth = 512

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The one value that the bytes hold; a byte order mark before it is skipped.
  ///
  /// - Throws: `JSONError` where the bytes are not JSON, or nest deeper than `maximumDepth`.
  public static func parse(_ bytes: some Collection<UInt8>) throws(JSONError) -> JSONValue {
    func run(_ buffer: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, JSONError> {
      var parser = JSONParser(buffer)
      do throws(JSONError) {
        parser.skipByteOrderMark()
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == buffer.count else { throw parser.error("the end") }
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    if let result = bytes.withContiguousStorageIfAvailable(run) { return try result.get() }
    return try Array(bytes).withUnsafeBufferPointer(run).get()
  }

  /// The one value that a string holds.
  ///
  /// - Throws: `JSONError` where it is not JSON.
  public static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }

  private func error(_ expected: String) -> JSONError {
    JSONError(offset: position, expected: expected)
  }

  private mutating func skipByteOrderMark() {
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    skipSpace()
    guard position < bytes.count else { throw error("a value, found the end") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""):
      position += 1
      return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"): return try word("NaN", .number(.nan))
    case UInt8(ascii: "I"): return try word("Infinity", .number(.infinity))
    default: return try number()
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError)
    -> JSONValue
  {
    let length = word.utf8CodeUnitCount
    guard position + length <= bytes.count,
      (0..<length).allSatisfy({ bytes[position + $0] == word.utf8Start[$0] })
    else { throw error("\(word)") }
    position += length
    return value
  }

  private mutating func enter() throws(JSONError) {
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw error("at most \(Self.maximumDepth) levels of nesting")
    }
    position += 1
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var members: [JSONObject.Member] = []
    skipSpace()
    if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
      position += 1
      return .object(JSONObject())
    }
    while true {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw error("a key in quotes")
      }
      position += 1
      let key = try string()
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw error("':'") }
      position += 1
      members.append(JSONObject.Member(key, try value()))
      skipSpace()
      guard position < bytes.count else { throw error("',' or '}', found the end") }
      switch bytes[position] {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .object(Self.merging(members))
      default: throw error("',' or '}'")
      }
    }
  }

  private static func merging(_ members: [JSONObject.Member]) -> JSONObject {
    var seen: Set<String> = []
    if members.count < 8 {
      for (index, member) in members.enumerated()
      where members[..<index].contains(where: { $0.key == member.key }) {
        return JSONObject(members)
      }
      return JSONObject(distinct: members)
    }
    for member in members where !seen.insert(member.key).inserted {
      var positions: [String: Int] = [:]
      var merged: [JSONObject.Member] = []
      for member in members {
        if let index = positions[member.key] {
          merged[index].value = member.value
        } else {
          positions[member.key] = merged.count
          merged.append(member)
        }
      }
      return JSONObject(distinct: merged)
    }
    return JSONObject(distinct: members)
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var elements: [JSONValue] = []
    skipSpace()
    if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
      position += 1
      return .array([])
    }
    while true {
      elements.append(try value())
      skipSpace()
      guard position < bytes.count else { throw error("',' or ']', found the end") }
      switch bytes[position] {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .array(elements)
      default: throw error("',' or ']'")
      }
    }
  }

  /// The rest of a string whose opening quote has been read.
  private mutating func string() throws(JSONError) -> String {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      guard byte >= 0x20 else { throw error("an escaped control character") }
      position += 1
    }
    throw error("a closing quote, found the end")
  }

  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var decoded = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: decoded, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &decoded)
      case ..<0x20: throw error("an escaped control character")
      default:
        decoded.append(byte)
        position += 1
      }
    }
    throw error("a closing quote, found the end")
  }

  private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
    guard position < bytes.count else { throw error("an escape, found the end") }
    let letter = bytes[position]
    position += 1
    switch letter {
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
    case UInt8(ascii: "u"):
      var value = try fourHexDigits()
      if value & 0xFC00 == 0xD800, position + 1 < bytes.count,
        bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
      {
        let afterHigh = position
        position += 2
        let low = try fourHexDigits()
        if low & 0xFC00 == 0xDC00 {
          value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF)
        } else {
          position = afterHigh
        }
      }
      decoded.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    default:
      position -= 1
      throw error("one of \"\\/bfnrtu after a backslash")
    }
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw error("four hexadecimal digits") }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[position]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x37
      case 0x61...0x66: digit = byte - 0x57
      default: throw error("a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    var isWhole = true
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") {
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "I") {
        return try word("Infinity", .number(-.infinity))
      }
    }
    guard position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 else {
      throw error("a value")
    }
    var whole = 0
    var hasOverflow = false
    scan: while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case 0x30...0x39:
        if isWhole {
          let (product, first) = whole.multipliedReportingOverflow(by: 10)
          let (sum, second) = product.addingReportingOverflow(Int(byte - 0x30))
          hasOverflow = hasOverflow || first || second
          whole = sum
        }
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isWhole = false
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        guard !isWhole else { break scan }
      default: break scan
      }
      position += 1
    }
    if isWhole, !hasOverflow { return .integer(bytes[start] == UInt8(ascii: "-") ? -whole : whole) }
    guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
      position = start
      throw error("a number")
    }
    return .number(value)
  }
}
