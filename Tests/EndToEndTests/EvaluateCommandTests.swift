import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

@Suite struct EvaluateCommandTests {
  private let folder = TemporaryFolder()

  private func console(_ interrupt: Interrupt = Interrupt()) -> Console {
    var time = 0.0
    return Console(
      output: MemorySink(), errors: MemorySink(), input: -1, interrupt: interrupt,
      now: {
        time += 0.5
        return time
      })
  }

  /// What `CapitalizedWords` finds is counted by hand: two right of four, one of three missed.
  private let gold = [
    Example(
      document: Document(id: "1", text: "Ann saw Bob Quill"),
      spans: [Span(0..<3, "NAME"), Span(8..<17, "NAME")]),
    Example(document: Document(id: "2", text: "Eve"), spans: [Span(0..<3, "NAME")]),
  ]

  @Test func jsonHasTheKeysAndTheLayoutOfSpacy() throws {
    let run = try EvaluationRun(CapitalizedWords(), on: gold, console())
    #expect(
      JSONValue.object(run.metrics).text(EvaluationRun.layout) == """
        {
          "token_acc":1.0,
          "token_p":1.0,
          "token_r":1.0,
          "token_f":1.0,
          "ents_p":0.5,
          "ents_r":0.6666666667,
          "ents_f":0.5714285714,
          "ents_per_type":{
            "NAME":{
              "p":0.5,
              "r":0.6666666667,
              "f":0.5714285714
            }
          },
          "speed":10.0,
          "ents_calibration_error":0.3999999762
        }
        """)
  }

  @Test func theScreenHasSpacysTablesAndMore() throws {
    let lines = try EvaluationRun(CapitalizedWords(), on: gold, console()).lines
    #expect(
      lines.dropLast().joined(separator: "\n") == """

        ================================== Results ==================================

        TOK     100.00
        NER P   50.00
        NER R   66.67
        NER F   57.14
        SPEED   10

        =============================== NER (per type) ===============================

                   P       R       F
        NAME   50.00   66.67   57.14

        NER F lies between 40.0 and 100.0 in 95 % of draws of these 2 documents.
        Confidences differ from the share that is right by 40.0 points on average (expected calibration error, 10 bins).
        """)
    #expect(
      lines.last
        == "Correct 2; wrong bounds 1, wrong label 0, both wrong 0, missed 0, spurious 1.")
  }

  @Test func nothingToScoreIsNull() throws {
    let empty = [Example(document: Document(id: "1", text: "none"), spans: [])]
    let run = try EvaluationRun(CapitalizedWords(), on: empty, console())
    #expect(run.metrics["ents_f"] == .null)
    #expect(run.metrics["ents_per_type"] == .null)
    #expect(run.lines.contains("NER F   -"))
  }

  @Test func ctrlCStopsBetweenBatches() throws {
    let interrupt = Interrupt()
    interrupt.raise()
    #expect(throws: Stopped.self) {
      try EvaluationRun(CapitalizedWords(), on: gold, console(interrupt))
    }
  }

  @Test func theCommandPrintsSavesAndTakesSpacysFlags() throws {
    let model = folder.file("model")
    try TinyModel.save(to: model)
    let data = try folder.write(
      """
      {"id":"1","text":"Ann Quill has chest pain .","spans":[{"start":0,"end":9,"label":"person"}]}
      {"id":"2","text":"nobody has looked at this one"}
      """, to: "gold.jsonl")
    let output = folder.file("out.json")
    let run = InProcess(
      "evaluate", model, data, "--output", output, "--gpu-id", "0", "--code", "custom.py")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("NER F"))
    #expect(run.output.contains("of these 1 document"))
    #expect(run.errors.contains("--gpu-id 0 is passed over"))
    #expect(run.errors.contains("--code custom.py is passed over"))
    let saved = try JSONParser.parse(InputFile.read(output))
    #expect(saved.object?.keys.first == "token_acc")

    let json = InProcess("evaluate", model, data, "--json")
    #expect(try JSONParser.parse(json.output).object?.keys == saved.object?.keys)
  }

  @Test func dataWithoutGoldIsExplained() throws {
    let model = folder.file("model")
    try TinyModel.save(to: model)
    let data = try folder.write("{\"id\":\"1\",\"text\":\"Ann\"}\n", to: "plain.jsonl")
    let run = InProcess("evaluate", model, data)
    #expect(run.status == 1)
    #expect(run.errors.contains("no document with gold spans"))
  }
}
