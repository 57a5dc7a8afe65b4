import Text

/// Writes a text anew with some stretches replaced, keeping account of where everything went.
struct ReplacementWriter {
  private let document: Document
  private var output: [UInt8] = []
  private var outputCount = 0
  private var position = 0
  private var replacements: [Replacement] = []

  init(_ document: Document) {
    self.document = document
    output.reserveCapacity(document.text.utf8.count)
  }

  /// Copies what stands before the stretch, then the text in its place. Stretches come in order.
  mutating func replace(_ stretch: Resolver.Stretch, with text: String) {
    copy(to: stretch.range.lowerBound)
    let start = outputCount
    output.append(contentsOf: text.utf8)
    outputCount += text.unicodeScalars.count
    position = stretch.range.upperBound
    let best = stretch.best

    replacements.append(
      Replacement(
        original: Span(stretch.range, best.span.label), replaced: start..<outputCount, text: text,
        reason: best.source.ruleName, confidence: best.confidence ?? 1))
  }

  private mutating func copy(to offset: Int) {
    output.append(contentsOf: document.text.utf8[document.text.byteRange(position..<offset)])
    outputCount += offset - position
  }

  /// The document written, with the original's tokens moved to their new places.
  mutating func finish(doubts: [Annotation]) -> AnonymizedDocument {
    copy(to: document.text.count)
    let map = OffsetMap(
      replacements.map { OffsetMap.Segment(source: $0.original.range, output: $0.replaced) })
    return AnonymizedDocument(
      document: Document(
        id: document.id, text: ScalarText(decoding: output), tokens: tokens(through: map)),
      status: .masked, replacements: replacements, doubts: doubts, map: map)
  }

  /// Tokens are never found again in masked text, where they would differ; those inside a replacement of
  /// another length become one.
  private func tokens(through map: OffsetMap) -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity(document.tokens.count)
    var next = 0
    for token in document.tokens {
      let range = map.toOutput(token.range)
      while next < map.segments.count,
        map.segments[next].source.upperBound <= token.range.lowerBound
      {
        next += 1
      }
      // A norm is made from the token's text, so a masked token must not keep it.
      let isMasked =
        next < map.segments.count && map.segments[next].source.lowerBound < token.range.upperBound
      if range.isEmpty { continue }
      if let last = tokens.last, range.lowerBound < last.range.upperBound {
        let joined = last.range.lowerBound..<max(last.range.upperBound, range.upperBound)
        tokens[tokens.count - 1] = Token(
          range: joined, isFollowedBySpace: token.isFollowedBySpace)
      } else {
        tokens.append(
          Token(
            range: range, isFollowedBySpace: token.isFollowedBySpace,
            norm: isMasked ? nil : token.norm))
      }
    }
    return tokens
  }
}
