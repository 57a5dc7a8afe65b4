import Notation

/// What plain words mean in YAML 1.2's core schema: `yes` and `2021-03-04` are strings.
enum CoreSchema {
  /// The value that a word without quotes stands for.
  static func value(of text: String) -> JSONValue {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".nan", ".NaN", ".NAN": return .number(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
    default: return number(text) ?? .string(text)
    }
  }

  private static func number(_ text: String) -> JSONValue? {
    let bytes = Array(text.utf8)
    for (prefix, radix) in [("0o", 8), ("0x", 16)] where text.hasPrefix(prefix) {
      return Int(text.dropFirst(2), radix: radix).map { .integer($0) }
    }
    let digits = bytes.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard bytes.count - digits.count <= 1, let first = digits.first,
      0x30...0x39 ~= first || first == UInt8(ascii: ".")
    else { return nil }
    if digits.allSatisfy({ 0x30...0x39 ~= $0 }) { return Int(text).map { .integer($0) } }
    let allowed = digits.allSatisfy { 0x30...0x39 ~= $0 || ".eE+-".utf8.contains($0) }
    guard allowed, digits.contains(where: { 0x30...0x39 ~= $0 }) else { return nil }
    // Swift wants a digit after the point.
    let ends = text.hasSuffix(".") ? text + "0" : text
    return Double(ends).map { .number($0) }
  }
}
