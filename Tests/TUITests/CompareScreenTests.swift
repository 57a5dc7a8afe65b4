import Journal
import Synchronization
import TestSupport
import Testing
import Text

@testable import TUI

/// The list of errors, verdicts on them, and the filter of the list of records.
@Suite struct CompareScreenTests {
  @Test func everyDifferenceIsListedOnce() throws {
    let state = try Session().state("<F4>")
    #expect(state.screen == .compare)
    let rows = state.comparison.rows
    let expected = InventedNotes.all.map { note in
      SpanPair.pairs(gold: note.gold, predicted: note.predictions.map(\.span))
        .filter { $0.outcome != .correct }.count
    }
    #expect(rows.count == expected.reduce(0, +))
    #expect(rows.count > 10)
    // The surest first.
    let confidences = rows.map { $0.confidence ?? -1 }
    #expect(confidences == confidences.sorted(by: >))
  }

  @Test func errorsAreChosenByTypeAndLabelAndOpened() throws {
    let kinds = try Session().state("<F4>t").comparison
    #expect(Set(kinds.rows.map(\.kind)) == [.boundary])
    let label = try Session().state("<F4>l").comparison
    #expect(Set(label.rows.map(\.gold?.label)) == ["person"])
    let all = try Session().state("<F4>tl<Esc>").comparison
    #expect(all.view.kind == nil && all.rows.count == all.all?.rows.count)
    let state = try Session().state("<F4>jj<Enter>")
    #expect(state.screen == .note)
    let row = try #require(state.comparison.selected)
    #expect(state.note?.index == row.entry)
    #expect(state.note?.focus?.span == row.predicted ?? row.gold)
    #expect(try Session().state("<F4>jj<Enter><Esc>").screen == .compare)
  }

  @Test func cellsOfTheMatrixListTheirErrors() throws {
    // problem that was called test: second row, fourth column.
    let state = try Session().state("<F4>xjlll<Enter>")
    #expect(state.popup == nil)
    #expect(!state.comparison.rows.isEmpty)
    for row in state.comparison.rows {
      #expect(row.gold?.label == "problem" && row.predicted?.label == "test")
    }
    let count = state.comparison.rows.count
    let screen = try Session(size: Size(width: 100, height: 30)).screen("<F4>x").description
    let line = try #require(screen.split(separator: "\n").first { $0.contains("│ problem") })
    #expect(line.split(separator: " ").contains("\(count)"), "\(line)")
  }

  @Test func verdictsAreWrittenBesideTheData() throws {
    let kept = Mutex<[(Difference, Verdict?)]>([])
    let isFull = Mutex(false)
    var session = Session()
    session.judge = { difference, verdict in
      if isFull.withLock({ $0 }) { throw JournalError.inUse("a full disk") }
      kept.withLock { $0.append((difference, verdict)) }
    }
    var player = Player(session)
    try player.play("<F4>2")
    #expect(player.state.comparison.verdicts.count == 1)
    #expect(player.state.comparison.list.selection == 1)
    try player.play("1!k0")
    let verdicts = kept.withLock { $0.map(\.1) }
    #expect(verdicts == [.model, .gold, .guideline, nil])
    isFull.withLock { $0 = true }
    let before = player.state.comparison.verdicts
    try player.play("gg1")
    #expect(player.state.comparison.verdicts == before)
    #expect(player.state.message?.text.contains("NOT SAVED") ?? false)
    // Gold is as it was.
    for (entry, note) in zip(player.state.entries, InventedNotes.all) {
      #expect(entry.gold == note.gold)
    }
    #expect(try Session().state("<F4>1").message?.text.contains("--verdicts") ?? false)
  }

