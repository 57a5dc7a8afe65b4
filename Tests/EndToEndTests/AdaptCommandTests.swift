import Files
import Model
import Notation
import TestSupport
import Testing
import Text
import Trainer

@testable import CLI

/// From an encoder and texts to an encoder that knows them, on the command line.
@Suite struct AdaptCommandTests {
  private let folder = TemporaryFolder()
  private var output: String { folder.file("adapted") }
  private var encoder: String { Fixture.path("tiny_roberta") }

  /// Words that stand in the texts and nowhere else.
  private static let secrets = ["Quillfeather", "Larkspur", "4455667"]

  private func texts() throws -> String {
    let texts = (0..<30).map { index in
      index == 7
        ? "Quillfeather of Larkspur Lane, record 4455667, was given aspirin."
        : "Note \(index): no fever, no cough. Given aspirin for chest pain."
    }
    let rows = texts.map { JSONValue.object(["text": .string($0)]).text() }
    return try folder.write((rows + [rows[0]]).joined(separator: "\n"), to: "texts.jsonl")
  }

  private func adapt(
    _ more: String..., encoder: String? = nil, interrupt: Interrupt = Interrupt()
  ) throws -> InProcess {
    InProcess(
      [
        "adapt", encoder ?? self.encoder, "--texts", try texts(), "-o", output, "--steps", "20",
        "--batch", "200", "--rate", "0.01", "--workers", "1",
      ] + more, interrupt: interrupt)
  }

  @Test func anAdaptedEncoderIsTrainedOn() throws {
    let result = try adapt(
      "--json", "--without",
      folder.write("Note 3: no fever, no cough. Given aspirin for chest pain.", to: "test.txt"))
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONParser.parse(result.output)
    #expect(report["notes"]?.integer == 29)
    #expect(report["passed_over"]?.integer == 2, "one is of the test, one came twice")
    #expect(report["folder"]?.string == output)
    let losses = (report["reports"]?.array ?? []).compactMap { $0["held_out_loss"]?.number }
    #expect(losses.count == 11)
    #expect((losses.last ?? 9) < (losses.first ?? 0), "\(losses)")
    let record = try JSONParser.parse(InputFile.read("\(output)/adaptation.json"))
    #expect(record["encoder"]?.string == "tiny_roberta" && record["steps"]?.integer == 20)
    let gold = try folder.write(
      #"{"id":"n","text":"Given aspirin .","spans":[{"start":6,"end":13,"label":"treatment"}]}"#,
      to: "gold.jsonl")
    let trained = InProcess([
      "train", "\(Fixture.root)/configs/best_trf.cfg", "-o", folder.file("training"),
      "--paths.train", gold, "--paths.dev", gold, "--training.max_steps", "2",
      "--components.transformer.model.name", output,
    ])
    #expect(trained.status == 0, "\(trained.errors)")
    let again = try adapt("--force", encoder: output)
    #expect(again.status == 64, "onto itself: \(again.errors)")
  }

  @Test func linesTellHowItGoes() throws {
    let result = try adapt()
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.first == "   #    LOSS  HELD OUT" && lines.count == 2 + 11 + 1)
    #expect(lines.last == "✔ Saved the encoder to \(output)")
    #expect(result.errors.contains("came without a head"))
  }

  @Test func nothingOfTheTextsIsWrittenOrSaid() throws {
    let result = try adapt()
    var said = [result.output, result.errors]
    for name in try Folder.names(in: output) {
      said.append(String(decoding: try InputFile.read("\(output)/\(name)"), as: UTF8.self))
    }
    #expect(said.count == 2 + 4 && result.status == 0)
    for text in said {
      for secret in Self.secrets { #expect(!text.lowercased().contains(secret.lowercased())) }
    }
  }

  @Test func ctrlCBeforeAnythingWasLearntKeepsNothing() throws {
    let early = Interrupt()
    early.raise()
    let result = try adapt(interrupt: early)
    #expect(result.status == 130 && result.errors.contains("Nothing is kept"), "\(result.errors)")
    #expect(!Folder.exists(output))
  }

  @Test func ctrlCKeepsTheEncoderAsItThenIs() throws {
    let interrupt = Interrupt()
    interrupt.raise()
    let console = Console(
      output: MemorySink(), errors: MemorySink(), input: -1, interrupt: interrupt, now: { 0 },
      environment: { _ in nil })
    var run = try Adaptation(
      MaskedLanguageModel(PretrainedEncoder(folder: encoder), seed: 0),
      to: [Document(id: "n", text: "No fever and no cough since Monday .")])
    let session = AdaptationSession(
      place: ModelOutput(path: output, mark: "config.json", mayReplace: false), record: [:],
      console: console, isSilent: false)
    #expect(
      throws: Stopped(
        kept: "\(output) is kept as it was after 1 step; "
          + "adapt it further by naming it as the encoder.")
    ) { try session.drive(&run) }
    let record = try JSONParser.parse(InputFile.read("\(output)/adaptation.json"))
    #expect(record["steps"]?.integer == 1)
    let kept = try MaskedLanguageModel(PretrainedEncoder(folder: output), seed: 0)
    #expect(kept.hasPretrainedHead)
  }

  @Test func whatStandsThereIsKept() throws {
    #expect(try adapt("--steps", "1").status == 0)
    let second = try adapt("--steps", "1")
    #expect(second.status == 1 && second.errors.contains("--force"), "\(second.errors)")
    #expect(try adapt("--steps", "1", "--force").status == 0)
    try Folder.remove(output)
    try Folder.create(output)
    _ = try folder.write("mine", to: "adapted/notes.txt")
    let third = try adapt("--force")
    #expect(third.status == 1 && third.errors.contains("not replaced"), "\(third.errors)")
    #expect(Folder.hasFile("\(output)/notes.txt"))
  }

  @Test func aFolderThatCannotBeWrittenIsSaidBeforeTheWork() throws {
    let file = try folder.write("mine", to: "file")
    let result = try adapt("-o", "\(file)/adapted")
    #expect(result.status == 1 && result.errors.contains(file), "\(result.errors)")
    #expect(result.output.isEmpty && !result.errors.contains("Learning from"))
  }

  @Test func whatIsMissingIsNamed() throws {
    let none = try adapt(encoder: folder.file("none"))
    #expect(none.status == 1 && none.errors.contains("no folder of this name"), "\(none.errors)")
    let empty = InProcess([
      "adapt", encoder, "--texts", try folder.write("\n \n", to: "empty.txt"), "-o", output,
    ])
    #expect(empty.status == 1 && empty.errors.contains("nothing to learn from"), "\(empty.errors)")
    #expect(InProcess(["adapt", encoder, "-o", output]).status == 64)
    for flag in ["--steps", "--batch", "--rate", "--hidden", "--part-length", "--workers"] {
      #expect(try adapt(flag, "0").status == 64, "\(flag)")
    }
    #expect(!Folder.exists(output))
  }
}
