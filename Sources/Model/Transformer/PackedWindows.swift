import Text

/// A stretch of a document's pieces that an encoder sees at once, and which of its vectors count.
struct PieceWindow: Equatable {
  /// Pieces seen.
  var seen: Range<Int>
  /// Pieces whose vectors are read; of all windows together, every piece once.
  var read: Range<Int>
}

extension ModelConfig.Transformer.Packing {
  /// How well a text can be cut before a piece.
  enum Cut: Int, Comparable {
    /// Within a word.
    case inside
    /// Between words.
    case words
    /// Between sentences or paragraphs: what stands on either side explains itself.
    case sentences

    static func < (left: Cut, right: Cut) -> Bool { left.rawValue < right.rawValue }
  }

  /// The windows of so many pieces.
  ///
  /// What is left is shared evenly, so that no window holds a few pieces alone; a window ends at the best
  /// cut between half and all it may hold, the one nearest to its share. Two windows share `shared` pieces
  /// unless a sentence ends between them, and each is read up to the middle of what they share.
  ///
  /// - Parameters:
  ///   - room: Pieces in a window, at most.
  ///   - cut: How well the text can be cut before a piece.
  func windows(of count: Int, room: Int, cut: (Int) -> Cut) -> [PieceWindow] {
    let shared = min(self.shared, room / 4)
    var windows: [PieceWindow] = []
    var (start, read) = (0, 0)
    while count - start > room {
      let left = count - start
      let share = left / ((left + room - 1) / room)
      let places = start + max(1, room / 2)...min(start + room, count - room / 4)
      let (end, quality) = Self.best(near: start + share, in: places, cut)
      let overlap = quality == .sentences ? 0 : shared
      windows.append(PieceWindow(seen: start..<end, read: read..<end - overlap / 2))
      read = end - overlap / 2
      start = end - overlap
    }
    if start < count { windows.append(PieceWindow(seen: start..<count, read: read..<count)) }
    return windows
  }

  /// The best place to cut; of equals the nearest to `ideal`.
  private static func best(
    near ideal: Int, in places: ClosedRange<Int>, _ cut: (Int) -> Cut
  ) -> (place: Int, quality: Cut) {
    let ideal = min(max(ideal, places.lowerBound), places.upperBound)
    var best = (place: ideal, quality: Cut.inside)
    for distance in 0..<places.count {
      for place in [ideal - distance, ideal + distance] where places.contains(place) {
        let quality = cut(place)
        if quality == .sentences { return (place, quality) }
        if quality > best.quality { best = (place, quality) }
      }
    }
    return best
  }
}

/// How well a text can be cut before each of its pieces.
struct PieceCuts {
  private let scalars: [Unicode.Scalar]
  private let tokens: [Token]
  /// The place of each piece, marks left out.
  private let pieces: ArraySlice<Range<Int>>

  init(_ document: Document, _ encoding: SubwordEncoding) {
    scalars = Array(document.text.string.unicodeScalars)
    tokens = document.tokens
    pieces = encoding.ranges.dropFirst().dropLast()
  }

  /// How well it can be cut before a piece other than the first.
  func cut(before piece: Int) -> ModelConfig.Transformer.Packing.Cut {
    let place = pieces.startIndex + piece
    let start = pieces[place].lowerBound
    var (end, lines) = (start, 0)
    while end > 0, scalars[end - 1].properties.isWhitespace {
      end -= 1
      if scalars[end] == "\n" { lines += 1 }
    }
    // A space can be a piece of its own, without a place, that belongs to the word after it.
    let before = pieces[place - 1]
    if end == start || before.upperBound > start || before.lowerBound == start { return .inside }
    return lines > 1 || isSentenceEnd(end) ? .sentences : .words
  }

  /// Whether a full stop, question mark or exclamation mark that is a token by itself ends here; the one of
  /// "Dr." is none.
  private func isSentenceEnd(_ end: Int) -> Bool {
    guard end > 0, [".", "?", "!"].contains(scalars[end - 1]) else { return false }
    let token = tokens.partitioningIndex { $0.range.upperBound >= end }
    return tokens.indices.contains(token) && tokens[token].range == end - 1..<end
  }
}
