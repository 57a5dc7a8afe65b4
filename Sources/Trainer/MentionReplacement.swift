public import Model
public import Text

/// Puts other mentions in the place of a share of the gold ones: each is replaced, label kept, by a
/// mention drawn from the training corpus, so that a model sees surroundings apart from the words that
/// happened to stand in them (Dai and Adel 2020, "mention replacement").
public struct MentionReplacement: Sendable {
  /// A mention: its text, and its tokens at offsets in it.
  struct Mention: Hashable, Sendable {
    let text: ScalarText
    let tokens: [Token]
  }

  /// The share of mentions replaced, 0…1.
  public let level: Float
  /// Every mention of a label, as often as it occurs.
  let pool: [Label: [Mention]]

  /// A replacement that draws from the mentions of these examples.
  public init(level: Float, from examples: [Example]) {
    self.level = level
    var pool: [Label: [Mention]] = [:]
    for example in examples {
      let document = example.document
      for span in example.spans {
        guard let range = document.tokenRange(covering: span.range) else { continue }
        pool[span.label, default: []].append(
          Mention(
            text: ScalarText(document.text(of: span)),
            tokens: document.tokens[range].map { $0.moved(by: -span.start) }))
      }
    }
    self.pool = pool
  }

  /// The example with mentions replaced; offsets of what follows move along.
  ///
  /// Tokens are taken over as they are, not made anew, so a mention keeps its borders. A span that
  /// does not fall on tokens, or touches what is unannotated, stays.
  public func callAsFunction(_ example: Example, _ random: inout SeededGenerator) -> Example {
    let document = example.document
    var text = ""
    var tokens: [Token] = []
    var spans: [Span] = []
    /// By how many scalars what stands at or after an offset has moved.
    var moves: [(from: Int, by: Int)] = [(0, 0)]
    var copiedText = 0
    var copiedTokens = 0
    var moved = 0
    for span in example.spans.sorted() {
      guard let range = document.tokenRange(covering: span.range),
        range.lowerBound >= copiedTokens, random.nextUniform() < level,
        let mention = mention(for: span.label, &random),
        !example.unannotated.contains(where: { $0.overlaps(span.range) })
      else {
        spans.append(Span(span.start + moved..<span.end + moved, span.label))
        continue
      }
      let start = span.start + moved
      text += document.text[copiedText..<span.start] + mention.text.string
      tokens += document.tokens[copiedTokens..<range.lowerBound].map { $0.moved(by: moved) }
      tokens += mention.tokens.dropLast().map { $0.moved(by: start) }
      if let last = mention.tokens.last {
        tokens.append(
          Token(
            range: last.moved(by: start).range,
            isFollowedBySpace: document.tokens[range.upperBound - 1].isFollowedBySpace,
            norm: last.norm))
      }
      spans.append(Span(start..<start + mention.text.count, span.label))
      copiedText = span.end
      copiedTokens = range.upperBound
      moved = start + mention.text.count - span.end
      moves.append((span.end, moved))
    }
    guard moves.count > 1 else { return example }
    text += document.text[copiedText..<document.text.count]
    tokens += document.tokens[copiedTokens...].map { $0.moved(by: moved) }
    func place(of offset: Int) -> Int {
      offset + (moves.last { $0.from <= offset }?.by ?? 0)
    }
    return Example(
      document: Document(id: document.id, text: ScalarText(text), tokens: tokens), spans: spans,
      unannotated: example.unannotated.map { place(of: $0.lowerBound)..<place(of: $0.upperBound) })
  }

  private func mention(for label: Label, _ random: inout SeededGenerator) -> Mention? {
    guard let mentions = pool[label], !mentions.isEmpty else { return nil }
    return mentions[Int(random.next() % UInt64(mentions.count))]
  }
}

extension Token {
  /// The token, so many scalars further on.
  fileprivate func moved(by distance: Int) -> Token {
    Token(
      range: range.lowerBound + distance..<range.upperBound + distance,
      isFollowedBySpace: isFollowedBySpace, norm: norm)
  }
}
