import Notation
import TestSupport
import Testing
import Text

@testable import CLI

/// Where two values differ by more than 1e-9, or one has what the other lacks; keys that only the second
/// has are passed over.
private func differences(_ expected: JSONValue, _ found: JSONValue?, at path: String) -> [String] {
  switch (expected, found) {
  case (.object(let expected), .object(let found)?):
    expected.members.flatMap { differences($0.value, found[$0.key], at: "\(path).\($0.key)") }
  case (.array(let expected), .array(let found)?) where expected.count == found.count:
    zip(expected, found).enumerated().flatMap {
      differences($1.0, $1.1, at: "\(path)[\($0)]")
    }
  default:
    if let expected = expected.number, let found = found?.number {
      abs(expected - found) <= 1e-9 ? [] : ["\(path): expected \(expected), found \(found)"]
    } else {
      expected == found ? [] : ["\(path): expected \(expected), found \(String(describing: found))"]
    }
  }
}

private func span(_ value: JSONValue) -> Span? {
  guard let fields = value.array, fields.count == 3, let start = fields[0].integer,
    let end = fields[1].integer, let label = fields[2].string
  else { return nil }
  return Span(start..<end, Label(label))
}

private func pairs(_ gold: String, _ predicted: String) throws -> [SpanPair] {
  SpanPair.pairs(gold: try Markup(gold).spans, predicted: try Markup(predicted).spans)
}

@Suite struct ComparisonFixtureTests {
  private static func examples(_ fixture: JSONValue) -> [Example] {
    (fixture["documents"]?.array ?? []).map { row in
      let text = String(repeating: "x", count: row["length"]?.integer ?? 0)
      return Example(
        document: Document(id: row["id"]?.string ?? "", text: ScalarText(text), tokens: []),
        spans: (row["gold"]?.array ?? []).compactMap(span),
        unannotated: (row["ignore"]?.array ?? []).compactMap(\.array).map {
          ($0[0].integer ?? 0)..<($0[1].integer ?? 0)
        })
    }
  }

  private static func system(_ name: String, _ runs: [String], _ fixture: JSONValue)
    -> SystemPredictions
  {
    SystemPredictions(
      name: name,
      runs: runs.map { run in
        var spans: [Document.ID: [Span]] = [:]
        for row in fixture["documents"]?.array ?? [] {
          if let predicted = row[run]?.array {
            spans[row["id"]?.string ?? ""] = predicted.compactMap(span)
          }
        }
        return spans
      })
  }

  @Test func twoSystemsCompareAsAnIndependentScorerHasIt() throws {
    let fixture = try Fixture.json("comparison.json")
    let gold = Self.examples(fixture)
    #expect(gold.count == 40)
    let a = Self.system("a", ["a0", "a1"], fixture)
    let b = Self.system("b", ["b0", "b1", "b2"], fixture)
    let reports = [
      "two": ComparisonReport(gold: gold, systems: [a, b], samples: 300),
      "one": ComparisonReport(
        gold: gold, systems: [Self.system("a", ["a0"], fixture)], samples: 100, seed: 42),
      "labels": ComparisonReport(
        gold: gold, systems: [b, Self.system("a", ["a1"], fixture)],
        labels: ["problem", "person"], samples: 100, seed: 3),
    ]
    for (name, report) in reports {
      var expected = try #require(fixture["expected"]?[name]?.object)
      for system in ["a", "b"] {  // our reports name systems, not files
        guard var one = expected[system]?.object else { continue }
        one["files"] = nil
        expected[system] = .object(one)
      }
      let found = differences(.object(expected), JSONValue(report.facts), at: name)
      #expect(found == [])
    }
  }

