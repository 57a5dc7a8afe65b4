/// What a hash-embedding model knows of a token, as strings.
public struct LexicalAttributes: Hashable, Sendable {
  /// The normal form: the exception's, a table's, or else the lower case.
  public let norm: String
  /// The first scalar.
  public let prefix: String
  /// The last three scalars.
  public let suffix: String
  /// Letters as `X` and `x`, digits as `d`, runs cut at four: `Dr.` is `Xx.`.
  public let shape: String
  /// Whether every scalar is white space.
  public let isSpace: Bool
}

/// What a hash-embedding model knows of a token, as `StringID`s.
public struct LexicalIDs: Hashable, Sendable {
  /// The id of the token as it is written.
  public let orth: UInt64
  /// The id of the normal form.
  public let norm: UInt64
  /// The id of the first scalar.
  public let prefix: UInt64
  /// The id of the last three scalars.
  public let suffix: UInt64
  /// The id of the shape.
  public let shape: UInt64

  /// Ids given one by one.
  public init(orth: UInt64, norm: UInt64, prefix: UInt64, suffix: UInt64, shape: UInt64) {
    self.orth = orth
    self.norm = norm
    self.prefix = prefix
    self.suffix = suffix
    self.shape = shape
  }
}

/// The attributes of a token, as strings.
public func lexicalAttributes(of token: Token, in document: Document) -> LexicalAttributes {
  var lexicon = Lexicon()
  return lexicon.attributes(of: token, in: document)
}

/// The attributes of all tokens of a document, as ids.
public func lexicalIDs(of document: Document) -> [LexicalIDs] {
  var types = LexicalTypes()
  let indexes = types.indexes(of: document)
  return indexes.map { types.ids[Int($0)] }
}

extension Document {
  /// Whether a token is white space alone.
  public func isSpace(_ token: Token) -> Bool {
    var index = text.byteOffset(ofScalar: token.range.lowerBound)
    for _ in token.range {
      let scalar = EncodedScalar(text.utf8, at: index)
      guard ScalarClasses.english[scalar.value].contains(.space) else { return false }
      index += scalar.width
    }
    return !token.range.isEmpty
  }
}

/// Works out attributes of tokens, with memory to work in: one a thread.
struct Lexicon {
  private static let norms = NormTable()

  private let classes = ScalarClasses.english
  private var norm: [UInt8] = []
  private var shape: [UInt8] = []

  mutating func attributes(of token: Token, in document: Document) -> LexicalAttributes {
    let text = document.text
    let bytes = text.byteRange(token.range)
    makeNorm(of: token, text.utf8, bytes)
    makeShape(text.utf8, bytes, count: token.range.count)
    func string(_ bytes: some Collection<UInt8>) -> String {
      String(decoding: bytes, as: UTF8.self)
    }
    return LexicalAttributes(
      norm: string(norm), prefix: string(text.utf8[prefix(text.utf8, bytes)]),
      suffix: string(text.utf8[suffix(text.utf8, bytes)]), shape: string(shape),
      isSpace: document.isSpace(token))
  }

  /// The ids of a token. `norms` are normal forms by the id of what is written, which take the place of
  /// the general rule's, though not of a tokenizer exception's.
  mutating func ids(
    of token: Token, in text: ScalarText, norms: [UInt64: UInt64]
  ) -> LexicalIDs {
    let bytes = text.byteRange(token.range)
    let orth = StringID.of(text.utf8[bytes])
    makeNorm(of: token, text.utf8, bytes)
    makeShape(text.utf8, bytes, count: token.range.count)
    let given = token.norm == nil ? norms[orth] : nil
    return LexicalIDs(
      orth: orth, norm: given ?? StringID.of(norm),
      prefix: StringID.of(text.utf8[prefix(text.utf8, bytes)]),
      suffix: StringID.of(text.utf8[suffix(text.utf8, bytes)]), shape: StringID.of(shape))
  }

