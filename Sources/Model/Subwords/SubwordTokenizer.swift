public import Text

/// Text to the pieces of a pretrained encoder, as Hugging Face's tokenizers cut it.
public struct SubwordTokenizer: Sendable {
  /// How a text becomes pieces.
  enum Algorithm: Sendable {
    case wordPiece(BERTWords, WordPiece)
    /// `leadsWithSpace`: a text that does not begin with white space is read as if it did.
    case byteLevel(ByteLevelBPE, leadsWithSpace: Bool)
  }

  /// A string that is one piece wherever it stands.
  struct AddedToken: Sendable {
    let content: [Unicode.Scalar]
    let id: Int32
    /// White space before it belongs to it.
    let takesSpaceBefore: Bool
  }

  /// The ids of the pieces with a meaning of their own.
  public struct Marks: Equatable, Sendable {
    /// Begins a text.
    public var first: Int32
    /// Ends a text.
    public var last: Int32
    /// Fills a batch.
    public var padding: Int32
    /// Hides a piece that is to be guessed.
    public var mask: Int32?
  }

  let algorithm: Algorithm
  let added: [AddedToken]
  /// Pieces with a meaning of their own.
  public let marks: Marks
  /// One more than the largest id.
  public let vocabularySize: Int

  /// The pieces of a text, between the marks of beginning and end. Offsets are scalars of the text.
  public func encode(_ text: ScalarText) -> SubwordEncoding {
    encode(Array(text.string.unicodeScalars))
  }

  func encode(_ scalars: [Unicode.Scalar]) -> SubwordEncoding {
    var encoding = SubwordEncoding()
    encoding.append(marks.first, 0..<0)
    var start = 0
    var index = 0
    while index < scalars.count {
      guard let token = added(at: index, in: scalars) else {
        index += 1
        continue
      }
      var end = index
      if token.takesSpaceBefore {
        while end > start, scalars[end - 1].properties.isWhitespace { end -= 1 }
      }
      append(scalars, start..<end, to: &encoding)
      encoding.append(token.id, end..<index + token.content.count)
      index += token.content.count
      start = index
    }
    append(scalars, start..<scalars.count, to: &encoding)
    encoding.append(marks.last, 0..<0)
    return encoding
  }

  /// The longest added token at a place.
  private func added(at index: Int, in scalars: [Unicode.Scalar]) -> AddedToken? {
    var longest: AddedToken?
    for token in added where token.content.first == scalars[index] {
      if index + token.content.count <= scalars.count,
        token.content.count > longest?.content.count ?? 0,
        scalars[index..<index + token.content.count].elementsEqual(token.content)
      {
        longest = token
      }
    }
    return longest
  }

  private func append(
    _ scalars: [Unicode.Scalar], _ range: Range<Int>, to encoding: inout SubwordEncoding
  ) {
    if range.isEmpty { return }
    switch algorithm {
    case .wordPiece(let words, let pieces):
      words.forEach(in: scalars, range) { pieces.append($0, to: &encoding) }
    case .byteLevel(let pairs, let leadsWithSpace):
      let leads = leadsWithSpace && !scalars[range.lowerBound].properties.isWhitespace
      var isFirst = true
      GPT2Words.forEach(in: scalars, range) { word in
        append(scalars, word, of: pairs, after: isFirst && leads, to: &encoding)
        isFirst = false
      }
    }
  }

  /// One word of a byte-level text; `hasLead`: with a space before it that the text has not.
  private func append(
    _ scalars: [Unicode.Scalar], _ word: Range<Int>, of pairs: ByteLevelBPE,
    after hasLead: Bool, to encoding: inout SubwordEncoding
  ) {
    var bytes: [UInt8] = hasLead ? [0x20] : []
    var sources: [Int] = hasLead ? [word.lowerBound] : []
    for index in word {
      for byte in UTF8.encode(scalars[index]) ?? UTF8.encodedReplacementCharacter {
        bytes.append(byte)
        sources.append(index)
      }
    }
    var place = 0
    for (id, length) in pairs.pieces(of: bytes) {
      var first = sources[place]
      var end = sources[place + length - 1] + 1
      if hasLead, place == 0, length == 1 { end = first }
      // Spaces, but no other white space, are left out of a piece's place.
      while first < end, scalars[first] == " " { first += 1 }
      while end > first, scalars[end - 1] == " " { end -= 1 }
      encoding.append(id, first..<end)
      place += length
    }
  }
}
