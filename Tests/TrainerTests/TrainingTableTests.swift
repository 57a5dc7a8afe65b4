import Notation
import TestSupport
import Testing

@testable import Trainer

@Suite struct TrainingTableTests {
  @Test func linesAreSpaCys() throws {
    let cases = try #require(try Fixture.json("training_cases.json")["tables"]?.array)
    #expect(cases.count == 2)
    for item in cases {
      let pipes = (item["pipes"]?.array ?? []).compactMap(\.string)
      let table = TrainingTable(
        components: pipes, scores: (item["scores"]?.array ?? []).compactMap(\.string))
      var lines = table.header
      for row in item["rows"]?.array ?? [] {
        let cells = row.array ?? []
        let losses = cells[2].array?.compactMap(\.number) ?? []
        let score = cells[3].number ?? .nan
        lines.append(
          table.row(
            EvaluationResult(
              epoch: cells[0].integer ?? -1, step: cells[1].integer ?? -1,
              losses: Dictionary(uniqueKeysWithValues: zip(pipes, losses)),
              metrics: [
                "ents_f": score, "ents_p": score / 2, "ents_r": 0.1, "speed": 12345.678,
              ], score: score, isBest: false)))
      }
      #expect(lines.joined(separator: "\n") + "\n" == item["printed"]?.string)
    }
  }

  @Test func recordHasPerCentAndTheBareScore() {
    let table = TrainingTable(components: ["ner"], scores: ["ents_f", "speed"])
    let record = table.record(
      EvaluationResult(
        epoch: 1, step: 200, losses: ["ner": 3.5], metrics: ["ents_f": 0.5, "speed": 1000],
        score: 0.5, isBest: true))
    #expect(
      record.text()
        == #"{"epoch":1,"step":200,"losses":{"ner":3.5},"scores":{"ents_f":50.0,"speed":1000.0},"#
        + #""score":0.5}"#)
  }
}
