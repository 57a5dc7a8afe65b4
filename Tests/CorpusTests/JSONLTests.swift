import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Corpus

@Suite struct JSONLTests {
  let folder = TemporaryFolder()

  func read(_ text: String) throws -> CorpusContents {
    try CorpusReader(format: .jsonl, tokenizer: nil).read(folder.write(text, to: "a.jsonl"))
  }

  func write(_ records: [Record]) -> String {
    var writer = JSONL()
    return records.map { String(decoding: writer.line($0), as: UTF8.self) }.joined()
  }

  @Test func recordsAreReadAndWrittenBackAlike() throws {
    let text = """
      {"id":"a","text":"β-blocker 😀\\n\\"x\\"","spans":[{"start":0,"end":9,"label":"t","optional":true},{"start":10,"end":11,"label":"e"}],"meta":{"k":[1,null]}}
      {"id":"b","text":"","spans":[]}
      {"id":"c","text":"unknown"}
      {"id":"d","text":"half known","spans":[],"ignore":[{"start":0,"end":4}]}

      """
    let contents = try read(text)
    #expect(contents.diagnostics.isEmpty)
    #expect(contents.records.map(\.id) == ["a", "b", "c", "d"])
    #expect(contents.records[0].example.spans == [Span(0..<9, "t"), Span(10..<11, "e")])
    #expect(contents.records[0].spanDetails[Span(0..<9, "t")] == ["optional": true])
    #expect(contents.records[0].details == ["meta": ["k": [1, nil]]])
    #expect(contents.records[2].example.unannotated == [0..<7])
    #expect(contents.records[3].example.unannotated == [0..<4])
    #expect(write(contents.records) == text)
  }

  @Test(arguments: [
    (
      #"{"text":"abc","spans":[{"start":2,"end":9,"label":"x"}]}"#,
      [Diagnostic.Problem.spanOutOfRange(start: 2, end: 9, count: 3)]
    ),
    (
      #"{"text":"abc","spans":[{"start":-1,"end":2,"label":"x"}]}"#,
      [.spanOutOfRange(start: -1, end: 2, count: 3)]
    ),
    (
      #"{"text":"abc","spans":[{"start":2,"end":1,"label":"x"}]}"#,
      [.spanOutOfRange(start: 2, end: 1, count: 3)]
    ),
    (#"{"text":"abc","spans":[{"start":1,"end":1,"label":"x"}]}"#, [.emptySpan(at: 1)]),
    (
      #"{"text":"abc","spans":[{"start":0,"end":1}]}"#,
      [.value(key: "label", expected: "a string")]
    ),
    (
      #"{"text":"abc","spans":[{"start":"0","end":1,"label":"x"}]}"#,
      [.value(key: "start", expected: "a whole number")]
    ),
    (
      #"{"text":"abc","spans":[[0,1,"x"]]}"#,
      [.value(key: "spans", expected: #"objects of "start", "end", "label""#)]
    ),
    (
      #"{"text":"abc","spans":[{"start":9223372036854775807,"end":9223372036854775807,"label":"x"}]}"#,
      [.spanOutOfRange(start: .max, end: .max, count: 3)]
    ),
  ])
  func aBadSpanIsReportedAndTheRecordStays(line: String, problems: [Diagnostic.Problem]) throws {
    let contents = try read("\n\(line)\n")
    #expect(
      contents.diagnostics == problems.map { Diagnostic(file: folder.file("a.jsonl"), line: 2, $0) }
    )
    #expect(contents.records.map(\.example.document.text.string) == ["abc"])
    #expect(contents.records.map(\.example.spans) == [[]])
  }

  @Test func overlappingSpansAreSetAsideNotLost() throws {
    let line =
      #"{"id":"a","text":"abcdefgh","spans":[{"start":0,"end":3,"label":"x"},{"start":2,"end":7,"label":"y"},{"start":3,"end":4,"label":"z"},{"start":2,"end":7,"label":"y"}]}"#
    let contents = try read(line)
    let record = try #require(contents.records.first)
    #expect(record.example.spans == [Span(2..<7, "y")])
    #expect(record.aside == [Span(0..<3, "x"), Span(3..<4, "z")])
    #expect(
      contents.diagnostics.map(\.problem) == [
        .repeated(2..<7), .overlap(0..<3, kept: 2..<7), .overlap(3..<4, kept: 2..<7),
      ])
    let again = try read(write([record])).records
    #expect(again == [record])
  }

  @Test func aBrokenLineIsReportedAndTheOthersStay() throws {
    let contents = try read(
      "{\"id\":1,\"text\":\"a\"}\n{\"text\":\n[1]\n{\"id\":\"x\"}\n{\"text\":\"b\"}\n")
    #expect(contents.records.map(\.id) == ["1", "5"])
    #expect(contents.diagnostics.map(\.line) == [2, 3, 4])
    #expect(contents.diagnostics.last?.problem == .value(key: "text", expected: "a string"))
  }

  @Test func carriageReturnsAMarkAndBadBytesAreTaken() throws {
    let path = try folder.write(
      [0xEF, 0xBB, 0xBF] + Array("{\"text\":\"a\"}\r\n\r\n{\"text\":\"b".utf8) + [0xC3]
        + Array("\"}\r\n".utf8), to: "a.jsonl")
    let contents = try CorpusReader(tokenizer: nil).read(path)
    #expect(contents.format == .jsonl)
    #expect(contents.records.map(\.example.document.text.string) == ["a", "b\u{FFFD}"])
    #expect(contents.diagnostics.map(\.problem) == [.invalidUTF8(byte: 1)])
  }

  @Test func aLineOfTenMegabytesIsRead() throws {
    let text = String(repeating: "pain é 😀 ", count: 1_100_000)
    let document = Document(id: "a", text: ScalarText(text), tokens: [])
    let record = Record(Example(document: document, spans: [Span(9..<13, "x")]))
    let line = write([record])
    #expect(line.utf8.count > 10_000_000)
    #expect(try read(line).records == [record])
  }

  @Test func recordsAreTokenizedWhenAsked() throws {
    let path = try folder.write("{\"text\":\"chest pain\"}", to: "a.jsonl")
    #expect(try CorpusReader().read(path).records.map(\.example.document.tokens.count) == [2])
  }

  @Test func missingAndEmptyFilesAreTold() throws {
    #expect(throws: CorpusError.self) { try CorpusReader().read(folder.file("none.jsonl")) }
    #expect(throws: CorpusError.self) { try CorpusReader().read(folder.write("", to: "empty")) }
    #expect(try CorpusReader(format: .jsonl).read(folder.write("", to: "e.jsonl")).records.isEmpty)
  }
}
