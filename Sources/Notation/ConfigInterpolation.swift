/// Resolves `${section.key}`, `${section:key}`, `${key}` and `${section}` in the raw values of a file.
struct ConfigInterpolation {
  /// Marks a value that is to become a copy of a whole section.
  static let sectionMark = "__SECTION__:"
  private static let maximumDepth = 10

  let source: ConfigSource

  /// The raw text of a value with its references replaced by raw text.
  ///
  /// A value that is one reference keeps its type; where it stands among other text each part is
  /// written out, without the quotes of a string.
  func text(of entry: ConfigSource.Entry, in section: String) throws(ConfigError) -> String {
    var pieces: [String] = []
    try resolve(
      entry.text, of: entry, in: section, reporting: (entry, section), depth: 1, into: &pieces)
    return pieces.count == 1 ? pieces[0] : pieces.map(Self.inText).joined()
  }

  private typealias Place = (entry: ConfigSource.Entry, section: String)

  private func resolve(
    _ text: String, of entry: ConfigSource.Entry, in section: String, reporting place: Place,
    depth: Int, into pieces: inout [String]
  ) throws(ConfigError) {
    func error(_ problem: ConfigError.Problem, nearest: String? = nil) -> ConfigError {
      ConfigError(
        line: place.entry.line, key: "\(place.section).\(place.entry.key)", problem: problem,
        nearest: nearest)
    }
    guard depth <= Self.maximumDepth else { throw error(.referenceTooDeep) }
    var rest = text.unicodeScalars[...]
    while let dollar = rest.firstIndex(of: "$") {
      if dollar > rest.startIndex { pieces.append(String(rest[..<dollar])) }
      rest = rest[dollar...].dropFirst()
      switch rest.first {
      case "$":
        pieces.append("$")
        rest = rest.dropFirst()
      case "{":
        guard let end = rest.firstIndex(of: "}"), end > rest.index(after: rest.startIndex) else {
          throw error(.malformedReference)
        }
        let reference = String(rest.dropFirst()[..<end])
        rest = rest[rest.index(after: end)...]
        guard let target = target(of: reference, from: entry, in: section) else {
          throw error(.unresolvedReference(reference), nearest: nearest(to: reference))
        }
        switch target {
        case .section(let name): pieces.append("\"\(Self.sectionMark)\(name)\"")
        case .value(let value, let home):
          if value.text.unicodeScalars.contains("$") {
            try resolve(
              value.text, of: value, in: home, reporting: place, depth: depth + 1, into: &pieces)
          } else {
            pieces.append(value.text)
          }
        }
      default: throw error(.malformedReference)
      }
    }
    if !rest.isEmpty { pieces.append(String(rest)) }
  }

  private enum Target {
    case value(ConfigSource.Entry, section: String)
    case section(String)
  }

  private func target(
    of reference: String, from entry: ConfigSource.Entry, in section: String
  ) -> Target? {
    let path = String(
      String.UnicodeScalarView(reference.unicodeScalars.map { $0 == ":" ? "." : $0 }))
    guard let dot = path.lastIndex(of: ".") else {
      // A bare name is a key beside this one, unless that is this very reference.
      if let value = source[section, path], value.text != entry.text {
        return .value(value, section: section)
      }
      return source[path].map { .section($0.name) }
    }
    let home = String(path[..<dot])
    if let value = source[home, String(path[path.index(after: dot)...])] {
      return .value(value, section: home)
    }
    return source[path].map { .section($0.name) }
  }

  private func nearest(to reference: String) -> String? {
    let known = source.sections.flatMap { section in
      section.entries.map { "\(section.name).\($0.key)" } + [section.name]
    }
    return Spelling.nearest(to: reference, in: known)
  }

  /// A piece as it stands among other text.
  private static func inText(_ piece: String) -> String {
    if piece.contains(sectionMark) { return piece }
    guard let value = try? JSONParser.parse(piece) else { return piece }
    if case .string(let text) = value { return text }
    return value.text(.python).unicodeScalars.map { $0 == "\"" ? "\\\"" : String($0) }.joined()
  }
}
