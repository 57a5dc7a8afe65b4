/// What a user does, written down: the characters typed, and special things between angle brackets.
///
/// `jj<Enter>/pain<Enter>` types. Names of keys are those of the help: `<Tab>`, `<Ctrl-D>`, `<F1>`. Besides
/// there are `<click 10,5>`, `<drag 10,5>`, `<release 10,5>`, `<right 10,5>`, `<wheel-up 10,5>`,
/// `<wheel-down 10,5>` (column, row, from 0), `<resize 132x43>`, `<paste text>` and `<lt>` for a `<`. Line
/// breaks are ignored, so that a script may be a file.
public struct KeyScript: Equatable, Sendable {
  let events: [Event]

  init(events: [Event]) { self.events = events }

  /// Reads a script.
  ///
  /// - Throws: `KeyScriptError` for a name in brackets that means nothing.
  public init(_ text: String) throws(KeyScriptError) {
    var events: [Event] = []
    var rest = Substring(text)
    while let character = rest.first {
      rest = rest.dropFirst()
      if character.isNewline { continue }
      guard character == "<" else {
        events.append(.key(Key(.character(character))))
        continue
      }
      guard let end = rest.firstIndex(of: ">") else {
        throw KeyScriptError(name: String(rest.prefix(20)), isClosed: false)
      }
      let name = rest[..<end]
      rest = rest[rest.index(after: end)...]
      guard let event = Self.event(named: name) else {
        throw KeyScriptError(name: String(name), isClosed: true)
      }
      events.append(event)
    }
    self.events = events
  }

  private static let mouse: [(String, Mouse.Kind)] = [
    ("click", .press), ("drag", .drag), ("release", .release), ("right", .rightPress),
    ("wheel-up", .wheelUp), ("wheel-down", .wheelDown),
  ]

  private static func event(named name: Substring) -> Event? {
    if name == "lt" { return .key(Key(.character("<"))) }
    if let key = Key(name) { return .key(key) }
    let parts = name.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    if parts[0] == "paste" { return .paste(String(parts[1])) }
    if parts[0] == "resize" { return Size(parts[1]).map { .resized($0) } }
    guard let kind = mouse.first(where: { $0.0 == parts[0] })?.1 else { return nil }
    let numbers = parts[1].split(separator: ",").map { Int($0) }
    guard numbers.count == 2, let x = numbers[0], let y = numbers[1] else { return nil }
    return .mouse(Mouse(kind, at: Point(x: x, y: y)))
  }
}

/// A script of keys that cannot be read.
public struct KeyScriptError: Error, Equatable, CustomStringConvertible {
  /// What stands in the brackets.
  public let name: String
  /// Whether there is a closing bracket.
  public let isClosed: Bool

  /// What is wrong, and what would be right.
  public var description: String {
    isClosed
      ? "key script: <\(name)> is no key; write <Tab>, <Ctrl-D>, <click 10,5>, or <lt> for a <"
      : "key script: '<\(name)' has no '>'; write <lt> for a <"
  }
}
