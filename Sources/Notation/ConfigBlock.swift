/// A section of a config, read key by key with errors that name the line.
public struct ConfigBlock: Sendable {
  /// The dotted path of the section; empty for the whole config.
  public let path: String
  /// What is in it.
  public let values: JSONObject
  /// Where it stands.
  public let config: Config

  /// A section.
  public init(path: String, values: JSONObject, config: Config) {
    self.path = path
    self.values = values
    self.config = config
  }

  /// The dotted path of a key.
  public func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// An error about a key.
  public func error(
    _ key: String, _ problem: ConfigError.Problem, nearest: String? = nil
  ) -> ConfigError {
    ConfigError(
      file: config.file, line: config.line(of: path(of: key)), key: path(of: key),
      problem: problem, nearest: nearest)
  }

  /// Fails on the first key that is not among those known.
  ///
  /// - Throws: `ConfigError` with the nearest of them.
  public func check(knows keys: [String]) throws(ConfigError) {
    let unknown = values.members.filter { !keys.contains($0.key) }
    let line = { (member: JSONObject.Member) in config.line(of: path(of: member.key)) ?? .max }
    guard let first = unknown.min(by: { line($0) < line($1) }) else { return }
    throw error(
      first.key, first.value.object == nil ? .unknownKey : .unknownSection,
      nearest: Spelling.nearest(to: first.key, in: keys))
  }

  /// Whether the key is there and not null.
  public func has(_ key: String) -> Bool {
    if let value = values[key], value != .null { true } else { false }
  }

  private func value<Value>(
    _ key: String, _ expected: String, _ read: (JSONValue) -> Value?
  ) throws(ConfigError) -> Value {
    guard let found = values[key] else { throw error(key, .missing(expected: expected)) }
    guard let value = read(found) else {
      throw error(key, .wrongValue(expected: expected, found: found.text(.python)))
    }
    return value
  }

  /// A string.
  ///
  /// - Throws: `ConfigError` when it is missing or of another kind.
  public func string(_ key: String) throws(ConfigError) -> String {
    try value(key, "a string", \.string)
  }

  /// A truth value.
  ///
  /// - Throws: `ConfigError` when it is missing or of another kind.
  public func bool(_ key: String) throws(ConfigError) -> Bool {
    try value(key, "true or false", \.bool)
  }

  /// A whole number of at least `minimum`.
  ///
  /// - Throws: `ConfigError` when it is missing, of another kind or smaller.
  public func integer(_ key: String, atLeast minimum: Int = 0) throws(ConfigError) -> Int {
    try value(key, "a whole number of at least \(minimum)") {
      $0.integer.flatMap { $0 >= minimum ? $0 : nil }
    }
  }

  /// A number in a closed range.
  ///
  /// - Throws: `ConfigError` when it is missing, of another kind or outside.
  public func number(
    _ key: String, in range: ClosedRange<Double> = -.infinity ... .infinity
  ) throws(ConfigError) -> Double {
    let expected =
      switch (range.lowerBound, range.upperBound) {
      case (-.infinity, .infinity): "a number"
      case (let low, .infinity): "a number of at least \(low)"
      case (-.infinity, let high): "a number of at most \(high)"
      case (let low, let high): "a number from \(low) to \(high)"
      }
    return try value(key, expected) { $0.number.flatMap { range.contains($0) ? $0 : nil } }
  }

  /// A list of strings.
  ///
  /// - Throws: `ConfigError` when it is missing or of another kind.
  public func strings(_ key: String) throws(ConfigError) -> [String] {
    try value(key, "a list of strings") { Self.list($0, \.string) }
  }

  /// A list of whole numbers.
  ///
  /// - Throws: `ConfigError` when it is missing or of another kind.
  public func integers(_ key: String) throws(ConfigError) -> [Int] {
    try value(key, "a list of whole numbers") { Self.list($0, \.integer) }
  }

  private static func list<Element>(
    _ value: JSONValue, _ read: (JSONValue) -> Element?
  ) -> [Element]? {
    guard let elements = value.array else { return nil }
    let list = elements.compactMap(read)
    return list.count == elements.count ? list : nil
  }

  /// A section within this one.
  ///
  /// - Throws: `ConfigError` when it is missing or a value.
  public func block(_ key: String) throws(ConfigError) -> ConfigBlock {
    ConfigBlock(
      path: path(of: key), values: try value(key, "a section", \.object), config: config)
  }

  /// One of a fixed set of words.
  ///
  /// - Throws: `ConfigError` with the nearest of them when it is another.
  public func name(_ key: String, among known: [String]) throws(ConfigError) -> String {
    let found = try string(key)
    guard known.contains(found) else {
      throw error(
        key, .unknownName(found, known: known), nearest: Spelling.nearest(to: found, in: known))
    }
    return found
  }
}

extension Config {
  /// The whole config as a section.
  public var block: ConfigBlock { ConfigBlock(path: "", values: root, config: self) }
}
