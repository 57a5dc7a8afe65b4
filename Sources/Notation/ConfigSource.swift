/// A `.cfg` file as written: sections of raw values, references still in them.
///
/// The grammar is that of Python's `configparser` with case-sensitive keys: `=` or `:` after a key,
/// comments on lines of their own, and deeper indented lines continuing a value.
struct ConfigSource {
  struct Entry {
    let key: String
    var text: String
    /// From 1; nil for an override.
    let line: Int?
  }

  struct Section {
    let name: String
    let line: Int?
    var entries: [Entry] = []
    var parts: [String] { name.components(separatedBy: ".") }
  }

  private(set) var sections: [Section] = []
  private var indexes: [String: Int] = [:]

  subscript(_ name: String) -> Section? { indexes[name].map { sections[$0] } }

  subscript(_ section: String, _ key: String) -> Entry? {
    self[section]?.entries.first { $0.key == key }
  }

  private mutating func add(_ section: Section) {
    indexes[section.name] = sections.count
    sections.append(section)
  }

  /// Reads the lines of a file.
  init(parsing text: String) throws(ConfigError) {
    var indentation = 0
    var isInValue = false
    for (index, scalars) in text.unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated() {
      let number = index + 1
      let line = String(scalars)
      let value = line.trimmed
      if value.hasPrefix("#") || value.hasPrefix(";") { continue }
      if value.isEmpty {
        if isInValue { extendLastValue(with: "") }
        continue
      }
      let depth = line.unicodeScalars.prefix { $0.isSpace }.count
      if isInValue, depth > indentation {
        extendLastValue(with: value)
        continue
      }
      indentation = depth
      if let name = Self.sectionName(in: value) {
        if let first = self[name] {
          throw ConfigError(line: number, key: name, problem: .duplicate(firstLine: first.line))
        }
        if name == "DEFAULT" {
          throw ConfigError(line: number, key: name, problem: .unknownSection)
        }
        add(Section(name: name, line: number))
        isInValue = false
      } else {
        try addEntry(value, line: number)
        isInValue = true
      }
    }
    for section in sections.indices {
      for entry in sections[section].entries.indices {
        sections[section].entries[entry].text = sections[section].entries[entry].text.trimmedAtEnd
      }
    }
    try checkStructure()
  }

  /// What stands between the first `[` and the last `]` of a line that starts with `[`.
  private static func sectionName(in line: String) -> String? {
    guard line.hasPrefix("["), let end = line.lastIndex(of: "]") else { return nil }
    let name = line[line.index(after: line.startIndex)..<end]
    return name.isEmpty ? nil : String(name)
  }

  private mutating func extendLastValue(with line: String) {
    let section = sections.count - 1
    sections[section].entries[sections[section].entries.count - 1].text += "\n" + line
  }

  private mutating func addEntry(_ line: String, line number: Int) throws(ConfigError) {
    guard let delimiter = line.unicodeScalars.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
      throw ConfigError(line: number, key: "", problem: .malformedLine)
    }
    let key = String(line.unicodeScalars[..<delimiter]).trimmed
    let after = line.unicodeScalars.index(after: delimiter)
    guard !key.isEmpty else { throw ConfigError(line: number, key: "", problem: .malformedLine) }
    guard let section = sections.last else {
      throw ConfigError(line: number, key: key, problem: .valueOutsideSection)
    }
    if let first = section.entries.first(where: { $0.key == key }) {
      throw ConfigError(
        line: number, key: "\(section.name).\(key)", problem: .duplicate(firstLine: first.line))
    }
    let text = String(line.unicodeScalars[after...]).trimmed
    sections[sections.count - 1].entries.append(Entry(key: key, text: text, line: number))
  }

  /// Every parent of a section is there, and nothing is a key and a section at once.
  private func checkStructure() throws(ConfigError) {
    for section in sections {
      let parts = section.parts
      for count in 1..<max(parts.count, 1)
      where parts[count - 1] != "*" && !parts[..<count].contains("*") {
        let parent = parts[..<count].joined(separator: ".")
        if self[parent] == nil {
          throw ConfigError(
            line: section.line, key: section.name, problem: .missingParent(parent),
            nearest: Spelling.nearest(to: parent, in: sections.map(\.name)))
        }
      }
      guard parts.count > 1, let key = parts.last else { continue }
      let parent = parts.dropLast().joined(separator: ".")
      if let entry = self[parent, key] {
        throw ConfigError(line: entry.line, key: section.name, problem: .keyIsAlsoSection)
      }
    }
  }

  /// Sets a key, or replaces a section, that a dotted path names; its parent must be a section.
  mutating func override(_ path: String, with value: JSONValue, escaping: Bool) throws(ConfigError)
  {
    guard let dot = path.lastIndex(of: "."), self[String(path[..<dot])] != nil else {
      let known = sections.flatMap { section in
        section.entries.map { "\(section.name).\($0.key)" } + [section.name]
      }
      throw ConfigError(
        key: path, problem: .notOverridable, nearest: Spelling.nearest(to: path, in: known))
    }
    let key = String(path[path.index(after: dot)...])
    let wasSection = indexes[path] != nil
    sections.removeAll { $0.name == path || $0.name.hasPrefix(path + ".") }
    indexes = [:]
    for (index, section) in sections.enumerated() { indexes[section.name] = index }
    guard let parent = indexes[String(path[..<dot])] else { return }
    if let object = value.object {
      sections[parent].entries.removeAll { $0.key == key }
      add(path, object, escaping: escaping)
      return
    }
    let entry = Entry(key: key, text: value.configText(escaping: escaping), line: nil)
    if let index = sections[parent].entries.firstIndex(where: { $0.key == key }) {
      sections[parent].entries[index] = entry
    } else {
      // Sections come before values; what replaces one keeps its place.
      sections[parent].entries.insert(entry, at: wasSection ? 0 : sections[parent].entries.count)
    }
  }

  private mutating func add(_ name: String, _ object: JSONObject, escaping: Bool) {
    var section = Section(name: name, line: nil)
    for member in object.members where member.value.object == nil {
      section.entries.append(
        Entry(key: member.key, text: member.value.configText(escaping: escaping), line: nil))
    }
    add(section)
    for member in object.members {
      if let child = member.value.object {
        add("\(name).\(member.key)", child, escaping: escaping)
      }
    }
  }
}

extension Unicode.Scalar {
  /// White space as Python's `str.isspace` has it.
  var isSpace: Bool { properties.isWhitespace || (0x1C...0x1F).contains(value) }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    String(String.UnicodeScalarView(unicodeScalars.drop { $0.isSpace })).trimmedAtEnd
  }

  /// Without white space at the end.
  var trimmedAtEnd: String {
    var scalars = unicodeScalars[...]
    while let last = scalars.last, last.isSpace { scalars.removeLast() }
    return String(scalars)
  }

  /// Cut at every `separator`, empty parts kept.
  func components(separatedBy separator: Unicode.Scalar) -> [String] {
    unicodeScalars.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
  }
}
