/// Cuts text into tokens as spaCy's English pipelines do, offset for offset.
///
/// White space separates chunks. A chunk that is no exception loses its prefixes and suffixes, one of
/// each a round, and what remains is an exception, an address or cut at its infixes. At last, runs of
/// tokens that spell an exception become its tokens (spaCy 3.8, `tokenizer.pyx`). All steps work on
/// UTF-8 and keep no state, so one tokenizer serves any number of threads.
public struct Tokenizer: Sendable {
  /// The tokenizer of spaCy's English pipelines.
  public static let english = Tokenizer()

  let exceptions = TokenizerExceptions.english
  let affixes = AffixRules.english
  let addresses = URLPattern()
  private let classes = ScalarClasses.english
  private let sequences: SpecialSequences
  /// What each byte is; a byte outside ASCII is `other`.
  private let kinds: [ByteKind]

  /// A byte's part in finding chunks.
  private struct ByteKind: OptionSet {
    let rawValue: UInt8

    static let letter = ByteKind(rawValue: 1)
    static let space = ByteKind(rawValue: 2)
    static let other = ByteKind(rawValue: 4)
    static let long = ByteKind(rawValue: 8)
  }

  private init() {
    let classes = ScalarClasses.english
    kinds = (0...UInt8.max).map { byte in
      if byte >= 0x80 { return [.other, .long] }
      let kind = classes[UInt32(byte)]
      return kind.contains(.space) ? .space : kind.contains(.letter) ? .letter : .other
    }
    sequences = SpecialSequences(exceptions: exceptions, affixes: affixes, addresses: addresses)
  }

  /// The tokens of a text, in order. Together with the spaces that follow tokens they cover the text:
  /// longer white space is a token of its own.
  public func tokens(in text: ScalarText) -> [Token] {
    var pieces = pieces(of: text.utf8)
    sequences.replace(in: &pieces, of: text.utf8)
    return tokens(from: pieces, of: text)
  }

  /// A token by its bytes.
  struct Piece {
    var start: UInt32
    var end: UInt32
    /// The place of its normal form in `TokenizerExceptions.pieces`; -1 where the general rule holds.
    var exception: Int32 = -1
    var isFollowedBySpace = false

    init(_ range: Range<Int>, exception: Int = -1) {
      start = UInt32(range.lowerBound)
      end = UInt32(range.upperBound)
      self.exception = Int32(exception)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
  }

  /// The tokens before runs of them are replaced.
  private func pieces(of text: [UInt8]) -> [Piece] {
    var pieces: [Piece] = []
    pieces.reserveCapacity(text.count / 4 + 4)
    var splitter = ChunkSplitter(exceptions: exceptions, affixes: affixes, addresses: addresses)
    var index = 0
    while index < text.count {
      let start = index
      index = endOfSpace(text, from: index)
      if index > start {
        // A first space belongs to the token before; the rest is a token.
        let isTaken = !pieces.isEmpty && text[start] == UInt8(ascii: " ")
        if isTaken { pieces[pieces.count - 1].isFollowedBySpace = true }
        let rest = start + (isTaken ? 1 : 0)..<index
        if !rest.isEmpty {
          let exception = exceptions.chunks.place(of: text, rest)
          pieces.append(
            Piece(rest, exception: exception.map { exceptions.pieces(of: $0).lowerBound } ?? -1))
        }
      }
      let first = index
      var kind: ByteKind = []
      var hash = ByteTable.emptyHash
      while index < text.count {
        let next = kinds[Int(text[index])]
        if !next.isDisjoint(with: [.space, .long]) {
          if next == .space { break }
          if next.contains(.long), classes[EncodedScalar(text, at: index).value].contains(.space) {
            break
          }
          // The rest of a long scalar's bytes.
          let width = EncodedScalar(text, at: index).width
          for offset in 0..<width { hash = ByteTable.hash(hash, adding: text[index + offset]) }
          kind.formUnion(next)
          index += width
        } else {
          hash = ByteTable.hash(hash, adding: text[index])
          kind.formUnion(next)
          index += 1
        }
      }
      guard first < index else { continue }
      if let exception = exceptions.chunks.place(of: text, first..<index, hash: hash) {
        splitter.append(exception, at: first, to: &pieces)
      } else if kind == .letter {
        pieces.append(Piece(first..<index))  // letters alone have no affixes
      } else {
        splitter.split(text, first..<index, into: &pieces)
      }
    }
    return pieces
  }

  private func endOfSpace(_ text: [UInt8], from index: Int) -> Int {
    var index = index
    while index < text.count {
      if text[index] < 0x80 {
        guard kinds[Int(text[index])] == .space else { break }
        index += 1
      } else {
        let scalar = EncodedScalar(text, at: index)
        guard classes[scalar.value].contains(.space) else { break }
        index += scalar.width
      }
    }
    return index
  }

  private func tokens(from pieces: [Piece], of text: ScalarText) -> [Token] {
    var byte = 0
    var scalar = 0
    /// Pieces come in order, so scalars are counted once.
    func offset(of end: UInt32) -> Int {
      if text.isASCII { return Int(end) }
      while byte < Int(end) {
        if text.utf8[byte] & 0xC0 != 0x80 { scalar += 1 }
        byte += 1
      }
      return scalar
    }
    return pieces.map { piece in
      let start = offset(of: piece.start)
      let norm = piece.exception < 0 ? nil : exceptions.pieces[Int(piece.exception)].norm
      return Token(
        range: start..<offset(of: piece.end), isFollowedBySpace: piece.isFollowedBySpace, norm: norm
      )
    }
  }
}

extension Document {
  /// A document cut into tokens.
  public init(id: String, text: ScalarText, tokenizer: Tokenizer = .english) {
    self.init(id: id, text: text, tokens: tokenizer.tokens(in: text))
  }

  /// A document cut into tokens.
  public init(id: String, text: String, tokenizer: Tokenizer = .english) {
    self.init(id: id, text: ScalarText(text), tokenizer: tokenizer)
  }
}
