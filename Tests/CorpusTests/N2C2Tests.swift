import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Corpus

@Suite struct N2C2Tests {
  let folder = TemporaryFolder()

  func record(
    _ text: String, _ concepts: [String], conversion: Conversion = .aligned
  ) throws -> (Example, [Diagnostic]) {
    try folder.write(text, to: "in/Part_Train/docs/r.txt")
    try folder.write(
      concepts.map { $0 + "\n" }.joined(), to: "in/Part_Train/concepts/r.txt.con")
    let contents = try N2C2.read(folder.file("in"), conversion: conversion)
    return (try #require(contents.train.first).example, contents.diagnostics)
  }

  @Test func conceptsLandOnTheirOwnText() throws {
    let (example, diagnostics) = try record(
      "A 72-year-old man .\nHe denies s/p-related b.i.d. pain .\n",
      [
        #"c="72-year-old man" 1:1 1:2||t="person""#, #"c="he" 2:0 2:0||t="pronoun""#,
        #"c="pain" 2:4 2:4||t="problem""#,
      ])
    #expect(diagnostics.isEmpty)
    let document = example.document
    #expect(example.spans.map { document.text(of: $0) } == ["72-year-old man", "He", "pain"])
    #expect(example.spans.map(\.label) == ["person", "pronoun", "problem"])
    #expect(example.unannotated.isEmpty)
    #expect(example.sentenceStarts.map { document.text(of: document.tokens[$0]) } == ["A", "He"])
  }

  @Test(arguments: [
    (#"c="pain" 9:0 9:0||t="problem""#, Diagnostic.Problem.lineOutOfRange(line: 9, count: 2)),
    (#"c="pain" 0:0 0:0||t="problem""#, .lineOutOfRange(line: 0, count: 2)),
    (#"c="pain" 1:7 1:7||t="problem""#, .tokenOutOfRange(line: 1, first: 7, last: 7, count: 4)),
    (#"c="pain" 1:3 1:2||t="problem""#, .tokenOutOfRange(line: 1, first: 3, last: 2, count: 4)),
    (#"c="pain" 1:1 1:1||t="problem""#, .otherText(line: 1, first: 1, last: 1)),
    (#"c="pain" 1:2 2:0||t="problem""#, .crossesLines(first: 1, last: 2)),
    (#"c="pain" 1:2 1:2"#, .syntax(expected: N2C2Concept.form)),
    (#"c="pain" 1:2 1:2||t="""#, .syntax(expected: N2C2Concept.form)),
    (#"c="pain" 1:-2 1:2||t="problem""#, .syntax(expected: N2C2Concept.form)),
    (#"pain 1:2 1:2||t="problem""#, .syntax(expected: N2C2Concept.form)),
    (#"c="" 99999999999999999999:2 1:2||t="x""#, .syntax(expected: N2C2Concept.form)),
    (
      #"c="chest pain" 1:1 1:2||t="problem""#,
      .overlap(12..<16, kept: 6..<16)
    ),
  ])
  func aMalformedConceptIsReportedAndTheGoodOnesStay(
    line: String, problem: Diagnostic.Problem
  ) throws {
    let (example, diagnostics) = try record(
      "Acute chest pain .\nHe\n",
      [#"c="pain" 1:2 1:2||t="problem""#, line, #"c="he" 2:0 2:0||t="pronoun""#])
    let isOverlap = if case .overlap = problem { true } else { false }
    #expect(diagnostics.map(\.problem) == [problem])
    #expect(diagnostics.first?.line == (isOverlap ? 1 : 2))
    #expect(diagnostics.first?.file.hasSuffix("concepts/r.txt.con") == true)
    #expect(example.spans.map(\.label) == ["problem", "pronoun"])
  }

  @Test func noDiagnosticHoldsNoteText() throws {
    let (_, diagnostics) = try record(
      "Zebedee Quill .\n",
      [#"c="zebedee quill" 1:1 1:2||t="person""#, "zebedee", #"c="quill" 3:0 3:1||t="x""#])
    #expect(diagnostics.count == 3)
    for diagnostic in diagnostics {
      #expect(!"\(diagnostic)".lowercased().contains("zebedee"))
      #expect(!"\(diagnostic)".lowercased().contains("quill"))
    }
  }

  @Test func carriageReturnsMarksAndBadBytesAreTaken() throws {
    try folder.write(
      [0xEF, 0xBB, 0xBF] + Array("One\r\nCaf".utf8) + [0xFF] + Array(" pain\r\n".utf8),
      to: "in/Part_Train/docs/r.txt")
    try folder.write(
      [0xEF, 0xBB, 0xBF] + Array("c=\"pain\" 2:1 2:1||t=\"problem\"\r\n".utf8),
      to: "in/Part_Train/concepts/r.txt.con")
    let contents = try N2C2.read(folder.file("in"))
    let example = try #require(contents.train.first).example
    #expect(example.document.text.string == "One\nCaf\u{FFFD} pain\n")
    #expect(example.spans.map { example.document.text(of: $0) } == ["pain"])
    #expect(contents.diagnostics.map(\.problem) == [.invalidUTF8(byte: 11)])
  }

  @Test func anUnpairedFileIsReportedAndItsTextIsUnknown() throws {
    try folder.write("One .\n", to: "in/Part_Train/docs/a.txt")
    try folder.write("Two .\n", to: "in/Part_Train/docs/b.txt")
    try folder.write("", to: "in/Part_Train/concepts/b.txt.con")
    try folder.write("", to: "in/Part_Train/concepts/c.txt.con")
    let contents = try N2C2.read(folder.file("in"))
    #expect(
      contents.diagnostics.map(\.problem) == [
        .unpaired(expected: "concepts/a.txt.con"), .unpaired(expected: "docs/c.txt"),
      ])
    #expect(contents.train.map(\.id) == ["a", "b"])
    #expect(contents.train.map(\.example.unannotated) == [[0..<6], []])
  }

  @Test func emptyDocumentsAndFoldersAreTold() throws {
    let (example, diagnostics) = try record("", [#"c="pain" 1:0 1:0||t="problem""#])
    #expect(example.document.tokens.isEmpty)
    #expect(diagnostics.map(\.problem) == [.lineOutOfRange(line: 1, count: 0)])
    try Folder.create(folder.file("empty"))
    #expect(throws: CorpusError.self) { try N2C2.read(folder.file("empty")) }
    #expect(throws: CorpusError.self) { try N2C2.read(folder.file("none")) }
  }

  @Test func archivesBesideWhatWasUnpackedFromThemCountOnce() throws {
    _ = try record("One .\n", [#"c="one" 1:0 1:0||t="test""#])
    let tar = ArchiveMaker.tar([
      ("Part_Train/docs/r.txt", Array("One .\n".utf8)),
      ("Part_Train/docs/s.txt", Array("Two .\n".utf8)),
      ("Part_Train/concepts/s.txt.con", []),
    ])
    try folder.write(ArchiveMaker.gzip(tar), to: "in/a.tar.gz")
    var contents = try N2C2.read(folder.file("in"))
    #expect(contents.train.map(\.id) == ["r", "s"])
    #expect(contents.diagnostics.isEmpty)
    try folder.write("Other .\n", to: "in/Part_Train/docs/r.txt")
    contents = try N2C2.read(folder.file("in"))
    #expect(contents.diagnostics.map(\.problem).contains(.duplicate(id: "r")))
  }

  @Test func theOlderLayoutAndFlatFoldersAreTaken() throws {
    try folder.write("One .\n", to: "old/beth/txt/a.txt")
    try folder.write("c=\"one\" 1:0 1:0||t=\"test\"\n", to: "old/beth/concept/a.con")
    try folder.write("One .\n", to: "flat/a.txt")
    try folder.write("c=\"one\" 1:0 1:0||t=\"test\"\n", to: "flat/a.con")
    for name in ["old", "flat"] {
      let contents = try N2C2.read(folder.file(name))
      #expect(contents.train.map(\.example.spans) == [[Span(0..<3, "test")]])
      #expect(contents.diagnostics.isEmpty)
    }
  }

  @Test func tokensAreWhatStandsBetweenSingleSpaces() throws {
    let (example, diagnostics) = try record(
      "She  was \tseen\u{A0}today .\n",
      [#"c="was" 1:2 1:2||t="x""#, "c=\"\tseen\u{A0}today\" 1:3 1:3||t=\"y\""])
    #expect(
      diagnostics.map(\.problem) == [.misaligned(9..<20, widened: 9..<20)].filter { _ in false })
    #expect(example.spans.map { example.document.text(of: $0) } == ["was", "\tseen\u{A0}today"])
  }

  @Test func aLongLineIsNoTrouble() throws {
    let words = Array(repeating: "word", count: 200_000).joined(separator: " ")
    let (example, _) = try record("\(words) end\n", [#"c="end" 1:200000 1:200000||t="x""#])
    #expect(example.spans.map { example.document.text(of: $0) } == ["end"])
  }
}
