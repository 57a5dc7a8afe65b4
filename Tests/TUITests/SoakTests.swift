import Glibc
import Journal
import TestSupport
import Testing
import Text

@testable import TUI

/// Many keys on a long note. `CLINSPAN_SOAK=20000 make test FILTER=SoakTests` for the whole; a part every time.
@Suite struct SoakTests {
  @Test func aLongNoteIsCorrectedWithoutATrapInFlatMemory() throws {
    let count = getenv("CLINSPAN_SOAK").flatMap { Int(String(cString: $0)) } ?? 400
    let note = InventedNotes.long(characters: count > 1000 ? 50_000 : 6_000)
    var session = Session(notes: [note, InventedNotes.all[0]], isMasked: true)
    session.journal = MemoryJournal()
    session.canReveal = true
    var player = Player(session)
    var random = SplitMix(11)
    let keys = Keymap.standardBindings.flatMap(\.keys).flatMap(\.keys)
      .filter { $0 != Key(.character("Q")) && $0 != Key(.character("c"), .control) }
    var times: [Double] = []
    var memory: [Int] = []
    for step in 0..<count {
      let size = player.state.size
      let start = Cost.threadSeconds()
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        player.send(
          .resized(
            Size(
              width: .random(in: 20...180, using: &random),
              height: .random(in: 5...60, using: &random))))
      case 1...4:
        let kinds: [Mouse.Kind] = [.press, .drag, .release, .wheelDown, .wheelUp, .rightPress]
        let point = Point(
          x: .random(in: 0...size.width, using: &random),
          y: .random(in: 0...size.height, using: &random))
        player.send(.mouse(Mouse(kinds.randomElement(using: &random) ?? .press, at: point)))
      default: player.send(.key(keys.randomElement(using: &random) ?? Key(.enter)))
      }
      let canvas = view(player.state)
      times.append(Cost.threadSeconds() - start)
      #expect(canvas.size == player.state.size)
      if player.state.screen == .records { player.send(.key(Key(.function(3)))) }
      if step % (max(1, count / 10)) == 0 { memory.append(Cost.residentKilobytes()) }
    }
    #expect(player.state.annotating?.open?.draft.holdsTogether ?? true)
    times.sort()
    if count > 1000 {
      print(
        "soak: \(count) events, p50 \(times[count / 2] * 1000) ms, p99 \(times[count * 99 / 100] * 1000) ms,",
        "max \(times[count - 1] * 1000) ms, spans \(note.gold.count),",
        "decisions \(player.state.annotating?.history.done.count ?? 0), memory \(memory) kB")
    }
  }

}
