import Notation
import TestSupport
import Testing
import Text

/// A document made of tokens given as `[text, is followed by a space]`.
private func document(_ tokens: JSONValue?) -> Document {
  var text = ""
  var offset = 0
  var result: [Token] = []
  for token in tokens?.array ?? [] {
    let word = token.array?[0].string ?? ""
    let hasSpace = token.array?[1].bool ?? false
    let end = offset + word.unicodeScalars.count
    result.append(Token(range: offset..<end, isFollowedBySpace: hasSpace))
    text += word + (hasSpace ? " " : "")
    offset = end + (hasSpace ? 1 : 0)
  }
  return Document(id: "case", text: ScalarText(text), tokens: result)
}

/// Spans given as `[first token, one past the last, label]`.
private func spans(_ spans: JSONValue?, in document: Document) -> [Span] {
  (spans?.array ?? []).map { span in
    let fields = span.array ?? []
    let first = fields[0].integer ?? 0
    let last = (fields[1].integer ?? 0) - 1
    let range =
      document.tokens[first].range.lowerBound..<document.tokens[last].range.upperBound
    return Span(range, Label(fields[2].string ?? ""))
  }
}

private func tokens(_ words: JSONValue?, _ spaces: JSONValue?) -> JSONValue {
  .array(zip(words?.array ?? [], spaces?.array ?? []).map { .array([$0, $1]) })
}

/// Whether a score is what `get_ner_prf` returned.
private func expect(
  _ score: Score, equals expected: JSONValue, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let comment = Comment(rawValue: name)
  #expect(score.precision == expected["ents_p"]?.number, comment, sourceLocation: sourceLocation)
  #expect(score.recall == expected["ents_r"]?.number, comment, sourceLocation: sourceLocation)
  #expect(score.f1 == expected["ents_f"]?.number, comment, sourceLocation: sourceLocation)
  let members = expected["ents_per_type"]?.object?.members ?? []
  // spaCy gives no table at all where nothing was counted.
  if score.f1 != nil {
    #expect(
      Set(score.perLabel.keys) == Set(members.map { Label($0.key) }), comment,
      sourceLocation: sourceLocation)
  }
  for member in members {
    let counts = score.perLabel[Label(member.key)]
    #expect(counts?.precision == member.value["p"]?.number, comment, sourceLocation: sourceLocation)
    #expect(counts?.recall == member.value["r"]?.number, comment, sourceLocation: sourceLocation)
    #expect(counts?.f1 == member.value["f"]?.number, comment, sourceLocation: sourceLocation)
  }
}

@Suite struct ScoreTests {
  @Test func casesScoreAsSpaCyScoresThem() throws {
    let fixture = try Fixture.json("g_scorer.json")
    let cases = fixture["cases"]?.array ?? []
    #expect(cases.count == 23)
    for entry in cases {
      let name = entry["name"]?.string ?? ""
      var score = Score()
      for pair in entry["pairs"]?.array ?? [] {
        let words = (0..<(pair["n"]?.integer ?? 0)).map { _ in JSONValue.array(["w", true]) }
        let document = document(.array(words))
        let gold = Example(document: document, spans: spans(pair["gold"], in: document))
        score.add(spans(pair["pred"], in: document), gold: gold)
      }
      if let pair = entry["misaligned"] {
        let predicted = document(tokens(pair["pred_words"], pair["pred_spaces"]))
        let gold = document(tokens(pair["gold_words"], pair["gold_spaces"]))
        let missing = (pair["gold_missing"]?.array ?? []).compactMap(\.array).compactMap { range in
          gold.tokens[range[0].integer ?? 0].range
            .lowerBound..<gold.tokens[(range[1].integer ?? 1) - 1]
            .range.upperBound
        }
        let example = Example(
          document: gold, spans: spans(pair["gold"], in: gold), unannotated: missing)
        try score.add(spans(pair["pred"], in: predicted), in: predicted, gold: example)
      }
      expect(score, equals: entry, name)
    }
  }

