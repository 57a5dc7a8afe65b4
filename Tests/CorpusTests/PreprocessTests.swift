import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Corpus

@Suite struct PreprocessTests {
  let folder = TemporaryFolder()

  /// The invented records of the fixture, as the three archives of the n2c2-2011 download.
  func writeArchives(_ fixture: JSONValue) throws {
    var parts: [String: [(path: String, content: [UInt8])]] = [:]
    for part in try #require(fixture["records"]?.object).members {
      for record in part.value.object?.members ?? [] {
        let text = record.value.array?[0].string ?? ""
        let concepts = record.value.array?[1].array?.compactMap(\.string) ?? []
        parts[part.key, default: []] += [
          ("\(part.key)/docs/\(record.key).txt", Array(text.utf8)),
          (
            "\(part.key)/concepts/\(record.key).txt.con",
            concepts.flatMap { Array($0.utf8) + [0x0A] }
          ),
        ]
      }
    }
    for name in ["Beth", "Partners"] {
      let tar = ArchiveMaker.tar(try #require(parts["\(name)_Train"]))
      try folder.write(ArchiveMaker.gzip(tar), to: "in/i2b2_\(name)_Train_Release.tar.gz")
    }
    let test = parts.filter { $0.key.contains("Test") }.values.joined()
    try folder.write(ArchiveMaker.zip(Array(test)), to: "in/Task_1C.zip")
  }

  @Test(arguments: Conversion.allCases)
  func filesHoldWhatSpacySees(conversion: Conversion) throws {
    let fixture = try Fixture.json("n2c2_mini.json")
    try writeArchives(fixture)
    let report = try Preprocess.run(
      input: folder.file("in"), output: folder.file("out"), conversion: conversion)
    #expect(report.conceptCount == 20)
    var forms = NormalForms()
    for (name, part) in [("train", report.train), ("dev", report.dev), ("test", report.test)] {
      let expected = try #require(fixture[conversion.rawValue]?[name]?.array)
      #expect(part.documentCount == expected.count)
      let contents = try CorpusReader().read(part.path)
      #expect(contents.records.map(\.id) == expected.map { $0["id"]?.string })
      for (record, row) in zip(contents.records, expected) {
        let document = record.example.document
        let tokens = document.tokens
        #expect(document.text.string == row["text"]?.string)
        #expect(tokens.map { document.text(of: $0) } == row["tokens"]?.array?.map(\.string))
        #expect(tokens.map(\.isFollowedBySpace) == row["spaces"]?.array?.map(\.bool))
        #expect(
          tokens.map { $0.norm ?? forms.norm(of: document.text(of: $0)) }
            == row["norm"]?.array?.map(\.string))
        #expect(
          record.example.spans.map { [$0.start, $0.end] }
            == row["spans"]?.array?.map { [$0["start"]?.integer, $0["end"]?.integer] })
        #expect(
          record.example.spans.map(\.label.rawValue)
            == row["spans"]?.array?.map { $0["label"]?.string })
        let details = try #require(record.docBin)
        let columns = Columns(details.attributes)
        func column(_ index: Int?) -> [Int] {
          tokens.indices.map { Int(truncatingIfNeeded: details.rows[$0, index ?? 0]) }
        }
        #expect(column(columns.entIOB) == row["ent_iob"]?.array?.map(\.integer))
        #expect(column(columns.sentStart) == row["sent_starts"]?.array?.map(\.integer))
      }
    }
  }

  @Test func onlyTheConceptInsideAnotherIsLost() throws {
    try writeArchives(try Fixture.json("n2c2_mini.json"))
    let report = try Preprocess.run(input: folder.file("in"), output: folder.file("out"))
    // "pain" inside "chest pain" is the only concept that cannot be a gold span.
    #expect(report.placedCount == report.conceptCount - 1)
    #expect(report.diagnostics.map(\.problem) == [.overlap(95..<99, kept: 89..<99)])
  }

  @Test func theSplitIsTheOriginals() {
    let (train, dev) = Split.trainDev(Array(0..<251))
    #expect(train.count == 200)
    #expect(dev.count == 51)
    #expect(Set(train + dev) == Set(0..<251))
  }

  @Test(.enabled(if: Fixture.hasShared("data/n2c2_2011_surrogate"), "needs ../shared/data"))
  func theSurrogateIsReadWithoutLoss() throws {
    let data = Fixture.sharedPath("data/n2c2_2011_surrogate")
    let report = try Preprocess.run(input: data, output: folder.file("out"))
    #expect(report.diagnostics.isEmpty)
    #expect(report.conceptCount == 12_419)
    #expect(report.placedCount == 12_419)
    #expect(
      [report.train, report.dev, report.test].map(\.documentCount) == [96, 24, 50])
    #expect(
      [report.train, report.dev, report.test].map(\.tokenCount) == [50_301, 13_556, 26_200])
    let contents = try N2C2.read(data)
    for (records, name) in [(contents.train, "train"), (contents.test, "test")] {
      let gold = try CorpusReader(tokenizer: nil).read("\(data)/jsonl/\(name).jsonl").records
      #expect(Set(records.map(\.id)) == Set(gold.map(\.id)))
      let byID = Dictionary(uniqueKeysWithValues: gold.map { ($0.id, $0) })
      for record in records {
        #expect(byID[record.id]?.example.document.text == record.example.document.text)
        #expect(byID[record.id]?.example.spans == record.example.spans)
      }
    }
  }

  @Test func aFolderThatCannotBeWrittenIsAnError() throws {
    try writeArchives(try Fixture.json("n2c2_mini.json"))
    #expect {
      _ = try Preprocess.run(input: folder.file("in"), output: "/proc/clinspan")
    } throws: {
      if case .file = $0 as? CorpusError { true } else { false }
    }
  }
}
