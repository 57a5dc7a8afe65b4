/// Something the user can ask for. Keys, footer hints, help entries and clicks all name one of these.
enum Command: Hashable, Sendable {
  case help, palette, back, cancel, quit, suspend, redraw
  case showRecords, showNote
  case lineUp, lineDown, pageUp, pageDown, halfPageUp, halfPageDown, top, bottom
  case open, nextRecord, previousRecord, sort
  case nextSpan, previousSpan, nextError, previousError
  case find, nextMatch, previousMatch
  case toggleGold, cycleMarks, toggleList
  case chooseLabels, showAllLabels
  /// By place in the legend, from 0.
  case toggleLabel(Int)
  case raiseThreshold, lowerThreshold
}

extension Command {
  /// Every command there is.
  static let all: [Command] =
    [
      .help, .palette, .back, .cancel, .quit, .suspend, .redraw, .showRecords, .showNote,
      .lineUp, .lineDown, .pageUp, .pageDown, .halfPageUp, .halfPageDown, .top, .bottom,
      .open, .nextRecord, .previousRecord, .sort, .nextSpan, .previousSpan, .nextError,
      .previousError, .find, .nextMatch, .previousMatch, .toggleGold, .cycleMarks, .toggleList,
      .chooseLabels, .showAllLabels,
    ] + (0..<10).map { .toggleLabel($0) } + [.raiseThreshold, .lowerThreshold]

  /// As key files write it: `next-span`, `toggle-label-1`.
  var name: String {
    if case .toggleLabel(let index) = self { return "toggle-label-\(index + 1)" }
    return "\(self)".reduce(into: "") { name, character in
      name += character.isUppercase ? "-" + character.lowercased() : String(character)
    }
  }
}
