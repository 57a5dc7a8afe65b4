/// The name of a kind of span, as the corpus writes it: `problem`, `NAME`.
public struct Label: RawRepresentable, Hashable, Codable, CodingKeyRepresentable, Sendable {
  /// The name.
  public let rawValue: String

  /// A label of this name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A label of this name.
  public init(_ name: String) { rawValue = name }
}

extension Label: Comparable {
  /// By Unicode code points, as Python sorts strings.
  public static func < (left: Label, right: Label) -> Bool {
    left.rawValue.unicodeScalars.lexicographicallyPrecedes(right.rawValue.unicodeScalars)
  }
}

extension Label: ExpressibleByStringLiteral, CustomStringConvertible {
  /// A label written as a literal.
  public init(stringLiteral value: String) { rawValue = value }

  /// The name.
  public var description: String { rawValue }
}
