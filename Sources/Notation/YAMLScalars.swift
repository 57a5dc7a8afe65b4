/// Scalars in block style.
extension YAMLParser {
  /// A scalar or a flow collection; nothing else may follow on its line.
  mutating func inline(above parent: Int) throws(YAMLError) -> JSONValue {
    let value: JSONValue
    switch current {
    case "|", ">": return .string(try blockScalar(above: parent))
    case "\"", "'": value = .string(try quoted(above: parent))
    case "[", "{": value = try flow()
    default: value = try plain(above: parent)
    }
    guard isAtLineEnd() else { throw error("the end of the line") }
    return value
  }

  func checkStart() throws(YAMLError) {
    switch current {
    case "&", "*": throw error("a value; anchors and aliases are not read, write it out")
    case "!": throw error("a value; tags are not read")
    case "%", "@", "`", "]", "}", ",": throw error("a value, or quotes around it")
    default: return
    }
  }

  /// A plain scalar's part on this line.
  mutating func plainLine(inFlow: Bool) -> String {
    let start = position
    while let next = current, next != "\n" {
      let after = scalar(1)
      if next == ":", isBlank(after) || inFlow && after.map(isFlowMark) == true { break }
      if next == "#", position > start, isBlank(scalars[position - 1]) { break }
      if inFlow, isFlowMark(next) { break }
      position += 1
    }
    var end = position
    while end > start, scalars[end - 1] == " " || scalars[end - 1] == "\t" { end -= 1 }
    position = end
    return string(scalars[start..<end])
  }

  func isFlowMark(_ scalar: Unicode.Scalar) -> Bool { ",[]{}".unicodeScalars.contains(scalar) }

  private mutating func plain(above parent: Int) throws(YAMLError) -> JSONValue {
    try checkStart()
    var text = plainLine(inFlow: false)
    while true {
      let end = position
      skipSpaces()
      guard current == "\n" else {
        position = end
        break
      }
      var breaks = 0
      while current == " " || current == "\n" || current == "\t" {
        if current == "\n" { breaks += 1 }
        position += 1
      }
      guard current != nil, current != "#", column > parent, !isAtMarker("---"),
        !isAtMarker("...")
      else {
        position = end
        break
      }
      text += breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)
      text += plainLine(inFlow: false)
      if current == ":" { throw error("quotes around a value with a colon") }
    }
    return Self.value(of: text)
  }

  mutating func quoted(above parent: Int) throws(YAMLError) -> String {
    let quote = current
    position += 1
    var text: [Unicode.Scalar] = []
    while let next = current {
      position += 1
      switch next {
      case quote:
        if quote == "'", current == "'" {
          text.append("'")
          position += 1
        } else {
          return string(text[...])
        }
      case "\n": try fold(into: &text, above: parent)
      case "\\" where quote == "\"":
        if current == "\n" {  // an escaped line end joins the lines
          position += 1
          while current == " " || current == "\t" { position += 1 }
        } else {
          text.append(contentsOf: try escape())
        }
      default: text.append(next)
      }
    }
    throw error("a closing quote")
  }

  /// A line end inside quotes: one is a space, more are one fewer; space around them is dropped.
  private mutating func fold(
    into text: inout [Unicode.Scalar], above parent: Int
  ) throws(YAMLError) {
    while text.last == " " || text.last == "\t" { text.removeLast() }
    var breaks = 1
    while current == " " || current == "\t" || current == "\n" {
      if current == "\n" { breaks += 1 }
      position += 1
    }
    guard current == nil || column > parent else { throw error("more indentation") }
    text.append(contentsOf: breaks == 1 ? [" "] : Array(repeating: "\n", count: breaks - 1))
  }

  private mutating func escape() throws(YAMLError) -> [Unicode.Scalar] {
    guard let letter = current else { throw error("an escape") }
    position += 1
    switch letter {
    case "n": return ["\n"]
    case "t", "\t": return ["\t"]
    case "r": return ["\r"]
    case "0": return ["\0"]
    case "a": return ["\u{7}"]
    case "b": return ["\u{8}"]
    case "v": return ["\u{B}"]
    case "f": return ["\u{C}"]
    case "e": return ["\u{1B}"]
    case "N": return ["\u{85}"]
    case "_": return ["\u{A0}"]
    case "L": return ["\u{2028}"]
    case "P": return ["\u{2029}"]
    case " ", "\"", "/", "\\": return [letter]
    case "x", "u", "U":
      let count = letter == "x" ? 2 : letter == "u" ? 4 : 8
      let digits = string(scalars[position..<min(position + count, scalars.count)])
      guard digits.utf8.count == count, let code = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw error("\(count) hexadecimal digits of a character") }
      position += count
      return [scalar]
    default:
      position -= 1
      throw error("an escape that there is")
    }
  }

  func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}

/// Literal and folded scalars, flow style, and what scalars mean.
extension YAMLParser {
  private enum Chomping { case clip, strip, keep }

