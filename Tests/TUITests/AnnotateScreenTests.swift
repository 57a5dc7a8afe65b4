import Journal
import TestSupport
import Testing
import Text

@testable import TUI

/// Correcting on the screen: keys in, lines of the journal and frames out.
@Suite struct AnnotateScreenTests {
  private func player(
    _ notes: [InventedNotes.Note] = InventedNotes.all, _ change: (inout Session) -> Void = { _ in }
  ) throws -> (player: Player, journal: MemoryJournal) {
    let journal = MemoryJournal()
    var session = Session(notes: notes, hasGold: false, journal: journal)
    change(&session)
    return (Player(session), journal)
  }

  private func spans(_ player: Player) -> [WorkingSpan] {
    player.state.annotating?.open?.draft.spans ?? []
  }

  @Test func aSessionOpensOnTheFirstSpanToDecide() throws {
    let (player, _) = try player()
    #expect(player.state.screen == .annotate)
    #expect(player.state.annotating?.open?.focused?.id == 0)
    let screen = view(player.state)
    #expect(screen.description.contains("nothing decided"))
    #expect(screen.description.contains("to do 32") || screen.description.contains("to do"))
    #expect(screen.showsCursor)
  }

  @Test func keysDecideAndTheJournalKnowsFirst() throws {
    var (player, journal) = try player()
    try player.play("a")
    #expect(journal.lines.map(\.number) == [1, 2, 3])
    #expect(spans(player)[0].decision == .accepted)
    #expect(view(player.state).description.contains("saved 12:00:00"))
    try player.play("d")
    #expect(spans(player)[1].decision == .deleted)
    try player.play("t4")
    #expect(spans(player)[2].span.label == "test")
    #expect(try (player.state.annotating?.history == journal.history) as Bool)
    try player.play("uuu")
    #expect(spans(player).allSatisfy { $0.decision == .predicted })
    #expect(try journal.history.done.isEmpty)
  }

  @Test func whatCannotBeSavedIsNotDone() throws {
    var (player, journal) = try player()
    try player.play("ad")
    let before = player.state.annotating?.history
    journal.isFull = true
    for keys in ["a", "u", "<Enter>", "f", "t2"] {
      try player.play(keys)
      #expect(player.state.message?.text.contains("NOT SAVED") ?? false, "\(keys)")
      #expect((player.state.annotating?.history == before) as Bool)
      #expect(player.state.note?.index == 0)
      #expect(spans(player) == before?.records.values.first?.draft.spans)
    }
    journal.isFull = false
    try player.play("u")
    #expect(try (player.state.annotating?.history == journal.history) as Bool)
  }

  @Test func recordsAreAnsweredOneAfterTheOther() throws {
    var (player, journal) = try player()
    try player.play("<Enter>")
    #expect(player.state.note?.index == 1)
    try player.play("XI")
    #expect(player.state.note?.index == 3)
    let keys = player.state.annotating?.keys ?? []
    let history = try journal.history
    #expect(history.records[keys[0]]?.facts.answer == .accept)
    #expect(history.records[keys[0]]?.draft.undecided == 0)
    #expect(history.records[keys[1]]?.facts.answer == .reject)
    #expect(history.records[keys[2]]?.facts.answer == .ignore)
    try player.play("<Enter><Enter><Enter>")
    #expect(player.state.message?.text == "all 6 records are done")
    // Undo goes where the decision was made.
    try player.play("uuu")
    #expect(player.state.note?.index == 3)
    try player.play("u")
    #expect(player.state.note?.index == 2)
    try player.play("<Ctrl-R>")
    #expect(player.state.entries[2].work?.isDone ?? false)
    try player.play("q")
    let list = view(player.state).description
    #expect(list.contains("3 of 6 done"))
    #expect(list.contains("accept") && list.contains("reject") && list.contains("ignore"))
  }

