/// A key, or a key together with others held down.
public struct Key: Hashable, Sendable {
  /// Which key.
  public enum Code: Hashable, Sendable {
    case character(Character)
    case enter, tab, escape, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    case function(Int)
  }

  /// Keys held down meanwhile. Shift is part of the character where the key types one.
  public struct Modifiers: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// Modifiers from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Shift.
    public static let shift = Modifiers(rawValue: 1)
    /// Alt or Meta.
    public static let alt = Modifiers(rawValue: 2)
    /// Control.
    public static let control = Modifiers(rawValue: 4)
  }

  /// Which key.
  public var code: Code
  /// Keys held down meanwhile.
  public var modifiers: Modifiers

  /// A key.
  public init(_ code: Code, _ modifiers: Modifiers = []) {
    self.code = code
    self.modifiers = modifiers
  }
}

extension Key: CustomStringConvertible {
  private static let names: [(Code, String)] = [
    (.enter, "Enter"), (.tab, "Tab"), (.escape, "Esc"), (.backspace, "Backspace"),
    (.delete, "Del"), (.insert, "Ins"), (.up, "Up"), (.down, "Down"), (.left, "Left"),
    (.right, "Right"), (.home, "Home"), (.end, "End"), (.pageUp, "PgUp"), (.pageDown, "PgDn"),
    (.character(" "), "Space"), (.character(","), "Comma"),
  ]

  /// As the help writes it: `j`, `Space`, `Ctrl-D`, `Shift-Tab`, `F1`.
  public var description: String {
    var prefix = ""
    if modifiers.contains(.control) { prefix += "Ctrl-" }
    if modifiers.contains(.alt) { prefix += "Alt-" }
    if modifiers.contains(.shift) { prefix += "Shift-" }
    if let named = Self.names.first(where: { $0.0 == code }) { return prefix + named.1 }
    switch code {
    case .character(let character):
      return prefix
        + (modifiers.contains(.control) ? character.uppercased() : String(character))
    case .function(let number): return prefix + "F\(number)"
    default: return prefix
    }
  }

  /// A key from its name, as `description` writes it; nil where there is no such key.
  public init?(_ name: some StringProtocol) {
    var rest = Substring(name)
    var modifiers: Modifiers = []
    let prefixes: [(String, Modifiers)] = [
      ("ctrl-", .control), ("alt-", .alt), ("shift-", .shift),
    ]
    while let found = prefixes.first(where: {
      rest.count > $0.0.count && rest.lowercased().hasPrefix($0.0)
    }) {
      modifiers.insert(found.1)
      rest = rest.dropFirst(found.0.count)
    }
    if let named = Self.names.first(where: { $0.1.lowercased() == rest.lowercased() }) {
      self.init(named.0, modifiers)
    } else if rest.count > 1, rest.first == "F" || rest.first == "f",
      let number = Int(rest.dropFirst()), (1...12).contains(number)
    {
      self.init(.function(number), modifiers)
    } else if rest.count == 1, let character = rest.first {
      let isControl = modifiers.contains(.control)
      self.init(.character(isControl ? Character(character.lowercased()) : character), modifiers)
    } else {
      return nil
    }
  }
}

/// What the mouse did, and where.
public struct Mouse: Hashable, Sendable {
  /// What it did.
  public enum Kind: Hashable, Sendable {
    case press, release, drag, rightPress, wheelUp, wheelDown
  }

  /// What it did.
  public var kind: Kind
  /// Where.
  public var point: Point

  /// A mouse event.
  public init(_ kind: Kind, at point: Point) {
    self.kind = kind
    self.point = point
  }
}
