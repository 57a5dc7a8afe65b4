import Files
import Model
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

/// From a teacher and texts to a student, on the command line.
@Suite struct DistillCommandTests {
  private let folder = TemporaryFolder()
  private var output: String { folder.file("student") }

  /// Words that stand in the texts and nowhere else.
  private static let secrets = ["Quillfeather", "Larkspur", "4455667"]

  /// JSON lines of notes written as `[span|label]`.
  private func lines(_ notes: [String], to name: String) throws -> String {
    let rows = try notes.enumerated().map { index, note -> String in
      let note = try Markup(note)
      let spans = note.spans.map { span -> JSONValue in
        [
          "start": .integer(span.range.lowerBound), "end": .integer(span.range.upperBound),
          "label": .string(span.label.rawValue),
        ]
      }
      let row: JSONValue = [
        "id": .string("n\(index)"), "text": .string(note.text.string), "spans": .array(spans),
      ]
      return row.text()
    }
    return try folder.write(rows.joined(separator: "\n"), to: name)
  }

  private func gold() throws -> String {
    try lines(
      [
        "No [fever|problem] ; [aspirin|treatment] was stopped .",
        "Start [heparin|treatment] and watch for [chest pain|problem] .",
        "Given [aspirin|treatment] for [chest pain|problem] .",
        "Seen again with [fever|problem] ; [heparin|treatment] helped .",
      ], to: "gold.jsonl")
  }

  private func texts() throws -> String {
    try lines(
      [
        "Quillfeather was given aspirin for fever .",
        "No chest pain in Larkspur Lane ; start heparin .",
        "Record 4455667 : watch for fever .", "Record 4455667 : watch for fever .",
        "No fever ; aspirin was stopped .", "",
      ], to: "texts.jsonl")
  }

  private static let small = [
    "--workers", "1", "--components.tok2vec.model.encode.width", "16",
    "--components.tok2vec.model.encode.depth", "1",
    "--components.tok2vec.model.embed.rows", "[100,50,50,50]",
    "--components.ner.model.hidden_width", "16", "--components.ner.model.features.rows", "512",
    "--training.eval-frequency=20", "--training.dropout", "0",
    "--training.optimizer.learn_rate.initial_rate", "0.01",
    "--training.optimizer.learn_rate.warmup_steps", "1",
  ]

  private func run(_ words: [String], interrupt: Interrupt = Interrupt()) -> InProcess {
    InProcess(words, interrupt: interrupt)
  }

  private func teacher() throws -> String {
    let gold = try gold()
    let teacher = folder.file("teacher")
    let trained = run(
      [
        "train", "\(Fixture.root)/configs/compact.cfg", "-o", teacher, "--paths.train", gold,
        "--paths.dev", gold, "--training.max_steps", "60",
      ] + Self.small)
    #expect(trained.status == 0, "\(trained.errors)")
    return "\(teacher)/model-last"
  }

  private func distill(
    _ more: String..., steps: Int = 60, to output: String? = nil, interrupt: Interrupt = Interrupt()
  ) throws -> InProcess {
    let dev = folder.file("gold.jsonl")
    return run(
      [
        "distill", "\(Fixture.root)/configs/compact.cfg", "--teacher",
        folder.file("teacher/model-last"),
        "--texts", try texts(), "-o", output ?? self.output, "--paths.dev", dev,
        "--training.max_steps", "\(steps)",
      ] + more + Self.small, interrupt: interrupt)
  }

