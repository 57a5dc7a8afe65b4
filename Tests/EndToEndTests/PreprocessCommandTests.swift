import Files
import Notation
import TestSupport
import Testing

@testable import CLI

@Suite struct PreprocessCommandTests {
  private let folder = TemporaryFolder()

  /// The invented records of the fixture, unpacked; `extra` concepts go to the first one.
  private func writeRecords(extra: [String] = []) throws -> String {
    var extra = extra
    for part in try #require(Fixture.json("n2c2_mini.json")["records"]?.object).members {
      for record in part.value.object?.members ?? [] {
        let text = record.value.array?[0].string ?? ""
        let concepts = (record.value.array?[1].array?.compactMap(\.string) ?? []) + extra
        extra = []
        try folder.write(text, to: "in/\(part.key)/docs/\(record.key).txt")
        try folder.write(
          concepts.joined(separator: "\n") + "\n",
          to: "in/\(part.key)/concepts/\(record.key).txt.con")
      }
    }
    return folder.file("in")
  }

  @Test func writesThreeFilesAndSaysWhatIsInThem() throws {
    let output = folder.file("out")
    let run = InProcess("preprocess", try writeRecords(), output)
    #expect(run.status == 0)
    #expect(try Folder.names(in: output) == ["dev.spacy", "test.spacy", "train.spacy"])
    #expect(run.output.hasPrefix("FILE"))
    #expect(run.output.contains("20 concepts"))
  }

  @Test func jsonHoldsTheSameFigures() throws {
    let run = InProcess("preprocess", try writeRecords(), folder.file("out"), "--json")
    let report = try JSONParser.parse(run.output)
    #expect(report["concepts"]?.integer == 20)
    let files = try #require(report["files"]?.array)
    let spans = files.flatMap { $0["spans"]?.object?.members.compactMap(\.value.integer) ?? [] }
    #expect(report["placed"]?.integer == spans.reduce(0, +))
  }

  @Test func aConceptOutsideItsLineIsNamedWithoutItsText() throws {
    let input = try writeRecords(extra: ["c=\"secret name\" 1:400 1:401||t=\"person\""])
    let run = InProcess("preprocess", input, folder.file("out"))
    #expect(run.status == 0)
    #expect(run.errors.contains(".con:"))
    #expect(run.errors.contains("tokens 400 to 401 of line 1"))
    #expect(!run.errors.contains("secret"))
    #expect(run.output.contains("left out"))
  }

  @Test func anInterruptLeavesTheOutputAsItWas() throws {
    let input = try writeRecords()
    let interrupt = Interrupt()
    interrupt.raise()
    try folder.write("old", to: "out/train.spacy")
    let run = InProcess(["preprocess", input, folder.file("out")], interrupt: interrupt)
    #expect(run.status == 130)
    #expect(run.errors.contains("Nothing was written."))
    #expect(try Folder.names(in: folder.file("out")) == ["train.spacy"])
    #expect(try InputFile.read(folder.file("out/train.spacy")) == Array("old".utf8))
  }

  @Test func whatIsMissingIsOneSentence() {
    let run = InProcess("preprocess", folder.file("nowhere"), folder.file("out"))
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("clinspan: \(folder.file("nowhere")): cannot open"))
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func anUnknownConversionIsAUsageErrorThatListsThem() {
    let run = InProcess("preprocess", "in", "out", "--conversion", "sed")
    #expect(run.status == 64)
    #expect(run.errors.contains("'aligned' and 'seed'"))
  }

  @Test(.enabled(if: Fixture.hasShared("data/n2c2_2011_surrogate")))
  func theSurrogateKeepsEveryConcept() throws {
    let run = InProcess(
      "preprocess", Fixture.sharedPath("data/n2c2_2011_surrogate"), folder.file("out"), "--json")
    let report = try JSONParser.parse(run.output)
    #expect(report["files"]?.array?.map { $0["documents"]?.integer } == [96, 24, 50])
    #expect(report["concepts"]?.integer == 12_419)
    #expect(report["placed"]?.integer == 12_419)
  }
}
