/// Why a text is not the YAML read here: on which line, and what was expected.
public struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1.
  public let line: Int
  /// What should have stood there.
  public let expected: String

  /// One sentence.
  public var description: String { "line \(line): expected \(expected)" }
}

/// Reads one YAML 1.2 document into JSON values.
///
/// Mappings and sequences in block and in flow style; plain, quoted, literal and folded scalars;
/// comments. Not read, and an error where they stand: anchors, aliases, tags, explicit `?` keys and
/// several documents. Scalars mean what the core schema says: `yes` and `2021-03-04` are strings.
public struct YAMLParser {
  /// How deep values may nest.
  public static let maximumDepth = 100

  let scalars: [Unicode.Scalar]
  var position = 0
  var depth = 0

  private init(_ text: String) {
    var scalars = Array(text.unicodeScalars)
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    // A line ends in LF wherever it ended in CRLF or CR.
    var unified: [Unicode.Scalar] = []
    unified.reserveCapacity(scalars.count)
    for (index, scalar) in scalars.enumerated() {
      if scalar != "\r" {
        unified.append(scalar)
      } else if index + 1 == scalars.count || scalars[index + 1] != "\n" {
        unified.append("\n")
      }
    }
    self.scalars = unified
  }

  /// The value of a document; null for an empty one.
  ///
  /// - Throws: `YAMLError` with the line.
  public static func parse(_ text: String) throws(YAMLError) -> JSONValue {
    var parser = YAMLParser(text)
    try parser.skipToContent()
    if parser.isAtMarker("---") {
      parser.position += 3
      try parser.skipToContent()
    }
    let value = try parser.node(above: -1)
    try parser.skipToContent()
    if parser.isAtMarker("...") {
      parser.position += 3
      try parser.skipToContent()
    }
    guard parser.current == nil else { throw parser.error("the end of the one document") }
    return value
  }

  // MARK: Where we are

  var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  func scalar(_ offset: Int) -> Unicode.Scalar? {
    position + offset < scalars.count ? scalars[position + offset] : nil
  }

  func error(_ expected: String) -> YAMLError {
    YAMLError(
      line: 1 + scalars[..<min(position, scalars.count)].count { $0 == "\n" }, expected: expected)
  }

  /// Scalars between the start of the line and here.
  var column: Int {
    var start = position
    while start > 0, scalars[start - 1] != "\n" { start -= 1 }
    return position - start
  }

  func isBlank(_ scalar: Unicode.Scalar?) -> Bool {
    scalar == nil || scalar == " " || scalar == "\n" || scalar == "\t"
  }

  func isAtMarker(_ marker: String) -> Bool {
    column == 0 && position + 3 <= scalars.count
      && scalars[position..<position + 3].elementsEqual(marker.unicodeScalars)
      && isBlank(scalar(3))
  }

  /// Past white space, line ends and comments.
  mutating func skipToContent() throws(YAMLError) {
    while let next = current {
      switch next {
      case " ", "\n": position += 1
      case "\t":
        let indentation = scalars[(position - column)..<position]
        let rest = scalars[position...].drop { $0 == " " || $0 == "\t" }.first
        if indentation.allSatisfy({ $0 == " " }), !(rest == nil || rest == "\n" || rest == "#") {
          throw error("spaces for indentation, not tabs")
        }
        position += 1
      case "#": skipLine()
      default: return
      }
    }
  }

  private mutating func skipLine() {
    while let next = current, next != "\n" { position += 1 }
  }

  mutating func skipSpaces() {
    while current == " " || current == "\t" { position += 1 }
  }

  /// Past spaces and a comment; whether nothing else stands on the line.
  mutating func isAtLineEnd() -> Bool {
    let start = position
    skipSpaces()
    if current == "#", position > start || column == 0 { skipLine() }
    return current == nil || current == "\n"
  }

  // MARK: Block style

  /// The node that starts at the next content, when it stands further right than `parent`.
  private mutating func node(above parent: Int) throws(YAMLError) -> JSONValue {
    try skipToContent()
    guard current != nil, column > parent, !isAtMarker("---"), !isAtMarker("...") else {
      return .null
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw error("at most \(Self.maximumDepth) levels of nesting")
    }
    if current == "-", isBlank(scalar(1)) { return try sequence(at: column) }
    let start = position
    if try key() != nil {
      position = start
      return try mapping(at: column)
    }
    position = start
    return try inline(above: parent)
  }

  private mutating func sequence(at indentation: Int) throws(YAMLError) -> JSONValue {
    var elements: [JSONValue] = []
    while current == "-", isBlank(scalar(1)), column == indentation {
      position += 1
      elements.append(try node(above: indentation))
      try skipToContent()
    }
    guard current == nil || column <= indentation else { throw error("less indentation") }
    return .array(elements)
  }

  private mutating func mapping(at indentation: Int) throws(YAMLError) -> JSONValue {
    var members: [JSONObject.Member] = []
    while current != nil, column == indentation, !isAtMarker("---"), !isAtMarker("...") {
      let line = position
      guard let key = try key() else {
        position = line
        throw error("\"key: value\"")
      }
      guard !members.contains(where: { $0.key == key }) else {
        position = line
        throw error("a key that is not there yet, found one for the second time")
      }
      members.append(.init(key, try value(in: indentation)))
      try skipToContent()
    }
    guard current == nil || column <= indentation else { throw error("less indentation") }
    return .object(JSONObject(members))
  }

  /// What follows a key's colon in a mapping of this indentation.
  private mutating func value(in indentation: Int) throws(YAMLError) -> JSONValue {
    guard isAtLineEnd() else {
      if current == "-", isBlank(scalar(1)) { throw error("a sequence on a line of its own") }
      let start = position
      if try key() != nil {
        position = start
        throw error("one \"key: value\" a line, or quotes around a value with a colon")
      }
      position = start
      return try inline(above: indentation)
    }
    try skipToContent()
    // A sequence may stand as far left as its key.
    if column == indentation, current == "-", isBlank(scalar(1)) {
      return try sequence(at: indentation)
    }
    return try node(above: indentation)
  }

  /// A key and its colon on this line; nil, with the position anywhere, where there is none.
  private mutating func key() throws(YAMLError) -> String? {
    let key: String
    switch current {
    case "\"", "'":
      let start = position
      key = try quoted(above: -1)
      if scalars[start..<position].contains("\n") { return nil }
    case "[", "{", "|", ">", nil: return nil
    case "?" where isBlank(scalar(1)): throw error("a key without \"?\"")
    default: key = plainLine(inFlow: false)
    }
    skipSpaces()
    guard current == ":", isBlank(scalar(1)) else { return nil }
    position += 1
    return key
  }
}
