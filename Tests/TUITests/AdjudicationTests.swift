import Journal
import TestSupport
import Testing
import Text

@testable import TUI

/// Deciding between two annotators.
@Suite struct AdjudicationTests {
  /// A session between the gold of the invented notes and what their model predicts.
  static func session(_ journal: MemoryJournal) throws -> Session {
    var session = Session()
    session.journal = journal
    _ = try journal.port.append(session.adjudicate())
    return session
  }

  @Test func theListHoldsWhatTheyDisagreeOn() throws {
    let state = try Self.session(MemoryJournal()).state("")
    #expect(state.screen == .compare && state.context == .adjudicate)
    #expect(state.comparison.rows.count > 10)
    #expect(state.comparison.rows.allSatisfy { state.adjudicated($0) == nil })
    let screen = view(state).description
    #expect(screen.contains("ann") && screen.contains("bob") && screen.contains("to decide"))
    // The record without spans agrees, and is done.
    #expect(state.totals.finished == 1)
  }

  @Test func eitherOrNeitherIsRight() throws {
    let journal = MemoryJournal()
    var player = Player(try Self.session(journal))
    let rows = player.state.comparison.rows
    try player.play("120")
    let words = rows.prefix(3).map { player.state.adjudicated($0)?.word }
    #expect(
      words == [
        "ann", "bob", rows[2].gold == nil ? "ann" : rows[2].predicted == nil ? "bob" : "neither",
      ])
    for (row, isFirst) in [(rows[0], true), (rows[1], false)] {
      let live = try #require(player.state.annotating?.record(row.entry)).draft.result
      let (wanted, other) = isFirst ? (row.gold, row.predicted) : (row.predicted, row.gold)
      #expect(wanted.map(live.contains) ?? true)
      #expect(!(other.map(live.contains) ?? false))
    }
    #expect(try journal.history == player.state.annotating?.history)
    try player.play("uuu")
    #expect(player.state.screen == .compare)
    #expect(rows.prefix(3).allSatisfy { player.state.adjudicated($0) == nil })
  }

  @Test func aRecordIsDoneWithItsLastDifference() throws {
    let journal = MemoryJournal()
    var player = Player(try Self.session(journal))
    for _ in player.state.comparison.rows { try player.play("1") }
    #expect(player.state.totals.finished == player.state.entries.count)
    #expect(player.state.totals.undecided == 0)
    #expect(view(player.state).description.contains("all decided"))
    // The first annotator was always right, so what stands is what they said.
    for (index, entry) in player.state.entries.enumerated() {
      #expect(player.state.annotating?.record(index)?.draft.result == entry.gold)
    }
  }

  /// Any keys: the journal replayed is the state, spans stay apart, and undone to the start it is the start.
  @Test(arguments: 0..<10)
  func theJournalIsTheState(seed: Int) throws {
    let journal = MemoryJournal()
    var player = Player(try Self.session(journal))
    let keys =
      Array("1122003e[]{}adu|jknNtlswx!").map { Key(.character($0)) }
      + [
        Key(.enter), Key(.escape), Key(.down), Key(.up), Key(.tab), Key(.function(4)),
        Key(.function(4)), Key(.character("r"), .control),
      ]
    var random = SplitMix(UInt64(seed))
    for _ in 0..<300 {
      player.send(.key(keys.randomElement(using: &random) ?? Key(.enter)))
      #expect(try (player.state.annotating?.history == journal.history) as Bool)
      for index in player.state.entries.indices {
        #expect(player.state.annotating?.record(index)?.draft.holdsTogether ?? true)
      }
      #expect(view(player.state).size == player.state.size)
    }
    for _ in 0..<10 { player.send(.key(Key(.escape))) }
    player.state.popup = nil
    player.send(.key(Key(.function(4))))
    while !(player.state.annotating?.history.done.isEmpty ?? true) {
      player.send(.key(Key(.character("u"))))
      if player.state.screen != .compare { player.send(.key(Key(.function(4)))) }
    }
    for index in player.state.entries.indices {
      let record = try #require(player.state.annotating?.record(index))
      #expect(record.draft.spans == Draft(proposals: record.draft.proposals).spans)
      #expect(record.facts == RecordFacts())
      #expect(player.state.entries[index].work == Work(record))
    }
    let open = player.state.entries.reduce(0) { $0 + ($1.work?.undecided ?? 0) }
    #expect(player.state.totals.undecided == open && player.state.totals.finished == 0)
  }
}

extension Session {
  /// Makes it a session between two annotators; gives the lines of what was merged.
  @discardableResult mutating func adjudicate() -> [JournalLine] {
    adjudication = ("ann", "bob")
    if journal == nil { journal = MemoryJournal() }
    var lines: [JournalLine] = []
    for (key, note) in zip(RecordKey.keys(of: notes.map(\.document.text)), notes) {
      let merge = Merge(first: note.gold, second: note.predictions.map(\.span))
      lines += history.decide(merge.edit, on: key, draft: merge.draft)
    }
    history.confirm()
    return lines
  }
}

extension InventedNotes {
  /// A note that calls one thing two names.
  static let twoWays = note(
    "clinic-0700", "[EKG|problem] normal, as [an EKG|test] last year. [Aspirin|problem] daily.")
}
