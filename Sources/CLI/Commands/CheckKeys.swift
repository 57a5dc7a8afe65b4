import ArgumentParser
import TUI

/// The manual's page of keys: what `make keys` writes to `docs/keys.md`.
struct CheckKeys: Command {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Print what every key does, as Markdown.")

  func run(_ console: Console) throws {
    try console.output.write(Array(KeysDocument.markdown.utf8))
  }
}
