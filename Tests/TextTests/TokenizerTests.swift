import Notation
import TestSupport
import Testing
import Text

/// Whether the tokens of a text and what a model sees of them are those that spaCy gave.
private func expectTokens(
  of string: String, are expected: [ReferenceToken],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let document = Document(id: "line", text: string)
  let tokens = document.tokens.map { token in
    ReferenceToken(
      range: token.range, isFollowedBySpace: token.isFollowedBySpace,
      attributes: lexicalAttributes(of: token, in: document))
  }
  #expect(tokens == expected, "\(string.debugDescription)", sourceLocation: sourceLocation)
}

private struct ReferenceToken: Equatable {
  var range: Range<Int>
  var isFollowedBySpace: Bool
  var norm: String
  var prefix: String
  var suffix: String
  var shape: String
  var isSpace: Bool?

  init(range: Range<Int>, isFollowedBySpace: Bool, attributes: LexicalAttributes) {
    self.range = range
    self.isFollowedBySpace = isFollowedBySpace
    norm = attributes.norm
    prefix = attributes.prefix
    suffix = attributes.suffix
    shape = attributes.shape
    isSpace = attributes.isSpace
  }

  /// `[start, length, followed by space, white space, norm, prefix, suffix, shape]`
  init?(_ row: JSONValue) {
    guard let fields = row.array, fields.count == 8, let start = fields[0].integer,
      let length = fields[1].integer
    else { return nil }
    range = start..<start + length
    isFollowedBySpace = fields[2].integer == 1
    isSpace = fields[3].integer == 1
    norm = fields[4].string ?? ""
    prefix = fields[5].string ?? ""
    suffix = fields[6].string ?? ""
    shape = fields[7].string ?? ""
  }

  /// `==` that lets a reference leave `isSpace` out, and tells canonically equivalent strings apart.
  static func == (left: ReferenceToken, right: ReferenceToken) -> Bool {
    func bytes(_ token: ReferenceToken) -> [[UInt8]] {
      [token.norm, token.prefix, token.suffix, token.shape].map { Array($0.utf8) }
    }
    return left.range == right.range && left.isFollowedBySpace == right.isFollowedBySpace
      && bytes(left) == bytes(right)
      && (left.isSpace == nil || right.isSpace == nil || left.isSpace == right.isSpace)
  }
}

@Suite struct TokenizerTests {
  @Test func awkwardLinesAreCutAsSpaCyCutsThem() throws {
    let lines = try Fixture.json("tokenizer.json")["lines"]?.array ?? []
    #expect(lines.count > 400)
    for line in lines {
      let pair = try #require(line.array)
      let text = try #require(pair[0].string)
      let tokens = try #require(pair[1].array)
      expectTokens(of: text, are: tokens.compactMap(ReferenceToken.init))
    }
  }

  @Test(
    .enabled(if: Fixture.hasShared("fixtures/c_tokenizer.json"), "the shared folder is absent"),
    arguments: ["c_tokenizer.json", "c_tokenizer_corpus.json"])
  func sharedLinesHaveTheIdsAndRowsOfSpaCy(_ file: String) throws {
    let fixture = try Fixture.sharedJSON("fixtures/\(file)")
    let lines = try #require(fixture["lines"]?.array)
    let seeds = fixture["seeds"]?.array?.compactMap(\.integer) ?? []
    let counts = fixture["rows"]?.array?.compactMap(\.integer) ?? []
    #expect(!lines.isEmpty && seeds.count == 4 && counts.count == 4)
    for line in lines {
      let text = try #require(line["text"]?.string)
      let tokens = try #require(line["tokens"]?.array)
      let document = Document(id: "line", text: text)
      let ids = lexicalIDs(of: document)
      #expect(document.tokens.count == tokens.count, "\(text.debugDescription)")
      for ((token, ids), expected) in zip(zip(document.tokens, ids), tokens) {
        let attributes = lexicalAttributes(of: token, in: document)
        #expect(document.text(of: token) == expected["t"]?.string)
        #expect(token.range.lowerBound == expected["i"]?.integer)
        #expect((token.isFollowedBySpace ? " " : "") == expected["ws"]?.string)
        #expect(attributes.norm == expected["norm"]?.string)
        #expect(attributes.prefix == expected["prefix"]?.string)
        #expect(attributes.suffix == expected["suffix"]?.string)
        #expect(attributes.shape == expected["shape"]?.string)
        let four = [ids.norm, ids.prefix, ids.suffix, ids.shape]
        #expect(four.map(String.init) == expected["ids"]?.array?.compactMap(\.string))
        for (column, expected) in (expected["rows"]?.array ?? []).enumerated() {
          let rows = HashRows(of: four[column], seed: UInt32(seeds[column])).rows(
            of: counts[column])
          #expect((0..<4).map { Int(rows[$0]) } == expected.array?.compactMap(\.integer))
        }
      }
    }
  }

