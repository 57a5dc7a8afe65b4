extension Keymap {
  /// The keys as they come. A row here is all that a new key needs.
  static let standardBindings: [Binding] =
    [
      // Footer hints are shown in this order, as many as fit.
      Binding(.open, "Enter", "Right", "l", in: [.records], "open the record", hint: "open"),
      Binding(.nextSpan, "Tab", in: [.note], "next span", hint: "span"),
      Binding(.previousSpan, "Shift-Tab", in: [.note], "previous span"),
      Binding(
        .nextRecord, "J", "Alt-Down", in: [.note], "next record, in the order of the list",
        hint: "next"),
      Binding(.previousRecord, "K", "Alt-Up", in: [.note], "previous record", hint: "previous"),
      Binding(
        .nextError, "e", in: [.note], "next difference from gold, in this and other records",
        hint: "error"),
      Binding(
        .previousError, "E", in: [.note],
        "previous difference from gold"),
      Binding(.find, "/", in: [.records, .note], "find text as it is shown", hint: "find"),
      Binding(.nextMatch, "n", in: [.records, .note], "next match"),
      Binding(.previousMatch, "N", in: [.records, .note], "previous match"),
      Binding(
        .sort, "s", in: [.records],
        "sort: file order, lowest F1, most errors, longest", hint: "sort"),
      Binding(
        .toggleGold, "c", in: [.note], "compare with gold, or show predictions alone", hint: "gold"),
      Binding(
        .chooseLabels, "L", in: [.records, .note], "choose the labels to show", hint: "labels"),
      Binding(
        .cycleMarks, "i", in: [.note], "draw spans in the text, in lanes below, or as tags",
        hint: "marks"),
      Binding(.toggleList, "s", in: [.note], "show or hide the list of spans", hint: "list"),
      Binding(
        .raiseThreshold, "+", in: [.records, .note],
        "hide unsure predictions: threshold up by .05"),
      Binding(.lowerThreshold, "-", in: [.records, .note], "threshold down by .05"),
      Binding(.showAllLabels, "*", in: [.records, .note, .labels], "show all labels"),
      Binding(
        .lineDown, "Down", "j", in: [.records, .note, .help, .labels], "down by a line"),
      Binding(.lineUp, "Up", "k", in: [.records, .note, .help, .labels], "up by a line"),
      Binding(
        .pageDown, "PgDn", "Ctrl-F", "Space", in: [.records, .note, .help, .labels],
        "down by a page"),
      Binding(.pageUp, "PgUp", "Ctrl-B", in: [.records, .note, .help, .labels], "up by a page"),
      Binding(.halfPageDown, "Ctrl-D", in: [.records, .note, .help], "down by half a page"),
      Binding(.halfPageUp, "Ctrl-U", in: [.records, .note, .help], "up by half a page"),
      Binding(.top, "Home", "g g", in: [.records, .note, .help, .labels], "to the top"),
      Binding(.bottom, "End", "G", in: [.records, .note, .help, .labels], "to the bottom"),
      Binding(.showRecords, "F2", "g b", in: [.records, .note], "the list of records"),
      Binding(.showNote, "F3", "g r", in: [.records, .note], "the record"),
      Binding(.open, "Enter", in: [.help], "do what the line says", hint: "run"),
      Binding(
        .open, "Enter", in: [.labels], "show or hide the label", hint: "show or hide"),
      Binding(
        .help, "?", "F1", in: [.records, .note, .labels], "all keys of this screen", hint: "help"),
      Binding(
        .palette, ":", "Ctrl-P", in: [.records, .note], "any command, found by its name"),
      Binding(.open, "Enter", in: [.palette], "do it", hint: "run"),
      Binding(.lineDown, "Down", "Ctrl-N", in: [.palette], "down by a line"),
      Binding(.lineUp, "Up", in: [.palette], "up by a line"),
      Binding(.pageDown, "PgDn", in: [.palette], "down by a page"),
      Binding(.pageUp, "PgUp", in: [.palette], "up by a page"),
      Binding(.back, "Esc", in: [.palette], "close", hint: "close"),
      Binding(.back, "Esc", "q", in: [.note], "back to the list", hint: "back"),
      Binding(.back, "Esc", in: [.records], "leave what is pending"),
      Binding(.back, "Esc", "q", in: [.help, .labels], "close", hint: "close"),
      Binding(.quit, "q", in: [.records], "quit", hint: "quit"),
      Binding(.quit, "Q", in: [.note], "quit"),
      Binding(
        .cancel, "Ctrl-C", in: Context.allCases, "leave what is pending; pressed twice, quit"),
      Binding(.redraw, "Ctrl-L", in: Context.allCases, "draw the screen anew"),
      Binding(.suspend, "Ctrl-Z", in: Context.allCases, "stop; fg in the shell continues"),
    ]
    + (0..<10).map { index in
      Binding(
        .toggleLabel(index), "\((index + 1) % 10)", in: [.records, .note, .labels],
        "show or hide label \(index + 1) of the legend")
    }

  /// The keys as they come.
  public static let standard: Keymap = {
    do {
      return try Keymap(standardBindings)
    } catch {
      preconditionFailure("standard keymap: \(error)")
    }
  }()
}