  @Test func aStudentLearnsFromTextsAndGold() throws {
    _ = try teacher()
    let result = try distill("--json", "--paths.train", folder.file("gold.jsonl"))
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONParser.parse(result.output)
    let lessons = try #require(report["distillation"])
    #expect(lessons["teaches"]?.string == "beliefs")
    #expect(lessons["notes"]?.integer == 4, "one is gold, one came twice")
    #expect(lessons["passed_over"]?.integer == 2)
    #expect(lessons["teachers_f1"]?.number == 1)
    #expect(lessons["gold_records"]?.integer == 4)
    #expect(report["evaluations"]?.array?.count == 4)
    #expect(report["f1"]?.number == 1)
    #expect(report["model"]?.string == "\(output)/model-best")
    let meta = try JSONParser.parse(InputFile.read("\(output)/model-best/meta.json"))
    #expect(meta["distillation"]?["teachers"] == ["model-last"])
    let scores = run(["evaluate", "\(output)/model-best", folder.file("gold.jsonl"), "--json"])
    #expect(try JSONParser.parse(scores.output)["ents_f"]?.number == 1)
  }

  @Test func withoutGoldTheTeacherAloneIsLearntFrom() throws {
    _ = try teacher()
    let result = try distill("--spans", "--min-confidence", "0.01")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("Learning the spans of 1 teacher on"), "\(result.errors)")
    #expect(result.errors.contains("without gold"))
    #expect(result.output.hasSuffix("\(output)/model-last\n"))
  }

  @Test func nothingOfTheTextsIsWrittenOrSaid() throws {
    _ = try teacher()
    let results = [try distill(), try distill("--spans", "--json", to: folder.file("other"))]
    #expect(results.allSatisfy { $0.status == 0 }, "\(results.map(\.errors))")
    var said = results.map { $0.output + $0.errors }
    func walk(_ path: String) throws {
      for name in try Folder.names(in: path) where name != "texts.jsonl" {
        let inner = "\(path)/\(name)"
        if Folder.exists(inner) {
          try walk(inner)
        } else {
          said.append(String(decoding: try InputFile.read(inner), as: UTF8.self))
        }
      }
    }
    try walk(folder.path)
    #expect(said.count > 10)
    for text in said {
      for secret in Self.secrets { #expect(!text.lowercased().contains(secret.lowercased())) }
    }
  }

  @Test func ctrlCKeepsTheModelAndResumeEndsAtTheSameWeights() throws {
    _ = try teacher()
    let whole = folder.file("whole")
    #expect(try distill(steps: 40, to: whole).status == 0)
    let early = Interrupt()
    early.raise()
    let unread = try distill(steps: 40, interrupt: early)
    #expect(unread.status == 130 && unread.errors.contains("Nothing is kept"), "\(unread.errors)")
    #expect(!Folder.exists(output))
    #expect(try distill(steps: 20).status == 0)
    let resumed = try distill("--resume", steps: 40)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let weights = "model-last/weights.safetensors"
    #expect(try InputFile.read("\(output)/\(weights)") == InputFile.read("\(whole)/\(weights)"))
  }

  @Test func whatIsMissingIsNamed() throws {
    let teacher = try teacher()
    let gold = folder.file("gold.jsonl")
    let config = "\(Fixture.root)/configs/compact.cfg"
    let texts = try texts()
    let noDev = run(
      ["distill", config, "--teacher", teacher, "--texts", texts, "-o", output])
    #expect(noDev.status == 1 && noDev.errors.contains("--paths.dev"), "\(noDev.errors)")
    let noTeacher = run(
      [
        "distill", config, "--teacher", folder.file("none"), "--texts", texts, "-o", output,
        "--paths.dev", gold,
      ])
    #expect(noTeacher.status == 1 && noTeacher.errors.contains("no such folder"))
    let onlyGold = run(
      ["distill", config, "--teacher", teacher, "--texts", gold, "-o", output, "--paths.dev", gold])
    #expect(onlyGold.status == 1 && onlyGold.errors.contains("nothing to learn from"))
    #expect(!Folder.exists(output))
    #expect(run(["distill", config, "-o", output, "--texts", texts]).status == 64)
    #expect(
      run([
        "distill", config, "--teacher", teacher, "--texts", texts, "-o", output,
        "--temperature", "0",
      ]).status == 64)
  }
}
