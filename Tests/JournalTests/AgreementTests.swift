import Journal
import TestSupport
import Testing
import Text

@Suite struct AgreementTests {
  /// Sixty tokens of one scalar each, and the spans of two annotators.
  private static let tokens = (0..<60).map { $0..<$0 + 1 }
  private static let first: [Span] = [
    Span(0..<2, "problem"), Span(3..<5, "test"), Span(6..<9, "problem"), Span(11..<12, "treatment"),
    Span(14..<16, "problem"), Span(20..<23, "test"), Span(25..<26, "person"),
    Span(30..<33, "problem"), Span(40..<42, "treatment"), Span(50..<51, "person"),
  ]
  private static let second: [Span] = [
    Span(0..<2, "problem"), Span(3..<5, "problem"), Span(6..<8, "problem"),
    Span(11..<12, "treatment"), Span(17..<18, "person"), Span(20..<23, "test"),
    Span(25..<26, "person"), Span(29..<33, "problem"), Span(40..<42, "test"),
    Span(50..<51, "person"), Span(55..<57, "treatment"),
  ]

  /// The values of scikit-learn 1.9.1's `cohen_kappa_score` on the same labels.
  @Test func kappaIsThatOfScikitLearn() throws {
    let agreement = Agreement(tokens: Self.tokens, first: Self.first, second: Self.second)
    func isNear(_ value: Double?, _ expected: Double) -> Bool {
      value.map { abs($0 - expected) < 1e-12 } ?? false
    }
    #expect(isNear(agreement.kappa, 0.6526315789473685))
    #expect(isNear(agreement.kappa("person"), 0.7916666666666666))
    #expect(isNear(agreement.kappa("problem"), 0.64))
    #expect(isNear(agreement.kappa("test"), 0.5636363636363636))
    #expect(isNear(agreement.kappa("treatment"), 0.29824561403508776))
  }

  @Test func spansAgreeWhereEdgesAndLabelDo() {
    let agreement = Agreement(tokens: Self.tokens, first: Self.first, second: Self.second)
    #expect(agreement.spanCounts.first == 10 && agreement.spanCounts.second == 11)
    #expect(agreement.spanCounts.both == 5)
    #expect(agreement.spanCounts.f1 == 10.0 / 21)
    #expect(agreement.spanCounts("person").f1 == 4.0 / 5)
    #expect(agreement.labels == ["person", "problem", "test", "treatment"])
  }

  /// Two by two, by hand: 4 of 10 tokens both, 3 neither, 2 and 1 only one: p₀ .7, pₑ .6·.5 + .4·.5 = .5.
  @Test func kappaByHand() throws {
    let tokens = (0..<10).map { $0..<$0 + 1 }
    let agreement = Agreement(
      tokens: tokens, first: [Span(0..<6, "a")], second: [Span(0..<4, "a"), Span(9..<10, "a")])
    #expect(agreement.tokenCount == 10)
    #expect(abs(try #require(agreement.kappa) - 0.4) < 1e-12)
  }

  @Test func recordsAddUp() {
    var sum = Agreement()
    for start in stride(from: 0, to: 60, by: 20) {
      func part(_ spans: [Span]) -> [Span] {
        spans.filter { (start..<start + 20).contains($0.start) }
      }
      sum += Agreement(
        tokens: Array(Self.tokens[start..<start + 20]), first: part(Self.first),
        second: part(Self.second))
    }
    #expect(sum == Agreement(tokens: Self.tokens, first: Self.first, second: Self.second))
  }

  @Test func whereChanceSaysAllThereIsNoKappa() {
    let none = Agreement(tokens: Self.tokens, first: [], second: [])
    #expect(none.kappa == nil && none.spanCounts.f1 == nil)
    let whole = Agreement(
      tokens: Self.tokens, first: [Span(0..<60, "a")], second: [Span(0..<60, "a")])
    #expect(whole.kappa == nil && whole.spanCounts.f1 == 1)
    #expect(Agreement().kappa == nil)
  }

  // MARK: Merging

  @Test func whatBothSayIsAcceptedAndTheRestIsLeft() throws {
    let merge = Merge(first: Self.first, second: Self.second)
    var draft = merge.draft
    draft.apply(merge.edit)
    let accepted = draft.spans.filter { $0.decision == .accepted }.map(\.span)
    #expect(Set(accepted) == Set(Self.first).intersection(Self.second))
    #expect(!merge.isSettled)
    // What the first has and the second's spans that stand apart are to be decided.
    let open = Set(draft.spans.filter { $0.decision == .predicted }.map(\.span))
    #expect(open.isSuperset(of: Set(Self.first).subtracting(Self.second)))
    #expect(open.contains(Span(17..<18, "person")) && open.contains(Span(55..<57, "treatment")))
    #expect(!open.contains(Span(6..<8, "problem")))
  }

  @Test func recordsThatAgreeAreSettled() {
    #expect(Merge(first: Self.first, second: Self.first).isSettled)
    #expect(Merge(first: [], second: []).isSettled)
    #expect(!Merge(first: [], second: [Span(0..<1, "a")]).isSettled)
  }

  /// Any two annotators, overlaps and all: the draft holds together, and the journal can be replayed.
  @Test(arguments: 0..<20)
  func anyTwoCanBeMerged(seed: Int) throws {
    var random = SplitMix(UInt64(seed))
    func spans() -> [Span] {
      (0..<Int.random(in: 0...8, using: &random)).map { _ in
        let start = Int.random(in: 0..<50, using: &random)
        return Span(
          start..<start + Int.random(in: 1...9, using: &random),
          ["a", "b"][Int.random(in: 0...1, using: &random)])
      }
    }
    let merge = Merge(first: spans(), second: spans())
    var draft = merge.draft
    #expect(draft.fits(merge.edit))
    draft.apply(merge.edit)
    #expect(draft.holdsTogether)
    var history = History()
    var copy = History()
    for line in history.decide(merge.edit, on: RecordKey(rawValue: "x"), draft: merge.draft) {
      try copy.replay(line)
    }
    #expect(copy == history)
  }
}
