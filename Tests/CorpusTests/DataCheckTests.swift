import Corpus
import TestSupport
import Testing
import Text

@Suite struct DataCheckTests {
  let folder = TemporaryFolder()

  func check(_ parts: [(String, String)]) throws -> DataReport {
    var paths: [(name: String, path: String)] = []
    for (name, content) in parts {
      paths.append((name, try folder.write(content, to: "\(name).jsonl")))
    }
    return try DataCheck.run(paths)
  }

  func line(_ id: String, _ text: String, _ spans: [(Int, Int, String)]) -> String {
    let spans = spans.map { #"{"start":\#($0.0),"end":\#($0.1),"label":"\#($0.2)"}"# }
    return #"{"id":"\#(id)","text":"\#(text)","spans":[\#(spans.joined(separator: ","))]}"# + "\n"
  }

  @Test func partsAreCounted() throws {
    let report = try check([
      (
        "train",
        line("a", "chest pain today", [(0, 10, "problem")]) + line("b", "", [])
          + line("c", "none here", []) + "{\"id\":\"d\",\"text\":\"not known\"}\n"
      )
    ])
    let part = try #require(report.parts.first)
    #expect(part.documentCount == 4)
    #expect(part.tokenCount == 7)
    #expect(part.emptyCount == 1)
    #expect(part.spanlessCount == 2)
    #expect(part.unannotatedTokenCount == 2)
    #expect(part.spanCounts == ["problem": 1])
    #expect(part.spanTokenCounts == ["problem": 2])
    #expect(part.format == .jsonl)
  }

  @Test func everyIssueIsFoundWhereItIs() throws {
    let report = try check([
      (
        "train",
        line("cut", "chest pain", [(0, 3, "problem")])
          + line("space", "chest pain", [(0, 6, "problem")])
          + line("stop", "no chest pain.", [(3, 14, "problem")])
          + line("over", "he has pain", [(0, 6, "problem"), (3, 11, "problem")])
          + line("he", "he left", [(0, 2, "pronoun")]) + line("he2", "he came", [(0, 2, "person")])
          + "broken\n"
      ),
      ("test", line("copy", "he left", [(0, 2, "pronoun")]) + line("x", "odd", [(0, 3, "other")])),
    ])
    let byMessage = Dictionary(uniqueKeysWithValues: report.findings.map { ($0.message, $0) })
    let expected: [(String, [String])] = [
      ("1 span with a bound inside a token", ["train: cut, 0–3"]),
      ("1 span with white space at an edge", ["train: space, 0–6"]),
      ("1 span with punctuation at an edge", ["train: stop, 3–14"]),
      ("1 span overlapping longer ones, or not accepted", ["train: over, 0–6"]),
      ("1 document twice in one part", ["train: space"]),
      ("1 document in two parts", ["test: copy"]),
      ("1 wording with more than one label", ["train: he2, 0–2"]),
      ("label other is in test and never in train", []),
      ("label problem is never in test", []),
      ("label pronoun has only 1 span in train", []),
      ("only 6 documents in train", []),
      ("2 things in the files could not be read", []),
    ]
    for (message, places) in expected {
      #expect(byMessage[message]?.places.map(\.description) == places, "\(message)")
      #expect(byMessage[message]?.advice.isEmpty == false)
    }
    let severities = report.findings.map(\.severity)
    #expect(severities == severities.sorted(by: >))
  }

  @Test func outliersAreThoseFarAboveTheRest() throws {
    let short = (0..<20).map { line("s\($0)", "word number \($0)", [(0, 4, "x")]) }.joined()
    let words = Array(repeating: "w", count: 300).joined(separator: " ")
    let report = try check([("train", short + line("long", words, [(0, 99, "x")]))])
    #expect(
      report.findings.first { $0.message.hasPrefix("1 document longer") }?.places.map(\.document)
        == ["long"])
    #expect(
      report.findings.first { $0.message.hasPrefix("1 span longer than") }?.places.map(\.range)
        == [0..<99])
  }

  @Test func noFindingHoldsNoteText() throws {
    let report = try check([
      (
        "train",
        line("a", "Zebedee ", [(0, 8, "person")]) + line("b", "Zebedee", [(0, 7, "problem")])
      )
    ])
    #expect(!report.findings.isEmpty)
    #expect(report.findings.allSatisfy { !"\($0)".lowercased().contains("zebedee") })
  }

  @Test func chainsAreCounted() throws {
    try folder.write("the patient\nmr. a\nhe\n", to: "in/Part_Train/docs/r.txt")
    try folder.write("", to: "in/Part_Train/concepts/r.txt.con")
    try folder.write(
      """
      c="the patient" 1:0 1:1||c="mr. a" 2:0 2:1||c="he" 3:0 3:0||t="coref person"
      c="a "||c="x" quote" 1:0 1:0||c="it" 2:0 2:0||t="coref test"
      c="x" 1:0 1:0
      c="x" 1:0||t="coref test"

      """, to: "in/Part_Train/chains/r.txt.chains")
    let contents = try N2C2.read(folder.file("in"))
    #expect(contents.chainCounts["coref person"]?.chains == 1)
    #expect(contents.chainCounts["coref person"]?.mentions == 3)
    #expect(contents.diagnostics.map(\.line).suffix(2) == [3, 4])
  }
}