  mutating func blockScalar(above parent: Int) throws(YAMLError) -> String {
    let isFolded = current == ">"
    position += 1
    var chomping = Chomping.clip
    var indentation: Int?
    while let next = current, next != "\n", next != " " {
      switch next {
      case "-": chomping = .strip
      case "+": chomping = .keep
      case "1"..."9": indentation = max(parent, 0) + Int(next.value - 0x30)
      default: throw error("\"-\", \"+\" or a digit after | or >")
      }
      position += 1
    }
    guard isAtLineEnd() else { throw error("the end of the line after | or >") }
    position = min(position + 1, scalars.count)
    var lines = blockLines(above: parent, indentation: indentation)
    var trailing = 0
    while lines.last == "" {
      lines.removeLast()
      trailing += 1
    }
    let text = isFolded ? Self.folded(lines) : lines.joined(separator: "\n")
    switch chomping {
    case .strip: return text
    case .clip: return lines.isEmpty ? "" : text + "\n"
    case .keep:
      return text + String(repeating: "\n", count: trailing + (lines.isEmpty ? 0 : 1))
    }
  }

  /// The lines that belong to a block scalar, without their indentation.
  private mutating func blockLines(above parent: Int, indentation given: Int?) -> [String] {
    var indentation = given
    var lines: [String] = []
    while position < scalars.count {
      let end = scalars[position...].firstIndex(of: "\n") ?? scalars.count
      let line = scalars[position..<end]
      let depth = line.prefix { $0 == " " }.count
      if depth == line.count, depth <= indentation ?? .max {
        lines.append("")
      } else {
        let width = indentation ?? depth
        guard depth >= width, width > parent else { break }
        indentation = width
        lines.append(string(line.dropFirst(width)))
      }
      position = min(end + 1, scalars.count)
    }
    // Stay before the line end, as after any other scalar.
    if position > 0, position <= scalars.count, !lines.isEmpty, scalars[position - 1] == "\n" {
      position -= 1
    }
    return lines
  }

  /// Lines joined by a space, blank lines by line ends; more indented lines stay as they are.
  private static func folded(_ lines: [String]) -> String {
    func isText(_ line: String) -> Bool {
      line.unicodeScalars.first.map { $0 != " " && $0 != "\t" } ?? false
    }
    var text = ""
    var blanks = 0
    var previous: String?
    for line in lines {
      if line.isEmpty {
        blanks += 1
        continue
      }
      if let previous {
        let joins = isText(previous) && isText(line)
        text +=
          joins && blanks == 0 ? " " : String(repeating: "\n", count: blanks + (joins ? 0 : 1))
      } else {
        text += String(repeating: "\n", count: blanks)
      }
      text += line
      (previous, blanks) = (line, 0)
    }
    return text
  }

  mutating func flow() throws(YAMLError) -> JSONValue {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw error("at most \(Self.maximumDepth) levels of nesting")
    }
    switch current {
    case "[":
      var elements: [JSONValue] = []
      try flowItems(until: "]") { parser throws(YAMLError) in elements.append(try parser.flow()) }
      return .array(elements)
    case "{":
      var members: [JSONObject.Member] = []
      try flowItems(until: "}") { parser throws(YAMLError) in
        let member = try parser.flowMember()
        guard !members.contains(where: { $0.key == member.key }) else {
          throw parser.error("a key that is not there yet, found one for the second time")
        }
        members.append(member)
      }
      return .object(JSONObject(members))
    case "\"", "'": return .string(try quoted(above: -1))
    default:
      try checkStart()
      return Self.value(of: try flowPlain())
    }
  }

  private mutating func flowItems(
    until close: Unicode.Scalar, _ item: (inout YAMLParser) throws(YAMLError) -> Void
  ) throws(YAMLError) {
    position += 1
    while true {
      try skipToContent()
      if current == close {
        position += 1
        return
      }
      try item(&self)
      try skipToContent()
      switch current {
      case ",": position += 1
      case close: continue
      default: throw error("\",\" or \"\(close)\"")
      }
    }
  }

  private mutating func flowMember() throws(YAMLError) -> JSONObject.Member {
    let isQuoted = current == "\"" || current == "'"
    try checkStart()
    let key = isQuoted ? try quoted(above: -1) : try flowPlain()
    try skipToContent()
    guard current == ":" else { return .init(key, .null) }
    position += 1
    try skipToContent()
    if current == "," || current == "}" { return .init(key, .null) }
    return .init(key, try flow())
  }

  private mutating func flowPlain() throws(YAMLError) -> String {
    var parts = [plainLine(inFlow: true)]
    while true {
      let end = position
      try skipToContent()
      guard let next = current, !isFlowMark(next), next != ":" else {
        if current == nil { throw error("the end of the list or mapping") }
        position = end
        break
      }
      guard scalars[end..<position].contains("\n") else { break }
      parts.append(plainLine(inFlow: true))
    }
    return parts.joined(separator: " ")
  }

  /// What a plain scalar means (YAML 1.2, 10.3.2).
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