  private func prefix(_ text: [UInt8], _ token: Range<Int>) -> Range<Int> {
    token.isEmpty
      ? token
      : token.lowerBound..<token.lowerBound + EncodedScalar(text, at: token.lowerBound).width
  }

  private func suffix(_ text: [UInt8], _ token: Range<Int>) -> Range<Int> {
    var start = token.upperBound
    for _ in 0..<3 where start > token.lowerBound {
      start -= 1
      while text[start] & 0xC0 == 0x80 { start -= 1 }
    }
    return start..<token.upperBound
  }

  private mutating func makeNorm(of token: Token, _ text: [UInt8], _ bytes: Range<Int>) {
    norm.removeAll(keepingCapacity: true)
    if let given = token.norm {
      norm.append(contentsOf: given.utf8)
      return
    }
    var isWord = true
    for index in bytes {
      let byte = text[index]
      isWord = isWord && byte.isASCIIAlphanumeric
      norm.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
    }
    if isWord { return }  // the table has none of letters and digits alone
    if let given = Self.norms.norm(of: text, bytes) {
      norm.removeAll(keepingCapacity: true)
      norm.append(contentsOf: given)
    } else if text[bytes].contains(where: { $0 >= 0x80 }) {
      norm.removeAll(keepingCapacity: true)
      appendLowercase(of: String(decoding: text[bytes], as: UTF8.self))
    }
  }

  /// Lower case as Python has it: a capital sigma that ends a word becomes a final one, and a scalar of a
  /// later Unicode version than the tables' stays as it is.
  private mutating func appendLowercase(of string: String) {
    func isCased(_ scalars: some Sequence<Unicode.Scalar>) -> Bool {
      scalars.first { !$0.properties.isCaseIgnorable }?.properties.isCased ?? false
    }
    let scalars = Array(string.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if scalar == "\u{3A3}" {
        let isFinal = isCased(scalars[..<index].reversed()) && !isCased(scalars[(index + 1)...])
        norm.append(contentsOf: (isFinal ? "\u{3C2}" : "\u{3C3}").utf8)
      } else if classes[scalar.value].isEmpty {
        norm.append(contentsOf: String(scalar).utf8)
      } else {
        norm.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
      }
    }
  }

  private mutating func makeShape(_ text: [UInt8], _ bytes: Range<Int>, count: Int) {
    shape.removeAll(keepingCapacity: true)
    if count >= 100 {
      shape.append(contentsOf: "LONG".utf8)
      return
    }
    var last: UInt32 = .max
    var repeated = 0
    var index = bytes.lowerBound
    while index < bytes.upperBound {
      let scalar = EncodedScalar(text, at: index)
      let kind = classes[scalar.value]
      let sign: UInt32 =
        kind.contains(.alphabetic)
        ? (kind.contains(.uppercase) ? 0x58 : 0x78) : kind.contains(.digit) ? 0x64 : scalar.value
      repeated = sign == last ? repeated + 1 : 0
      last = sign
      if repeated < 4 {
        if sign < 0x80 {
          shape.append(UInt8(sign))
        } else {
          shape.append(contentsOf: text[index..<index + scalar.width])
        }
      }
      index += scalar.width
    }
  }
}

/// The tokens whose normal form is not their lower case.
private struct NormTable: Sendable {
  private let keys: ByteTable
  private let norms: [[UInt8]]

  init() {
    let pairs = EnglishTables.norms.words.map { word -> (key: [UInt8], norm: [UInt8]) in
      let arrow = word.indices.first { word[$0...].starts(with: "→".utf8) } ?? word.endIndex
      return (Array(word[..<arrow]), Array(word[arrow...].dropFirst(3)))
    }
    keys = ByteTable(pairs.map(\.key))
    norms = pairs.map(\.norm)
  }

  func norm(of text: [UInt8], _ range: Range<Int>) -> [UInt8]? {
    keys.place(of: text, range).map { norms[$0] }
  }
}
