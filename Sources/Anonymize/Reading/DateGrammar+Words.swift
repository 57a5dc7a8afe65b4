/// Weekdays, and days of a month in words.
extension DateGrammar {
  // MARK: Sunday 3/14

  static func weekday(_ index: Int, _ note: Note) -> DateMatch? {
    let word = note.words[index]
    guard !note[word.end].isLetter, !note[word.start - 1].isWordish else { return nil }
    if index + 1 < note.words.count, isDateGap(note.gap(after: index), note),
      note.words[index + 1].isDigits || note.words[index + 1].has(.month),
      var match = match(at: index + 1, in: note)
    {
      match.range = word.start..<match.range.upperBound
      match.score = max(match.score, 0.92)
      return match
    }
    if !word.has(.weekday) {
      guard word.shape == .capitalized, note[word.end] != .of(":") else { return nil }
      let isLed = index > 0 && leading.contains(note.words[index - 1].hash)
      // "O2 Sat 94", "Sun exposure": these two need a word before.
      let isWord = note.matches("sat", at: word.start) || note.matches("sun", at: word.start)
      if isWord || word.entry.english > 3, !isLed { return nil }
      if index + 1 < note.words.count, note.words[index + 1].isCapital,
        note.gap(after: index).count == 1, !isLed
      {
        return nil
      }
    }
    return DateMatch(range: word.range, rule: "date.weekday", score: 0.6)
  }

  static let shortWeekdays = DateContext.hashes(
    "mon tue tues wed weds thu thur thurs fri sat sun")
  private static let leading = DateContext.hashes(
    "on next last this since until till by through and labs every")

  // MARK: the third of January

  static func spelled(_ index: Int, _ note: Note) -> DateMatch? {
    let word = note.words[index]
    guard index + 2 < note.words.count, note.gap(after: index).count == 1,
      note.matches("of", at: note.words[index + 1].start), note.words[index + 1].count == 2,
      note.gap(after: index + 1).count == 1, note.words[index + 2].has(.month),
      note.words[index + 2].isCapital
    else { return nil }
    let month = note.words[index + 2]
    var match = DateMatch(
      range: word.start..<month.end, month: part(month, monthNumber(month, note)),
      rule: "date.day-month", score: 0.9)
    appendYear(after: index + 2, to: &match, note)
    return match
  }

  static let ordinals = DateContext.hashes(
    """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
    """)
}
