/// The manual's page of keys, made from the keymap.
public enum KeysDocument {
  /// `docs/keys.md`: a table for each screen.
  public static var markdown: String {
    var text = """
      # Keys

      Made from the keymap by `make keys`; do not edit. The same table makes the footer and the help (`?`), where
      Enter does what a line says.

      """
    let titles: [Context: String] = [
      .records: "List of records", .note: "Record", .help: "Help", .labels: "Labels",
      .palette: "Command palette",
    ]
    for context in Context.allCases {
      text +=
        "\n## \(titles[context] ?? context.rawValue)\n\n| keys | command | does |\n|---|---|---|\n"
      for binding in Keymap.standard.bindings(in: context) {
        let keys = binding.keys.map { "`\($0)`" }.joined(separator: " ")
        text += "| \(keys) | \(binding.command.name) | \(binding.help) |\n"
      }
    }
    text += """

      ## While typing a search

      | keys | does |
      |---|---|
      | Enter | keeps the search; `n` and `N` go on |
      | Esc, Ctrl-C | leaves it, and goes back to where it began |
      | Ctrl-U | empties the line |

      ## Mouse

      A click opens a record, puts the focus on a span (in the text or in the list), switches a label on or off,
      runs a hint of the footer or a line of the help. The wheel scrolls what is under it. Hold Shift to select text
      with the terminal's own means.

      """
    return text
  }
}
