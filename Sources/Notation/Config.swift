/// A configuration in spaCy's `.cfg` language.
///
/// `[a.b]` opens a section within section `a`; `key = value` holds JSON, and what is not JSON is a
/// string; `${a.b}` (or `${a:b}`) stands for another value or a whole section, `$$` for a dollar
/// sign; `@architectures = "name"` names the registered function that takes a section's other keys.
/// Format: <https://spacy.io/api/data-formats#config>, as confection 1.3 reads it.
public struct Config: Sendable {
  /// The sections, nested; references resolved unless told otherwise when read.
  public var root: JSONObject
  /// The file it came from.
  public private(set) var file: String?
  private var lines: [String: Int] = [:]

  /// A config of these sections.
  public init(root: JSONObject) {
    self.root = root
  }

  /// Reads a config and resolves its references.
  ///
  /// - Parameters:
  ///   - file: Its name in errors.
  ///   - overrides: Values by dotted path, put in place before references are resolved.
  ///   - interpolating: Whether to resolve references; without, they stay as text.
  /// - Throws: `ConfigError` with the line, the key and the nearest valid word.
  public init(
    parsing text: String, file: String? = nil, overrides: [ConfigOverride] = [],
    interpolating: Bool = true
  ) throws(ConfigError) {
    do throws(ConfigError) {
      var source = try ConfigSource(parsing: text.withoutByteOrderMark)
      for override in overrides {
        try source.override(override.path, with: override.value, escaping: interpolating)
      }
      root = try Self.values(of: source, interpolating: interpolating)
      self.file = file
      for section in source.sections {
        lines[section.name] = section.line
        for entry in section.entries { lines["\(section.name).\(entry.key)"] = entry.line }
      }
    } catch {
      var located = error
      located.file = file
      throw located
    }
  }

  private static func values(
    of source: ConfigSource, interpolating: Bool
  ) throws(ConfigError) -> JSONObject {
    let interpolation = ConfigInterpolation(source: source)
    var root = JSONObject()
    for section in source.sections { root.makeObject(at: section.parts[...]) }
    let byDepth = source.sections.enumerated().sorted {
      ($0.element.parts.count, $0.offset) < ($1.element.parts.count, $1.offset)
    }
    for (_, section) in byDepth {
      for entry in section.entries {
        let text = interpolating ? try interpolation.text(of: entry, in: section.name) : entry.text
        root.set(Self.value(of: text), for: entry.key, at: section.parts[...])
      }
    }
    return interpolating ? try SectionCopies(root: root, source: source).resolved() : root
  }

  /// JSON, or one of Python's words for it, or else the text itself.
  static func value(of text: String) -> JSONValue {
    switch text {
    case "True": return .bool(true)
    case "False": return .bool(false)
    case "None": return .null
    default: break
    }
    guard let value = try? JSONParser.parse(text) else { return .string(text) }
    // Kept as written, so that "${a.b}" and ${a.b} stay apart.
    if case .string = value, text.hasConfigReference { return .string(text) }
    return value
  }

  /// The value at a dotted path: `training.optimizer.L2`.
  public subscript(_ path: String) -> JSONValue? {
    var value = JSONValue.object(root)
    for part in path.components(separatedBy: ".") {
      guard let child = value[part] else { return nil }
      value = child
    }
    return value
  }

  /// The line on which a section or key stands; for one inside an inline value or a copied section,
  /// that of the nearest parent written down. Nil for what was not read from a file.
  public func line(of path: String) -> Int? {
    var path = path[...]
    while true {
      if let line = lines[String(path)] { return line }
      guard let dot = path.lastIndex(of: ".") else { return nil }
      path = path[..<dot]
    }
  }

  /// The config with what it leaves out taken from `defaults`.
  ///
  /// A section that names a registered function takes the default's keys only where the default
  /// names the same one.
  public func filled(from defaults: Config) -> Config {
    var filled = self
    filled.root = root.filled(from: defaults.root)
    return filled
  }
}

