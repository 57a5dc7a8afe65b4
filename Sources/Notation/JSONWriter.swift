/// How JSON is laid out.
public struct JSONStyle: Hashable, Sendable {
  /// Spaces a level; nil writes one line.
  public var indent: Int?
  /// What stands between members on one line, and between a key and its value.
  public var separators: (item: String, key: String) {
    get { (itemSeparator, keySeparator) }
    set { (itemSeparator, keySeparator) = newValue }
  }
  private var itemSeparator: String
  private var keySeparator: String
  /// Whether keys are sorted by code point.
  public var sortsKeys: Bool
  /// Whether everything outside ASCII is written as `\uXXXX`.
  public var escapesNonASCII: Bool

  /// A style.
  public init(
    indent: Int? = nil, itemSeparator: String = ",", keySeparator: String = ":",
    sortsKeys: Bool = false, escapesNonASCII: Bool = false
  ) {
    self.indent = indent
    self.itemSeparator = itemSeparator
    self.keySeparator = keySeparator
    self.sortsKeys = sortsKeys
    self.escapesNonASCII = escapesNonASCII
  }

  /// One line without spaces.
  public static let compact = JSONStyle()
  /// Two spaces a level and `"key": value`.
  public static let pretty = JSONStyle(indent: 2, keySeparator: ": ")
}

extension JSONValue {
  /// The value as JSON text in UTF-8.
  public func encoded(_ style: JSONStyle = .compact) -> [UInt8] {
    var writer = JSONWriter(style: style)
    writer.write(self, level: 0)
    return writer.bytes
  }

  /// The value as JSON text.
  public func text(_ style: JSONStyle = .compact) -> String {
    String(decoding: encoded(style), as: UTF8.self)
  }
}

private struct JSONWriter {
  let style: JSONStyle
  var bytes: [UInt8] = []

  init(style: JSONStyle) { self.style = style }

  mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(String(value))
    case .number(let value):
      if value.isNaN {
        append("NaN")
      } else if value.isInfinite {
        append(value < 0 ? "-Infinity" : "Infinity")
      } else {
        append(value.description)
      }
    case .string(let value): write(value)
    case .array(let elements):
      list("[", "]", elements, level: level) { writer, element in
        writer.write(element, level: level + 1)
      }
    case .object(let object):
      let members =
        style.sortsKeys
        ? object.members.sorted {
          $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars)
        } : object.members
      list("{", "}", members, level: level) { writer, member in
        writer.write(member.key)
        writer.append(writer.style.separators.key)
        writer.write(member.value, level: level + 1)
      }
    }
  }

  private mutating func list<Item>(
    _ open: String, _ close: String, _ items: [Item], level: Int,
    _ write: (inout JSONWriter, Item) -> Void
  ) {
    append(open)
    for (index, item) in items.enumerated() {
      if index > 0 { append(style.separators.item) }
      if let indent = style.indent { newLine(indent * (level + 1)) }
      write(&self, item)
    }
    if let indent = style.indent, !items.isEmpty { newLine(indent * level) }
    append(close)
  }

  private mutating func newLine(_ spaces: Int) {
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: spaces))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func write(_ string: String) {
    if style.escapesNonASCII {
      JSONText.appendASCII(string, to: &bytes)
    } else {
      JSONText.append(string, to: &bytes)
    }
  }
}
