import Text

/// A note as lines, each tokenized by itself, as records of one sentence a line are.
///
/// spaCy's `Doc.from_docs` joins such lines by a space; offsets stay those of the note, where a line
/// feed stands in its place. A line feed that no space can stand for, after an empty line or one that
/// ends in white space, becomes a token.
struct NoteLines {
  /// One line.
  struct Line {
    /// Scalar offsets of the line without its line feed.
    let range: Range<Int>
    /// Indexes of its tokens.
    let tokens: Range<Int>
  }

  private(set) var lines: [Line] = []
  private(set) var tokens: [Token] = []
  /// The lines joined again.
  let text: ScalarText

  /// The lines of a note; a line feed at its end begins no further one.
  static func split(_ text: String) -> [Substring] {
    var lines = text.splitAtLineFeeds()
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// Tokenizes lines. Joined as the seed did, a line feed that no space can stand for is dropped.
  init(_ source: [Substring], joinsAsSeed: Bool, tokenizer: Tokenizer) {
    var joined = ""
    var offset = 0
    for (index, line) in source.enumerated() {
      let isLast = index == source.count - 1
      let endsInSpace = line.unicodeScalars.last.map(\.isPythonSpace)
      let takesFeed = !isLast && !joinsAsSeed && endsInSpace ?? true
      let text = ScalarText(takesFeed ? line + "\n" : String(line))
      let firstToken = tokens.count
      for token in tokenizer.tokens(in: text) {
        tokens.append(
          Token(
            range: offset + token.range.lowerBound..<offset + token.range.upperBound,
            isFollowedBySpace: token.isFollowedBySpace, norm: token.norm))
      }
      let length = text.count - (takesFeed ? 1 : 0)
      lines.append(Line(range: offset..<offset + length, tokens: firstToken..<tokens.count))
      joined += text.string
      offset += text.count
      let lastIsWord = firstToken < tokens.count && endsInSpace == false
      if !isLast, !takesFeed, lastIsWord, let last = tokens.popLast() {
        tokens.append(Token(range: last.range, isFollowedBySpace: true, norm: last.norm))
        joined += "\n"
        offset += 1
      }
    }
    text = ScalarText(joined)
  }

  /// What stands between single spaces on a line, as scalar offsets of the note.
  func words(ofLine index: Int) -> [Range<Int>] {
    let line = lines[index].range
    var words: [Range<Int>] = []
    var start = line.lowerBound
    var offset = start - 1
    text.utf8.withUnsafeBufferPointer { bytes in
      for byte in text.byteRange(line) where bytes[byte] & 0xC0 != 0x80 {
        offset += 1
        if bytes[byte] == 0x20 {
          words.append(start..<offset)
          start = offset + 1
        }
      }
    }
    words.append(start..<line.upperBound)
    return words
  }
}
