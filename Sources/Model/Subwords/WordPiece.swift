/// A word as the longest pieces of a vocabulary, from the left (Wu et al. 2016; BERT's `##` pieces).
struct WordPiece: Sendable {
  /// A longer word, in scalars, is unknown as a whole.
  static let longestWord = 100

  private var trie = PieceTrie()
  private let starts: PieceTrie.Root
  private let continuations: PieceTrie.Root
  private let unknown: Int32

  /// A vocabulary: the piece of each id, `##` before those that go on a word.
  init(pieces: [(piece: String, id: Int32)], unknown: Int32, continuing prefix: String = "##") {
    starts = trie.addRoot()
    continuations = trie.addRoot()
    self.unknown = unknown
    for (piece, id) in pieces {
      if piece.hasPrefix(prefix), piece.utf8.count > prefix.utf8.count {
        trie.insert(piece.utf8.dropFirst(prefix.utf8.count), id: id, below: continuations)
      }
      trie.insert(piece.utf8, id: id, below: starts)
    }
  }

  /// Adds a word's pieces; one unknown piece for the whole word where a part of it has none.
  func append(_ word: BERTWords.Word, to encoding: inout SubwordEncoding) {
    guard let first = word.sources.first, let last = word.sources.last else { return }
    let scalars = word.bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    let before = encoding.count
    let isKnown =
      scalars <= Self.longestWord
      && word.bytes.withUnsafeBufferPointer { bytes in
        var start = 0
        while start < bytes.count {
          guard
            let (id, end) = trie.longest(
              in: bytes, from: start, below: start == 0 ? starts : continuations)
          else { return false }
          encoding.append(id, word.sources[start]..<word.sources[end - 1] + 1)
          start = end
        }
        return true
      }
    if !isKnown {
      encoding.removeLast(encoding.count - before)
      encoding.append(unknown, first..<last + 1)
    }
  }
}
