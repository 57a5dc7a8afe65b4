import TestSupport
import Testing
import Text

@testable import TUI

@Suite struct UpdateTests {
  // MARK: Background work

  @Test func theFirstFrameWaitsForNothing() {
    let session = Session(notes: Array(repeating: InventedNotes.all[0], count: 1000))
    var state = session.explore.initialState(size: session.size, theme: .dark)
    #expect(view(state).description.contains("discharge-0107"))
    #expect(update(&state, .started) == [.recount, .predict(0), .predict(1)])
  }

  @Test func theOpenRecordIsRecognizedBeforeTheOthers() {
    let session = Session(notes: Array(repeating: InventedNotes.all[0], count: 100))
    var state = session.explore.initialState(size: session.size, theme: .dark)
    _ = update(&state, .started)
    #expect(update(&state, .key(Key(.character("G")))) == [])
    #expect(update(&state, .key(Key(.enter))) == [])
    #expect(update(&state, .predicted(0, Reading())) == [.predict(99)])
    #expect(update(&state, .predicted(1, Reading())) == [.predict(98)])
    #expect(update(&state, .predicted(99, Reading())) == [.predict(2)])
  }

  @Test func everyRecordIsRecognizedOnce() {
    var asked: [Int] = []
    let session = Session(notes: Array(repeating: InventedNotes.all[1], count: 40))
    var state = session.explore.initialState(size: session.size, theme: .dark)
    var actions: [Action] = [.started]
    while !actions.isEmpty {
      for effect in update(&state, actions.removeLast()) {
        guard case .predict(let index) = effect else { continue }
        asked.append(index)
        actions.append(.predicted(index, Reading()))
      }
    }
    #expect(asked.sorted() == Array(0..<40))
    #expect(state.totals.done == 40)
    #expect(state.jobs.isIdle)
  }

  @Test func aMaskedRecordIsShownOnlyOnceItIsMasked() {
    let session = Session(isMasked: true)
    var state = session.explore.initialState(size: session.size, theme: .dark)
    #expect(update(&state, .started) == [.display(0, MaskOrders()), .display(1, MaskOrders())])
    _ = update(&state, .key(Key(.enter)))
    #expect(view(state).description.contains("masking…"))
    #expect(!view(state).description.contains("Quimby"))
    _ = update(&state, .blocked(0, "reader failed"))
    #expect(view(state).description.contains("could not be masked"))
    #expect(!view(state).description.contains("Quimby"))
  }

  @Test func aFailureOfTheModelIsSaid() throws {
    struct Broken: Error {}
    var session = Session()
    session.notes = Array(session.notes.prefix(1))
    var state = session.explore.initialState(size: session.size, theme: .dark)
    _ = update(&state, .started)
    _ = update(&state, .predictionFailed(0, "out of memory"))
    #expect(view(state).description.contains("failed"))
    _ = update(&state, .key(Key(.enter)))
    #expect(view(state).description.contains("the model failed: out of memory"))
  }

  @Test func labelsThatOnlyTheModelKnowsJoinTheLegend() {
    var state = Session().explore.initialState(size: Size(width: 132, height: 24), theme: .dark)
    _ = update(
      &state,
      .predicted(
        0, Reading(annotations: [Annotation(span: Span(0..<9, "dosage"), source: .model("m"))])))
    #expect(state.labels.labels.last == "dosage")
    #expect(state.labels.letter(of: "dosage") == "D")
  }

  // MARK: Counting