  @Test func aSessionGoesOnWhereTheLastOneEnded() throws {
    var (first, journal) = try player()
    try first.play("aJ<Tab>d")
    let place = first.state.annotating?.open?.focused?.id
    let (second, _) = try player {
      $0.journal = journal
      $0.history = (try? journal.history) ?? History()
    }
    #expect(second.state.note?.index == 1)
    #expect(second.state.annotating?.open?.focused?.id == place)
    #expect(second.state.annotating?.history.done == first.state.annotating?.history.done)
    var undone = second
    try undone.play("uu")
    #expect(undone.state.note?.index == 0)
    #expect(spans(undone).allSatisfy { $0.decision == .predicted })
  }

  @Test func flagsAndCommentsAreKept() throws {
    var (player, journal) = try player()
    try player.play("f;ask Dr<Enter>")
    let facts = player.state.annotating?.facts(0)
    #expect(facts?.isFlagged == true && facts?.comment == "ask Dr")
    // Keys typed into the comment are no commands, and Esc leaves it as it was.
    try player.play(";add<Esc>")
    #expect(player.state.annotating?.facts(0) == facts)
    #expect(view(player.state).description.contains("to do ⚑ ;"))
    #expect(try journal.history.done.count == 2)
    try player.play("uu")
    #expect(player.state.annotating?.facts(0) == RecordFacts())
  }

  @Test func labelsAreFoundByTyping() throws {
    var (player, _) = try player()
    try player.play("rtrea")
    #expect(view(player.state).description.contains("treatment"))
    try player.play("<Enter>")
    #expect(player.state.popup == nil)
    #expect(spans(player)[0].span.label == "treatment")
    #expect(player.state.note?.index == 0)
  }

  @Test func theSameTextIsLabelledAtOnceAfterAPreview() throws {
    let note = InventedNotes.note(
      "twins", "[chest pain|problem], then chest pain. No chest pains; chest pain again.")
    var (player, journal) = try player([note])
    try player.play("<Tab>=")
    #expect(view(player.state).description.contains("label 3 of 3 places problem"))
    try player.play("j <Enter>")  // without the second
    #expect(spans(player).map(\.span.start) == [0, 45])
    #expect(spans(player).map(\.decision) == [.accepted, .added])
    #expect(try journal.history.done.count == 1)
    try player.play("u")
    #expect(spans(player).map(\.decision) == [.predicted])
  }

  @Test func theMouseSelectsAndLabels() throws {
    let note = InventedNotes.note("mouse", "no chest pain now")
    var (player, _) = try player([note])
    let text = NoteGeometry(player.state).text
    try player.play("<click \(text.x + 4),\(text.y)><drag \(text.x + 9),\(text.y)>")
    #expect(player.state.annotating?.open?.selection == 3..<13)
    try player.play("<release \(text.x + 9),\(text.y)>")
    #expect(player.state.context == .picker)
    try player.play("problem<Enter>")
    #expect(spans(player).map(\.span) == [Span(3..<13, "problem")])
    try player.play("<click \(text.x + 15),\(text.y)>")
    #expect(player.state.annotating?.open?.focused == nil)
    try player.play("<click \(text.x + 5),\(text.y)>d")
    #expect(spans(player).isEmpty)
  }

  @Test func theCaretKeepsItsColumn() throws {
    let note = InventedNotes.note("rows", "one two three\nab\none two three")
    var (player, _) = try player([note])
    try player.play("lljj")
    #expect(player.state.annotating?.open?.caret == 25)
    try player.play("kk")
    #expect(player.state.annotating?.open?.caret == 8)
  }

  @Test func hiddenPredictionsAreTurnedDown() throws {
    var (player, _) = try player()
    let all = spans(player).count
    try player.play("ap")
    #expect(player.state.note?.marks.count == 1)
    try player.play("<Enter>K")
    #expect(spans(player).filter(\.isLive).count == 1)
    #expect(spans(player).filter { $0.decision == .deleted }.count == all - 1)
    try player.play("u")
    #expect(spans(player).filter { $0.decision == .predicted }.count == all - 1)
  }

