extension Keymap {
  /// The keys as they come. A row here is all that a new key needs.
  static let standardBindings: [Binding] =
    decidingBindings + labelBindings + privacyBindings + compareBindings + modelBindings
    + annotateBindings
    + readingBindings
    + settingBindings + popupBindings + everywhereBindings + toggleBindings

  private static let toggleBindings: [Binding] = (0..<10).map { index in
    Binding(
      .toggleLabel(index), "\((index + 1) % 10)", in: [.records, .note, .labels, .filters],
      "show or hide label \(index + 1) of the legend")
  }

  /// The screens on which a record's text is read.
  private static let texts: [Context] = [.note, .annotate, .privacy]
  private static let screens: [Context] = [.records, .note, .annotate, .privacy]
  private static let comparing: [Context] = [.compare, .adjudicate]
  private static let all: [Context] = screens + comparing + [.model, .filters, .log]
  /// Those whose lines are gone through.
  private static let lists: [Context] = screens + comparing + [.filters, .log]
  private static let carets: [Context] = [.annotate, .privacy]

  /// Looking at records. Footer hints are shown in the order of the rows, as many as fit.
  private static let readingBindings: [Binding] = [
    Binding(.open, "Enter", "Right", "l", in: [.records], "open the record", hint: "open"),
    Binding(.nextSpan, "Tab", in: [.note], "next span", hint: "span"),
    Binding(.previousSpan, "Shift-Tab", in: [.note], "previous span"),
    Binding(
      .nextRecord, "J", "Alt-Down", in: texts, "next record, in the order of the list",
      hint: "next"),
    Binding(.previousRecord, "K", "Alt-Up", in: texts, "previous record", hint: "previous"),
    Binding(
      .nextError, "e", in: [.note], "next difference from gold, in this and other records",
      hint: "error"),
    Binding(.previousError, "E", in: [.note], "previous difference from gold"),
    Binding(.find, "/", in: screens, "find text as it is shown", hint: "find"),
    Binding(.nextMatch, "n", in: screens, "next match"),
    Binding(.previousMatch, "N", in: screens, "previous match"),
    Binding(
      .sort, "s", in: [.records], "sort: file order, F1, errors, length, certainty, loss",
      hint: "sort"),
    Binding(
      .filter, "\\", in: [.records, .filters],
      "filter: label:problem status:todo err:BND p<.6 /regex/", hint: "filter"),
    Binding(
      .toggleGold, "c", in: [.note], "compare with gold, or show predictions alone", hint: "gold"),
    Binding(
      .chooseLabels, "L", in: [.records, .note], "choose the labels to show", hint: "labels"),
    Binding(
      .cycleMarks, "i", in: [.note, .annotate],
      "draw spans in the text, in lanes below, or as tags", hint: "marks"),
    Binding(.toggleList, "s", in: texts, "show or hide the list of spans", hint: "list"),
    Binding(
      .raiseThreshold, "+", in: [.records, .note, .filters],
      "hide unsure predictions: threshold up by .05", hint: nil),
    Binding(.lowerThreshold, "-", in: [.records, .note, .filters], "threshold down by .05"),
    Binding(.showAllLabels, "*", in: [.records, .note, .labels, .filters], "show all labels"),
    Binding(.lineDown, "Down", "j", in: lists + [.help, .labels], "down by a line"),
    Binding(.lineUp, "Up", "k", in: lists + [.help, .labels], "up by a line"),
    Binding(.pageDown, "PgDn", "Ctrl-F", in: lists + [.help, .labels], "down by a page"),
    Binding(
      .pageDown, "Space", in: [.records, .note, .compare, .adjudicate, .log, .help, .labels],
      "down by a page"),
    Binding(.pageUp, "PgUp", "Ctrl-B", in: lists + [.help, .labels], "up by a page"),
    Binding(.halfPageDown, "Ctrl-D", in: lists + [.help], "down by half a page"),
    Binding(.halfPageUp, "Ctrl-U", in: lists + [.help], "up by half a page"),
    Binding(.top, "g g", in: lists + [.help, .labels], "to the top"),
    Binding(
      .top, "Home", in: [.records, .note, .compare, .adjudicate, .filters, .log, .help, .labels],
      "to the top"),
    Binding(.bottom, "G", in: lists + [.help, .labels], "to the bottom"),
    Binding(
      .bottom, "End",
      in: [.records, .note, .compare, .adjudicate, .filters, .log, .help, .labels],
      "to the bottom"),
    Binding(.showRecords, "F2", "g b", in: all, "the list of records"),
    Binding(.showNote, "F3", "g r", in: all, "the record"),
    Binding(
      .showErrors, "F4", "g c", in: all, "every place where gold and the model differ"),
    Binding(
      .showModel, "F5", "g m", in: all, "the model: retrain, compare, put to use"),
    Binding(
      .showPrivacy, "F6", "g a", in: all, "what is masked in the record, and why"),
    Binding(.showFilters, "F7", "g l", in: all, "labels, thresholds and filters"),
    Binding(.showLog, "F8", "g j", in: all, "work in the background, and what was said"),
    Binding(
      .cycleMasks, "m", in: texts, "draw what is masked as shapes, as labels or as blocks"),
    Binding(
      .reveal, "M", in: texts, "show or hide what is masked in the record; the journal tells"),
  ]

