import Model
import TestSupport
import Testing
import Text

@testable import Trainer

/// An encoder that learns the language of texts.
@Suite struct AdaptationTests {
  private static let sentences = [
    "The patient was given aspirin for chest pain .", "No fever and no cough since Monday .",
    "Start heparin and watch for bleeding .", "The wound was clean and dry .",
  ]

  private static let documents = (0..<60).map {
    Document(id: "\($0)", text: ScalarText("\(sentences[$0 % 4]) \(sentences[($0 / 4) % 4]) \($0)"))
  }

  private func run(
    seed: UInt64 = 0, steps: Int = 60, _ change: (inout Adaptation.Settings) -> Void = { _ in }
  ) throws -> Adaptation {
    let encoder = try PretrainedEncoder(folder: Fixture.path("tiny_roberta"))
    var settings = Adaptation.Settings()
    settings.steps = steps
    settings.batchPieces = 300
    settings.rate = 0.01
    settings.seed = seed
    settings.evaluationFrequency = 20
    change(&settings)
    return try Adaptation(
      MaskedLanguageModel(encoder, seed: seed, mixesPrecision: false), to: Self.documents, settings)
  }

  private func reports(_ run: inout Adaptation) -> [Adaptation.Report] {
    var reports: [Adaptation.Report] = []
    while let event = run.next() {
      if case .evaluated(let report) = event { reports.append(report) }
    }
    return reports
  }

  @Test func textsThatAreNotLearntFromBecomeEasier() throws {
    var run = try run()
    let reports = reports(&run)
    #expect(reports.map(\.steps) == [0, 20, 40, 60])
    #expect(reports[0].loss == nil && reports.dropFirst().allSatisfy { $0.loss != nil })
    let held = reports.compactMap(\.heldOutLoss)
    #expect(held.count == 4)
    #expect(held[3] < 0.7 * held[0], "\(held)")
    #expect(run.next() == nil)
  }

  @Test func theSeedDecidesEveryBit() throws {
    var (first, second, third) = (try run(steps: 4), try run(steps: 4), try run(seed: 1, steps: 4))
    let losses = [reports(&first), reports(&second), reports(&third)]
    #expect(losses[0] == losses[1])
    #expect(losses[0] != losses[2])
  }

  @Test func leavingItKeepsWhatWasLearnt() throws {
    var whole = try run(steps: 5)
    _ = reports(&whole)
    var left = try run(steps: 5)
    while let event = left.next(), event != .step(5) {}
    let texts = Self.documents.map { PieceText($0, longest: 100, left.model.files.tokenizer) }
    func loss(_ model: MaskedLanguageModel) -> MaskedLanguageModel.Loss {
      var pass = Pass.inference
      return model.loss(of: texts, hiding: 0.3, &pass)
    }
    #expect(loss(left.model) == loss(whole.model))
    #expect(loss(left.model) != loss(try run().model))
  }

  @Test func fewTextsAreAllLearntFrom() throws {
    let encoder = try PretrainedEncoder(folder: Fixture.path("tiny_roberta"))
    let model = try MaskedLanguageModel(encoder, seed: 0)
    var settings = Adaptation.Settings()
    settings.steps = 1
    var run = try Adaptation(model, to: Array(Self.documents.prefix(3)), settings)
    #expect(reports(&run).allSatisfy { $0.heldOutLoss == nil })
    #expect(throws: TrainerError.nothingToRead) {
      try Adaptation(model, to: [Document(id: "n", text: ScalarText(" "))], settings)
    }
  }

  @Test func noWindowIsLongerThanThePositionsReach() throws {
    var run = try run(steps: 1) { $0.longestWindow = 5000 }
    #expect(!reports(&run).isEmpty)
  }
}
