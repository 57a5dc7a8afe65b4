import Notation
import Testing
import Text

@testable import Model

/// Names of classes as tags, and tags as spans.
@Suite struct SourceTagsTests {
  private func names(_ names: [String]) -> JSONValue {
    .object(JSONObject(names.enumerated().map { .init("\($0)", .string($1)) }))
  }

  @Test func classesAreFoundWhateverTheirOrder() throws {
    let tags = try SourceTags(
      ["2": "O", "0": "I-test", "1": "B-test", "3": "I-problem", "4": "B-problem"], path: "c")
    #expect(tags.scheme == .bio)
    #expect(tags.labels == ["problem", "test"])
    let sources = tags.sources(of: TagSet(scheme: .bio, labels: tags.labels).tags)
    #expect(sources.map(\.id) == [2, 4, 3, 1, 0])
    #expect(sources.allSatisfy { $0.penalty == 0 })
  }

  @Test func whatTheSourceLacksIsAShadowOfItsSister() throws {
    let tags = try SourceTags(names(["O", "I-a", "B-b", "U-b"]), path: "c")
    #expect(tags.scheme == .biluo)
    let set = TagSet(scheme: .biluo, labels: tags.labels)
    let sources = tags.sources(of: set.tags)
    for (tag, source) in zip(set.tags, sources) {
      #expect((source.penalty == 0) == tags.tags.contains(tag))
      #expect(tags.tags[source.id].label == tag.label)
    }
  }

  @Test func letterAndLabelMayBeBare() throws {
    let tags = try SourceTags(names(["DATE", "O", "X-RAY"]), path: "c")
    #expect(tags.tags == [.inside("DATE"), .outside, .inside("X-RAY")])
    #expect(try SourceTags(names(["O", "S-a", "B-a", "E-a", "I-a"]), path: "c").scheme == .biluo)
  }

  @Test(arguments: [
    (["LABEL_0", "LABEL_1"], "LABEL_0, the name of a class that nobody has named,"),
    (["O", "B-a", "I-a", "X"], "\"X\" beside tags"), (["B-a", "I-a"], "no O"),
    (["O"], "no label but O"), (["O", "B-a", "B-a"], "one tag under two ids"),
  ])
  func whatIsNoTagIsNamed(_ classes: [String], _ message: String) {
    let error = #expect(throws: EncoderError.self) {
      try SourceTags(names(classes), path: "config.json")
    }
    #expect(error?.description.contains(message) == true)
    #expect(error?.description.contains("BIO, IOB, BILUO or BIOES") == true)
  }

  @Test(arguments: [
    JSONValue.null, ["1": "O", "2": "B-a"], ["0": "O", "x": "B-a"], ["0": "O", "1": 3],
    ["0": "O", "-1": "B-a"], ["0": "O", "9223372036854775807": "B-a"], [:],
  ])
  func idsThatAreNoneAreRefused(_ value: JSONValue) {
    #expect(throws: EncoderError.self) { try SourceTags(value, path: "config.json") }
  }

  /// `.` is a token without a piece, `=` one of the same piece as the one before.
  @Test(arguments: [
    ("B-a I-a O I-a", "0-2a 3-4a"), ("I-a I-a B-a I-b", "0-2a 2-3a 3-4b"),
    ("B-a . I-a . O", "0-3a"), ("B-a . .", "0-1a"), (". I-a", "1-2a"), ("B-a = O =", "0-2a"),
    ("B-a = I-a B-a", "0-3a 3-4a"), ("B-a I-a L-a I-a", "0-3a 3-4a"),
    ("U-a I-a L-a U-a L-a", "0-1a 1-3a 3-4a 4-5a"), ("L-a L-a I-b", "0-1a 1-2a 2-3b"),
    ("B-a _I-a I-a _I-a", "0-3a"), ("_B-a _I-a O", ""), ("_B-a I-a", "1-2a"),
  ])
  func tagsAreReadLeniently(_ tags: String, _ spans: String) {
    let words = tags.split(separator: " ")
    let readings = words.map { word -> LenientSpans.Reading in
      switch word {
      case ".": .unread
      case "=": .samePiece
      default: .tag(Text.Tag(String(word.drop { $0 == "_" })) ?? .missing)
      }
    }
    let found = LenientSpans(readings).ranges { words[$0].hasPrefix("_") }
    let written = found.map { "\($0.range.lowerBound)-\($0.range.upperBound)\($0.label)" }
    #expect(written.joined(separator: " ") == spans)
  }
}
