/// How a cell is drawn.
struct Style: Hashable, Sendable {
  /// Ways of drawing that need no colour.
  struct Attributes: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    static let bold = Attributes(rawValue: 1)
    static let dim = Attributes(rawValue: 2)
    static let italic = Attributes(rawValue: 4)
    static let underline = Attributes(rawValue: 8)
    static let reverse = Attributes(rawValue: 16)
  }

  /// Number in the 256-colour table; nil for the terminal's own.
  var foreground: UInt8?
  /// Number in the 256-colour table; nil for the terminal's own.
  var background: UInt8?
  var attributes: Attributes

  init(_ foreground: UInt8? = nil, on background: UInt8? = nil, _ attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// The terminal's own colours, no attribute.
  static let plain = Style()

  /// This style with another's colours where that has them, and the attributes of both.
  func overlaid(with other: Style) -> Style {
    Style(
      other.foreground ?? foreground, on: other.background ?? background,
      attributes.union(other.attributes))
  }

  /// This style with more attributes.
  func adding(_ more: Attributes) -> Style {
    Style(foreground, on: background, attributes.union(more))
  }
}

extension Style: CustomStringConvertible {
  /// `fg 214 bg 236 bold underline`, `plain`.
  var description: String {
    var parts: [String] = []
    if let foreground { parts.append("fg \(foreground)") }
    if let background { parts.append("bg \(background)") }
    let names: [(Attributes, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
      (.reverse, "reverse"),
    ]
    parts += names.filter { attributes.contains($0.0) }.map(\.1)
    return parts.isEmpty ? "plain" : parts.joined(separator: " ")
  }

  /// The escape sequence that sets this style, whatever was set before.
  var escapeSequence: String {
    var codes = ["0"]
    let numbers: [(Attributes, String)] = [
      (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
    ]
    codes += numbers.filter { attributes.contains($0.0) }.map(\.1)
    if let foreground { codes.append("38;5;\(foreground)") }
    if let background { codes.append("48;5;\(background)") }
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }
}
