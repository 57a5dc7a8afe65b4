import Files
import TestSupport
import Testing

@testable import TUI

@Suite struct KeymapTests {
  @Test(arguments: [
    "j", "J", "Ctrl-D", "Shift-Tab", "F1", "F12", "Space", "PgDn", "Esc", "Alt-Down", "?", "-", "+",
    "Alt-x", "Ctrl-Alt-Shift-Left",
  ])
  func aKeysNameIsReadAsItIsWritten(name: String) {
    #expect(Key(name)?.description == name)
  }

  @Test(arguments: ["", "F13", "F0", "Hyper-x", "Ctrl-", "jj"])
  func whatIsNoKeyIsRefused(name: String) {
    #expect(Key(name) == nil)
  }

  @Test func theStandardKeysAreAllNamed() {
    for binding in Keymap.standardBindings { #expect(!binding.keys.isEmpty, "\(binding)") }
  }

  @Test func oneKeyForTwoCommandsIsRefused() {
    let first = Binding(.open, "x", in: [.records], "")
    let second = Binding(.sort, "x", in: [.records, .note], "")
    #expect(throws: KeymapConflict.self) { try Keymap([first, second]) }
    #expect(throws: KeymapConflict.self) {
      try Keymap([first, Binding(.sort, "x y", in: [.records], "")])
    }
    #expect(throws: Never.self) { try Keymap([first, Binding(.sort, "x", in: [.note], "")]) }
    #expect(throws: Never.self) { try Keymap([first, first]) }
    let conflict = KeymapConflict(
      keys: KeySequence([Key(.character("x"))]), context: .records, commands: [.open, .sort])
    #expect(
      conflict.description
        == "the key x means both open and sort on the records screen; bind one of them to another key"
    )
  }

  @Test func commandsHaveDifferentNames() {
    #expect(Set(Command.all.map(\.name)).count == Command.all.count)
    #expect(Command.nextSpan.name == "next-span")
    #expect(Command.toggleLabel(0).name == "toggle-label-1")
  }

  @Test func everyCommandHasAKey() {
    let bound = Set(Keymap.standardBindings.map(\.command))
    #expect(Set(Command.all).subtracting(bound).isEmpty)
  }

  @Test func everyBindingStandsInTheHelpOfItsScreen() throws {
    let scenes: [(keys: String, context: Context)] = [
      ("", .records), ("<Enter>", .note), ("L", .labels), ("", .annotate), ("<F6>", .privacy),
      ("<F4>", .compare), ("", .adjudicate), ("<F7>", .filters), ("<F8>", .log),
    ]
    for (keys, context) in scenes {
      var session = Session(isMasked: true, size: Size(width: 140, height: 100))
      if context == .annotate { session.journal = MemoryJournal() }
      if context == .adjudicate { session.adjudicate() }
      var player = Player(session)
      try player.play(keys + "?")
      let screen = view(player.state).description
      for binding in player.state.keymap.bindings(in: context) {
        let isThere = screen.split(separator: "\n").contains { line in
          line.contains(binding.help) && binding.keys.allSatisfy { line.contains($0.description) }
        }
        #expect(isThere, "\(binding.command) on \(context)")
      }
    }
  }

  /// Enter on a line of the help does what its key does.
  @Test func everyHelpEntryRuns() throws {
    let scenes: [(keys: String, context: Context)] = [
      ("", .records), ("<Enter>", .note), ("", .annotate), ("<F6>", .privacy), ("<F4>", .compare),
      ("", .adjudicate), ("<F7>", .filters), ("<F8>", .log),
    ]
    for (open, context) in scenes {
      func player() -> Player {
        var session = Session(isMasked: context == .privacy)
        if [.annotate, .privacy].contains(context) { session.journal = MemoryJournal() }
        if context == .adjudicate { session.adjudicate() }
        return Player(session)
      }
      for (row, binding) in Keymap.standard.bindings(in: context).enumerated() {
        var byHelp = player()
        try byHelp.play(open + "?")
        #expect(byHelp.state.popup != nil, "\(context)")
        for _ in 0..<row { try byHelp.play("j") }
        try byHelp.play("<Enter>")
        var byKey = player()
        try byKey.play(open)
        #expect(byKey.state.context == context)
        for key in try #require(binding.keys.first).keys { byKey.send(.key(key)) }
        #expect(byHelp.effects == byKey.effects, "\(binding.command)")
        #expect(view(byHelp.state) == view(byKey.state), "\(binding.command)")
      }
    }
  }

  @Test func aSequenceShowsHowItGoesOn() throws {
    let state = try Session().state("<Enter>g")
    #expect(state.pendingKeys == [Key(.character("g"))])
    #expect(view(state).description.contains("b the list of records"))
    #expect(try Session().state("<Enter>gb").screen == .records)
    #expect(try Session().state("<Enter>g<Esc>").pendingKeys.isEmpty)
  }

  @Test func whatCannotBeDoneSaysWhy() throws {
    let session = Session(hasGold: false)
    #expect(try session.state("<Enter>e").message?.text == "the data has no gold")
    #expect(try session.state("n").message?.text == "nothing is searched for: / asks")
    #expect(try session.state("9").message?.text == "there are 5 labels")
    #expect(try session.screen("<Enter>?").description.contains("(the data has no gold)"))
  }

  @Test func theManualIsFresh() throws {
    let path = "\(Fixture.root)/docs/keys.md"
    let stored = String(decoding: try InputFile.read(path), as: UTF8.self)
    #expect(stored == KeysDocument.markdown, "run `make keys` and commit docs/keys.md")
  }

  @Test func scriptsAreRead() throws {
    let script = try KeyScript("a<Tab><lt>\n<click 3,4><resize 10x20><paste b c><Ctrl-D>")
    #expect(
      script.events == [
        .key(Key(.character("a"))), .key(Key(.tab)), .key(Key(.character("<"))),
        .mouse(Mouse(.press, at: Point(x: 3, y: 4))), .resized(Size(width: 10, height: 20)),
        .paste("b c"), .key(Key(.character("d"), .control)),
      ])
    #expect(throws: KeyScriptError(name: "Enterr", isClosed: true)) { try KeyScript("<Enterr>") }
    #expect(throws: KeyScriptError(name: "Tab", isClosed: false)) { try KeyScript("a<Tab") }
    #expect(throws: KeyScriptError.self) { try KeyScript("<resize 0x20>") }
  }
}
