import Notation
import TestSupport
import Testing

@testable import CLI

@Suite struct CheckDataTests {
  private let folder = TemporaryFolder()

  private static let train = """
    {"id":"1","text":"Ann Quill has a fever .","spans":[{"start":0,"end":9,"label":"person"}]}

    """

  @Test func aDocumentInTwoPartsIsAnErrorWithItsPlace() throws {
    let train = try folder.write(Self.train, to: "train.jsonl")
    let dev = try folder.write(Self.train, to: "dev.jsonl")
    let run = InProcess("check", "data", dev, train)  // train comes first, however they are named
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("PART"))
    #expect(run.output.contains("✘ 1 document in two parts"))
    #expect(run.output.contains("at dev: 1"))
    #expect(run.errors.contains("1 finding would make training or scoring fail or mislead"))
    #expect(!(run.output + run.errors).contains("Quill"))
  }

  @Test func jsonHoldsCountsAndFindings() throws {
    let train = try folder.write(Self.train, to: "train.jsonl")
    let run = InProcess("check", "data", train, "--json")
    #expect(run.status == 0, "\(run.errors)")
    let report = try JSONParser.parse(run.output)
    let part = try #require(report["parts"]?.array?.first)
    #expect(part["name"]?.string == "train" && part["documents"]?.integer == 1)
    #expect(part["spans"]?["person"]?.integer == 1)
    #expect(report["findings"]?.array?.contains { $0["severity"]?.string == "warning" } == true)
  }

  @Test func filesOfOneNameGoByTheirPaths() {
    #expect(
      CheckData.parts(["a/dev.jsonl", "b/dev.jsonl", "my-train.jsonl"]).map(\.name) == [
        "my-train", "a/dev.jsonl", "b/dev.jsonl",
      ])
  }

  @Test func aMissingFileIsOneSentence() {
    let run = InProcess("check", "data", folder.file("nowhere.jsonl"))
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("clinspan: \(folder.file("nowhere.jsonl")): cannot open"))
  }
}
