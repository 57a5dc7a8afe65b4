/// Something the user can ask for. Keys, footer hints, help entries and clicks all name one of these.
enum Command: Hashable, Sendable {
  case help, palette, back, cancel, quit, suspend, redraw
  case showRecords, showNote, showPrivacy
  case lineUp, lineDown, pageUp, pageDown, halfPageUp, halfPageDown, top, bottom
  case open, nextRecord, previousRecord, sort
  case nextSpan, previousSpan, nextError, previousError
  case find, nextMatch, previousMatch
  case toggleGold, cycleMarks, toggleList
  case chooseLabels, showAllLabels
  /// By place in the legend, from 0.
  case toggleLabel(Int)
  case raiseThreshold, lowerThreshold

  // The caret and what it selects.
  case moveLeft, moveRight, nextWord, previousWord, lineStart, lineEnd
  case select, extendLeft, extendRight, extendUp, extendDown, swapEnds, toggleCharacters
  // Spans.
  case acceptSpan, deleteSpan, relabel, repeatLabel, labelSame
  /// By place in the legend, from 0.
  case label(Int)
  case growStart, growEnd, shrinkStart, shrinkEnd, splitSpan
  case nextTodo, previousTodo, hidePredictions
  // Records.
  case acceptRecord, rejectRecord, ignoreRecord, flag, comment
  case undo, redo
  // Masks.
  case cycleMasks, reveal, maskHere, keepHere, maskEverywhere, keepEverywhere
  /// Chooses a line of a list, or not.
  case choose
  case filter
  // Where gold and the model differ.
  case showErrors, cycleErrorType, cycleErrorLabel, showConfusion
  case verdictGold, verdictModel, verdictSecond, verdictGuideline, clearVerdict, editError
  case sameText
  // Screens of their own.
  case showFilters, showLog
  case toggleMouse
  // Training.
  case showModel, retrain, learningCurve, pauseTraining, stopTraining
  case promoteModel, discardModel, showModels
}

extension Command {
  /// Every command there is.
  static let all: [Command] =
    [
      .help, .palette, .back, .cancel, .quit, .suspend, .redraw, .showRecords, .showNote,
      .showPrivacy,
      .lineUp, .lineDown, .pageUp, .pageDown, .halfPageUp, .halfPageDown, .top, .bottom,
      .open, .nextRecord, .previousRecord, .sort, .nextSpan, .previousSpan, .nextError,
      .previousError, .find, .nextMatch, .previousMatch, .toggleGold, .cycleMarks, .toggleList,
      .chooseLabels, .showAllLabels, .raiseThreshold, .lowerThreshold,
      .moveLeft, .moveRight, .nextWord, .previousWord, .lineStart, .lineEnd,
      .select, .extendLeft, .extendRight, .extendUp, .extendDown, .swapEnds, .toggleCharacters,
      .acceptSpan, .deleteSpan, .relabel, .repeatLabel, .labelSame,
      .growStart, .growEnd, .shrinkStart, .shrinkEnd, .splitSpan,
      .nextTodo, .previousTodo, .hidePredictions,
      .acceptRecord, .rejectRecord, .ignoreRecord, .flag, .comment, .undo, .redo,
      .cycleMasks, .reveal, .maskHere, .keepHere, .maskEverywhere, .keepEverywhere, .choose,
      .filter, .showErrors, .cycleErrorType, .cycleErrorLabel, .showConfusion,
      .verdictGold, .verdictModel, .verdictSecond, .verdictGuideline, .clearVerdict, .editError,
      .sameText, .showFilters, .showLog, .toggleMouse,
      .showModel, .retrain, .learningCurve, .pauseTraining, .stopTraining, .promoteModel,
      .discardModel, .showModels,
    ] + (0..<10).flatMap { [.toggleLabel($0), .label($0)] }

  /// As key files write it: `next-span`, `toggle-label-1`.
  var name: String {
    if case .toggleLabel(let index) = self { return "toggle-label-\(index + 1)" }
    if case .label(let index) = self { return "label-\(index + 1)" }
    return "\(self)".reduce(into: "") { name, character in
      name += character.isUppercase ? "-" + character.lowercased() : String(character)
    }
  }
}
