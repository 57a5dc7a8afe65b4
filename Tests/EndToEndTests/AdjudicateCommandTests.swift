import Files
import Notation
import TestSupport
import Testing

@testable import CLI

/// Two annotators on one data set, and somebody who decides between them.
@Suite struct AdjudicateCommandTests {
  private let folder = TemporaryFolder()

  private func run(_ arguments: [String]) -> InProcess {
    InProcess(
      arguments, environment: [Assets.environmentVariable: "\(Fixture.root)/assets", "USER": "kk"])
  }

  /// "chest pain" both; ann calls aspirin a treatment, bob a test; bob alone has the headache.
  private func annotate() throws {
    let notes = try folder.write(
      """
      {"id":"one","text":"She denies chest pain."}
      {"id":"two","text":"Given aspirin for a headache."}
      {"id":"three","text":"Nothing new."}
      """, to: "notes.jsonl")
    let setup = [
      "annotate", folder.file("set"), notes, "--no-model", "--label", "problem,treatment,test",
    ]
    for (name, keys) in [
      ("ann", "llvl1<Enter>lv2<Enter><Enter>"),
      ("bob", "llvl1<Enter>lv3llllv1<Enter><Enter>"),
    ] {
      let result = run(
        setup + ["--annotator", name, "--size", "90x24", "--script", keys, "--no-masked"])
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  private func journal(_ name: String) -> String { folder.file("set/journal-\(name).jsonl") }

  @Test func theAgreementIsPrinted() throws {
    try annotate()
    let result = run(["adjudicate", journal("ann"), journal("bob"), "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let value = try JSONParser.parse(Array(result.output.utf8))
    #expect(value["records"]?.integer == 3)
    #expect(value["spans"]?["first"]?.integer == 2 && value["spans"]?["second"]?.integer == 3)
    #expect(value["spans"]?["both"]?.integer == 1)
    #expect(value["span_f1"]?.number == 0.4)
    // 14 tokens: 10 without a label for both, 2 a problem for both, one treatment and test, one none and
    // problem: p₀ 12/14, pₑ (11·10 + 2·3 + 1·0 + 0·1)/196.
    let chance = 116.0 / 196
    let kappa = (12.0 / 14 - chance) / (1 - chance)
    #expect(abs((value["kappa"]?.number ?? 0) - kappa) < 1e-12, "\(result.output)")
    #expect(value["per_label"]?["problem"]?["span_f1"]?.number == 2.0 / 3)
    #expect(value["per_record"]?.array?.count == 3)
    let table = run(["adjudicate", journal("ann"), journal("bob")])
    #expect(table.output.contains("3 records, 14 tokens"), "\(table.output)")
    #expect(!Folder.exists(folder.file("final")))
  }

  @Test func differencesAreDecidedAndExported() throws {
    try annotate()
    let before = try InputFile.read(journal("ann")) + InputFile.read(journal("bob"))
    let start = [
      "adjudicate", journal("ann"), journal("bob"), "--output", folder.file("final"), "--size",
      "90x24", "--no-masked", "--script",
    ]
    let opened = run(start + [""])
    #expect(opened.status == 0, "\(opened.errors)")
    #expect(opened.output.contains("2 differences") && opened.output.contains("2 to decide"))
    // Ann is right about aspirin, bob about the headache; a second run knows.
    #expect(run(start + ["12"]).output.contains("all decided"))
    let again = run(start + ["<F2>"])
    #expect(again.output.contains("3 of 3 done"), "\(again.output)")
    #expect(try InputFile.read(journal("ann")) + InputFile.read(journal("bob")) == before)
    let out = folder.file("final.jsonl")
    #expect(run(["export", folder.file("final"), out]).status == 0)
    let lines = String(decoding: try InputFile.read(out), as: UTF8.self).split(separator: "\n")
    let labels = try lines.map { line in
      try JSONParser.parse(Array(line.utf8))["spans"]?.array?.compactMap { $0["label"]?.string }
    }
    #expect(labels == [["problem"], ["treatment", "problem"], []])
  }

  @Test func whatCannotBeComparedIsRefused() throws {
    try annotate()
    let other = try folder.write("{\"id\":\"x\",\"text\":\"Other.\",\"spans\":[]}\n", to: "b.jsonl")
    let apart = run(["adjudicate", journal("ann"), other])
    #expect(apart.status == 1 && apart.errors.contains("no record that both have accepted"))
    let whose = run(["adjudicate", folder.file("set"), other])
    #expect(whose.status == 1 && whose.errors.contains("name one of their journals"))
    #expect(run(["adjudicate", folder.file("none"), other]).status == 1)
  }
}
