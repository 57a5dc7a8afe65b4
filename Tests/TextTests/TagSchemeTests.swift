import Testing
import Text

/// Tokens of one scalar each, a space between.
private func tokens(_ count: Int) -> [Token] {
  (0..<count).map { Token(range: 2 * $0..<2 * $0 + 1, isFollowedBySpace: $0 < count - 1) }
}

/// All ways to lay spans of the labels over tokens, none overlapping.
private func layouts(of count: Int, labels: [Label]) -> [[(range: Range<Int>, label: Label)]] {
  func after(_ start: Int) -> [[(range: Range<Int>, label: Label)]] {
    guard start < count else { return [[]] }
    var result = after(start + 1)  // the token is outside
    for end in start + 1...count {
      for rest in after(end) {
        for label in labels { result.append([(start..<end, label)] + rest) }
      }
    }
    return result
  }
  return after(0)
}

@Suite struct TagSchemeTests {
  @Test(arguments: TagScheme.allCases)
  func everyLayoutOverSixTokensSurvivesEncodingAndDecoding(_ scheme: TagScheme) throws {
    for count in 0...6 {
      let tokens = tokens(count)
      let layouts = layouts(of: count, labels: ["a", "b"])
      if count == 6 { #expect(layouts.count == 2131) }
      for layout in layouts {
        let spans = layout.map {
          Span(2 * $0.range.lowerBound..<2 * $0.range.upperBound - 1, $0.label)
        }
        let tags = try scheme.tags(for: spans, over: tokens)
        #expect(tags.count == count)
        #expect(scheme.spans(for: tags, over: tokens) == spans)
        let written = tags.map { Tag($0.description) }
        #expect(written == tags.map(Optional.some))
      }
    }
  }

  @Test(arguments: [
    ("B-x I-x", "B-x L-x"), ("B-x", "U-x"), ("O B-x B-x O", "O U-x U-x O"),
    ("B-x I-x I-x B-y", "B-x I-x L-x U-y"),
  ])
  func bothSchemesWriteTheSameSpans(_ bio: String, _ biluo: String) throws {
    let tags = bio.split(separator: " ").compactMap { Tag(String($0)) }
    let tokens = tokens(tags.count)
    let spans = TagScheme.bio.spans(for: tags, over: tokens)
    #expect(try TagScheme.bio.tags(for: spans, over: tokens) == tags)
    let written = try TagScheme.biluo.tags(for: spans, over: tokens)
    #expect(written.map(\.description).joined(separator: " ") == biluo)
  }

  /// What spaCy's `iob_to_biluo` makes of them.
  @Test(arguments: [
    ("I-x I-x", "x0-2"), ("O I-x B-x", "x1-2 x2-3"), ("B-x I-y I-y", "x0-1 y1-3"),
    ("B-x I-x L-x L-x", "x0-4"), ("L-x O U-y I-y", "x0-1 y2-4"), ("B-x O I-x", "x0-1 x2-3"),
    ("B-x - I-x", "x0-1 x2-3"),
  ])
  func impossibleSequencesAreRepairedAsSpaCyDoes(_ sequence: String, _ expected: String) {
    let tags = sequence.split(separator: " ").compactMap { Tag(String($0)) }
    for scheme in TagScheme.allCases {
      let ranges = scheme.ranges(for: tags).map {
        "\($0.label)\($0.range.lowerBound)-\($0.range.upperBound)"
      }
      #expect(ranges.joined(separator: " ") == expected)
    }
  }

  @Test func tokensOfAnUnannotatedRangeAreMissing() throws {
    let tokens = tokens(5)
    let tags = try TagScheme.biluo.tags(
      for: [Span(2..<5, "x")], over: tokens, unannotated: [5..<8, 0..<1])
    #expect(tags.map(\.description) == ["-", "B-x", "L-x", "-", "O"])
  }

  @Test(arguments: [
    (0..<3, "the x span at 0–3 ends inside the token at 2–8"),
    (5..<10, "the x span at 5–10 starts inside the token at 2–8"),
    (0..<9, "the x span at 0–9 starts or ends where there is no token"),
    (0..<99, "the x span at 0–99 starts or ends where there is no token"),
    (2..<2, "the x span at 2–2 is empty"),
    (8..<9, "the x span at 8–9 starts or ends where there is no token"),
  ])
  func spanThatTokensDoNotCoverIsReportedAsMisaligned(_ range: Range<Int>, _ message: String) {
    let document = Document(id: "note", text: "a double note")
    let error = #expect(throws: MisalignedSpan.self) {
      try TagScheme.bio.tags(for: [Span(range, "x")], over: document.tokens)
    }
    #expect(error?.description == message)
  }

  @Test func overlappingSpansAreReported() {
    let spans = [Span(0..<3, "x"), Span(2..<5, "y")]
    let error = #expect(throws: MisalignedSpan.self) {
      try TagScheme.bio.tags(for: spans, over: tokens(4))
    }
    #expect(error?.reason == .overlaps(0..<3))
    #expect(error?.span == spans[1])
  }

  @Test(arguments: ["", "X", "B", "B-", "Q-x", "Bx", "b-x", "OO"])
  func whatIsNoTagIsRefused(_ string: String) {
    #expect(Tag(string) == (string.isEmpty ? .missing : nil))
  }
}
