/// Writes one line of JSON piece by piece, without building values first.
public struct JSONStream {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []
  /// Whether the next item stands first in what was opened last.
  private var isFirst = true

  /// An empty line.
  public init() {}

  /// Forgets what has been written, keeping the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    isFirst = true
  }

  private mutating func separate() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
  }

  /// Opens an object, as an element or after a key.
  public mutating func openObject() { open(UInt8(ascii: "{")) }

  /// Opens an array, as an element or after a key.
  public mutating func openArray() { open(UInt8(ascii: "[")) }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    isFirst = true
  }

  /// Closes the object opened last.
  public mutating func closeObject() { close(UInt8(ascii: "}")) }

  /// Closes the array opened last.
  public mutating func closeArray() { close(UInt8(ascii: "]")) }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    isFirst = false
  }

  /// A member's key; its value comes next.
  public mutating func key(_ key: String) {
    separate()
    JSONText.append(key, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    isFirst = true
  }

  /// A string.
  public mutating func string(_ text: String) {
    separate()
    JSONText.append(text, to: &bytes)
  }

  /// A string given as UTF-8.
  public mutating func string(_ utf8: [UInt8]) {
    separate()
    utf8.withUnsafeBufferPointer { JSONText.append($0, to: &bytes) }
  }

  /// A whole number.
  public mutating func integer(_ value: Int) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Any value.
  public mutating func value(_ value: JSONValue) {
    separate()
    bytes.append(contentsOf: value.encoded())
  }

  /// The members of an object, into the object opened last.
  public mutating func members(_ object: JSONObject) {
    for member in object.members {
      key(member.key)
      value(member.value)
    }
  }

  /// A line feed.
  public mutating func endLine() {
    bytes.append(0x0A)
    isFirst = true
  }
}

/// How strings are written in JSON.
enum JSONText {
  /// Appends a string with its quotes.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { append($0, to: &bytes) }
  }

  /// Appends UTF-8 with quotes around it, what needs no escape in pieces as long as can be.
  static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        append(escaping: byte, to: &bytes)
        start = index + 1
      }
      index += 1
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a string with its quotes, everything outside ASCII as `\uXXXX`.
  static func appendASCII(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for unit in text.utf16 {
      if unit < 0x80 {
        append(escaping: UInt8(unit), to: &bytes)
      } else {
        append(code: unit, to: &bytes)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func append(escaping byte: UInt8, to bytes: inout [UInt8]) {
    func escaped(_ letter: UInt8) {
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(letter)
    }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): escaped(byte)
    case 0x0A: escaped(UInt8(ascii: "n"))
    case 0x0D: escaped(UInt8(ascii: "r"))
    case 0x09: escaped(UInt8(ascii: "t"))
    case 0x08: escaped(UInt8(ascii: "b"))
    case 0x0C: escaped(UInt8(ascii: "f"))
    case ..<0x20: append(code: UInt16(byte), to: &bytes)
    default: bytes.append(byte)
    }
  }

  private static func append(code unit: UInt16, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    for shift in [12, 8, 4, 0] as [UInt16] {
      let digit = UInt8(unit >> shift & 0xF)
      bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }
}
