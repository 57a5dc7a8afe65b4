/// Texts with some of their words hidden, and what stood there (Devlin et al. 2019; whole words as in the
/// later BERT models).
struct HiddenWords {
  /// What the encoder is shown.
  var shown: PieceBatch
  /// Rows to be guessed, in order.
  var rows: [Int32]
  /// The pieces that stood there.
  var pieces: [Int32]
}

extension HiddenWords {
  /// Of the words chosen, these shares are shown as the mask, and as pieces drawn at random; the rest as it is.
  private static let masked: Float = 0.8
  private static let replaced: Float = 0.1

  /// Hides a share of all words.
  init(
    of texts: [PieceText], share: Float, mask: Int32, vocabulary: Int,
    _ random: inout SeededGenerator
  ) {
    self.init(shown: PieceBatch(texts.flatMap(\.windows)), rows: [], pieces: [])
    var first = 0
    for text in texts {
      for word in text.words where random.nextUniform() < share {
        let kind = random.nextUniform()
        for piece in word {
          let row = first + Int(piece)
          rows.append(Int32(row))
          pieces.append(shown.ids[row])
          if kind < Self.masked {
            shown.ids[row] = mask
          } else if kind < Self.masked + Self.replaced {
            shown.ids[row] = Int32.random(in: 0..<Int32(vocabulary), using: &random)
          }
        }
      }
      first += text.pieceCount
    }
  }
}
