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
      .palette: "Command palette", .annotate: "Annotate", .compare: "Compare: gold and the model",
      .model: "Model: retrain, compare, put to use", .models: "Models of the data set",
      .confusion: "Confusion matrix", .privacy: "Privacy: what is masked",
      .picker: "Label picker", .twins: "The same text elsewhere",
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

      ## Presets and your own keys

      `--keys prodigy` gives whole records Prodigy's keys: `a` accepts, `x` rejects, `Space` ignores, `Backspace`
      undoes; `A` accepts a span. `--keys FILE` reads your own:

          [annotate]
          accept-record = Enter, Ctrl-S
          split-span =

      A line replaces all keys of a command on that screen. A key with two meanings is refused at the start, with
      its line.

      ## While typing a search or a comment

      | keys | does |
      |---|---|
      | Enter | keeps the search, so that `n` and `N` go on; keeps the comment |
      | Esc, Ctrl-C | leaves it: the search goes back to where it began, the comment stays as it was |
      | Ctrl-U | empties the line |

      ## Mouse

      A click opens a record, puts the focus on a span (in the text or in the list), switches a label on or off,
      runs a hint of the footer or a line of the help. On the annotate screen a click puts the caret, dragging selects and
      opens the list of labels, the right button opens it for a span, and a click on the legend labels. The wheel scrolls what is under it. Hold Shift to select text
      with the terminal's own means.

      """
    return text
  }
}
