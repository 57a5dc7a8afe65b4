public import Text

/// A text as an encoder sees it, to hide words of it and have them guessed.
public struct PieceText: Sendable {
  /// The pieces of each window, its marks included; windows do not overlap.
  let windows: [[Int32]]
  /// The pieces of each word, as rows of the stacked windows; white space is none.
  let words: [[Int32]]

  /// The text of a document, cut where sentences end if it is of more than `longest` pieces, marks included.
  public init(_ document: Document, longest: Int, _ tokenizer: SubwordTokenizer) {
    let cut = TokenWindows(
      document, ModelConfig.Transformer(name: "", window: longest, stride: longest),
      packing: .init(pieces: longest, shared: 0), limit: longest, tokenizer)
    windows = cut.windows
    words = document.tokens.enumerated().compactMap { index, token in
      let pieces = cut.pieces[cut.starts[index]..<cut.starts[index + 1]]
      let isSpace = document.text(of: token).unicodeScalars.allSatisfy(\.properties.isWhitespace)
      return pieces.isEmpty || isSpace ? nil : Array(pieces)
    }
  }

  /// Whether there is no word in it.
  public var isEmpty: Bool { words.isEmpty }

  /// Pieces in all windows, marks included.
  public var pieceCount: Int { windows.reduce(0) { $0 + $1.count } }
}
