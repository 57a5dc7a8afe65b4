import Files
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
    public var rows: [UInt64] = []
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
  /// The most unpacked bytes `read` takes: 4 GiB.
  public static let maximumSize = 4 << 30

  /// Reads a file.
  ///
  /// - Throws: `CorpusError` when it cannot be read or is not a `.spacy` file.
  public static func read(_ path: String) throws(CorpusError) -> DocBin {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try InputFile.read(path) } catch { throw .file(error) }
    return try decode(bytes, path: path)
  }

  /// Decodes a file's bytes; `path` is for errors.
  ///
  /// - Throws: `CorpusError.malformed` where they are not a `.spacy` file.
  public static func decode(_ bytes: [UInt8], path: String) throws(CorpusError) -> DocBin {
    let unpacked: [UInt8]
    do throws(ZlibError) {
      unpacked = try Zlib.inflate(bytes, limit: maximumSize)
    } catch {
      let expected =
        switch error {
        case .malformed: "a .spacy file: a whole zlib stream"
        case .tooLarge(let limit): "at most \(limit) bytes when unpacked"
        }
      throw .malformed(file: path, expected: expected)
    }
    let message: MessagePack
    do throws(MessagePackError) {
      message = try MessagePack.parse(unpacked)
    } catch {
      throw .malformed(file: path, expected: "a .spacy file: \(error)")
    }
    return try DocBin(message, path: path)
  }

  /// Packs the file's bytes.
  public func encoded() -> [UInt8] {
    var tokens: [UInt8] = []
    tokens.reserveCapacity(8 * documents.reduce(0) { $0 + $1.rows.count })
    var spaces: [UInt8] = []
    var lengths: [UInt8] = []
    for document in documents {
      document.rows.withUnsafeBytes { tokens.append(contentsOf: $0) }
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

extension DocBin {
  private static let knownKeys: Set<String> = [
    "version", "attrs", "tokens", "spaces", "lengths", "strings", "cats", "flags", "span_groups",
    "user_data",
  ]

  private init(_ message: MessagePack, path: String) throws(CorpusError) {
    func malformed(_ expected: String) -> CorpusError {
      .malformed(file: path, expected: "a .spacy file: \(expected)")
    }
    guard let attributes = message["attrs"]?.array?.map(\.unsigned), !attributes.contains(nil),
      attributes.contains(Attribute.orth.rawValue)
    else { throw malformed("\"attrs\", a list of numbers with 65 (ORTH) among them") }
    guard let lengthBytes = message["lengths"]?.binary, lengthBytes.count % 4 == 0 else {
      throw malformed("\"lengths\", 4 bytes a document")
    }
    let lengths = lengthBytes.withUnsafeBytes { raw in
      stride(from: 0, to: raw.count, by: 4).map {
        Int(Int32(littleEndian: raw.loadUnaligned(fromByteOffset: $0, as: Int32.self)))
      }
    }
    guard lengths.allSatisfy({ $0 >= 0 }) else { throw malformed("no negative length") }
    let total = lengths.reduce(0, +)
    let width = attributes.count
    guard let spaces = message["spaces"]?.binary, spaces.count == total else {
      throw malformed("\"spaces\", a byte for each of \(total) tokens")
    }
    guard let tokens = message["tokens"]?.binary, tokens.count % (8 * width) == 0,
      tokens.count / (8 * width) == total
    else { throw malformed("\"tokens\", \(width) numbers for each of \(total) tokens") }
    guard let strings = message["strings"]?.array?.map(\.string), !strings.contains(nil) else {
      throw malformed("\"strings\", a list of strings")
    }
    func list(_ key: String) throws(CorpusError) -> [MessagePack]? {
      guard let value = message[key] else { return nil }
      guard let list = value.array, list.count == lengths.count || list.isEmpty else {
        throw malformed("\"\(key)\", a value for each of \(lengths.count) documents")
      }
      return list.isEmpty ? nil : list
    }
    let (cats, flags) = (try list("cats"), try list("flags"))
    let (spanGroups, userData) = (try list("span_groups"), try list("user_data"))

    version = message["version"] ?? .string("0.1")
    self.attributes = attributes.compactMap(\.self)
    self.strings = strings.compactMap(\.self)
    hasUserData = message["user_data"] != nil
    others = (message.map ?? []).filter { !Self.knownKeys.contains($0.key.string ?? "") }
    let table = StringTable(self.strings)
    var start = 0
    documents.reserveCapacity(lengths.count)
    for (index, length) in lengths.enumerated() {
      var document = Details()
      document.rows = Self.numbers(tokens, 8 * width * start..<8 * width * (start + length))
      document.spaces = spaces[start..<start + length].map { $0 != 0 }
      if let cats { document.cats = cats[index] }
      document.flags = flags?[index] ?? .map([])
      document.spanGroups = spanGroups?[index] ?? .binary([])
      if let userData { document.userData = userData[index] }
      document.attributes = self.attributes
      document.strings = table
      documents.append(document)
      start += length
    }
  }

  private static func numbers(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt64] {
    Array(unsafeUninitializedCapacity: range.count / 8) { buffer, count in
      bytes.withUnsafeBytes { raw in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: raw[range]))
      }
      count = range.count / 8
    }
  }
}
