import Text

extension Example {
  /// The gold spans as ranges of a document's tokens, in order: the example's own document or one of
  /// the same text. Spans that cut tokens are widened; those that then share a token, and those on no
  /// token, are left out.
  func tokenSpans(
    over document: Document, file: String, diagnostics: inout [Diagnostic]
  ) -> [(tokens: Range<Int>, label: Label)] {
    var placed: [(tokens: Range<Int>, label: Label)] = []
    for span in spans {
      guard !span.range.isEmpty, let tokens = document.tokenRange(touching: span.range) else {
        diagnostics.append(Diagnostic(file: file, .emptySpan(at: span.start)))
        continue
      }
      if let last = placed.last, last.tokens.upperBound > tokens.lowerBound {
        let kept = document.range(ofTokens: last.tokens)
        diagnostics.append(Diagnostic(file: file, .overlap(span.range, kept: kept)))
        continue
      }
      let widened = document.range(ofTokens: tokens)
      if widened != span.range {
        diagnostics.append(Diagnostic(file: file, .misaligned(span.range, widened: widened)))
      }
      placed.append((tokens, span.label))
    }
    return placed
  }

  /// A BILUO tag for each token of a document, placed as `tokenSpans` does.
  func tags(
    over document: Document, file: String, diagnostics: inout [Diagnostic]
  ) -> [Tag] {
    var tags = [Tag](repeating: .outside, count: document.tokens.count)
    for range in unannotated {
      for index in document.tokenRange(touching: range) ?? 0..<0 { tags[index] = .missing }
    }
    for (tokens, label) in tokenSpans(over: document, file: file, diagnostics: &diagnostics) {
      for index in tokens { tags[index] = .inside(label) }
      tags[tokens.lowerBound] = .begin(label)
      tags[tokens.upperBound - 1] = tokens.count == 1 ? .unit(label) : .last(label)
    }
    return tags
  }
}

extension [Tag] {
  /// Half-open scalar ranges of runs of tokens whose tag is missing.
  func missingRanges(over tokens: [Token]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var lastIndex = -2
    for (index, tag) in enumerated() where tag == .missing {
      if lastIndex == index - 1, let last = ranges.popLast() {
        ranges.append(last.lowerBound..<tokens[index].range.upperBound)
      } else {
        ranges.append(tokens[index].range)
      }
      lastIndex = index
    }
    return ranges
  }
}

extension Document {
  /// The tokens that a range of scalar offsets touches; nil where it touches none.
  func tokenRange(touching range: Range<Int>) -> Range<Int>? {
    let first = tokens.partitioningIndex { $0.range.upperBound > range.lowerBound }
    let end = tokens.partitioningIndex { $0.range.lowerBound >= range.upperBound }
    return first < end ? first..<end : nil
  }

  /// The scalars from the first to the last of some tokens, which must not be none.
  func range(ofTokens tokens: Range<Int>) -> Range<Int> {
    self.tokens[tokens.lowerBound].range
      .lowerBound..<self.tokens[tokens.upperBound - 1].range.upperBound
  }

  /// The tokens with white space tokens between them where more than one character is not covered, and
  /// the place of each of the document's tokens among them: what a format needs that has tokens, each
  /// followed by one space or none, and nothing else.
  func coveringTokens() -> (tokens: [Token], places: [Int]) {
    var covering: [Token] = []
    covering.reserveCapacity(tokens.count)
    var places: [Int] = []
    places.reserveCapacity(tokens.count)
    var covered = 0
    var isJoined = false  // whether the last token is said to be followed by a space
    func cover(upTo end: Int) {
      guard covered < end else { return }
      let isFinalFeed = end == text.count && end - covered == 1 && text[covered] == "\n"
      if isFinalFeed, !isJoined { return }
      if let token = covering.last, !token.isFollowedBySpace,
        text[covered].properties.isWhitespace
      {
        covering[covering.count - 1] = Token(
          range: token.range, isFollowedBySpace: true, norm: token.norm)
        covered += 1
        isJoined = false
        cover(upTo: end)
        return
      }
      covering.append(Token(range: covered..<end, isFollowedBySpace: false))
    }
    for token in tokens {
      cover(upTo: token.range.lowerBound)
      places.append(covering.count)
      covering.append(Token(range: token.range, isFollowedBySpace: false, norm: token.norm))
      covered = token.range.upperBound
      isJoined = token.isFollowedBySpace
    }
    cover(upTo: text.count)
    return (covering, places)
  }
}
