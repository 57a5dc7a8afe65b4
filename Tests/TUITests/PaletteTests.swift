import Testing

@testable import TUI

@Suite struct PaletteTests {
  @Test func aQueryMatchesInOrder() {
    #expect(FuzzyMatch.score("", in: "next-span") == 0)
    #expect(FuzzyMatch.score("ns", in: "next-span") != nil)
    #expect(FuzzyMatch.score("zn", in: "next-span") == nil)
    #expect(FuzzyMatch.score("NEXT SPAN", in: "next-span") != nil)
    #expect(FuzzyMatch.score("nextspanner", in: "next-span") == nil)
    #expect(FuzzyMatch.score("x", in: "") == nil)
  }

  @Test(arguments: [
    ("ns", "next-span", "raise-threshold"), ("find", "find", "cycle-findings"),
    ("top", "top", "stop-it"), ("gold", "toggle-gold", "going-old"),
  ])
  func theBetterMatchScoresHigher(query: String, better: String, worse: String) {
    let first = FuzzyMatch.score(query, in: better) ?? -1
    #expect(first > FuzzyMatch.score(query, in: worse) ?? -1)
  }

  @Test func aCommandIsFoundAndRun() throws {
    #expect(try Session().state("<Enter>:next span<Enter>").note?.focusIndex == 0)
    #expect(try Session().state("<Enter>:tgold<Enter>").showsGold == false)
    #expect(try Session().state("<Ctrl-P>sort<Enter>").arrangement.sorting == .f1)
    let state = try Session().state("<Enter>:next span<Enter>")
    #expect(state.popup == nil)
  }

  @Test func everyCommandOfAScreenIsFoundByItsName() throws {
    let state = try Session().state("")
    for context in [Context.records, .note] {
      for binding in Keymap.standard.bindings(in: context) where binding.command != .palette {
        let found = PalettePopup.bindings(state, binding.command.name, context)
        #expect(found.first?.command == binding.command, "\(binding.command)")
      }
    }
  }

  @Test func keysAreTextInThePalette() throws {
    var player = Player(Session())
    try player.play(":q")
    #expect(player.effects.isEmpty)
    #expect(view(player.state).description.contains(": q"))
    try player.play("<Ctrl-U>zzzz")
    #expect(view(player.state).description.contains("no command matches"))
    try player.play("<Enter>")
    #expect(player.state.popup != nil)
    try player.play("<Esc>")
    #expect(player.state.popup == nil)
    try player.play(":<Backspace>")
    #expect(player.state.popup == nil)
    try player.play(":<paste next record>")
    #expect(view(player.state).description.contains(": next record"))
  }

  @Test func aClickRunsALine() throws {
    var player = Player(Session())
    try player.play("<Enter>:toggle gold")
    let lines = view(player.state).description.split(
      separator: "\n", omittingEmptySubsequences: false)
    let y = try #require(lines.firstIndex { $0.contains("toggle-gold") })
    try player.play("<click 20,\(y)>")
    #expect(player.state.showsGold == false)
    try player.play(":<click 0,0>")
    #expect(player.state.popup == nil)
  }
}
