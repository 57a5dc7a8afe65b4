/// Walks through JSON (RFC 8259) in UTF-8 bytes, piece by piece, without building values: for readers
/// that know what they look for and have much to read. `JSONParser` builds values with it.
///
/// Also takes `NaN`, `Infinity` and `-Infinity`, which Python writes. A lone surrogate becomes U+FFFD.
/// Bytes that are not UTF-8 pass; whoever makes text of them decides.
public struct JSONScanner {
  private let bytes: UnsafeRawBufferPointer
  /// The byte that is read next.
  public private(set) var position = 0
  private var depth = 0

  /// A scanner at the start of the bytes, which must outlive it; a byte order mark there is skipped.
  public init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = UnsafeRawBufferPointer(bytes)
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
  }

  func error(_ expected: String) -> JSONError { JSONError(offset: position, expected: expected) }

  /// The next byte that is not white space, left to be read; nil at the end.
  public mutating func peek() -> UInt8? {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case let byte: return byte
      }
    }
    return nil
  }

  /// Checks that only white space is left.
  ///
  /// - Throws: `JSONError` where something else stands.
  public mutating func finish() throws(JSONError) {
    if peek() != nil { throw error("the end") }
  }

  private mutating func open(_ bracket: UInt8, _ expected: String) throws(JSONError) {
    guard peek() == bracket else { throw error(expected) }
    depth += 1
    guard depth <= JSONParser.maximumDepth else {
      throw error("at most \(JSONParser.maximumDepth) levels of nesting")
    }
    position += 1
  }

  /// Whether another item follows in what was opened; reads the comma, or the closing bracket.
  private mutating func next(
    isFirst: Bool, closing bracket: UInt8, _ expected: String
  ) throws(JSONError) -> Bool {
    guard let byte = peek() else { throw error("\(expected), found the end") }
    if byte == bracket {
      position += 1
      depth -= 1
      return false
    }
    if !isFirst {
      guard byte == UInt8(ascii: ",") else { throw error(expected) }
      position += 1
    }
    return true
  }

  /// Enters an object.
  ///
  /// - Throws: `JSONError` where there is none, or too deep.
  public mutating func openObject() throws(JSONError) { try open(UInt8(ascii: "{"), "'{'") }

  /// The next key of the object entered, its colon read too; nil when the object is done.
  ///
  /// - Throws: `JSONError` where neither stands.
  public mutating func nextKey(isFirst: Bool) throws(JSONError) -> String? {
    guard try next(isFirst: isFirst, closing: UInt8(ascii: "}"), "',' or '}'") else { return nil }
    guard peek() == UInt8(ascii: "\"") else { throw error("a key in quotes") }
    let key = try string()
    guard peek() == UInt8(ascii: ":") else { throw error("':'") }
    position += 1
    return key
  }

  /// Enters an array.
  ///
  /// - Throws: `JSONError` where there is none, or too deep.
  public mutating func openArray() throws(JSONError) { try open(UInt8(ascii: "["), "'['") }

  /// Whether the array entered has another element, which is read next.
  ///
  /// - Throws: `JSONError` where neither a comma nor the end of the array stands.
  public mutating func nextElement(isFirst: Bool) throws(JSONError) -> Bool {
    try next(isFirst: isFirst, closing: UInt8(ascii: "]"), "',' or ']'")
  }

  /// A string.
  ///
  /// - Throws: `JSONError` where there is none.
  public mutating func string() throws(JSONError) -> String {
    let content = try simpleString()
    if let content { return String(decoding: content, as: UTF8.self) }
    return String(decoding: try escapedString(), as: UTF8.self)
  }

  /// The bytes of a string, escapes decoded.
  ///
  /// - Throws: `JSONError` where there is none.
  public mutating func stringBytes() throws(JSONError) -> [UInt8] {
    if let content = try simpleString() { return Array(content) }
    return try escapedString()
  }

  /// The bytes of a string that has no escape; where it has one, nil, and the reading goes on from the
  /// opening quote.
  private mutating func simpleString() throws(JSONError) -> UnsafeRawBufferPointer? {
    guard peek() == UInt8(ascii: "\"") else { throw error("a string") }
    let opening = position
    position += 1
    skipPlain()
    guard position < bytes.count else { throw error("a closing quote, found the end") }
    switch bytes[position] {
    case UInt8(ascii: "\""):
      let content = UnsafeRawBufferPointer(rebasing: bytes[opening + 1..<position])
      position += 1
      return content
    case UInt8(ascii: "\\"):
      position = opening
      return nil
    default: throw error("an escaped control character")
    }
  }

  /// Moves to the next quote, backslash or control character, or to the end.
  private mutating func skipPlain() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while position + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
      // The classic test for a zero byte, and for a byte below 0x20: exact up to the first hit.
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      let hit =
        ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash
          | (word &- ones &* 0x20) & ~word) & highs
      if hit != 0 {
        position += hit.trailingZeroBitCount / 8
        return
      }
      position += 8
    }
    while position < bytes.count {
      switch bytes[position] {
      case 0x22, 0x5C, ..<0x20: return
      default: position += 1
      }
    }
  }

  private mutating func escapedString() throws(JSONError) -> [UInt8] {
    position += 1
    var decoded: [UInt8] = []
    while true {
      let start = position
      skipPlain()
      decoded.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
      guard position < bytes.count else { throw error("a closing quote, found the end") }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return decoded
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &decoded)
      default: throw error("an escaped control character")
      }
    }
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
      let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
      decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
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

  /// A whole number without fraction or exponent that fits an `Int`; nil where a value of another kind
  /// stands, which is left to be read.
  public mutating func integer() -> Int? {
    let byte = peek()
    guard byte == UInt8(ascii: "-") || byte.map({ 0x30...0x39 ~= $0 }) ?? false else { return nil }
    let start = position
    if let value = try? number(), case .integer(let whole) = value { return whole }
    position = start
    return nil
  }

  /// A number, as a value.
  mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    let isNegative = byte(is: UInt8(ascii: "-"))
    if isNegative {
      position += 1
      if byte(is: UInt8(ascii: "I")) { return try word("Infinity", .number(-.infinity)) }
    }
    let first = position
    var whole = 0
    var hasOverflow = false
    while position < bytes.count, 0x30...0x39 ~= bytes[position] {
      let digit = Int(bytes[position] - 0x30)
      let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
      let (sum, overflowAgain) =
        isNegative
        ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      hasOverflow = hasOverflow || overflow || overflowAgain
      whole = sum
      position += 1
    }
    guard position > first else { throw error("a value") }
    if bytes[first] == 0x30, position - first > 1 {
      position = first
      throw error("a number without leading zeros")
    }
    var isWhole = true
    if byte(is: UInt8(ascii: ".")) {
      isWhole = false
      position += 1
      try digits()
    }
    if byte(is: UInt8(ascii: "e")) || byte(is: UInt8(ascii: "E")) {
      isWhole = false
      position += 1
      if byte(is: UInt8(ascii: "+")) || byte(is: UInt8(ascii: "-")) { position += 1 }
      try digits()
    }
    if isWhole, !hasOverflow { return .integer(whole) }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    // A number too large for a Double reads as infinity, as Python has it.
    return .number(Double(text) ?? (isNegative ? -.infinity : .infinity))
  }

  private func byte(is value: UInt8) -> Bool { position < bytes.count && bytes[position] == value }

  private mutating func digits() throws(JSONError) {
    let start = position
    while position < bytes.count, 0x30...0x39 ~= bytes[position] { position += 1 }
    guard position > start else { throw error("a digit") }
  }

  /// A word that stands for a value.
  mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let length = word.utf8CodeUnitCount
    guard position + length <= bytes.count,
      (0..<length).allSatisfy({ bytes[position + $0] == word.utf8Start[$0] })
    else { throw error("\(word)") }
    position += length
    return value
  }
}
