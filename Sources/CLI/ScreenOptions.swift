import ArgumentParser
import Files
import TUI
import Text

/// What the screens' commands have in common: colours, keys, masking, and how to do without a screen.
struct ScreenOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: "Show the shape of protected health information in place of its text.")
  var masked = true

  @Flag(help: "Allow M to show a record as it is, which a journal tells.")
  var reveal = false

  @Flag(help: "Leave the mouse to the terminal, whose own selection works then.")
  var noMouse = false

  @Option(help: .init("dark, light, eight or mono; the terminal decides where none is given."))
  var theme: String?

  @Option(help: .init("A file of your own keys, or the preset prodigy.", valueName: "file"))
  var keys: String?

  @Flag(help: "By lines, for screen readers and pipes: commands typed, sentences answered.")
  var plain = false

  @Option(help: .init("Press these keys, print the screen and end.", valueName: "keys"))
  var script: String?

  @Option(help: .init("Columns and rows of that screen.", valueName: "WxH"))
  var size = "80x24"

  @Option(help: .init("Write that screen to a file instead.", valueName: "file"))
  var saveScreen: String?

  @Flag(help: "Print that screen with its colours, as escape sequences.")
  var colors = false

  /// The keys asked for.
  func keymap() throws -> Keymap {
    guard let keys else { return .standard }
    if keys == "prodigy" { return .prodigy }
    let text = String(decoding: try InputFile.read(keys, limit: 1 << 20), as: UTF8.self)
    return try Keymap.standard(changedBy: text, file: keys)
  }

  /// The colours asked for; nil where the terminal decides.
  func colorTheme() throws -> Theme? {
    guard let theme else { return nil }
    guard let known = Theme(rawValue: theme) else {
      let names = Theme.allCases.map(\.rawValue)
      let hint = Spelling.nearest(to: theme, among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw UsageError("--theme \(theme): expected \(names.joined(separator: ", "))\(hint)")
    }
    return known
  }

  /// Runs a session in the way asked for: on the terminal, by lines, or from a script.
  func run(_ session: ExploreSession, _ console: Console) throws {
    if let script {
      guard let size = Size(size) else {
        throw UsageError("--size \(size): expected columns and rows, such as 80x24")
      }
      let screen = session.replay(try KeyScript(script), size: size)
      let text = colors ? screen.escaped : screen.description
      guard let saveScreen else { return try console.say(text) }
      return try AtomicFile.write((text + "\n").utf8, to: saveScreen)
    }
    if saveScreen != nil {
      throw UsageError("--save-screen needs --script, the keys to press first")
    }
    guard plain else { return try session.run() }
    var reader = LineReader(descriptor: console.input, path: "standard input")
    var failure: (any Error)?
    session.runPlain(
      read: {
        try? console.output.flush()
        return (try? reader.next()).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
      },
      write: { line in
        do { try console.say(line) } catch { failure = failure ?? error }
      })
    if let failure { throw failure }
  }
}
