import Text

/// The tokens of several documents, each kind of token once: what an embedding needs to see.
///
/// Clinical text repeats itself; four tokens in five of a batch are copies, and are embedded once.
struct TokenBatch: Sendable {
  /// The kinds of token that occur, in the order they were first met. (U)
  var types: [LexicalIDs] { kinds.ids }
  /// The same, with their text.
  let kinds: LexicalTypes
  /// The kind of every token, document after document. (N)
  let index: [Int32]
  /// Tokens of each document.
  let lengths: [Int]

  /// The tokens of these documents.
  ///
  /// - Parameter norms: Normal forms that take the place of the general rule's; see `LexicalTypes`.
  init(_ documents: [Document], norms: [UInt64: UInt64] = [:]) {
    var kinds = LexicalTypes(norms: norms)
    index = documents.flatMap { kinds.indexes(of: $0) }
    self.kinds = kinds
    lengths = documents.map(\.tokens.count)
  }
}