  /// The two keys that most spans need.
  private static let decidingBindings: [Binding] = [
    Binding(
      .acceptSpan, "a", in: [.annotate], "accept the span, go to the next undecided one",
      hint: "accept"),
    Binding(
      .deleteSpan, "d", "Del", in: [.annotate], "delete the span; a brings it back",
      hint: "delete"),
  ]

  private static let labelBindings: [Binding] = (0..<10).map { index in
    Binding(
      .label(index), "\((index + 1) % 10)", in: [.annotate],
      "label \(index + 1) of the legend for the selection, or the span",
      hint: index == 0 ? "label" : nil)
  }

  /// Correcting spans.
  private static let annotateBindings: [Binding] = [
    Binding(
      .select, "v", in: carets, "select: then moving selects, until v or Esc", hint: "select"),
    Binding(
      .nextTodo, "t", in: [.annotate], "next undecided span, in this and other records",
      hint: "to-do"),
    Binding(.previousTodo, "T", in: [.annotate], "previous undecided span"),
    Binding(
      .acceptRecord, "Enter", "A", in: [.annotate],
      "accept the record as it is shown, go to the next to do", hint: "done"),
    Binding(.undo, "u", in: carets, "undo, whatever record it was on", hint: "undo"),
    Binding(.redo, "Ctrl-R", in: carets, "make the decision again that was undone"),
    Binding(.relabel, "r", in: [.annotate], "label from the list, found by typing"),
    Binding(.growStart, "[", in: [.annotate], "the span begins one token earlier"),
    Binding(.growEnd, "]", in: [.annotate], "the span ends one token later"),
    Binding(.shrinkStart, "{", in: [.annotate], "the span begins one token later"),
    Binding(.shrinkEnd, "}", in: [.annotate], "the span ends one token earlier"),
    Binding(.splitSpan, "|", in: [.annotate], "two spans, the second from the caret on"),
    Binding(.repeatLabel, ".", in: [.annotate], "the label given last"),
    Binding(
      .labelSame, "=", in: [.annotate], "the same label wherever the same text stands: preview"),
    Binding(.nextSpan, "Tab", in: carets, "next span"),
    Binding(.previousSpan, "Shift-Tab", in: carets, "previous span"),
    Binding(.moveLeft, "Left", "h", in: carets, "left by a token, or a character"),
    Binding(.moveRight, "Right", "l", in: carets, "right by a token, or a character"),
    Binding(.nextWord, "w", in: carets, "right by a token"),
    Binding(.previousWord, "b", in: carets, "left by a token"),
    Binding(.lineStart, "Home", "^", in: carets, "to the start of the line"),
    Binding(.lineEnd, "End", "$", in: carets, "to the end of the line"),
    Binding(.extendLeft, "Shift-Left", in: carets, "select to the left"),
    Binding(.extendRight, "Shift-Right", in: carets, "select to the right"),
    Binding(.extendUp, "Shift-Up", in: carets, "select to the line above"),
    Binding(.extendDown, "Shift-Down", in: carets, "select to the line below"),
    Binding(.swapEnds, "o", in: carets, "to the other end of the selection"),
    Binding(.toggleCharacters, "~", in: carets, "move by characters, or by tokens again"),
    Binding(.rejectRecord, "X", in: [.annotate], "reject the record: it is of no use"),
    Binding(.ignoreRecord, "I", in: [.annotate], "ignore the record: pass over it"),
    Binding(.flag, "f", in: [.annotate], "flag the record, or take the flag away"),
    Binding(.comment, ";", in: [.annotate], "write a comment on the record"),
    Binding(
      .hidePredictions, "p", in: [.annotate], "hide undecided predictions, or show them again"),
  ]