  @Test(
    .enabled(if: Fixture.hasShared("fixtures/spacy_text"), "the shared folder is absent"))
  func sharedTrickyLinesAreCutAsSpaCyCutsThem() throws {
    let path = Fixture.sharedPath("fixtures/spacy_text/fixture_tokenization.jsonl")
    let lines = try Fixture.jsonLines(path)
    #expect(!lines.isEmpty)
    for line in lines {
      let document = Document(id: "line", text: try #require(line["text"]?.string))
      let rows = try #require(line["tokens"]?.array)
      let found = document.tokens.map { token -> [JSONValue] in
        let attributes = lexicalAttributes(of: token, in: document)
        return [
          .string(document.text(of: token)), .bool(token.isFollowedBySpace),
          .string(attributes.norm), .string(attributes.prefix), .string(attributes.suffix),
          .string(attributes.shape),
        ]
      }
      #expect(found == rows.map { $0.array ?? [] })
    }
  }

  @Test(
    .enabled(if: Fixture.hasShared("fixtures/spacy_text"), "the shared folder is absent"))
  func everyExceptionIsCutAsItsTableSays() throws {
    let fixture = try Fixture.sharedJSON("fixtures/spacy_text/fixture_tokenizer_exceptions.json")
    let table = try #require(fixture.object)
    #expect(table.members.count == 1347)
    for member in table.members {
      let pieces = member.value.array ?? []
      let document = Document(id: "exception", text: member.key)
      #expect(document.tokens.map(document.text(of:)) == pieces.compactMap { $0["ORTH"]?.string })
      for (token, piece) in zip(document.tokens, pieces) where piece["NORM"] != nil {
        #expect(token.norm == piece["NORM"]?.string)
      }
    }
  }

  @Test func tokensAndTheirSpacesCoverTheText() {
    var random = PythonRandom(seed: 3)
    let alphabet = Array("ab.,'-/:1 \n\u{A0}\u{3000}é🤕\u{301}漢$%)(".unicodeScalars)
    for _ in 0..<2000 {
      let scalars = random.choices(below: alphabet.count, count: random.below(20)).map {
        alphabet[$0]
      }
      let text = ScalarText(String(String.UnicodeScalarView(scalars)))
      var next = 0
      for token in Tokenizer.english.tokens(in: text) {
        #expect(token.range.lowerBound == next && !token.range.isEmpty)
        next = token.range.upperBound
        if token.isFollowedBySpace {
          #expect(text[next] == " ")
          next += 1
        }
      }
      #expect(next == text.count)
    }
  }

  @Test func tokensAreFoundByTheRangeTheyCover() {
    let document = Document(id: "note", text: "Pt 🤕 c/o SOB x3 days.")
    #expect(document.tokenRange(covering: 5..<8) == 2..<5)
    #expect(document.tokenRange(covering: 6..<8) == 3..<5)
    #expect(document.tokenRange(covering: 9..<11) == nil)
    #expect(document.tokenRange(covering: 4..<8) == nil)
    #expect(document.tokenRange(covering: 3..<3) == nil)
  }
}
