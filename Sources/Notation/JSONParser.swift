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
public enum JSONParser {
  /// How deep arrays and objects may nest.
  public static let maximumDepth = 512

  /// The one value that the bytes hold; a byte order mark before it is skipped.
  ///
  /// - Throws: `JSONError` where the bytes are not JSON, or nest deeper than `maximumDepth`.
  public static func parse(_ bytes: some Collection<UInt8>) throws(JSONError) -> JSONValue {
    if let result = bytes.withContiguousStorageIfAvailable(parse) { return try result.get() }
    return try Array(bytes).withUnsafeBufferPointer(parse).get()
  }

  /// The one value that a string holds.
  ///
  /// - Throws: `JSONError` where it is not JSON.
  public static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, JSONError> {
    var scanner = JSONScanner(bytes)
    do throws(JSONError) {
      let value = try scanner.value()
      try scanner.finish()
      return .success(value)
    } catch {
      return .failure(error)
    }
  }
}

extension JSONScanner {
  /// A value of any kind.
  ///
  /// - Throws: `JSONError` where there is none.
  public mutating func value() throws(JSONError) -> JSONValue {
    guard let byte = peek() else { throw error("a value, found the end") }
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"): return try word("NaN", .number(.nan))
    case UInt8(ascii: "I"): return try word("Infinity", .number(.infinity))
    default: return try number()
    }
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    try openObject()
    var members: [JSONObject.Member] = []
    while let key = try nextKey(isFirst: members.isEmpty) {
      members.append(JSONObject.Member(key, try value()))
    }
    return .object(JSONObject(merging: members))
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    try openArray()
    var elements: [JSONValue] = []
    while try nextElement(isFirst: elements.isEmpty) { elements.append(try value()) }
    return .array(elements)
  }
}
