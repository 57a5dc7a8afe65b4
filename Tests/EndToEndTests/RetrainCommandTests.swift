import Files
import Model
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

/// From corrections to a model in use, on the command line and on the screen.
@Suite struct RetrainCommandTests {
  private let folder = TemporaryFolder()

  private func run(_ arguments: String...) -> InProcess { run(arguments) }

  private func run(_ arguments: [String]) -> InProcess {
    InProcess(
      arguments, environment: [Assets.environmentVariable: "\(Fixture.root)/assets", "USER": "kk"])
  }

  /// Invented notes, each with one word that is to be a problem.
  private static let texts = (0..<14).map { index in
    "Visit \(index): the patient reports nausea since day \(index) and was seen again ."
  }

  /// A data set of which nothing was decided yet.
  private func dataset() throws -> String {
    let lines = Self.texts.enumerated().map { index, text in
      JSONValue.object(["id": .string("n\(index)"), "text": .string(text)]).text()
    }
    let notes = try folder.write(lines.joined(separator: "\n") + "\n", to: "notes.jsonl")
    try TinyModel.save(to: folder.file("tiny"))
    let set = folder.file("set")
    let opened = run(
      "annotate", set, notes, "--model", folder.file("tiny"), "--label", "problem", "--no-masked",
      "--script", "<F2>", "--size", "90x24")
    #expect(opened.status == 0, "\(opened.errors)")
    return set
  }

  /// Accepts the first records as the model sees them.
  private func accept(_ count: Int, in set: String, _ more: String...) -> InProcess {
    run(
      ["annotate", set, "--no-masked", "--size", "100x30", "--script"]
        + [String(repeating: "<Enter>", count: count) + "<F5>"] + more)
  }

  @Test func correctionsBecomeAModelThatIsPutToUse() throws {
    let set = try dataset()
    let early = run("retrain", set)
    #expect(early.status == 1 && early.errors.contains("no record was accepted"), "\(early.errors)")
    #expect(accept(10, in: set).status == 0)
    let trained = run("retrain", set, "--steps", "20", "--workers", "1", "--learning-curve")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.output.contains("clinspan model promote \(set) 1"), "\(trained.output)")
    #expect(trained.output.contains("100 %"), "\(trained.output)")
    let history = run("model", "history", set, "--json")
    let entries = try #require(try JSONParser.parse(history.output).array)
    #expect(entries.count == 1 && entries[0]["in_use"] == false)
    let records = try #require(entries[0]["retraining"]?["records"]?.integer)
    let held = try #require(entries[0]["retraining"]?["dev_records"]?.integer)
    #expect(records + held == 10 && records > held)
    #expect(run("model", "promote", set, "1").status == 0)
    #expect(run("model", "discard", set, "1").errors.contains("in use"))
    #expect(run("model", "history", set).output.contains("in use"))
    // The next session goes on with it.
    let session = run("annotate", set, "--no-masked", "--script", "<F5>h", "--size", "100x30")
    #expect(session.output.contains("tiny #1"), "\(session.output)")
    #expect(run("model", "promote", set, "0").status == 0)
    let first = run("annotate", set, "--no-masked", "--script", "<F5>", "--size", "100x30")
    #expect(!first.output.contains("tiny #1"), "\(first.output)")
    #expect(run("model", "discard", set, "1").status == 0)
    #expect(run("model", "promote", set, "1").status == 1)
  }

  @Test func theScreenRetrainsAndPutsToUse() throws {
    let set = try dataset()
    let session = run(
      "annotate", set, "--no-masked", "--steps", "20", "--size", "100x30", "--script",
      String(repeating: "<Enter>", count: 10) + "<F5>rb")
    #expect(session.status == 0, "\(session.errors)")
    #expect(session.output.contains("tiny #1"), "\(session.output)")
    #expect(session.output.contains("model 1 is in use"), "\(session.output)")
    #expect(run("model", "history", set).output.contains("in use"))
    // Decisions are as they were.
    let export = run("export", set, folder.file("out.jsonl"))
    #expect(export.errors.contains("10 records written"), "\(export.errors)")
  }

  @Test func theModelLearnsInPassing() throws {
    let set = try dataset()
    let session = run(
      "annotate", set, "--no-masked", "--update", "--update-after", "4", "--size", "100x30",
      "--script", String(repeating: "<Enter>", count: 13))
    #expect(session.status == 0, "\(session.errors)")
    let history = run("model", "history", set, "--json")
    let entries = try #require(try JSONParser.parse(history.output).array)
    // Of updates only the one in use is kept; one that is worse on dev is none.
    #expect(entries.count <= 1)
    #expect(entries.allSatisfy { $0["in_use"] == true })
  }

  @Test func aModelIsRetrainedOnGoldFromFiles() throws {
    let set = try dataset()
    _ = accept(10, in: set)
    let gold = folder.file("gold.spacy")
    #expect(run("export", set, gold).status == 0)
    let out = folder.file("next")
    let words = [
      "retrain", "--model", folder.file("tiny"), "--gold", gold, "--replay", gold, "--output", out,
      "--steps", "10", "--workers", "1",
    ]
    let trained = run(words + ["--json"])
    #expect(trained.status == 0, "\(trained.errors)")
    let report = try JSONParser.parse(trained.output)
    #expect(report["corrections"]?.integer == 10)
    #expect(report["replayed"]?.integer == 0, "a corrected text is not replayed too")
    #expect(report["dev"]?.integer == 0 && report["change"]?.array?.isEmpty == true)
    #expect(try ModelFolder(loading: out).model.labels == TinyModel.labels)
    let again = run(words)
    #expect(again.status == 1 && again.errors.contains("--force"), "\(again.errors)")
    // The same seed gives the same file.
    let weights = try InputFile.read("\(out)/weights.safetensors")
    #expect(run(words + ["--force"]).status == 0)
    #expect(try InputFile.read("\(out)/weights.safetensors") == weights)
  }

  @Test func stoppingKeepsTheBestOrNothing() throws {
    let set = try dataset()
    _ = accept(10, in: set)
    let interrupt = Interrupt()
    interrupt.raise()
    let stopped = InProcess(
      ["retrain", set, "--workers", "1"],
      environment: [Assets.environmentVariable: "\(Fixture.root)/assets", "USER": "kk"],
      interrupt: interrupt)
    #expect(stopped.status == 130, "\(stopped.errors)")
    #expect(
      try JSONParser.parse(run("model", "history", set, "--json").output).array?.isEmpty == true)
  }

  @Test(arguments: [
    ["retrain"], ["retrain", "a", "b"], ["retrain", "a", "--steps", "0"],
    ["retrain", "a", "--rate", "-1"], ["retrain", "a", "--replay-ratio", "-1"],
    ["retrain", "--gold", "g.spacy"],
  ])
  func wrongUsageIsTold(words: [String]) {
    #expect(run(words).status == 64)
  }
}