  @Test func agreementIsStrictAndFollowsTheThreshold() throws {
    let gold = [Span(0..<5, "test"), Span(6..<9, "problem")]
    let predictions = [
      Annotation(span: Span(0..<5, "test"), source: .model("m"), confidence: 0.5),
      Annotation(span: Span(6..<10, "problem"), source: .model("m"), confidence: 0.9),
      Annotation(span: Span(12..<14, "test"), source: .model("m")),
    ]
    func standings(_ threshold: Int) -> [Standing] {
      Mark.marks(predictions: predictions, gold: gold, Thresholds(common: threshold)).map(
        \.standing)
    }
    #expect(standings(0) == [.agreed, .spurious, .missed, .spurious])
    #expect(standings(50) == [.agreed, .spurious, .missed, .spurious])
    #expect(standings(55) == [.missed, .spurious, .missed, .spurious])
    #expect(standings(95) == [.missed, .missed, .spurious])
    let tally = Tally(Mark.marks(predictions: predictions, gold: gold, Thresholds()))
    #expect(tally.f1 == 2.0 / 5)
    #expect(Tally().f1 == nil)
    #expect(
      Mark.marks(predictions: nil, gold: gold, Thresholds()).map(\.standing) == [.gold, .gold])
    #expect(
      Mark.marks(predictions: predictions, gold: nil, Thresholds()).allSatisfy {
        $0.standing == .predicted
      })
  }

  @Test func totalsAreTheSumsOfTheRecords() throws {
    for keys in ["", "++++++++", "++++++++--------", "+++++<Enter>++J+q-"] {
      let state = try Session().state(keys)
      let tallies = state.entries.compactMap(\.tally)
      #expect(state.totals.tally.agreed == tallies.reduce(0) { $0 + $1.agreed })
      #expect(state.totals.tally.missed == tallies.reduce(0) { $0 + $1.missed })
      #expect(state.totals.tally.spurious == tallies.reduce(0) { $0 + $1.spurious })
      #expect(
        state.totals.spans
          == state.entries.compactMap(\.counts).reduce(0) { $0 + $1.values.reduce(0, +) })
      #expect(state.totals.done == state.entries.count)
    }
  }

  // MARK: Keys

  @Test func tabGoesThroughTheSpansAndRound() throws {
    let count = try #require(try Session().state("<Enter>").note?.marks.count)
    #expect(try Session().state("<Enter><Tab>").note?.focusIndex == 0)
    #expect(try Session().state("<Enter><Tab><Tab>").note?.focusIndex == 1)
    #expect(try Session().state("<Enter><Shift-Tab>").note?.focusIndex == count - 1)
    #expect(try Session().state("<Enter><Shift-Tab><Tab>").note?.focusIndex == 0)
    #expect(try Session().state("<Enter><Tab><Shift-Tab>").note?.focusIndex == count - 1)
  }

  @Test func theFocusIsAlwaysInTheWindow() throws {
    var session = Session(notes: [InventedNotes.long(characters: 20_000)])
    session.size = Size(width: 60, height: 16)
    var player = Player(session)
    try player.play("<Enter>")
    for step in 0..<700 {
      try player.play(step % 3 == 0 ? "<Tab><Tab><Tab>" : "<Shift-Tab>")
      #expect(view(player.state).cursor != nil)
      let note = try #require(player.state.note)
      let layout = try #require(note.layout)
      let focus = try #require(note.focus)
      let rows = (note.top...layout.row(at: focus.span.start))
      let height = rows.reduce(0) { $0 + player.state.height(ofRow: $1, in: note) }
      #expect(height <= NoteGeometry(player.state).text.height)
    }
  }

  @Test func errorsAreFoundAcrossRecords() throws {
    var player = Player(Session())
    try player.play("<Enter>")
    var seen: [String] = []
    for _ in 0..<60 {
      try player.play("e")
      guard player.state.message == nil else { break }
      let note = try #require(player.state.note)
      let focus = try #require(note.focus)
      #expect(focus.standing.isError)
      seen.append("\(note.index) \(focus)")
    }
    let total = player.state.totals.tally
    #expect(seen.count == total.missed + total.spurious)
    #expect(Set(seen).count == seen.count)
    #expect(player.state.message?.text.contains("no difference from gold after this") == true)
    for _ in 1..<seen.count { try player.play("E") }
    #expect(player.state.note.map { "\($0.index) \($0.focus.map { "\($0)" } ?? "")" } == seen.first)
  }

  @Test func aHiddenLabelIsNowhere() throws {
    let state = try Session().state("<Enter>2")
    #expect(state.note?.marks.contains { $0.span.label == "problem" } == false)
    #expect(view(state).description.contains("(problem)"))
    #expect(try Session().state("<Enter>22").labels.hidden.isEmpty)
    #expect(try Session().state("123*").labels.hidden.isEmpty)
  }

  @Test func theTextAtTheTopStaysWhereItIs() throws {
    var session = Session(notes: [InventedNotes.long(characters: 20_000)])
    session.size = Size(width: 100, height: 30)
    var player = Player(session)
    try player.play("<Enter><PgDn><PgDn><PgDn>")
    func top(_ state: AppState) -> Range<Int> {
      guard let note = state.note, let layout = note.layout else { return 0..<0 }
      return layout.rows[note.top].range
    }
    let before = top(player.state).lowerBound
    for keys in ["<resize 60x20>", "i", "i", "i", "<resize 140x50>", "s", "c", "<resize 100x30>"] {
      try player.play(keys)
      let after = top(player.state)
      #expect(after.contains(before) || abs(after.lowerBound - before) < 140, "\(keys)")
    }
  }

  @Test func listsStopAtTheirEnds() throws {
    #expect(try Session().state("<Up><Up>").list.selection == 0)
    #expect(try Session().state("G<Down>").list.selection == 5)
    #expect(try Session().state("Ggg").list.selection == 0)
    #expect(try Session().state("<Enter>K").message?.text == "this is the first record")
    #expect(try Session().state("G<Enter>J").message?.text == "this is the last record")
  }

  @Test func recordsAreSorted() throws {
    let f1 = try Session().state("s")
    let figures = f1.order.compactMap { f1.entries[$0].tally?.f1 }
    #expect(figures == figures.sorted())
    let errors = try Session().state("ss")
    let counts = errors.order.map { index in
      errors.entries[index].tally.map { $0.missed + $0.spurious } ?? 0
    }
    #expect(counts == counts.sorted(by: >))
    let length = try Session().state("sss")
    #expect(length.order.map { length.entries[$0].length } == [846, 327, 259, 259, 247, 0])
    #expect(try Session().state("ssssss").order == Array(0..<6))
    // The selection stays on its record.
    #expect(length.order[length.list.selection] == 0)
  }

  // MARK: Search

  @Test func searchGoesWithTheTyping() throws {
    var player = Player(Session())
    try player.play("<Enter>/pa")
    #expect(player.state.note?.matches.count == 3)
    try player.play("i")
    #expect(player.state.note?.matches.count == 2)
    #expect(view(player.state).description.contains("/pai"))
    #expect(view(player.state).showsCursor)
    try player.play("<Enter>n")
    #expect(player.state.note?.currentMatch == 1)
    try player.play("n")
    #expect(player.state.note?.currentMatch == 0)
    #expect(player.state.message?.text == "pai: 1 of 2, round the end")
    try player.play("N")
    #expect(player.state.note?.currentMatch == 1)
  }

  @Test func leavingASearchGoesBack() throws {
    var session = Session(notes: [InventedNotes.long(characters: 20_000)])
    session.size = Size(width: 60, height: 16)
    let before = try session.state("<Enter><PgDn>")
    let after = try session.state("<Enter><PgDn>/nothing else<Backspace>uneventful<Esc>")
    #expect(after.note?.top == before.note?.top)
    #expect(after.search == nil)
  }

  @Test func searchInTheListFindsRecordsByTextAndName() throws {
    #expect(try Session().state("/migraine").list.selection == 4)
    #expect(try Session().state("/nursing").list.selection == 3)
    let state = try Session().state("/CHF<Enter><Enter>")
    #expect(state.note?.index == 2)
    #expect(state.note?.currentMatch == 0)
    #expect(try Session().state("/low salt<Enter>n").list.selection == 2)
    #expect(try Session().state("/low salt<Enter>nn").list.selection == 0)
  }

  @Test func keysTypedInAPromptDoNothingElse() throws {
    let state = try Session().state("/qQ?123<Tab><Down>")
    #expect(state.prompt?.text == "qQ?123")
    #expect(state.popup == nil)
    #expect(state.screen == .records)
  }

  @Test func pastedTextIsNeverTakenForKeys() throws {
    var player = Player(Session())
    try player.play("<paste q>")
    #expect(player.effects.isEmpty)
    try player.play("/<paste pain>")
    #expect(player.state.search?.query == "pain")
  }

  // MARK: Leaving

  @Test func quittingIsAnEffect() throws {
    var player = Player(Session())
    try player.play("<Enter>q")
    #expect(player.state.screen == .records)
    try player.play("q")
    #expect(player.effects == [.quit])
  }

  @Test func controlCAsksFirst() throws {
    var player = Player(Session())
    try player.play("<Ctrl-C>")
    #expect(player.effects.isEmpty)
    try player.play("j<Ctrl-C>")
    #expect(player.effects.isEmpty)
    try player.play("<Ctrl-C>")
    #expect(player.effects == [.quit])
  }

  @Test func aSmallWindowIsNoTrap() throws {
    var player = Player(Session())
    try player.play("<Enter><Tab>")
    let before = player.state
    for size in ["1x1", "2x1", "59x16", "60x15", "1000x1", "1x1000", "20x3"] {
      try player.play("<resize \(size)>jJ<Tab>?<Enter><click 0,0>")
      #expect(view(player.state).size == Size(size))
    }
    #expect(view(player.state).description.contains("need 60x16"))
    try player.play("<resize 80x24>")
    #expect(player.state == before)
    try player.play("<resize 20x3>q")
    #expect(player.effects == [.quit])
  }

  // MARK: Mouse

  @Test func aClickOpensARecord() throws {
    let state = try Session().state("<click 10,5>")
    #expect(state.note?.index == 2)
    #expect(state.screen == .note)
  }

  @Test func aClickFocusesASpan() throws {
    let screen = try Session().screen("<Enter>")
    let rows = screen.description.split(separator: "\n", omittingEmptySubsequences: false)
    let y = try #require(rows.firstIndex { $0.contains("crushing chest") })
    let x = rows[y].distance(
      from: rows[y].startIndex, to: try #require(rows[y].range(of: "chest")).lowerBound)
    let state = try Session().state("<Enter><click \(x),\(y)>")
    #expect(state.note?.focus?.span.label == "problem")
    let listed = try Session().state("<Enter><click 60,4>")
    #expect(listed.note?.focusIndex == 2)
  }

  @Test func aClickOnTheLegendSwitchesALabel() throws {
    let state = try Session().state("<Enter><click 3,22>")
    #expect(state.labels.hidden == ["person"])
  }

  @Test func aClickOnAHintRunsIt() throws {
    #expect(try Session().state("<click 2,23>").screen == .note)
    #expect(try Session().state("<Enter><click 2,23>").note?.focusIndex == 0)
  }

  @Test func theWheelScrollsWhatIsUnderIt() throws {
    let text = try Session().state("<Enter><wheel-down 5,5>")
    #expect(text.note?.top == 3)
    #expect(text.note?.listTop == 0)
    let list = try Session().state("<Enter><wheel-down 70,5><wheel-down 70,5><wheel-up 70,5>")
    #expect(list.note?.top == 0)
    #expect(list.note?.listTop == 3)
  }
}

extension Substring {
  /// Where a text occurs first.
  fileprivate func range(of text: String) -> Range<Index>? {
    indices.first { self[$0...].hasPrefix(text) }.map { $0..<self.index($0, offsetBy: text.count) }
  }
}
