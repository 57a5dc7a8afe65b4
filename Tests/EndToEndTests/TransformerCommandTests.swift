import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

/// The original's transformer configurations from the command line, over a small random RoBERTa.
@Suite struct TransformerCommandTests {
  private let folder = TemporaryFolder()

  private func corpus() throws -> String {
    let markup = try Markup("[Ann Quill|person] has [chest pain|problem] again .")
    let row: JSONValue = [
      "id": "n1", "text": .string(markup.text.string),
      "spans": .array(
        markup.spans.map {
          [
            "start": .integer($0.range.lowerBound), "end": .integer($0.range.upperBound),
            "label": .string($0.label.rawValue),
          ]
        }),
    ]
    return try folder.write(row.text(), to: "notes.jsonl")
  }

  private func train(_ config: String, encoder: String) throws -> InProcess {
    let corpus = try corpus()
    return InProcess([
      "train", "\(Fixture.root)/configs/\(config)", "--output", folder.file("training"),
      "--paths.train", corpus, "--paths.dev", corpus, "--training.max_steps", "2",
      "--components.transformer.model.name", encoder,
    ])
  }

  @Test(arguments: ["config_trf.cfg", "spacy_config_trf.cfg", "best_trf.cfg"])
  func aTrainedModelStandsByItself(config: String) throws {
    let run = try train(config, encoder: Fixture.path("tiny_roberta"))
    #expect(run.status == 0, "\(run.errors)")
    let model = folder.file("training") + "/model-last"
    let info = InProcess(["model", "info", model])
    #expect(info.status == 0, "\(info.errors)")
    #expect(info.output.contains("transformer over windows of"))
    #expect(info.output.contains("tokenizer.json"))
    #expect(InProcess(["model", "verify", model]).status == 0)
    let evaluation = InProcess(["evaluate", model, try corpus()])
    #expect(evaluation.status == 0, "\(evaluation.errors)")
    let export = InProcess(["model", "export", model, folder.file("spacy"), "--to", "spacy"])
    #expect(export.status == 1)
  }

  @Test func aNameWithoutAFolderEndsWithTheNextStep() throws {
    let run = try train("config_trf.cfg", encoder: "roberta-base")
    #expect(run.status == 1)
    #expect(run.errors.contains("roberta-base: no folder of this name, and nothing is downloaded"))
    #expect(run.errors.contains("scripts/fetch-encoder"))
  }
}