  @Test func blindAnnotatorsSeeNoPrediction() throws {
    let (player, _) = try player { $0.isBlind = true }
    #expect(spans(player).isEmpty)
    #expect(!view(player.state).description.contains("undecided  "))
  }

  @Test func toDosAreFoundAcrossRecords() throws {
    let notes = ["[a|test] b", "c", "[d|test] e"].enumerated().map {
      InventedNotes.note("n\($0.offset)", $0.element)
    }
    var (player, _) = try player(notes)
    try player.play("t")
    #expect(player.state.note?.index == 1)
    try player.play("t")
    #expect(player.state.note?.index == 2)
    #expect(player.state.annotating?.open?.focused?.span.start == 0)
    try player.play("<Enter><Enter><Enter>t")
    #expect(player.state.message?.text == "nothing is left to do")
  }

  /// Any keys, on any number of records: the journal replayed is the state; undone to the start, it is the
  /// start.
  @Test(arguments: 0..<16)
  func theJournalIsTheState(seed: Int) throws {
    let (first, _) = try player { $0.isMasked = seed % 2 == 0 }
    var (player, journal) = try player {
      $0.isMasked = seed % 2 == 0
      $0.canReveal = seed % 4 == 0
    }
    let keys =
      Array("aadd1234rtTv.=[]{}|~fXIo;pmM").map { Key(.character($0)) }
      + [
        Key(.enter), Key(.tab), Key(.escape), Key(.right), Key(.left), Key(.down), Key(.up, .shift),
      ]
      + [Key(.right, .shift), Key(.character("u")), Key(.character("r"), .control)]
      + [Key(.function(6)), Key(.function(3)), Key(.character("J")), Key(.character("K"))]
    var random = SplitMix(UInt64(seed))
    for step in 0..<400 {
      player.send(.key(keys.randomElement(using: &random) ?? Key(.enter)))
      if step % 7 == 0 {
        let size = [Size(width: 80, height: 24), Size(width: 60, height: 16)][step / 7 % 2]
        player.send(.resized(size))
      }
      #expect(try (player.state.annotating?.history == journal.history) as Bool)
      let open = player.state.annotating?.open
      #expect(open?.draft.holdsTogether ?? true)
      if let index = player.state.annotating?.openIndex, let open,
        let record = player.state.annotating?.record(index)
      {
        #expect((record.draft == open.draft) as Bool)
      }
      checkShown(player)
    }
    for _ in 0..<10 { player.send(.key(Key(.escape))) }
    player.state.popup = nil
    player.state.prompt = nil
    if player.state.screen == .records { player.send(.key(Key(.function(3)))) }
    while !(player.state.annotating?.history.done.isEmpty ?? true) {
      player.send(.key(Key(.character("u"))))
    }
    for index in player.state.entries.indices {
      #expect(player.state.annotating?.facts(index) == RecordFacts())
      guard let record = player.state.annotating?.record(index) else { continue }
      #expect(record.draft.spans == Draft(proposals: record.draft.proposals).spans)
    }
    #expect(try journal.history.done.isEmpty)
    #expect(first.state.entries.count == player.state.entries.count)
  }

  /// What the screen says of the focus is what stands in the text there; a mask has as many scalars as what it
  /// hides.
  private func checkShown(_ player: Player) {
    guard let note = player.state.note, let text = player.state.openEntry?.text else { return }
    #expect(note.text.count == player.state.entries[note.index].length)
    #expect(text.document.text.count == player.state.entries[note.index].length)
    guard player.state.screen == .annotate, let focus = note.focus else { return }
    #expect(focus.span.end <= note.text.count)
    let shown = note.text.onOneLine(focus.span.range)
    if player.state.popup == nil, player.state.annotating?.open?.selection == nil,
      player.state.size.width >= 80, shown.count < 20, !shown.isEmpty
    {
      #expect(view(player.state).description.contains("“\(Canvas.drawn(shown))”"))
    }
  }
}

extension Canvas {
  /// A text as the screen draws it.
  static func drawn(_ text: String) -> String {
    text.map { Glyph.glyphs(of: $0).map(\.text).joined() }.joined()
  }
}
