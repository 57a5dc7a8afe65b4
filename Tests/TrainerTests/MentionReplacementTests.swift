import Model
import Testing
import Text

@testable import Trainer

@Suite struct MentionReplacementTests {
  private static func examples() throws -> [Example] {
    try [
      "[Mr. Quill|person] denies [chest pain|problem] and takes [aspirin|treatment] daily .",
      "[severe non-productive cough|problem] was seen by [Dr. Anwar|person] ; [CT|test] of 12.5.",
      "nothing to report .",
    ].enumerated().map { number, markup in
      let marked = try Markup(markup)
      return Example(document: Document(id: "\(number)", text: marked.text), spans: marked.spans)
    }
  }

  @Test func spansStayMentionsOfTheirLabelOnWholeTokens() throws {
    let examples = try Self.examples()
    let replacement = MentionReplacement(level: 1, from: examples)
    var mentions: [Label: Set<String>] = [:]
    for example in examples {
      for span in example.spans {
        mentions[span.label, default: []].insert(example.document.text(of: span))
      }
    }
    var random = SeededGenerator(seed: 1)
    var seen: Set<String> = []
    for _ in 0..<50 {
      for example in examples {
        let other = replacement(example, &random)
        #expect(other.spans.map(\.label) == example.spans.map(\.label))
        for span in other.spans {
          #expect(mentions[span.label]?.contains(other.document.text(of: span)) == true)
          #expect(other.document.tokenRange(covering: span.range) != nil)
        }
        #expect(Self.outside(other) == Self.outside(example))
        #expect(Self.isWhole(other.document))
        seen.insert(other.document.text.string)
      }
    }
    #expect(seen.count > 6)
  }

  @Test func levelNoughtAndNoMentionsChangeNothing() throws {
    let examples = try Self.examples()
    var random = SeededGenerator(seed: 1)
    let none = MentionReplacement(level: 0, from: examples)
    #expect(examples.map { none($0, &random) } == examples)
    let all = MentionReplacement(level: 1, from: examples)
    #expect(all(examples[2], &random) == examples[2])
  }

  /// What nothing is known of moves along, and a mention in it stays as it is.
  @Test func unannotatedTextMovesAlong() throws {
    var examples = try Self.examples()
    let document = examples[0].document
    let daily = try #require(document.tokens.first { document.text(of: $0) == "daily" })
    examples[0].unannotated = [daily.range]
    let replacement = MentionReplacement(level: 1, from: examples)
    var random = SeededGenerator(seed: 2)
    for _ in 0..<20 {
      let other = replacement(examples[0], &random)
      #expect(other.unannotated.map { other.document.text[$0] } == ["daily"])
    }
  }

  @Test func equalSeedsGiveEqualExamples() throws {
    let examples = try Self.examples()
    let replacement = MentionReplacement(level: 0.5, from: examples)
    var (first, second) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
    for _ in 0..<20 {
      #expect(replacement(examples[1], &first) == replacement(examples[1], &second))
    }
  }

  /// The text outside spans.
  private static func outside(_ example: Example) -> [String] {
    var parts: [String] = []
    var start = 0
    for span in example.spans.sorted() {
      parts.append(example.document.text[start..<span.start])
      start = span.end
    }
    return parts + [example.document.text[start..<example.document.text.count]]
  }

  /// Whether the tokens, with what follows them, make up the text.
  private static func isWhole(_ document: Document) -> Bool {
    var end = 0
    for token in document.tokens {
      guard token.range.lowerBound == end, !token.range.isEmpty else { return false }
      end = token.range.upperBound
      if token.isFollowedBySpace {
        guard end < document.text.count, document.text[end] == " " else { return false }
        end += 1
      }
    }
    return end == document.text.count
  }
}
