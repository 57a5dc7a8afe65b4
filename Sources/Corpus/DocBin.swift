public import Notation

/// spaCy's `.spacy` file (`DocBin`, version 0.1), everything in it kept: what is read is written back
/// alike.
///
/// The file is a zlib stream of one MessagePack map: `version`, `attrs`, `tokens` (`uint64`, one row a
/// token, one column an attribute), `spaces`, `lengths` (`int32`), `strings`, `cats`, `flags`,
/// `span_groups` and, when asked for, `user_data`.
public struct DocBin: Hashable, Sendable {
  /// The format's version.
  public var version: MessagePack = .string("0.1")
  /// The numbers of the attributes that each token has.
  public var attributes: [UInt64] = Attribute.standard.map(\.rawValue)
  /// The strings that ids in the rows stand for, in the file's order.
  public var strings: [String] = [""]
  /// The documents.
  public var documents: [Details] = []
  /// Whether there is a list of user data.
  public var hasUserData = false
  /// Keys unknown to us.
  public var others: [MessagePack.Pair] = []

  /// One document, as the file has it.
  public struct Details: Hashable, Sendable {
    /// `attributes.count` numbers a token.
    public var rows = TokenRows(width: Attribute.standard.count)
    /// Whether one space follows, for each token.
    public var spaces: [Bool] = []
    /// Scores of document categories.
    public var cats: MessagePack = .map([])
    /// `has_unknown_spaces`.
    public var flags: MessagePack = .map([.init(.string("has_unknown_spaces"), .bool(false))])
    /// Span groups in spaCy's own packing.
    public var spanGroups: MessagePack = .binary([0x90])
    /// User data in spaCy's own packing.
    public var userData: MessagePack = .null
    /// The file's attributes and strings, which all its documents share.
    public var attributes: [UInt64] = []
    /// The strings that ids in the rows stand for.
    public var strings = StringTable()

    /// A document of no tokens.
    public init() {}

    /// Whether the spaces were not known when the document was made; then one is taken to follow each
    /// token.
    public var hasUnknownSpaces: Bool { flags["has_unknown_spaces"]?.bool ?? false }
  }

  /// A token attribute, by spaCy's number (`spacy.attrs`).
  public enum Attribute: UInt64, Hashable, Sendable {
    case orth = 65
    case norm = 67
    case lemma = 73
    case pos = 74
    case tag = 75
    case dep = 76
    case entIOB = 77
    case entType = 78
    case head = 79
    case sentStart = 80
    case entKBID = 452
    case morph = 453
    case entID = 454

    /// What spaCy writes unless told otherwise, in its order.
    public static let standard: [Attribute] = [
      .orth, .norm, .lemma, .pos, .tag, .dep, .entIOB, .entType, .head, .sentStart, .entKBID,
      .morph,
      .entID,
    ]
  }

  /// No documents.
  public init() {}
}

extension DocBin {
  /// Packs the file's bytes.
  public func encoded() -> [UInt8] {
    var tokens: [UInt8] = []
    tokens.reserveCapacity(documents.reduce(0) { $0 + $1.rows.bytes.count })
    var spaces: [UInt8] = []
    var lengths: [UInt8] = []
    for document in documents {
      tokens.append(contentsOf: document.rows.bytes)
      spaces.append(contentsOf: document.spaces.lazy.map { $0 ? 1 : 0 })
      withUnsafeBytes(of: Int32(document.spaces.count).littleEndian) {
        lengths.append(contentsOf: $0)
      }
    }
    func list(_ value: (Details) -> MessagePack) -> MessagePack { .array(documents.map(value)) }
    var pairs: [MessagePack.Pair] = [
      .init("version", version),
      .init("attrs", .array(attributes.map(MessagePack.init(unsigned:)))),
      .init("tokens", .binary(tokens)), .init("spaces", .binary(spaces)),
      .init("lengths", .binary(lengths)), .init("strings", .array(strings.map { .string($0) })),
      .init("cats", list(\.cats)), .init("flags", list(\.flags)),
      .init("span_groups", list(\.spanGroups)),
    ]
    if hasUserData { pairs.append(.init("user_data", list(\.userData))) }
    return Zlib.deflate(MessagePack.map(pairs + others).encoded())
  }
}

extension MessagePack {
  fileprivate init(unsigned value: UInt64) {
    self = Int64(exactly: value).map { .integer($0) } ?? .unsigned(value)
  }
}

extension MessagePack.Pair {
  fileprivate init(_ key: String, _ value: MessagePack) { self.init(.string(key), value) }
}
