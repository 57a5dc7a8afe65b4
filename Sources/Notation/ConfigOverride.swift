/// A value that replaces one of a config: `--training.max_steps 500`.
public struct ConfigOverride: Hashable, Sendable {
  /// The dotted path: `training.max_steps`.
  public let path: String
  /// The value.
  public let value: JSONValue

  /// An override.
  public init(_ path: String, _ value: JSONValue) {
    self.path = path
    self.value = value
  }

  /// The environment variable spaCy reads overrides from.
  public static let environmentVariable = "SPACY_CONFIG_OVERRIDES"

  /// Overrides from the command line, then those of the environment, which win.
  ///
  /// `--a.b v`, `--a.b=v`, and `--a.b` alone for true. Values are JSON, and what is not JSON is a
  /// string. In the `=` form a `-` in the name stands for `_`.
  /// - Parameter environment: The text of `SPACY_CONFIG_OVERRIDES`.
  /// - Throws: `ConfigError` for an argument that is no override.
  public static func parse(
    _ arguments: [String], environment: String? = nil
  ) throws(ConfigError) -> [ConfigOverride] {
    let fromEnvironment = try parse(words: ShellWords.split(environment ?? "") ?? [])
    let names = Set(fromEnvironment.map(\.path))
    return try parse(words: arguments).filter { !names.contains($0.path) } + fromEnvironment
  }

  private static func parse(words: [String]) throws(ConfigError) -> [ConfigOverride] {
    var overrides: [ConfigOverride] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        throw ConfigError(
          key: word,
          problem: .wrongValue(expected: "an override, --section.key value", found: "\"\(word)\""))
      }
      var name = String(word.dropFirst(2))
      let text: String
      if let equals = name.firstIndex(of: "=") {
        text = String(name[name.index(after: equals)...])
        name = String(name[..<equals].map { $0 == "-" ? "_" : $0 })
      } else if let next = rest.first, !next.hasPrefix("--") {
        text = next
        rest = rest.dropFirst()
      } else {
        text = "true"
      }
      guard name.contains(".") else {
        throw ConfigError(key: "--" + name, problem: .notOverridable)
      }
      overrides.removeAll { $0.path == name }
      overrides.append(
        ConfigOverride(name, (try? JSONParser.parse(text)) ?? .string(text)))
    }
    return overrides
  }
}

/// Splits a line into words and puts words back into a line, as a POSIX shell does.
public enum ShellWords {
  /// The words of a line: quotes and backslashes taken away; nil where a quote is not closed.
  /// Nothing is expanded, and `#` starts no comment.
  public static func split(_ line: String) -> [String]? {
    var words: [String] = []
    var word: String.UnicodeScalarView?
    var quote: Unicode.Scalar?
    var scalars = line.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      switch (quote, scalar) {
      case ("'", "'"), ("\"", "\""): quote = nil
      case ("'", _): word?.append(scalar)
      case ("\"", "\\"):
        guard let next = scalars.popFirst() else { return nil }
        if next != "\"" && next != "\\" { word?.append("\\") }
        word?.append(next)
      case ("\"", _): word?.append(scalar)
      case (_, "'"), (_, "\""):
        quote = scalar
        word = word ?? .init()
      case (_, "\\"):
        guard let next = scalars.popFirst() else { return nil }
        word = word ?? .init()
        word?.append(next)
      case (_, " "), (_, "\t"), (_, "\n"), (_, "\r"):
        if let word { words.append(String(word)) }
        word = nil
      default:
        word = word ?? .init()
        word?.append(scalar)
      }
    }
    guard quote == nil else { return nil }
    if let word { words.append(String(word)) }
    return words
  }

  /// The words in one line, each in single quotes where a shell would change it.
  public static func join(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let safe = word.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "_@%+=:,./-".utf8.contains(byte)
      }
    }
    if safe, !word.isEmpty { return word }
    return "'" + word.unicodeScalars.map { $0 == "'" ? "'\"'\"'" : String($0) }.joined() + "'"
  }
}
