import Testing
import Text

@testable import Model

private let system = TransitionSystem(labels: ["problem", "test"])

/// Every way to lay spans of two labels over `count` tokens, without overlap.
private func everySpanSet(over count: Int) -> [[TransitionState.Found]] {
  func extend(_ start: Int) -> [[TransitionState.Found]] {
    if start >= count { return [[]] }
    var sets = extend(start + 1)
    for end in start + 1...count {
      for label in 0..<2 {
        let found = TransitionState.Found(tokens: start..<end, label: label)
        sets += extend(end).map { [found] + $0 }
      }
    }
    return sets
  }
  return extend(0)
}

private func gold(_ spans: [TransitionState.Found], count: Int) -> [GoldMove] {
  var gold = [GoldMove](repeating: .outside, count: count)
  for span in spans {
    for token in span.tokens { gold[token] = .span(.inside, label: span.label) }
    gold[span.tokens.lowerBound] = .span(.begin, label: span.label)
    gold[span.tokens.upperBound - 1] = .span(.last, label: span.label)
    if span.tokens.count == 1 { gold[span.tokens.lowerBound] = .span(.unit, label: span.label) }
  }
  return gold
}

@Suite struct OracleTests {
  @Test func classesStandInSpaCysOrder() {
    #expect(
      (0..<system.count).map(system.name) == [
        "B-problem", "B-test", "I-problem", "I-test", "L-problem", "L-test", "U-problem",
        "U-test", "U-", "O",
      ])
    let counted = TransitionSystem(tokensByLabel: ["a": 3, "b": 5, "c": 3])
    #expect(counted.labels == ["b", "c", "a"])
  }

  @Test(arguments: 0...6) func followingFreeMovesGivesTheGoldSpansAgain(_ count: Int) {
    for spans in everySpanSet(over: count) {
      let oracle = Oracle(gold: gold(spans, count: count))
      var state = TransitionState(tokens: 0..<count)
      while !state.isFinal {
        let free = system.transitions.filter {
          state.allows($0, isSpace: false) && oracle.isFree($0, in: state)
        }
        #expect(free.count == 1, "on the gold path one action is free")
        guard let transition = free.first else { return }
        state.apply(transition)
      }
      #expect(state.spans == spans)
    }
  }

  @Test(arguments: 1...6) func everyReachableStateHasAValidMoveAndEndsClosed(_ count: Int) {
    var states: Set = [TransitionState(tokens: 0..<count)]
    for _ in 0..<count {
      states = states.reduce(into: []) { next, state in
        let valid = system.transitions.filter { state.allows($0, isSpace: false) }
        #expect(!valid.isEmpty)
        for transition in valid {
          var after = state
          after.apply(transition)
          next.insert(after)
        }
      }
    }
    #expect(states.allSatisfy { $0.isFinal && $0.open == nil })
    #expect(Set(states.map(\.spans)) == Set(everySpanSet(over: count)))
  }

  @Test func theTableOfCosts() {
    // The current token is the third; a span of label 0 is open since the second, or none is.
    struct Row {
      let move: Move
      let label: Int?
      let start: GoldMove
      let here: GoldMove
      let next: GoldMove
      let isFree: Bool
    }
    let right = GoldMove.span(.begin, label: 0)
    let sunk = GoldMove.outside
    func gold(_ move: Move) -> GoldMove { .span(move, label: 0) }
    let rows = [
      Row(move: .begin, label: 0, start: sunk, here: gold(.begin), next: gold(.last), isFree: true),
      Row(
        move: .begin, label: 1, start: sunk, here: gold(.begin), next: gold(.last), isFree: false),
      Row(
        move: .begin, label: 0, start: sunk, here: gold(.inside), next: gold(.last), isFree: false),
      Row(move: .begin, label: 0, start: sunk, here: gold(.last), next: .outside, isFree: false),
      Row(move: .begin, label: 0, start: sunk, here: gold(.unit), next: .outside, isFree: false),
      Row(move: .begin, label: 0, start: sunk, here: .outside, next: .outside, isFree: false),
      Row(move: .begin, label: 0, start: sunk, here: .missing, next: .outside, isFree: true),
      Row(move: .unit, label: 0, start: sunk, here: gold(.unit), next: .outside, isFree: true),
      Row(move: .unit, label: 1, start: sunk, here: gold(.unit), next: .outside, isFree: false),
      Row(move: .unit, label: 0, start: sunk, here: gold(.begin), next: gold(.last), isFree: false),
      Row(
        move: .outside, label: nil, start: sunk, here: gold(.begin), next: gold(.last),
        isFree: false),
      Row(
        move: .outside, label: nil, start: sunk, here: gold(.unit), next: .outside, isFree: false),
      Row(
        move: .outside, label: nil, start: sunk, here: gold(.inside), next: gold(.last),
        isFree: true),
      Row(move: .outside, label: nil, start: sunk, here: gold(.last), next: .outside, isFree: true),
      Row(move: .outside, label: nil, start: sunk, here: .missing, next: .outside, isFree: true),
      Row(
        move: .inside, label: 0, start: right, here: gold(.inside), next: gold(.last), isFree: true),
      Row(
        move: .inside, label: 0, start: right, here: gold(.begin), next: gold(.last), isFree: true),
      Row(move: .inside, label: 0, start: right, here: gold(.last), next: .outside, isFree: false),
      Row(move: .inside, label: 0, start: sunk, here: gold(.last), next: .outside, isFree: true),
      Row(move: .inside, label: 0, start: sunk, here: gold(.last), next: .missing, isFree: true),
      Row(
        move: .inside, label: 0, start: sunk, here: gold(.last), next: gold(.unit), isFree: false),
      Row(move: .inside, label: 0, start: right, here: .outside, next: .outside, isFree: true),
      Row(move: .inside, label: 0, start: right, here: .outside, next: gold(.unit), isFree: false),
      Row(move: .inside, label: 0, start: right, here: gold(.unit), next: .outside, isFree: true),
      Row(move: .inside, label: 0, start: right, here: gold(.unit), next: .missing, isFree: false),
      Row(
        move: .last, label: 0, start: right, here: gold(.inside), next: gold(.last), isFree: false),
      Row(move: .last, label: 0, start: sunk, here: gold(.inside), next: gold(.last), isFree: true),
      Row(move: .last, label: 0, start: right, here: gold(.last), next: .outside, isFree: true),
      Row(move: .last, label: 0, start: right, here: gold(.begin), next: gold(.last), isFree: true),
      Row(move: .last, label: 0, start: right, here: gold(.unit), next: .outside, isFree: true),
      Row(move: .last, label: 0, start: right, here: .outside, next: .outside, isFree: true),
    ]
    for (number, row) in rows.enumerated() {
      var state = TransitionState(tokens: 0..<4)
      state.apply(Transition(.outside, nil))
      let opens = row.move == .inside || row.move == .last
      state.apply(opens ? Transition(.begin, 0) : Transition(.outside, nil))
      let oracle = Oracle(gold: [.outside, row.start, row.here, row.next])
      #expect(
        oracle.isFree(Transition(row.move, row.label), in: state) == row.isFree, "row \(number)")
    }
  }

  @Test func spansNeverStartOnWhiteSpaceNorRunPastTheEnd() {
    let state = TransitionState(tokens: 0..<1)
    #expect(!state.allows(Transition(.begin, 0), isSpace: false))
    #expect(state.allows(Transition(.unit, 0), isSpace: false))
    #expect(!state.allows(Transition(.unit, 0), isSpace: true))
    #expect(state.allows(Transition(.outside, nil), isSpace: true))
    #expect(!state.allows(Transition(.unit, nil), isSpace: false))
  }

  @Test func goldThatDoesNotFallOnTokensIsMissing() {
    let text = ScalarText("chest pain now")
    let document = Document(
      id: "a", text: text,
      tokens: [
        Token(range: 0..<5, isFollowedBySpace: true), Token(range: 6..<10, isFollowedBySpace: true),
        Token(range: 11..<14, isFollowedBySpace: false),
      ])
    let example = Example(
      document: document, spans: [Span(0..<8, "problem"), Span(11..<14, "test")])
    #expect(system.gold(example) == [.missing, .missing, .span(.unit, label: 1)])
  }
}