  @Test func aSecondModelStandsBesideTheFirst() throws {
    let session = Session(size: Size(width: 132, height: 43), hasSecond: true)
    let state = try session.state("<F4>")
    let rows = state.comparison.rows
    // Each place once, whichever of the two differs there.
    #expect(Set(rows).count == rows.count)
    for (index, note) in InventedNotes.all.enumerated() {
      let own = rows.filter { $0.entry == index }
      let first = SpanPair.pairs(gold: note.gold, predicted: note.predictions.map(\.span))
      let second = SpanPair.pairs(
        gold: note.gold,
        predicted: note.gold.enumerated().filter { $0.offset % 3 != 2 }.map(\.element))
      #expect(own.count { $0.kind != nil } == first.count { $0.outcome != .correct })
      #expect(own.count { $0.secondKind != nil } == second.count { $0.outcome != .correct })
      for row in own where row.kind == nil { #expect(row.predicted == row.gold) }
      for row in own where row.secondKind == nil { #expect(row.second == row.gold) }
    }
    let screen = view(state).description
    #expect(screen.contains("A invented-1   B invented-2"))
    let lanes = screen.split(separator: "\n").filter { $0.contains("[") }
    #expect(lanes.contains { $0.hasPrefix(" gold") } && lanes.contains { $0.hasPrefix(" B ") })
    #expect(try Session().state("<F4>3").message?.text == "there is no second model")
  }

  @Test func errorsAreSortedByLoss() throws {
    let rows = try Session().state("<F4>s").comparison.rows
    let losses = rows.map { $0.loss ?? -1 }
    #expect(losses == losses.sorted(by: >))
    // Without a model's word on gold, what was predicted in its place: −ln(1 − p).
    let surest = try #require(rows.first)
    let confidence = try #require(surest.confidence)
    #expect(surest.loss == -max(1e-6, 1 - confidence).logarithm)
    let order = try Session().state("sssss").order
    #expect(Set(order) == Set(0..<6) && order.last == 5)
  }

  @Test func textsLabelledTwoWaysAreListed() throws {
    var session = Session()
    session.notes = [
      InventedNotes.note("a", "[EKG|test] and [EKG|test], then [aspirin|treatment]."),
      InventedNotes.note("b", "an [ekg|problem]; [aspirin|treatment]"),
    ]
    let state = try session.state("<F4>w")
    let texts = try #require(state.comparison.texts)
    #expect(texts.map(\.span.label) == ["problem", "test", "test"])
    #expect(texts.map(\.entry) == [1, 0, 0])
    #expect(texts[0].count == 1 && texts[0].total == 3)
    let opened = try session.state("<F4>wj<Enter>")
    #expect(opened.note?.index == 0 && opened.note?.focus?.span.start == 0)
    #expect(try session.state("<F4>w<Esc>").comparison.mode == .errors)
  }

  /// Two names of one shape are not one text.
  @Test func masksAreNoText() throws {
    var session = Session(isMasked: true)
    let note = InventedNotes.note("a", "Orla Quimby saw Enid Farrow.")
    session.notes = [
      InventedNotes.Note(
        document: note.document, gold: [Span(0..<11, "person"), Span(16..<27, "problem")],
        phi: [0..<11, 16..<27])
    ]
    #expect(try session.state("<F4>w").comparison.texts == [])
  }

  @Test func boundsOfTheirOwnHideUnsurePredictionsOfALabel() throws {
    let all = try Session().state("")
    let state = try Session().state("<F7>jj++++++++++++++++++")
    #expect(state.thresholds.own == ["problem": 90] && state.thresholds.common == 0)
    #expect(state.totals.counts["problem"] ?? 0 < all.totals.counts["problem"] ?? 0)
    #expect(state.totals.counts["test"] == all.totals.counts["test"])
    let common = try Session().state("<F7>++++")
    #expect(common.thresholds.common == 20 && common.thresholds.own.isEmpty)
    #expect(try Session().state("<F7>jj<Enter>").labels.hidden == ["problem"])
    #expect(try Session().state("<F7><Enter>").labels.hidden.count == 5)
  }

  @Test func theLogKeepsWhatWasSaidAndNothingTyped() throws {
    let state = try Session().state("s<F4>t<F2><Enter>/Orla<Enter>n<F8>")
    let lines = state.log.lines.map(\.message.text)
    #expect(lines.contains("sorted by lowest F1"))
    #expect(!lines.contains { $0.contains("Orla") })
    #expect(view(state).description.contains("nothing in the background"))
  }

  @Test func theMouseIsSetOffAndOn() throws {
    var player = Player(Session())
    try player.play("<Ctrl-P>set mouse off<Enter>")
    #expect(player.effects == [.setMouse(false)] && !player.state.usesMouse)
    try player.play("<Alt-m>")
    #expect(player.effects == [.setMouse(false), .setMouse(true)])
  }

  @Test(arguments: [
    ("label:test", [0, 1, 2, 3, 4]), ("err:any", [0, 1, 2, 3, 4]), ("!err:any", [5]),
    ("migraine", [4]), ("/mi.raine/", [4]), ("/[0-9] a m/", []), ("!/e/", [5]),
    ("p<.45", [0, 2]), ("discharge", [0]), ("err:TYP label:problem", [0, 1, 2]),
  ])
  func theListIsFiltered(query: String, found: [Int]) throws {
    let state = try Session().state("\\\(query)<Enter>".replacingFirst("<.", with: "<lt>."))
    #expect(state.order == found, "\(query)")
    #expect(state.arrangement.filter?.query == query)
    let all = try Session().state(
      "\\\(query)<Enter><Esc>".replacingFirst("<.", with: "<lt>."))
    #expect(all.order.count == 6)
  }

  @Test(arguments: ["status:x", "err:x", "/(/"])
  func filtersThatCannotBeMeantAreRefused(query: String) throws {
    let state = try Session().state("\\\(query)<Enter>")
    #expect(state.message?.isWarning == true)
    #expect(state.arrangement.filter == nil && state.order.count == 6)
  }

  @Test func theStatusIsAskedFor() throws {
    func order(_ query: String) throws -> [Int] {
      var session = Session()
      session.journal = MemoryJournal()
      return try session.state("<Enter>JX<Tab>af<F2>\\\(query)<Enter>").order
    }
    #expect(try order("status:accept") == [0])
    #expect(try order("status:reject") == [2])
    #expect(try order("status:todo") == [1, 3, 4, 5])
    #expect(try order("status:begun") == [3])
    #expect(try order("flag") == [3])
    #expect(try order("status:done !status:accept") == [2])
  }

  /// Undo goes to a record that the filter leaves out, and not to another one.
  @Test func undoLeavesTheFilter() throws {
    var session = Session()
    session.journal = MemoryJournal()
    let state = try session.state("<Tab>d<F2>\\migraine<Enter><Enter>u")
    #expect(state.note?.index == 0)
    #expect(state.order.count == 6)
  }
}

extension String {
  fileprivate func replacingFirst(_ text: String, with other: String) -> String {
    guard let range = firstRange(of: text), !hasPrefix("<") else { return self }
    return replacingCharacters(in: range, with: other)
  }

  private func firstRange(of text: String) -> Range<String.Index>? {
    indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
  }

  private func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
    self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
