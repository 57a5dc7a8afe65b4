import Notation

extension JSONValue {
  /// The value as a YAML document in block style, two spaces a level, a newline at its end.
  var yaml: String {
    var lines: [String] = []
    writeYAML(into: &lines, indentation: 0, prefix: "")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes the value after `prefix`, which is a key with its colon, a dash, or nothing.
  private func writeYAML(into lines: inout [String], indentation: Int, prefix: String) {
    let margin = String(repeating: " ", count: indentation)
    let start = margin + (prefix.isEmpty ? "" : prefix)
    switch self {
    case .object(let object) where !object.members.isEmpty:
      if prefix == "-" {  // the first key stands on the dash's line
        var inner: [String] = []
        writeYAML(into: &inner, indentation: indentation + 2, prefix: "")
        inner[0] =
          margin + "- "
          + inner[0].unicodeScalars.dropFirst(indentation + 2)
          .map { String($0) }.joined()
        lines += inner
        return
      }
      if !prefix.isEmpty { lines.append(start) }
      let depth = prefix.isEmpty ? indentation : indentation + 2
      for member in object.members {
        member.value.writeYAML(
          into: &lines, indentation: depth, prefix: JSONValue.string(member.key).yamlScalar + ":")
      }
    case .array(let elements) where !elements.isEmpty:
      if !prefix.isEmpty { lines.append(start) }
      let depth = prefix.isEmpty ? indentation : indentation + 2
      for element in elements {
        element.writeYAML(into: &lines, indentation: depth, prefix: "-")
      }
    default: lines.append(start + (prefix.isEmpty ? "" : " ") + yamlScalar)
    }
  }

  private var yamlScalar: String {
    guard case .string(let text) = self else { return self.text(.python) }
    return text.isPlainYAML ? text : self.text().escapingUnprintable
  }
}

extension String {
  /// Whether the text means itself without quotes.
  fileprivate var isPlainYAML: Bool {
    guard CoreSchema.value(of: self) == .string(self),
      let first = unicodeScalars.first, let last = unicodeScalars.last,
      !"-?:,[]{}#&*!|>'\"%@` \t".unicodeScalars.contains(first), last != " ", last != ":",
      !hasPrefix("...")
    else { return false }
    var previous: Unicode.Scalar = " "
    for scalar in unicodeScalars {
      if !scalar.isPrintableYAML || previous == ":" && scalar == " "
        || previous == " " && scalar == "#"
      {
        return false
      }
      previous = scalar
    }
    return true
  }

  /// JSON's quoted form, the characters that YAML does not take as they are escaped.
  fileprivate var escapingUnprintable: String {
    var escaped = ""
    for scalar in unicodeScalars {
      if scalar.isPrintableYAML {
        escaped.unicodeScalars.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
      }
    }
    return escaped
  }
}

extension Unicode.Scalar {
  /// Whether YAML takes the character as it is, and not as an end of a line.
  fileprivate var isPrintableYAML: Bool {
    switch value {
    case 0x20..<0x7F, 0xA0..<0x2028, 0x202A..<0xFEFF, 0xFF00..<0xFFFE, 0x10000...: true
    default: false
    }
  }
}
