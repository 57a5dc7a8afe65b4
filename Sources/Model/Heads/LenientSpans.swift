import Text

/// Tags as spans, read as Hugging Face's pipelines and seqeval read them: whatever tags a model gives, they
/// stand for spans. A tag with a label goes on with the span before it if that has the same label and is not
/// closed (by an `L` or a `U`), and the tag is an `I` or an `L`; any other starts a span, so an `I` without a
/// `B` does too.
///
/// Tokens of which the model has said nothing, having no piece of them, neither end a span nor begin one: a
/// name goes on over a line's end. A token that is part of the same piece as the one before belongs to what
/// that belongs to. Spans neither begin nor end with white space.
struct LenientSpans {
  /// What is known of one token.
  enum Reading: Equatable {
    /// The model's tag.
    case tag(Tag)
    /// The piece of the token before holds this token too.
    case samePiece
    /// The model has no piece of it.
    case unread
  }

  /// What each token is read as.
  private(set) var readings: [Reading]

  /// The readings of tokens by their vectors: those without a piece have zeros, those of one piece the same.
  ///
  /// - Parameter vectors: (N, C)
  init(_ tags: [Tag], vectors: Matrix, _ document: Document) {
    readings = tags.map(Reading.tag)
    for token in tags.indices {
      let row = vectors[row: token]
      if row.allSatisfy({ $0 == 0 }) {
        readings[token] = .unread
      } else if token > 0, readings[token - 1] != .unread,
        document.tokens[token - 1].range.upperBound == document.tokens[token].range.lowerBound,
        row.elementsEqual(vectors[row: token - 1])
      {
        readings[token] = .samePiece
      }
    }
  }

  /// Readings to be made spans.
  init(_ readings: [Reading]) { self.readings = readings }

  /// The spans as half-open ranges of token indexes, in order.
  func ranges(isSpace: (_ token: Int) -> Bool) -> [(range: Range<Int>, label: Label)] {
    var ranges: [(range: Range<Int>, label: Label)] = []
    /// The span that may go on, and whether it may be more than its last piece.
    var open: (range: Range<Int>, label: Label, isClosed: Bool)?
    func end() {
      guard let span = open else { return }
      open = nil
      var range = span.range
      while let first = range.first, isSpace(first) { range.removeFirst() }
      while let last = range.last, isSpace(last) { range.removeLast() }
      if !range.isEmpty { ranges.append((range, span.label)) }
    }
    for (token, reading) in readings.enumerated() {
      switch reading {
      case .unread: continue
      case .samePiece:
        if let span = open { open?.range = span.range.lowerBound..<token + 1 }
      case .tag(let tag):
        guard let label = tag.label else {
          end()
          continue
        }
        let isClosed = tag == .last(label) || tag == .unit(label)
        if let span = open, span.label == label, !span.isClosed,
          tag == .inside(label) || tag == .last(label)
        {
          open = (span.range.lowerBound..<token + 1, label, isClosed)
        } else {
          end()
          open = (token..<token + 1, label, isClosed)
        }
      }
    }
    end()
    return ranges
  }
}

extension TaggerHead {
  /// What is read of each token, and the class that is the most probable.
  private func read(
    _ probabilities: Matrix, _ vectors: Matrix, _ document: Document
  ) -> (spans: LenientSpans, best: [Int]) {
    let best = Self.best(probabilities)
    return (LenientSpans(best.map { tags.tags[$0] }, vectors: vectors, document), best)
  }

  /// The spans of the most probable tag of each token by itself.
  ///
  /// - Parameters:
  ///   - probabilities: (N, K)
  ///   - vectors: (N, C)
  func decodeLeniently(
    _ probabilities: Matrix, _ vectors: Matrix, _ document: Document
  ) -> [DecodedSpan] {
    let (spans, best) = read(probabilities, vectors, document)
    return spans.ranges { document.isSpace(document.tokens[$0]) }.map { range, label in
      DecodedSpan(
        tokens: range, label: label,
        confidence: range.reduce(1) { product, token in
          guard case .tag = spans.readings[token] else { return product }
          return product * probabilities[token, best[token]]
        })
    }
  }

  /// How probable spans are by the same reckoning: whatever tag of its label starts one, and none that would
  /// start another goes on with it.
  func lenientProbabilities(
    of spans: [(tokens: Range<Int>, label: Label)], _ probabilities: Matrix, _ vectors: Matrix,
    _ document: Document
  ) -> [Float] {
    let readings = read(probabilities, vectors, document).spans.readings
    return spans.map { range, label in
      var isFirst = true
      return range.reduce(1) { product, token in
        guard case .tag = readings[token] else { return product }
        let own = tags.tags.indices.filter {
          tags.tags[$0].label == label && (isFirst || !tags.startsSpan($0))
        }
        isFirst = false
        return product * (own.map { probabilities[token, $0] }.max() ?? 0)
      }
    }
  }

  /// The probability that each token's tag is wrong; 0 where nothing is decided.
  func doubtsOfPieces(
    _ probabilities: Matrix, _ vectors: Matrix, _ document: Document
  ) -> [Float] {
    let (spans, best) = read(probabilities, vectors, document)
    return spans.readings.enumerated().map { token, reading in
      if case .tag = reading { 1 - probabilities[token, best[token]] } else { 0 }
    }
  }
}
