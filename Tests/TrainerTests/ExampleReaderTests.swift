import Notation
import TestSupport
import Testing
import Text

@testable import Trainer

@Suite struct ExampleReaderTests {
  @Test func alignedGoldIsSpaCys() throws {
    let cases = try #require(try Fixture.json("training_cases.json")["alignments"]?.array)
    #expect(cases.count == 15)
    for item in cases {
      let text = ScalarText(item["text"]?.string ?? "")
      let gold = Self.tokens(item["gold_tokens"])
      let spans = (item["spans"]?.array ?? []).map { span in
        Span(
          (span.array?[0].integer ?? 0)..<(span.array?[1].integer ?? 0),
          Label(span.array?[2].string ?? ""))
      }
      let missing = (item["missing"]?.array ?? []).compactMap(\.integer)
      let example = Example(
        document: Document(id: "1", text: text, tokens: gold), spans: spans,
        unannotated: missing.map { gold[$0].range })
      let aligned = example.aligned(to: Self.tokens(item["tokens"]))
      #expect(
        Self.tags(aligned) == item["aligned"]?.array?.compactMap(\.string), "\(text.string)")
    }
  }

  private static func tokens(_ value: JSONValue?) -> [Token] {
    (value?.array ?? []).map { token in
      Token(
        range: (token.array?[0].integer ?? 0)..<(token.array?[1].integer ?? 0),
        isFollowedBySpace: token.array?[2].bool ?? false)
    }
  }

  /// BILUO, `-` for what is unannotated.
  private static func tags(_ example: Example) -> [String] {
    var tags = example.document.tokens.map { token in
      example.unannotated.contains { $0.overlaps(token.range) } ? "-" : "O"
    }
    for span in example.spans {
      guard let indexes = example.document.tokenRange(covering: span.range) else { continue }
      for index in indexes { tags[index] = "I-\(span.label)" }
      if let first = indexes.first, let last = indexes.last {
        tags[first] = "B-\(span.label)"
        tags[last] = "L-\(span.label)"
        if first == last { tags[first] = "U-\(span.label)" }
      }
    }
    return tags
  }

  /// `count` words a line, the second of each line a span.
  private func record(lines: Int, words count: Int, hasSentences: Bool = true) -> Example {
    let line = (0..<count).map { "w\($0)" }.joined(separator: " ")
    let text = Array(repeating: line, count: lines).joined(separator: " ")
    let document = Document(id: "r", text: text)
    let spans = (0..<lines).map { Span(document.tokens[$0 * count + 1].range, "problem") }
    return Example(
      document: document, spans: spans,
      sentenceStarts: hasSentences ? (0..<lines).map { $0 * count } : [0])
  }

  @Test func longRecordIsSplitIntoItsLines() {
    let reader = ExampleReader(maximumLength: 12)
    let short = reader.examples(from: [record(lines: 2, words: 5)])
    #expect(short.count == 1)
    let long = reader.examples(from: [record(lines: 3, words: 4)])
    #expect(long.count == 3)
    for example in long {
      #expect(example.document.tokens.count == 4)
      #expect(example.spans.map { example.document.text(of: $0) } == ["w1"])
      #expect(example.unannotated.isEmpty)
    }
  }

  @Test func longRecordWithoutSentencesAndLongSentencesAreLeftOut() {
    let reader = ExampleReader(maximumLength: 12)
    #expect(reader.examples(from: [record(lines: 3, words: 4, hasSentences: false)]).isEmpty)
    #expect(reader.examples(from: [record(lines: 2, words: 12)]).isEmpty)
    #expect(ExampleReader().examples(from: [record(lines: 2, words: 12)]).count == 1)
  }

  @Test func limitCountsRecordsThatAreNotEmpty() {
    let empty = Example(document: Document(id: "e", text: ""), spans: [])
    let records = [empty, record(lines: 1, words: 3), record(lines: 1, words: 4)]
    #expect(ExampleReader(limit: 1).examples(from: records).count == 1)
    #expect(ExampleReader().examples(from: records).count == 2)
  }

  @Test func goldPreprocessingKeepsTokensAndTakesSentences() {
    let text = ScalarText("mild fever today")
    let document = Document(
      id: "1", text: text,
      tokens: [
        Token(range: 0..<10, isFollowedBySpace: true),
        Token(range: 11..<16, isFollowedBySpace: false),
      ])
    let example = Example(
      document: document, spans: [Span(0..<10, "problem")], sentenceStarts: [0, 1])
    let examples = ExampleReader(keepsGoldTokens: true).examples(from: [example])
    #expect(examples.map { $0.document.tokens.count } == [1, 1])
    #expect(examples[0].spans == [Span(0..<10, "problem")])
    #expect(examples[1].document.text.string == "today")
  }

  @Test func spanThatCrossesALineIsUnannotatedInBoth() throws {
    var example = record(lines: 2, words: 3)
    let tokens = example.document.tokens
    example.spans = [Span(tokens[2].range.lowerBound..<tokens[3].range.upperBound, "test")]
    let parts = try #require(example.sentences)
    #expect(parts.map(\.spans) == [[], []])
    #expect(parts.map { $0.aligned(to: $0.document.tokens).unannotated.count } == [1, 1])
  }
}