  /// What is masked.
  private static let privacyBindings: [Binding] = [
    Binding(
      .nextTodo, "t", in: [.privacy], "next doubtful finding, in this and other records",
      hint: "doubt"),
    Binding(.previousTodo, "T", in: [.privacy], "previous doubtful finding"),
    Binding(.maskHere, "a", in: [.privacy], "mask the finding, or what is selected", hint: "mask"),
    Binding(.keepHere, "d", "Del", in: [.privacy], "keep the finding: it is shown", hint: "keep"),
    Binding(
      .maskEverywhere, "A", in: [.privacy], "mask the same text in every record",
      hint: "everywhere"),
    Binding(
      .keepEverywhere, "D", in: [.privacy], "never again: keep the same text in every record",
      hint: "never again"),
  ]

  /// Where gold and the model differ.
  private static let compareBindings: [Binding] = [
    Binding(.open, "Enter", "Right", in: comparing, "open the record there", hint: "open"),
    Binding(
      .verdictGold, "1", in: [.compare], "gold is right; written beside the data", hint: "gold"),
    Binding(.verdictModel, "2", in: [.compare], "the model is right, gold is wrong", hint: "model"),
    Binding(.verdictSecond, "3", in: [.compare], "the second model is right"),
    Binding(.editError, "e", in: [.compare], "correct the record there; the journal keeps it"),
    Binding(
      .verdictGold, "1", in: [.adjudicate], "the first annotator is right", hint: "first"),
    Binding(
      .verdictModel, "2", in: [.adjudicate], "the second annotator is right", hint: "second"),
    Binding(.clearVerdict, "0", "Del", in: [.adjudicate], "neither is right", hint: "neither"),
    Binding(.editError, "e", in: [.adjudicate], "correct the record by hand", hint: "edit"),
    Binding(.undo, "u", in: [.adjudicate], "undo, whatever record it was on", hint: "undo"),
    Binding(.redo, "Ctrl-R", in: [.adjudicate], "make the decision again that was undone"),
    Binding(
      .verdictGuideline, "!", in: [.compare], "the guideline does not say", hint: "guideline"),
    Binding(.clearVerdict, "0", "Del", in: [.compare], "take the verdict back"),
    Binding(
      .cycleErrorType, "t", in: comparing, "one type of error after the other", hint: "type"),
    Binding(
      .cycleErrorLabel, "l", in: comparing, "one of gold's labels after the other", hint: "label"),
    Binding(
      .showConfusion, "x", in: comparing, "labels against labels; Enter lists a cell",
      hint: "matrix"),
    Binding(
      .sort, "s", in: comparing, "sort: surest first, greatest loss, file order, text",
      hint: "sort"),
    Binding(
      .sameText, "w", in: comparing, "the same text labelled two ways, and errors again",
      hint: "two ways"),
    Binding(.nextMatch, "n", in: comparing, "next error"),
    Binding(.previousMatch, "N", in: comparing, "previous error"),
    Binding(
      .back, "Esc", in: comparing, "all errors again, then the list of records", hint: "back"),
    Binding(.showRecords, "q", in: comparing + [.filters, .log], "the list of records"),
    Binding(.quit, "Q", in: comparing + [.filters, .log], "quit"),
    Binding(.open, "Enter", in: [.confusion], "list the errors of the cell", hint: "list"),
    Binding(.lineDown, "Down", "j", in: [.confusion], "down"),
    Binding(.lineUp, "Up", "k", in: [.confusion], "up"),
    Binding(.moveLeft, "Left", "h", in: [.confusion], "left"),
    Binding(.moveRight, "Right", "l", in: [.confusion], "right"),
    Binding(.back, "Esc", "q", "x", in: [.confusion], "close", hint: "close"),
  ]

