/// The tokenizer's rules as Python's regular expressions and plain strings: what a spaCy model folder
/// needs to cut text as this program does.
public struct EnglishPatterns: Sendable {
  /// One token of an exception.
  public struct Piece: Hashable, Sendable {
    /// The token.
    public let text: String
    /// The normal form that it is given; nil where the general rule holds.
    public let norm: String?
  }

  /// What splits off at a chunk's start; for `re.search`.
  public let prefix: String
  /// What splits off at a chunk's end; for `re.search`.
  public let suffix: String
  /// What cuts a chunk in two; for `re.finditer`.
  public let infix: String
  /// What stays whole, as an address; for `re.match`.
  public let url: String
  /// The chunks with tokens of their own.
  public let exceptions: [(chunk: String, pieces: [Piece])]

  /// The rules, written down on first use.
  public static let english = EnglishPatterns()

  private init() {
    let sets = ScalarSets()
    let (letter, lower, upper) = (sets[.letter], sets[.lower], sets[.upper])
    let quote = sets[.quote]
    prefix = #"^(?:US\$|[CA]\$|\.\.+|\+(?![0-9])|[\#(sets[.prefix])])"#
    let units = EnglishTables.units.words.map { String(decoding: $0, as: UTF8.self) }
      .map(Self.escaped).joined(separator: "|")
    suffix =
      #"\.\.+$|\u2026\u2026$|[\#(sets[.suffix])]$|(?<=[0-9])\+$|['\u2019][sS]$"#
      + #"|(?<=[0-9])(?:[\#(sets[.suffixAfterDigit])]|\#(units))$|(?<=[\#(sets[.beforePeriod])])\.$"#
      + #"|(?<=[\#(upper)][\#(upper)])\.$|(?<=\u00b0[FfCcKk])\.$"#
    infix =
      #"\.\.+|\u2026|[\#(sets[.icon])]|(?<=[0-9])[+\-*^](?=[0-9-])"#
      + #"|(?<=[\#(lower)\#(quote)])\.(?=[\#(upper)\#(quote)])|(?<=[\#(letter)]),(?=[\#(letter)])"#
      + #"|(?<=[\#(letter)0-9])(?:-|\u2013|\u2014|--|---|\u2014\u2014|~)(?=[\#(letter)])"#
      + #"|(?<=[\#(letter)0-9])[:<>=/](?=[\#(letter)])"#
    let plain = #"A-Za-z0-9\u00a1-\uffff"#
    url =
      #"(?u)^(?:[\w+\-.]{2,}://)?(?:\S+(?::\S*)?@)?(?:(?!(?:10|127)(?:\.\d{1,3}){3})"#
      + #"(?!(?:169\.254|192\.168)(?:\.\d{1,3}){2})(?!172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})"#
      + #"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])(?:\.(?:1?\d{1,2}|2[0-4]\d|25[0-5])){2}"#
      + #"\.(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-4])|(?:(?:[\#(plain)][\#(plain)_-]{0,62})?[\#(plain)]\.)+"#
      + #"[\#(lower)]{2,63})(?::\d{2,5})?(?:[/?#]\S*)?$"#
    let table = TokenizerExceptions.english
    exceptions = (0..<table.count).map { place in
      let bytes = table.chunks.bytes(at: place)
      var start = 0
      let pieces = table.pieces(of: place).map { index in
        let piece = table.pieces[index]
        defer { start += piece.length }
        return Piece(
          text: String(decoding: bytes[start..<start + piece.length], as: UTF8.self),
          norm: piece.norm)
      }
      return (String(decoding: bytes, as: UTF8.self), pieces)
    }
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { "$^*./".unicodeScalars.contains($0) ? "\\\($0)" : String($0) }
      .joined()
  }
}

/// The scalars of each class, as the inside of a regular expression's brackets.
private struct ScalarSets {
  private var ranges: [UInt16: String] = [:]

  init() {
    let kinds: [ScalarClass] = [
      .letter, .lower, .upper, .quote, .icon, .prefix, .suffix, .suffixAfterDigit, .beforePeriod,
    ]
    var starts: [UInt16: UInt32] = [:]
    var last: ScalarClass = []
    for scalar in UInt32(0)...0x11_0000 {
      let kind = scalar < 0x11_0000 ? Self.kind(of: scalar) : []
      if kind == last { continue }
      for one in kinds where kind.contains(one) != last.contains(one) {
        if kind.contains(one) {
          starts[one.rawValue] = scalar
        } else if let first = starts[one.rawValue] {
          let end = scalar - 1 > first ? "-" + Self.escaped(scalar - 1) : ""
          ranges[one.rawValue, default: ""] += Self.escaped(first) + end
        }
      }
      last = kind
    }
  }

  /// The class of a scalar, without what a pattern of its own decides about.
  private static func kind(of scalar: UInt32) -> ScalarClass {
    var kind = ScalarClasses.english[scalar]
    switch scalar {
    case "+", ".": kind.subtract([.prefix, .suffix])
    case "U", "C", "A": kind.remove(.prefix)
    default: break
    }
    return kind
  }

  subscript(kind: ScalarClass) -> String { ranges[kind.rawValue] ?? "" }

  /// `\u` and four digits of base 16, or `\U` and eight.
  private static func escaped(_ scalar: UInt32) -> String {
    let digits = String(scalar, radix: 16)
    let width = scalar > 0xFFFF ? 8 : 4
    return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count)
      + digits
  }
}
