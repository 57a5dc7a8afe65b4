import Text

/// The tokens of several documents, each kind of token once: what an embedding needs to see.
///
/// Clinical text repeats itself; four tokens in five of a batch are copies, and are embedded once.
struct TokenBatch: Sendable {
  /// The kinds of token that occur, in the order they were first met. (U)
  let types: [LexicalIDs]
  /// The kind of every token, document after document. (N)
  let index: [Int32]
  /// Tokens of each document.
  let lengths: [Int]

  /// The tokens of these documents.
  init(_ documents: [Document]) {
    var types = LexicalTypes()
    index = documents.flatMap { types.indexes(of: $0) }
    self.types = types.ids
    lengths = documents.map(\.tokens.count)
  }
}

/// One of a token's lexical attributes, under spaCy's name.
public enum LexicalAttribute: String, CaseIterable, Hashable, Sendable {
  case norm = "NORM"
  case prefix = "PREFIX"
  case suffix = "SUFFIX"
  case shape = "SHAPE"

  /// The attribute's id for a kind of token.
  func id(of type: LexicalIDs) -> UInt64 {
    switch self {
    case .norm: type.norm
    case .prefix: type.prefix
    case .suffix: type.suffix
    case .shape: type.shape
    }
  }
}
