import Journal
import TestSupport
import Testing
import Text

@testable import TUI

/// What comes into sight of a masked session, and what the journal must hold before.
@Suite struct PrivacyTests {
  private static let note = InventedNotes.note(
    "secret", "Seen by Dr. [Quillfeather|NAME] in Larkspur for [chest pain|problem].")

  private func player(_ change: (inout Session) -> Void = { _ in }) throws -> (
    Player, MemoryJournal
  ) {
    let journal = MemoryJournal()
    var session = Session(notes: [Self.note, InventedNotes.all[0]], isMasked: true)
    session.journal = journal
    session.canReveal = true
    change(&session)
    return (Player(session), journal)
  }

  private func shows(_ word: String, _ player: Player) -> Bool {
    view(player.state).description.contains(word)
  }

  private func reveals(_ journal: MemoryJournal) -> [RecordKey] {
    journal.lines.compactMap { line in
      if case .revealed(let key) = line.event { key } else { nil }
    }
  }

  @Test(arguments: [true, false])
  func eachRevealHasALineOfTheJournal(onlyLooks: Bool) throws {
    var (player, journal) = try player { $0.onlyLooks = onlyLooks }
    if onlyLooks { try player.play("<Enter>") }
    #expect(!shows("Quillfeather", player))
    try player.play("M")
    #expect(shows("Quillfeather", player) && shows("REVEALED", player))
    #expect(reveals(journal) == [RecordKey(Self.note.document.text)])
    try player.play("M")
    #expect(!shows("Quillfeather", player))
    #expect(reveals(journal).count == 1)
    try player.play("<F6>M")
    #expect(shows("Quillfeather", player))
    #expect(reveals(journal).count == 2)
    #expect(throws: Never.self) { try journal.history }
  }

  @Test(arguments: [true, false])
  func whatTheJournalCannotTellIsNotShown(onlyLooks: Bool) throws {
    var (player, journal) = try player { $0.onlyLooks = onlyLooks }
    if onlyLooks { try player.play("<Enter>") }
    journal.isFull = true
    try player.play("M")
    #expect(!shows("Quillfeather", player) && shows("NOT SAVED", player))
    try player.play("<F6>")
    try player.play("M")
    #expect(!shows("Quillfeather", player))
    if !onlyLooks {
      // To keep a finding shows it.
      for keys in ["<Tab>d", "<Tab>D"] {
        try player.play(keys)
        #expect(!shows("Quillfeather", player) && shows("NOT SAVED", player), "\(keys)")
      }
    }
    journal.isFull = false
    try player.play("M")
    #expect(shows("Quillfeather", player) && reveals(journal).count == 1)
  }

  @Test func withoutAJournalNothingIsRevealed() throws {
    var session = Session(notes: [Self.note], isMasked: true)
    session.canReveal = true
    var player = Player(session)
    try player.play("<Enter>M")
    #expect(!shows("Quillfeather", player))
    #expect(shows("reveals nothing", player))
    // Nor does the outside world let an original out that no line tells of.
    session.journal = MemoryJournal()
    guard case .displayed(_, let text) = session.explore.outside.reveal(0, MaskOrders()) else {
      Issue.record("nothing was displayed")
      return
    }
    #expect(!text.isRevealed && !text.document.text.string.contains("Quillfeather"))
  }

  @Test func aDoubtIsMaskedUntilItIsKept() throws {
    let place = try #require(Self.note.document.text.ranges(of: "larkspur").first)
    func doubting(_ session: inout Session) {
      session.notes = [Self.note]
      session.doubts = [
        PHIFinding(place, "LOCATION", reason: "lone town", confidence: 0.4, isSure: false)
      ]
    }
    var (player, journal) = try player(doubting)
    try player.play("<F6>t")
    #expect(!shows("Larkspur", player) && shows("1 doubtful", player))
    #expect(shows("masked until decided", player))
    try player.play("d")
    #expect(shows("Larkspur", player) && shows("1 kept", player))
    #expect(journal.lines.contains { if case .decided = $0.event { true } else { false } })
    try player.play("u")
    #expect(!shows("Larkspur", player))
    // Who may not see what is masked may mask it for good, and not show it.
    var (closed, _) = try self.player {
      doubting(&$0)
      $0.canReveal = false
    }
    try closed.play("<F6>td")
    #expect(!shows("Larkspur", closed) && shows("--reveal", closed))
    try closed.play("a")
    #expect(!shows("Larkspur", closed) && shows("0 doubtful", closed) && shows("1 added", closed))
  }
}
