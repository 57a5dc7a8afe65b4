extension JSONStyle {
  /// As Python's `json.dumps` writes by default: one line, a space after `,` and `:`, ASCII only.
  public static let python = JSONStyle(
    itemSeparator: ", ", keySeparator: ": ", escapesNonASCII: true)
}

extension JSONValue {
  /// The value as it stands after `key =`: JSON, with `$` doubled where `escaping`; a string with a
  /// reference in it as it is.
  func configText(escaping: Bool = true) -> String {
    if case .string(let text) = self, text.hasConfigReference { return text }
    let text = text(.python)
    guard escaping, text.unicodeScalars.contains("$") else { return text }
    var escaped = ""
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      escaped.unicodeScalars.append(scalar)
      if scalar == "$", scalars.first != "{" { escaped += "$" }
    }
    return escaped
  }
}

extension String {
  /// Whether a `${reference}` of letters, digits, `_`, `.` and `:` stands in the text.
  var hasConfigReference: Bool {
    var rest = unicodeScalars[...]
    while let dollar = rest.firstIndex(of: "$") {
      rest = rest[dollar...].dropFirst()
      guard rest.first == "{" else { continue }
      let name = rest.dropFirst().prefix {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "_.:".unicodeScalars.contains($0)
      }
      if !name.isEmpty, name.endIndex < rest.endIndex, rest[name.endIndex] == "}" { return true }
    }
    return false
  }
}

extension Config {
  /// The config as a `.cfg` file, the way spaCy writes it: sections breadth first, a blank line
  /// between them, values as JSON, inline objects as sections of their own; no newline at the end.
  public func serialized() -> String {
    var blocks: [String] = []
    var queue: [(path: [String], node: JSONObject)] = [([], root)]
    var next = 0
    while next < queue.count {
      let (path, node) = queue[next]
      next += 1
      var lines: [String] = []
      for member in node.members {
        if let child = member.value.object {
          queue.append((path + [member.key], child))
        } else {
          let text = member.value.configText().unicodeScalars.map {
            $0 == "\n" ? "\n\t" : String($0)
          }
          lines.append("\(member.key) = \(text.joined())")
        }
      }
      // A `*` without values of its own is implied by the sections below it.
      guard !path.isEmpty, !lines.isEmpty || path.last != "*" else { continue }
      blocks.append((["[\(path.joined(separator: "."))]"] + lines).joined(separator: "\n"))
    }
    return blocks.joined(separator: "\n\n")
  }
}
