import TestSupport
import Testing
import Text

@testable import TUI

/// Whatever a user does, the screen can be drawn and the state holds together.
@Suite struct PropertyTests {
  /// A random thing a user does. Quitting is left out: a player goes on regardless.
  private func event(_ random: inout SplitMix, _ size: Size) -> Action {
    let keys = Keymap.standardBindings.flatMap(\.keys).flatMap(\.keys)
    switch Int.random(in: 0..<20, using: &random) {
    case 0:
      return .resized(
        Size(
          width: .random(in: 1...140, using: &random), height: .random(in: 1...50, using: &random)))
    case 1...4:
      let kinds: [Mouse.Kind] = [
        .press, .press, .wheelUp, .wheelDown, .drag, .release, .rightPress,
      ]
      let point = Point(
        x: .random(in: 0...size.width, using: &random),
        y: .random(in: 0...size.height, using: &random))
      return .mouse(Mouse(kinds.randomElement(using: &random) ?? .press, at: point))
    case 5: return .pasted("pain\nq")
    case 6:
      return .key(Key(.character(["x", "张", "é", "\u{301}"].randomElement(using: &random) ?? "x")))
    default: return .key(keys.randomElement(using: &random) ?? Key(.enter))
    }
  }

  private func check(_ state: AppState) {
    #expect(view(state).size == state.size)
    #expect(state.order.isEmpty || state.order.indices.contains(state.list.selection))
    #expect(Set(state.order).count == state.order.count)
    #expect(state.arranged.filter != nil || state.order.count == state.entries.count)
    for (row, index) in state.order.enumerated() { #expect(state.rows.row(of: index) == row) }
    guard let note = state.note, let layout = note.layout,
      let document = state.entries[note.index].document
    else { return }
    #expect(layout.rows.indices.contains(note.top))
    #expect(note.listTop >= 0 && note.listTop <= max(0, note.marks.count - 1))
    if let focus = note.focus { #expect(note.marks.contains(focus)) }
    if let match = note.currentMatch { #expect(note.matches.indices.contains(match)) }
    for mark in note.marks {
      #expect(mark.span.start >= 0 && mark.span.end <= document.text.count)
    }
  }

  @Test(arguments: 0..<12)
  func randomKeysNeverTrap(seed: Int) {
    var random = SplitMix(UInt64(seed))
    var session = Session()
    session.isMasked = seed % 2 == 1
    session.hasModel = seed % 5 != 0
    session.hasGold = seed % 3 != 0
    session.theme = Theme.allCases[seed % 4]
    if seed % 4 == 0 { session.notes.append(InventedNotes.long(characters: 3000)) }
    if seed == 11 { session.notes = [] }
    var player = Player(session)
    for _ in 0..<250 {
      player.send(event(&random, player.state.size))
      check(player.state)
    }
  }

  /// What a masked session hides is in none of its frames and nowhere in its state.
  @Test(arguments: 0..<6)
  func aMaskedSessionShowsNothingOfWhatItHides(seed: Int) {
    let secrets = ["Orla", "Quimby 's", "4471902", "03/14/2019", "Halvard", "Nyby", "Lindqvist"]
    var random = SplitMix(UInt64(seed))
    var session = Session(isMasked: true, theme: Theme.allCases[seed % 4])
    session.notes[1] = InventedNotes.Note(
      document: Document(id: "nyby-4471", text: session.notes[1].document.text.string),
      gold: session.notes[1].gold, phi: session.notes[1].phi)
    var player = Player(session)
    for query in ["", "/Orla", "/4471902", "/Nyby"] {
      player.send(.resized(Size(width: 80, height: 24)))
      for _ in 0..<3 { player.send(.key(Key(.escape))) }
      for character in query { player.send(.key(Key(.character(character)))) }
      if !query.isEmpty {
        #expect(player.state.search?.query == String(query.dropFirst()))
        #expect(player.state.note?.matches.isEmpty ?? true)
        #expect(player.state.search?.records?.isEmpty ?? true)
      }
      player.send(.key(Key(.escape)))
      for _ in 0..<150 {
        player.send(event(&random, player.state.size))
        let screen = view(player.state).description
        for secret in secrets { #expect(!screen.contains(secret)) }
        #expect(!screen.contains("nyby"))
      }
      player.send(.key(Key(.escape)))
      player.send(.key(Key(.escape)))
    }
    var dumped = ""
    dump(player.state, to: &dumped)
    for secret in secrets { #expect(!dumped.contains(secret)) }
  }

  /// Wherever a note is scrolled and however it is drawn, what stands in the text is the note's own text.
  @Test func theNoteIsReadWholeByPaging() throws {
    for style in ["", "i", "ii"] {
      var player = Player(Session(notes: [InventedNotes.all[3]], hasGold: false))
      try player.play("<Enter>\(style)")
      let note = try #require(player.state.note)
      let layout = try #require(note.layout)
      let text = InventedNotes.all[3].document.text
      let rows = layout.rows.map { text[$0.range] }.joined()
      #expect(rows == text.string.filter { $0 != "\n" })
    }
  }
}