  @Test func randomDocumentsScoreAlignAndTagAsInSpaCy() throws {
    let fixture = try Fixture.json("scoring.json")
    let cases = fixture["cases"]?.array ?? []
    #expect(cases.count == 150)
    for (number, entry) in cases.enumerated() {
      let gold = document(entry["gold"]?["tokens"])
      let predicted = document(entry["predicted"]?["tokens"])
      let missing = (entry["gold"]?["missing"]?.array ?? []).compactMap(\.integer)
      let example = Example(
        document: gold, spans: spans(entry["gold"]?["spans"], in: gold),
        unannotated: missing.map { gold.tokens[$0].range })

      let alignment = try TokenAlignment(predicted, gold)
      let forward = (entry["forward"]?.array ?? []).map { $0.array?.compactMap(\.integer) ?? [] }
      #expect(alignment.forward == forward, "case \(number)")

      var score = Score()
      try score.add(
        spans(entry["predicted"]?["spans"], in: predicted), in: predicted, gold: example)
      expect(score, equals: try #require(entry["ner"]), "case \(number)")
      let expected = entry["tokens"]
      #expect(score.tokenAccuracy == expected?["token_acc"]?.number, "case \(number)")
      if score.tokenAccuracy != nil {
        #expect(score.tokens.precision == expected?["token_p"]?.number, "case \(number)")
        #expect(score.tokens.recall == expected?["token_r"]?.number, "case \(number)")
        #expect(score.tokens.f1 == expected?["token_f"]?.number, "case \(number)")
      }

      let tags = try example.tags(over: predicted)
      let written = entry["tags"]?.array?.compactMap(\.string) ?? []
      #expect(tags.map(\.description) == written, "case \(number)")
    }
  }

  @Test func aDocumentWithoutAnnotationIsLeftOut() {
    let document = Document(id: "note", text: "no annotation")
    let gold = Example(document: document, spans: [], unannotated: [0..<13])
    let score = Score(gold: [gold], predicted: [[Span(0..<2, "x")]])
    #expect(score.f1 == nil && score.perLabel.isEmpty)
    #expect(score.tokenAccuracy == 1)
  }

  @Test func aGoldSpanInsideATokenIsFoundByItsOwnOffsetsOnly() throws {
    let gold = try Example(markup: "taken q[8|number]h")
    #expect(Score(gold: [gold], predicted: [gold.spans]).f1 == 1)
    let whole = Score(gold: [gold], predicted: [[Span(6..<9, "number")]])
    #expect(
      whole.total == MatchCounts(truePositives: 0, falsePositives: 1, falseNegatives: 1))
  }

  @Test func aPredictionMadeTwiceIsRightOnce() throws {
    let gold = try Example(markup: "[fever|problem] today")
    let score = Score(gold: [gold], predicted: [gold.spans + gold.spans])
    #expect(score.total == MatchCounts(truePositives: 1, falsePositives: 1))
  }

  @Test func scoresOfPartsAddUp() throws {
    let notes = try ["[a|x] b", "a [b|y]", "[a|x] [b|x]"].map { try Example(markup: $0) }
    let predicted = [[Span(0..<1, "x")], [Span(0..<1, "x")], []]
    var sum = Score()
    for (note, spans) in zip(notes, predicted) { sum += Score(gold: [note], predicted: [spans]) }
    #expect(sum == Score(gold: notes, predicted: predicted))
    #expect(sum.total == MatchCounts(truePositives: 1, falsePositives: 1, falseNegatives: 3))
  }

  @Test func anotherTextIsReportedWithItsPlace() {
    let gold = Example(document: Document(id: "n1", text: "chest pain"), spans: [])
    var score = Score()
    let error = #expect(throws: AlignmentError.self) {
      try score.add([], in: Document(id: "n1", text: "chest  gain"), gold: gold)
    }
    #expect(
      error?.description
        == "n1: the texts differ at offset 7 of one and offset 6 of the other; "
        + "give predictions for the same text")
    #expect(score == Score())
  }
}
