/// The kinds of token that some documents are made of, each once.
///
/// Clinical text repeats itself, so a kind's attributes are worked out when it is first met. One for each
/// thread; it only grows.
public struct LexicalTypes: Sendable {
  /// The ids of each kind, in the order they were first met.
  public private(set) var ids: [LexicalIDs] = []

  private var lexicon = Lexicon()
  /// The bytes of every kind, and after 0xFF the normal form that an exception gave it.
  private var bytes: [UInt8] = []
  /// Where each kind's bytes start, and the end of the last.
  private var starts: [Int] = [0]
  /// Open addressing: a hash above, one more than a kind below; 0 where nothing is.
  private var slots = [UInt64](repeating: 0, count: 1024)

  /// Normal forms by the id of what is written.
  private let norms: [UInt64: UInt64]

  /// No kinds yet.
  ///
  /// - Parameter norms: Normal forms by the id of what is written, which take the place of the general
  ///   rule's, though not of a tokenizer exception's.
  public init(norms: [UInt64: UInt64] = [:]) { self.norms = norms }

  /// The kind of every token of a document, as an index into `ids`.
  public mutating func indexes(of document: Document) -> [Int32] {
    document.tokens.map { Int32(index(of: $0, in: document.text)) }
  }

  /// The text of a kind in UTF-8, without the normal form that an exception gave it.
  public func form(of kind: Int) -> ArraySlice<UInt8> {
    let whole = bytes[starts[kind]..<starts[kind + 1]]
    return whole.prefix { $0 != 0xFF }
  }

  /// The kinds from `first` on, in the same order: to be read, not added to.
  public func kinds(from first: Int) -> LexicalTypes {
    var rest = LexicalTypes(norms: norms)
    rest.ids = Array(ids[first...])
    rest.bytes = Array(bytes[starts[first]...])
    rest.starts = starts[first...].map { $0 - starts[first] }
    return rest
  }

  private mutating func index(of token: Token, in text: ScalarText) -> Int {
    let range = text.byteRange(token.range)
    let hash = Self.hash(text.utf8, range, norm: token.norm)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let kind = Int(slots[slot] & 0xFFFF_FFFF) - 1
      if UInt32(slots[slot] >> 32) == hash, holds(text.utf8, range, norm: token.norm, at: kind) {
        return kind
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    ids.append(lexicon.ids(of: token, in: text, norms: norms))
    bytes.append(contentsOf: text.utf8[range])
    if let norm = token.norm {
      bytes.append(0xFF)
      bytes.append(contentsOf: norm.utf8)
    }
    starts.append(bytes.count)
    slots[slot] = UInt64(hash) << 32 | UInt64(ids.count)
    if ids.count * 2 > slots.count { grow() }
    return ids.count - 1
  }

  private static func hash(_ text: [UInt8], _ range: Range<Int>, norm: String?) -> UInt32 {
    var hash = ByteTable.hash(text, range)
    if let norm {
      hash = ByteTable.hash(hash, adding: 0xFF)
      for byte in norm.utf8 { hash = ByteTable.hash(hash, adding: byte) }
    }
    return hash
  }

  private func holds(_ text: [UInt8], _ range: Range<Int>, norm: String?, at kind: Int) -> Bool {
    let start = starts[kind]
    let length = starts[kind + 1] - start
    guard length >= range.count else { return false }
    for offset in 0..<range.count where bytes[start + offset] != text[range.lowerBound + offset] {
      return false
    }
    guard let norm else { return length == range.count }
    let rest = bytes[start + range.count..<start + length]
    return rest.first == 0xFF && rest.dropFirst().elementsEqual(norm.utf8)
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    for entry in old where entry != 0 {
      var slot = Int(entry >> 32) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = entry
    }
  }
}