  @Test func everySpanIsPairedOnceAndTheCountsAddUp() throws {
    let fixture = try Fixture.json("comparison.json")
    let gold = Self.examples(fixture)
    let run = try #require(Self.system("a", ["a0"], fixture).runs.first)
    for example in gold {
      let predicted = run[example.document.id] ?? []
      let pairs = SpanPair.pairs(gold: example.spans, predicted: predicted)
      #expect(pairs.compactMap(\.gold).sorted() == example.spans.sorted())
      #expect(pairs.compactMap(\.predicted).sorted() == predicted.sorted())
      #expect(pairs.map(\.start) == pairs.map(\.start).sorted())
      let counts = OutcomeCounts(gold: example.spans, predicted: predicted)
      #expect(counts.gold == example.spans.count && counts.predicted == predicted.count)
      #expect(counts.confusion.values.reduce(0, +) == pairs.count)
      #expect(counts.perLabel.values.reduce(0) { $0 + $1.truePositives } == counts[.correct])
      // Strict counts do not depend on the pairing.
      let score = Score(
        gold: [Example(document: example.document, spans: example.spans)], predicted: [predicted])
      #expect(score.total.truePositives == counts[.correct])
    }
  }

  @Test func outcomesAreToldApart() throws {
    let gold = "[one|x] [two|x] [three|y] [four four|y] [five|x] six"
    let predicted = "[one|x] [two|y] th[ree|y] [four|x] four five [six|x]"
    let found = try pairs(gold, predicted).map(\.outcome)
    #expect(found == [.correct, .type, .boundary, .boundaryAndType, .missed, .spurious])
  }

  @Test func equalSpansArePairedBeforeLargerOverlaps() throws {
    let found = try pairs("[a [b c d|x]|x]", "a [b c d|x]")
    #expect(found.map(\.outcome) == [.missed, .correct])
    let split = try pairs("[a a a a|x] [b|x]", "a [a a a b|x]")
    #expect(split.map(\.outcome) == [.boundary, .missed])
  }

  @Test func confusionHasARowAndAColumnForNone() throws {
    let gold = try Markup("[one|x] [two|x] three").spans
    let predicted = try Markup("[one|y] two [three|y]").spans
    let counts = OutcomeCounts(gold: gold, predicted: predicted)
    #expect(counts[gold: "x", predicted: "y"] == 1)
    #expect(counts[gold: "x", predicted: nil] == 1)
    #expect(counts[gold: nil, predicted: "y"] == 1)
    #expect(counts[gold: "x", predicted: "x"] == 0)
  }

  @Test func schemesGiveCreditAsTheyShould() throws {
    let gold = try Markup("[one|x] [two|x] [three|x] [four|x]").spans
    let predicted = try Markup("[one|x] [two|y] th[ree|x] f[our|y]").spans
    let counts = OutcomeCounts(gold: gold, predicted: predicted)
    let precision = MatchScheme.allCases.map { counts.rates($0).precision }
    #expect(precision == [0.25, 0.5, 0.75, 0.5])
  }

  @Test func nothingAgainstNothingIsUndefined() {
    let report = ComparisonReport(
      gold: [], systems: [SystemPredictions(name: "a", runs: [[:]])], samples: 10)
    #expect(report.systems[0].counts.rates().f1 == nil)
    #expect(report.systems[0].interval.f1 == nil)
    #expect(report.text.contains("0 documents, 0 gold spans"))
  }

  @Test func reportsReadAsTheirGoldenTables() throws {
    let gold = ["[Ms Roe|person] has [fever|problem]", "[cough|problem] and [pain|problem]"]
    let a = ["[Ms Roe|person] has [fever|problem]", "[cough|problem] and [pain|a_b]"]
    let b = ["Ms [Roe|person] has fever", "[cough|problem] and pain"]
    func run(_ notes: [String]) throws -> [Document.ID: [Span]] {
      var spans: [Document.ID: [Span]] = [:]
      for (index, note) in notes.enumerated() { spans["n\(index)"] = try Markup(note).spans }
      return spans
    }
    let examples = try gold.enumerated().map { try Example(markup: $1, id: "n\($0)") }
    let report = try ComparisonReport(
      gold: examples,
      systems: [
        SystemPredictions(name: "old", runs: [run(a)]),
        SystemPredictions(name: "new", runs: [run(b), run(a)]),
      ], samples: 50)
    #expect(Golden.difference(report.text, "comparison.txt") == nil)
    #expect(Golden.difference(report.markdown, "comparison.md") == nil)
  }
}
