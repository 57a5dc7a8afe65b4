public import Text

/// What a config says about a corpus: how gold records become training examples
/// (`spacy.Corpus.v1`).
public struct ExampleReader: Hashable, Sendable {
  /// A record of this many tokens or more is split into sentences, and a sentence as long is left
  /// out; 0 splits nothing.
  public var maximumLength: Int
  /// The most records taken; 0 takes all.
  public var limit: Int
  /// Whether examples keep the gold tokens and are single sentences.
  public var keepsGoldTokens: Bool

  /// A reader.
  public init(maximumLength: Int = 0, limit: Int = 0, keepsGoldTokens: Bool = false) {
    self.maximumLength = maximumLength
    self.limit = limit
    self.keepsGoldTokens = keepsGoldTokens
  }

  /// The records that are used, those too long split: what a model is scored against.
  ///
  /// - Parameter records: Gold records in corpus order; empty ones are passed over.
  public func gold(from records: [Example]) -> [Example] {
    var records = records.filter { !$0.document.tokens.isEmpty }
    if limit > 0 { records = Array(records.prefix(limit)) }
    if keepsGoldTokens { return records.flatMap { $0.sentences ?? [$0] } }
    return records.flatMap { record -> [Example] in
      fits(record) ? [record] : (record.sentences ?? []).filter(fits)
    }
  }

  /// A record's text with the tokens that a model sees.
  public func document(of record: Example, tokenizer: Tokenizer = .english) -> Document {
    if keepsGoldTokens { return record.document }
    return Document(
      id: record.document.id, text: record.document.text,
      tokens: tokenizer.tokens(in: record.document.text))
  }

  /// What a model learns from: tokens as it will see them, gold moved onto those.
  public func examples(from records: [Example], tokenizer: Tokenizer = .english) -> [Example] {
    gold(from: records).map { $0.aligned(to: document(of: $0, tokenizer: tokenizer).tokens) }
  }

  private func fits(_ example: Example) -> Bool {
    maximumLength == 0 || example.document.tokens.count < maximumLength
  }
}

extension Example {
  /// One example a sentence; nil where no token but the first is known to start one.
  ///
  /// A span that crosses from one into the next is in neither; its tokens are unannotated.
  var sentences: [Example]? {
    let tokens = document.tokens
    let starts = sentenceStarts.filter { $0 > 0 && $0 < tokens.count }
    guard !starts.isEmpty else { return nil }
    let bounds = [0] + starts + [tokens.count]
    return zip(bounds, bounds.dropFirst()).map { part(of: $0..<$1) }
  }

  /// The record of some of its tokens.
  func part(of indexes: Range<Int>) -> Example {
    let tokens = document.tokens[indexes]
    let start = tokens.first?.range.lowerBound ?? 0
    let last = tokens.last
    let end = (last?.range.upperBound ?? start) + (last?.isFollowedBySpace == true ? 1 : 0)
    let range = start..<end
    func moved(_ range: Range<Int>) -> Range<Int> {
      range.lowerBound - start..<range.upperBound - start
    }
    let touching = spans.filter { $0.range.overlaps(range) }
    let inside = touching.filter { range.contains($0.range) }
    let crossing = touching.filter { !range.contains($0.range) }.map(\.range)
    return Example(
      document: Document(
        id: document.id, text: ScalarText(document.text[range]),
        tokens: tokens.map {
          Token(
            range: moved($0.range), isFollowedBySpace: $0.isFollowedBySpace, norm: $0.norm)
        }),
      spans: inside.map { Span(moved($0.range), $0.label) },
      unannotated: (unannotated + crossing).compactMap {
        let part = $0.clamped(to: range)
        return part.isEmpty ? nil : moved(part)
      })
  }

  /// The same gold over another tokenization of the same text.
  ///
  /// A span stays where it covers whole tokens, white space at its ends not counted. A token outside
  /// every span is known to be outside when every gold token it overlaps is, or when it is white
  /// space; of any other token nothing is known.
  public func aligned(to tokens: [Token]) -> Example {
    let text = Array(document.text.scalars.map { $0.properties.isWhitespace })
    var kept: [Span] = []
    var covered = [Bool](repeating: false, count: tokens.count)
    let whole = Document(id: document.id, text: document.text, tokens: tokens)
    for span in spans.sorted() {
      let range = span.range.trimmed(where: text)
      guard let indexes = whole.tokenRange(covering: range),
        !indexes.contains(where: { covered[$0] })
      else { continue }
      for index in indexes { covered[index] = true }
      kept.append(Span(range, span.label))
    }
    let doubtful = doubtfulRanges
    var unknown: [Range<Int>] = []
    for (index, token) in tokens.enumerated() where !covered[index] {
      let isSpace = token.range.allSatisfy { text[$0] }
      guard !isSpace, doubtful.overlap(token.range) else { continue }
      unknown.append(token.range)
    }
    return Example(document: whole, spans: kept, unannotated: unknown)
  }

  /// The gold tokens that are in a span or unannotated, in order.
  private var doubtfulRanges: SortedRanges {
    let marked = SortedRanges(spans.map(\.range) + unannotated)
    return SortedRanges(document.tokens.map(\.range).filter(marked.overlap))
  }
}

/// Ranges in order of their start, to ask which of them something overlaps.
private struct SortedRanges {
  private let ranges: [Range<Int>]
  /// The furthest end among the ranges up to each.
  private let ends: [Int]

  init(_ ranges: [Range<Int>]) {
    self.ranges = ranges.sorted { $0.lowerBound < $1.lowerBound }
    var furthest = Int.min
    ends = self.ranges.map {
      furthest = max(furthest, $0.upperBound)
      return furthest
    }
  }

  func overlap(_ range: Range<Int>) -> Bool {
    let next = ranges.partitioningIndex { $0.lowerBound >= range.upperBound }
    return next > 0 && ends[next - 1] > range.lowerBound
  }
}

extension Range<Int> {
  fileprivate func contains(_ other: Range<Int>) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }

  /// Without the white space at both ends.
  fileprivate func trimmed(where isSpace: [Bool]) -> Range<Int> {
    var low = Swift.max(lowerBound, 0)
    var high = Swift.min(upperBound, isSpace.count)
    while low < high, isSpace[low] { low += 1 }
    while low < high, isSpace[high - 1] { high -= 1 }
    return low..<Swift.max(low, high)
  }
}
