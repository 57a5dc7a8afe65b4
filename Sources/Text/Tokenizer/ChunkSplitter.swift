/// Cuts one chunk, a run without white space, into tokens.
struct ChunkSplitter {
  let exceptions: TokenizerExceptions
  let affixes: AffixRules
  let addresses: URLPattern
  /// Off while the exceptions' own letters are cut by the rules alone.
  var usesExceptions = true
  /// The suffixes of the chunk at hand, last first.
  private var suffixes: [Range<Int>] = []

  init(exceptions: TokenizerExceptions, affixes: AffixRules, addresses: URLPattern) {
    self.exceptions = exceptions
    self.affixes = affixes
    self.addresses = addresses
  }

  /// Appends the tokens of an exception that starts at a byte.
  func append(_ exception: Int, at start: Int, to pieces: inout [Tokenizer.Piece]) {
    var start = start
    for place in exceptions.pieces(of: exception) {
      let end = start + exceptions.pieces[place].length
      pieces.append(Tokenizer.Piece(start..<end, exception: place))
      start = end
    }
  }

  /// Appends the tokens of a chunk.
  mutating func split(_ text: [UInt8], _ chunk: Range<Int>, into pieces: inout [Tokenizer.Piece]) {
    suffixes.removeAll(keepingCapacity: true)
    let core = stripAffixes(text, chunk, into: &pieces)
    if !core.isEmpty {
      if let exception = exception(text, core) {
        append(exception, at: core.lowerBound, to: &pieces)
      } else if addresses.matches(text, core) {
        pieces.append(Tokenizer.Piece(core))
      } else {
        splitAtInfixes(text, core, into: &pieces)
      }
    }
    while let suffix = suffixes.popLast() { pieces.append(Tokenizer.Piece(suffix)) }
  }

  private func exception(_ text: [UInt8], _ range: Range<Int>) -> Int? {
    usesExceptions ? exceptions.chunks.place(of: text, range) : nil
  }

  /// Takes prefixes and suffixes off, one of each a round, until none is left or an exception appears;
  /// appends the prefixes, keeps the suffixes and returns what remains.
  private mutating func stripAffixes(
    _ text: [UInt8], _ chunk: Range<Int>, into pieces: inout [Tokenizer.Piece]
  ) -> Range<Int> {
    var rest = chunk
    while !rest.isEmpty {
      if exception(text, rest) != nil { break }
      let prefix = rest.prefix(affixes.prefixLength(text, rest))
      let afterPrefix = prefix.upperBound..<rest.upperBound
      if !prefix.isEmpty, exception(text, afterPrefix) != nil {
        pieces.append(Tokenizer.Piece(prefix))
        return afterPrefix
      }
      // A look-behind of the suffix cannot see the prefix.
      let suffix = rest.suffix(affixes.suffixLength(text, afterPrefix))
      let beforeSuffix = rest.lowerBound..<suffix.lowerBound
      if !suffix.isEmpty, exception(text, beforeSuffix) != nil {
        suffixes.append(suffix)
        return beforeSuffix
      }
      if prefix.isEmpty && suffix.isEmpty { break }
      if !prefix.isEmpty { pieces.append(Tokenizer.Piece(prefix)) }
      if !suffix.isEmpty { suffixes.append(suffix) }
      rest = prefix.upperBound..<suffix.lowerBound
    }
    return rest
  }

  private func splitAtInfixes(
    _ text: [UInt8], _ core: Range<Int>, into pieces: inout [Tokenizer.Piece]
  ) {
    var start = core.lowerBound
    var index = core.lowerBound
    while let infix = affixes.infix(text, core, from: index) {
      index = infix.upperBound
      // An infix at the very start stays with what follows.
      if infix.lowerBound == core.lowerBound { continue }
      if start < infix.lowerBound { pieces.append(Tokenizer.Piece(start..<infix.lowerBound)) }
      pieces.append(Tokenizer.Piece(infix))
      start = infix.upperBound
    }
    if start < core.upperBound { pieces.append(Tokenizer.Piece(start..<core.upperBound)) }
  }
}
