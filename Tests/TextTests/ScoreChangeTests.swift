import TestSupport
import Testing

@testable import Text

@Suite struct ScoreChangeTests {
  private let gold = InventedNotes.all.map { Example(document: $0.document, spans: $0.gold) }
  private let predicted = InventedNotes.all.map { $0.predictions.map(\.span) }

  @Test func eachLabelAndAllTogetherAreCountedAsEverywhere() throws {
    let change = ScoreChange(gold: gold, before: predicted, after: gold.map(\.spans))
    let score = Score(gold: gold, predicted: predicted)
    let total = try #require(change.total)
    #expect(total.label == nil && total.gold == gold.reduce(0) { $0 + $1.spans.count })
    #expect(total.before.f1 == score.f1 && total.after.f1 == 1)
    let gain = try #require(total.difference)
    #expect(abs(gain.value - (1 - (score.f1 ?? 0))) < 1e-12 && gain.interval.low > 0)
    for (row, label) in zip(change.rows, Set(gold.flatMap { $0.spans.map(\.label) }).sorted()) {
      #expect(row.label == label)
      #expect(abs((row.before.f1 ?? -1) - (score.perLabel[label]?.f1 ?? -2)) < 1e-12)
    }
  }

  @Test func nothingIsGainedByTheSame() {
    for row in ScoreChange(gold: gold, before: predicted, after: predicted).rows {
      #expect(row.difference?.value == 0)
      #expect(row.difference?.interval.low == 0 && row.difference?.interval.high == 0)
    }
  }

  @Test func predictionsWhereNothingIsKnownAreLeftOut() {
    var gold = gold
    gold[0].unannotated = [0..<gold[0].document.text.count]
    gold[0].spans = []
    let change = ScoreChange(
      gold: gold, before: predicted, after: [[]] + predicted.dropFirst(), samples: 50)
    #expect(change.total?.difference?.value == 0)
  }

  @Test func withoutRecordsNothingIsKnown() {
    let change = ScoreChange(gold: [], before: [], after: [])
    #expect(change.rows.count == 1 && change.total?.difference == nil)
  }
}
