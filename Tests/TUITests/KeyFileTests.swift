import Testing

@testable import TUI

@Suite struct KeyFileTests {
  private func keymap(_ text: String) throws -> Keymap {
    try Keymap.standard(changedBy: text, file: "keys.cfg")
  }

  private func resolve(_ keymap: Keymap, _ keys: String, _ context: Context) -> Keymap.Resolution {
    keymap.resolve(KeySequence(keys)?.keys ?? [], in: context)
  }

  @Test func aFileWithoutLinesChangesNothing() throws {
    #expect(try keymap("") == .standard)
    #expect(try keymap("# nothing\n\n  \r\n[record]\n") == .standard)
  }

  @Test func aLineReplacesTheKeysOnItsScreenOnly() throws {
    let changed = try keymap("[record]\n  find = Ctrl-S , g f\n")
    #expect(resolve(changed, "Ctrl-S", .note) == .command(.find))
    #expect(resolve(changed, "g f", .note) == .command(.find))
    #expect(resolve(changed, "/", .note) == .nothing)
    #expect(resolve(changed, "/", .records) == .command(.find))
  }

  @Test func anEmptyLineTakesTheKeysAway() throws {
    #expect(resolve(try keymap("[record]\nsuspend ="), "Ctrl-Z", .note) == .nothing)
  }

  @Test func keysCanBeSwapped() throws {
    let changed = try keymap("[record]\nnext-error = E\nprevious-error = e")
    #expect(resolve(changed, "E", .note) == .command(.nextError))
    #expect(resolve(changed, "e", .note) == .command(.previousError))
  }

  @Test func footerAndHelpFollow() throws {
    var session = Session()
    session.keymap = try keymap("[records]\nopen = o, Comma")
    #expect(try session.screen("").description.contains("o open"))
    #expect(try session.screen("?").description.contains("o Comma"))
    #expect(try session.state(",").screen == .note)
    #expect(try session.state("<Enter>").screen == .records)
  }

  @Test(arguments: [
    (
      "[nowhere]", 1,
      "[nowhere] is no screen; there are [records] [record] [annotate] [privacy] [compare] [adjudicate] [model] [models] [log] [help] [labels] [palette] [picker] [confusion] [same-text] [labels-and-filters]"
    ),
    (
      "open = x", 1,
      "no screen named above; start with one of [records] [record] [annotate] [privacy] [compare] [adjudicate] [model] [models] [log] [help] [labels] [palette] [picker] [confusion] [same-text] [labels-and-filters]"
    ),
    ("[record]\nfind", 2, "expected `command = keys`"),
    ("[record]\nfly = x", 2, "the record screen has no command \"fly\"; docs/keys.md lists them"),
    (
      "[record]\n# a remark\nsort = x", 3,
      "the record screen has no command \"sort\"; docs/keys.md lists them"
    ),
    (
      "[record]\nfind = Ctrl", 2,
      "\"Ctrl\" is no key; write j, Ctrl-D, Shift-Tab, F5, Space, Comma, or `g r` for two keys"
    ),
    (
      "[record]\nfind = e", 2,
      "the key e means both find and next-error on the record screen; bind one of them to another key"
    ),
    (
      "[record]\nfind = g", 2,
      "the key gg means both find and top on the record screen; bind one of them to another key"
    ),
  ])
  func aLineThatCannotBeMeantIsRefused(text: String, line: Int, message: String) throws {
    let error = try #require(throws: KeyFileError.self) { try keymap(text) }
    if case .conflict = error.problem {
      // Which of several longer sequences is named first does not matter.
      #expect(error.line == line)
      #expect(error.description.contains("means both"))
      #expect(error.description.contains("find"))
    } else {
      #expect(error.description == "keys.cfg:\(line): \(message)")
    }
  }
}
