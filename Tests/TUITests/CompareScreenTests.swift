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
    #expect(all.kind == nil && all.rows.count == all.all?.count)
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
