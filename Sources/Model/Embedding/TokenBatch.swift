public import Text

/// The tokens of several documents, each kind of token once: what an embedding needs to see.
///
/// Clinical text repeats itself; four tokens in five of a batch are copies, and are embedded once.
public struct TokenBatch: Sendable {
  /// The kinds of token that occur, in the order they were first met. (U)
  public let types: [LexicalIDs]
  /// The kind of every token, document after document. (N)
  public let index: [Int32]
  /// Tokens of each document.
  public let lengths: [Int]

  /// Tokens given by their ids, a list for each document.
  public init(_ documents: [[LexicalIDs]]) {
    var places: [LexicalIDs: Int32] = [:]
    var types: [LexicalIDs] = []
    var index: [Int32] = []
    index.reserveCapacity(documents.reduce(0) { $0 + $1.count })
    for tokens in documents {
      for token in tokens {
        if let place = places[token] {
          index.append(place)
        } else {
          let place = Int32(types.count)
          places[token] = place
          types.append(token)
          index.append(place)
        }
      }
    }
    self.types = types
    self.index = index
    lengths = documents.map(\.count)
  }

  /// The tokens of these documents.
  public init(_ documents: [Document]) { self.init(documents.map { lexicalIDs(of: $0) }) }
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
