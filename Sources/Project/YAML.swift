import Notation
import Yams

/// Why a text is not the YAML read here: on which line, and what is wrong.
public struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1.
  public let line: Int
  /// What is wrong there.
  public let problem: String

  /// One sentence.
  public var description: String { "line \(line): \(problem)" }
}

/// Reads YAML as weasel does: libyaml's grammar by way of Yams, plain words by YAML 1.2's core schema.
enum YAML {
  /// How deep values may nest.
  static let maximumDepth = 100
  /// How many values a document may have, those that aliases repeat included.
  static let maximumValues = 1_000_000

  /// The value of the one document in a file; null for an empty one. Mappings keep their order, merge
  /// keys (`<<`) are merged, keys are text.
  ///
  /// - Throws: `YAMLError` with the line.
  static func parse(_ bytes: [UInt8]) throws(YAMLError) -> JSONValue {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw YAMLError(line: lineOfFirstInvalidByte(bytes), problem: "text that is not UTF-8")
    }
    try checkAliases(of: bytes)
    // Without rules, Yams leaves the meaning of plain words to us, and its regular expressions unused.
    let root: Node?
    do {
      root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch {
      throw YAMLError(error, in: bytes)
    }
    guard let root else { return .null }
    var reading = NodeReading()
    return try reading.value(of: root)
  }

  /// Refuses aliases that could stand for more than can be read.
  ///
  /// Yams compares keys, which unrolls the aliases in them. Of `n` aliases the worst arrangement, three
  /// a level, repeats a text `3^(n/3)` times. What only looks like an alias, as `*x` in a script, counts
  /// where an anchor of that name seems to stand, too.
  private static func checkAliases(of bytes: [UInt8]) throws(YAMLError) {
    func isNamed(_ byte: UInt8) -> Bool {
      byte.isASCIIAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
    func names(after mark: Unicode.Scalar) -> [(name: ArraySlice<UInt8>, place: Int)] {
      bytes.indices.filter { bytes[$0] == UInt8(ascii: mark) }.compactMap { place in
        let name = bytes[(place + 1)...].prefix(while: isNamed)
        return name.isEmpty ? nil : (name, place)
      }
    }
    let anchors = Set(names(after: "&").map(\.name))
    if anchors.isEmpty { return }
    var size = Double(bytes.count)
    for alias in names(after: "*") where anchors.contains(alias.name) {
      size *= 1.4422495703074083  // the cube root of 3
      guard size < 1e9 else {
        let line = bytes[..<alias.place].count { $0 == UInt8(ascii: "\n") } + 1
        throw YAMLError(line: line, problem: "too many aliases; write some of the values out")
      }
    }
  }

  private static func lineOfFirstInvalidByte(_ bytes: [UInt8]) -> Int {
    var line = 1
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")),
      String(validating: rest[...end], as: UTF8.self) != nil
    {
      line += 1
      rest = rest[(end + 1)...]
    }
    return line
  }
}

extension UInt8 {
  fileprivate var isASCIIAlphanumeric: Bool {
    0x30...0x39 ~= self || 0x61...0x7A ~= self | 0x20
  }
}

extension YAMLError {
  /// What Yams says, without the lines of the file that it quotes.
  fileprivate init(_ error: any Error, in bytes: [UInt8]) {
    func problem(_ text: String, _ context: YamlError.Context?) -> String {
      context.map { "\(text) \($0.text)" } ?? text
    }
    switch error as? YamlError {
    case .scanner(let context, let text, let mark, _), .parser(let context, let text, let mark, _):
      self.init(line: mark.line, problem: problem(text, context))
    case .composer(_, let text, let mark, _):
      self.init(line: mark.line, problem: text)
    case .reader(let text, _, _, _):
      // libyaml takes no control characters; Yams tells their place in characters, not in bytes.
      let line = bytes.firstIndex { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) || $0 == 0x7F }
        .map { bytes[..<$0].count { $0 == UInt8(ascii: "\n") } + 1 }
      self.init(line: line ?? 1, problem: text)
    case .duplicatedKeysInMapping(let keys, let context):
      let list = keys.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
      self.init(line: context.mark.line, problem: "a mapping has a key twice: \(list)")
    default:
      self.init(line: 1, problem: "cannot be read")
    }
  }
}

extension Tag {
  /// The name, which Yams keeps to itself.
  fileprivate var kind: Name { Name(rawValue: rawValue) }
}

/// Turns nodes into values.
private struct NodeReading {
  private var depth = 0
  private var count = 0

  mutating func value(of node: Node) throws(YAMLError) -> JSONValue {
    count += 1
    guard count <= YAML.maximumValues else {
      throw error(node, "more than \(YAML.maximumValues) values")
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= YAML.maximumDepth else {
      throw error(node, "more than \(YAML.maximumDepth) levels of nesting")
    }
    switch node {
    case .scalar(let scalar): return try value(of: scalar, in: node)
    case .sequence(let sequence):
      try check(sequence.tag, .seq, node)
      var elements: [JSONValue] = []
      for element in sequence { elements.append(try value(of: element)) }
      return .array(elements)
    case .mapping(let mapping):
      try check(mapping.tag, .map, node)
      return .object(try object(of: mapping))
    case .alias: throw error(node, "an alias of nothing")
    }
  }

  private func value(
    of scalar: Node.Scalar, in node: Node
  ) throws(YAMLError) -> JSONValue {
    let value = CoreSchema.value(of: scalar.string)
    switch (scalar.tag.kind, value) {
    case (.str, _), (.nonSpecific, _): return .string(scalar.string)
    case (.implicit, _), (.int, .integer), (.float, .number), (.bool, .bool), (.null, .null):
      return value
    case (.float, .integer(let number)): return .number(Double(number))
    default: throw error(node, "a tag that is not read (\(scalar.tag.description))")
    }
  }

  private func check(_ tag: Tag, _ expected: Tag.Name, _ node: Node) throws(YAMLError) {
    guard [.implicit, .nonSpecific, expected].contains(tag.kind) else {
      throw error(node, "a tag that is not read (\(tag.description))")
    }
  }

  private mutating func object(of mapping: Node.Mapping) throws(YAMLError) -> JSONObject {
    var members: [JSONObject.Member] = []
    var merged = JSONObject()
    var own: Set<String> = []
    for (key, node) in mapping {
      guard let name = key.scalar else { throw error(key, "a key that is not a word") }
      if name.string == "<<", name.style == .plain {
        merged = try self.merged(try value(of: node), at: node)
      } else {
        guard own.insert(name.string).inserted else {
          throw error(key, "a key for the second time")
        }
        members.append(.init(name.string, try value(of: node)))
      }
    }
    if merged.members.isEmpty { return JSONObject(members) }
    for member in members { merged[member.key] = member.value }
    return merged
  }

  /// What a merge key brings: of several mappings that have a key, the first one's.
  private func merged(_ value: JSONValue, at node: Node) throws(YAMLError) -> JSONObject {
    var merged = JSONObject()
    for item in (value.array ?? [value]).reversed() {
      guard let object = item.object else { throw error(node, "\"<<\" merges mappings only") }
      for member in object.members { merged[member.key] = member.value }
    }
    return merged
  }

  private func error(_ node: Node, _ problem: String) -> YAMLError {
    YAMLError(line: node.mark?.line ?? 1, problem: problem)
  }
}
