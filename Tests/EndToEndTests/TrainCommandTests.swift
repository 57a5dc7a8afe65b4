import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

@Suite struct TrainCommandTests {
  private let folder = TemporaryFolder()
  private var output: String { folder.file("training") }

  /// Six notes whose spans can be learned by heart.
  private func writeCorpus() throws -> String {
    let notes = [
      "[Ann Quill|person] denies [fever|problem] .",
      "[Bob Marsh|person] was given [aspirin|treatment] for [chest pain|problem] .",
      "No [fever|problem] ; [aspirin|treatment] was stopped .",
      "[Ann Quill|person] has [chest pain|problem] again .",
      "Start [heparin|treatment] and watch [Bob Marsh|person] .",
      "Seen with [Eve Lund|person] ; [heparin|treatment] helped .",
    ]
    let lines = try notes.enumerated().map { index, note -> String in
      let note = try Markup(note)
      let spans = note.spans.map { span -> JSONValue in
        [
          "start": .integer(span.range.lowerBound), "end": .integer(span.range.upperBound),
          "label": .string(span.label.rawValue),
        ]
      }
      let row: JSONValue = [
        "id": .string("n\(index)"), "text": .string(note.text.string),
        "spans": .array(spans),
      ]
      return row.text()
    }
    return try folder.write(lines.joined(separator: "\n"), to: "notes.jsonl")
  }

  private func train(
    _ extra: String..., steps: Int = 60, to output: String? = nil,
    interrupt: Interrupt = Interrupt(), environment: [String: String] = [:]
  ) throws -> InProcess {
    let corpus = try writeCorpus()
    return InProcess(
      [
        "train", "\(Fixture.root)/configs/config.cfg", "--output", output ?? self.output,
        "--workers", "1", "--paths.train", corpus, "--paths.dev=\(corpus)",
        "--components.tok2vec.model.encode.width", "32",
        "--components.tok2vec.model.encode.depth", "1", "--training.max_steps", "\(steps)",
        "--training.eval-frequency=20", "--training.dropout", "0",
        "--training.optimizer.learn_rate.initial_rate", "0.01",
        "--training.optimizer.learn_rate.warmup_steps", "1",
      ] + extra, environment: environment, interrupt: interrupt)
  }

  @Test func aTrainedModelFindsWhatItLearned() throws {
    let run = try train()
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "ℹ Saving to output directory: \(output)")
    #expect(lines.dropFirst().first?.hasPrefix("E    #       LOSS TORCH") == true)
    #expect(lines.suffix(2) == ["\(output)/model-last", ""])
    #expect(run.errors == "Ended: the config's last step.\n")

    let scores = InProcess("evaluate", "\(output)/model-best", folder.file("notes.jsonl"), "--json")
    #expect(try JSONParser.parse(scores.output)["ents_f"]?.number == 1)
  }

  @Test func theModelSaysWhereItComesFrom() throws {
    #expect(try train(steps: 20).status == 0)
    let meta = try JSONParser.parse(InputFile.read("\(output)/model-last/meta.json"))
    #expect(meta["clinspan_version"]?.string == Version.number)
    #expect(meta["performance"]?["ents_per_type"]?["person"] != nil)
    let hash = try DataHash(file: folder.file("notes.jsonl")).hex
    #expect(meta["data"]?["train"] == ["file": "notes.jsonl", "fnv1a64": .string(hash)])
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    let again = folder.file("again")
    #expect(try train(steps: 20).status == 0)
    #expect(try train(steps: 20, to: again).status == 0)
    for name in ["weights.safetensors", "config.cfg", "meta.json"] {
      let first = try InputFile.read("\(output)/model-last/\(name)")
      #expect(try first == InputFile.read("\(again)/model-last/\(name)"), "\(name)")
    }
  }

  @Test func ctrlCKeepsTheModelAndResumeEndsAtTheSameWeights() throws {
    let whole = folder.file("whole")
    #expect(try train(steps: 40, to: whole).status == 0)

    let interrupt = Interrupt()
    interrupt.raise()
    let stopped = try train(steps: 40, interrupt: interrupt)
    #expect(stopped.status == 130)
    #expect(stopped.errors.contains("model-last is kept; go on with --resume"))

    let resumed = try train("--resume", steps: 40)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let weights = "model-last/weights.safetensors"
    #expect(
      try InputFile.read("\(output)/\(weights)") == InputFile.read("\(whole)/\(weights)"))
  }

  @Test func theEnvironmentWinsOverTheCommandLine() throws {
    let run = try train(
      steps: 20,
      environment: ["SPACY_CONFIG_OVERRIDES": "--training.max_steps 0 --training.max_epochs 1"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("last epoch"))
  }

  @Test func aMistypedKeyIsNamedWithTheNearest() throws {
    let run = try train("--training.max_stepz", "5")
    #expect(run.status == 1)
    #expect(run.errors.contains("max_steps"))
    #expect(!Folder.exists(output))
  }

  @Test func aMissingCorpusIsNamed() {
    let run = InProcess("train", "\(Fixture.root)/configs/config.cfg", "-o", output)
    #expect(run.status == 1)
    #expect(run.errors.contains("names no train corpus; add --paths.train FILE"))
  }

  @Test func resumingNeedsAnOutput() {
    let run = InProcess("train", "config.cfg", "--resume")
    #expect(run.status == 64)
  }
}