extension Config: Hashable {
  /// What the config says, whatever the order of its sections and keys.
  private var canonical: [UInt8] { JSONValue.object(root).encoded(JSONStyle(sortsKeys: true)) }

  /// Equal in what they say, in whatever order, wherever they were read from.
  public static func == (left: Config, right: Config) -> Bool { left.canonical == right.canonical }

  /// Feeds the values.
  public func hash(into hasher: inout Hasher) { hasher.combine(canonical) }
}

extension JSONObject {
  fileprivate mutating func makeObject(at path: ArraySlice<String>) {
    guard let first = path.first else { return }
    var child = self[first]?.object ?? JSONObject()
    child.makeObject(at: path.dropFirst())
    self[first] = .object(child)
  }

  fileprivate mutating func set(_ value: JSONValue, for key: String, at path: ArraySlice<String>) {
    guard let first = path.first else {
      self[key] = value
      return
    }
    var child = self[first]?.object ?? JSONObject()
    child.set(value, for: key, at: path.dropFirst())
    self[first] = .object(child)
  }

  /// The key that names a registered function: `@architectures`.
  fileprivate var registeredMember: Member? { members.first { $0.key.hasPrefix("@") } }

  /// The members with what they leave out taken from `defaults`, section by section; see
  /// `Config.filled(from:)`.
  public func filled(from defaults: JSONObject) -> JSONObject {
    var filled = self
    for member in defaults.members {
      guard let block = member.value.object else {
        if filled[member.key] == nil { filled[member.key] = member.value }
        continue
      }
      guard let node = (filled[member.key] ?? .object(JSONObject())).object else { continue }
      let ours = node.registeredMember
      let theirs = block.registeredMember
      if ours != nil, ours != theirs { continue }
      filled[member.key] = .object(node.filled(from: block))
    }
    return filled
  }
}

/// Puts copies of whole sections where values refer to them.
private struct SectionCopies {
  let root: JSONObject
  let source: ConfigSource

  func resolved() throws(ConfigError) -> JSONObject {
    try resolve(root, at: "", following: [])
  }

  private func resolve(
    _ object: JSONObject, at path: String, following names: [String]
  ) throws(ConfigError) -> JSONObject {
    var members: [JSONObject.Member] = []
    for member in object.members {
      let key = path.isEmpty ? member.key : "\(path).\(member.key)"
      members.append(.init(member.key, try resolve(member.value, at: key, following: names)))
    }
    return JSONObject(members)
  }

  private func resolve(
    _ value: JSONValue, at path: String, following names: [String]
  ) throws(ConfigError) -> JSONValue {
    switch value {
    case .object(let object): return .object(try resolve(object, at: path, following: names))
    case .array(let elements):
      var resolved: [JSONValue] = []
      for element in elements {
        resolved.append(try resolve(element, at: path, following: names))
      }
      return .array(resolved)
    case .string(let text) where text.contains(ConfigInterpolation.sectionMark):
      guard text.hasPrefix(ConfigInterpolation.sectionMark) else {
        throw error(.sectionInsideText, at: path)
      }
      let name = String(text.dropFirst(ConfigInterpolation.sectionMark.count))
      // A section that holds itself, directly or by way of others, has no end.
      if names.contains(name) || path == name || path.hasPrefix(name + ".") {
        throw error(.referenceTooDeep, at: path)
      }
      guard let section = Config(root: root)[name] else {
        throw error(.sectionInsideText, at: path)
      }
      return try resolve(section, at: name, following: names + [name])
    default: return value
    }
  }

  private func error(_ problem: ConfigError.Problem, at path: String) -> ConfigError {
    let line = path.lastIndex(of: ".").flatMap { dot in
      source[String(path[..<dot]), String(path[path.index(after: dot)...])]?.line
    }
    return ConfigError(line: line, key: path, problem: problem)
  }
}

extension String {
  fileprivate var withoutByteOrderMark: String {
    unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()) : self
  }
}