  /// Training, and the models that it makes.
  private static let modelBindings: [Binding] = [
    Binding(
      .retrain, "r", in: [.model], "retrain the model in use on what was accepted",
      hint: "retrain"),
    Binding(.pauseTraining, "Space", in: [.model], "pause the training, or go on", hint: "pause"),
    Binding(
      .stopTraining, "S", in: [.model], "end the training, with the best model so far",
      hint: "stop"),
    Binding(
      .promoteModel, "b", in: [.model], "put the new model to use; open records are predicted anew",
      hint: "use it"),
    Binding(.discardModel, "d", "Del", in: [.model], "discard the new model", hint: "discard"),
    Binding(
      .learningCurve, "l", in: [.model], "retrain on parts of the corrections, for the curve"),
    Binding(.showModels, "h", in: [.model], "the models of this data set", hint: "history"),
    Binding(.back, "Esc", "q", in: [.model], "back to the records", hint: "back"),
    Binding(.quit, "Q", in: [.model], "quit; a training is stopped first, and its best is kept"),
    Binding(.open, "Enter", in: [.models], "put the model to use", hint: "use it"),
    Binding(.discardModel, "d", "Del", in: [.models], "discard the model", hint: "discard"),
    Binding(.lineDown, "Down", "j", in: [.models], "down by a line"),
    Binding(.lineUp, "Up", "k", in: [.models], "up by a line"),
    Binding(.pageDown, "PgDn", in: [.models], "down by a page"),
    Binding(.pageUp, "PgUp", in: [.models], "up by a page"),
    Binding(.back, "Esc", "q", "h", in: [.models], "close", hint: "close"),
  ]

  /// Labels and filters, the log, and what holds everywhere.
  private static let settingBindings: [Binding] = [
    Binding(
      .open, "Enter", "Space", in: [.filters], "show or hide the label; all, on the first line",
      hint: "show or hide"),
    Binding(.back, "Esc", in: [.filters, .log], "the list of records", hint: "back"),
    Binding(
      .toggleMouse, "Alt-m", in: all, "set mouse on or off: off leaves it to the terminal"),
  ]

  /// Lists over the screen.
  private static let popupBindings: [Binding] = [
    Binding(.open, "Enter", in: [.help], "do what the line says", hint: "run"),
    Binding(.open, "Enter", in: [.labels], "show or hide the label", hint: "show or hide"),
    Binding(.open, "Enter", in: [.palette], "do it", hint: "run"),
    Binding(.open, "Enter", in: [.picker], "give the label", hint: "label"),
    Binding(.open, "Enter", in: [.twins], "label all that are chosen", hint: "label"),
    Binding(.choose, "Space", in: [.twins], "choose the line, or not", hint: "choose"),
    Binding(.lineDown, "Down", "j", in: [.twins], "down by a line"),
    Binding(.lineUp, "Up", "k", in: [.twins], "up by a line"),
    Binding(.lineDown, "Down", "Ctrl-N", in: [.palette, .picker], "down by a line"),
    Binding(.lineUp, "Up", in: [.palette, .picker], "up by a line"),
    Binding(.pageDown, "PgDn", in: [.palette, .picker, .twins], "down by a page"),
    Binding(.pageUp, "PgUp", in: [.palette, .picker, .twins], "up by a page"),
    Binding(.back, "Esc", in: [.palette, .picker], "close", hint: "close"),
    Binding(.back, "Esc", "q", in: [.help, .labels, .twins], "close", hint: "close"),
  ]

  private static let everywhereBindings: [Binding] = [
    Binding(.help, "?", "F1", in: all + [.labels], "all keys of this screen", hint: "help"),
    Binding(.palette, ":", "Ctrl-P", in: all, "any command, found by its name"),
    Binding(.back, "Esc", "q", in: [.note], "back to the list", hint: "back"),
    Binding(
      .back, "Esc", in: [.annotate, .privacy], "leave the selection or the search, then the screen",
      hint: "back"),
    Binding(.showRecords, "q", in: [.annotate], "back to the list"),
    Binding(.showNote, "q", in: [.privacy], "back to the record"),
    Binding(.back, "Esc", in: [.records], "leave what is pending"),
    Binding(.quit, "q", in: [.records], "quit", hint: "quit"),
    Binding(.quit, "Q", in: texts, "quit"),
    Binding(.cancel, "Ctrl-C", in: Context.allCases, "leave what is pending; pressed twice, quit"),
    Binding(.redraw, "Ctrl-L", in: Context.allCases, "draw the screen anew"),
    Binding(.suspend, "Ctrl-Z", in: Context.allCases, "stop; fg in the shell continues"),
  ]

  /// The keys as they come.
  public static let standard: Keymap = {
    do {
      return try Keymap(standardBindings)
    } catch {
      preconditionFailure("standard keymap: \(error)")
    }
  }()
}
