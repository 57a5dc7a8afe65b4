/// What the words around a bare month, or a bare `3/14`, say of its being a date.
enum DateContext {
  /// How surely a month and day without a year are a date; 0 where nothing says so.
  static func score(monthDay index: Int, last: Int, _ note: Note) -> Float {
    let range = note.words[index].start..<note.words[last].end
    // A measure after it: "1/2 tab", "3/5 strength".
    if last + 1 < note.words.count {
      let next = note.words[last + 1]
      let gap = note.gap(after: last)
      if gap.count <= 2, gap.allSatisfy({ note[$0] == .of(" ") || note[$0] == .of("-") }),
        next.has([.unit, .ratioCue, .drugCue])
      {
        return 0.1
      }
    }
    if note[range.upperBound] == .of("%") || note[range.lowerBound - 1] == .of("#") { return 0.1 }
    // The end of a range whose start is a date: "from 3/1 to 3/14".
    var previous = index - 1
    var distance = 0
    // Scores have 5, 6 and 10 below the line, and no zero before either part.
    let (x, y) = (note.words[index], note.words[last])
    let isScoreLike =
      [5, 6, 10].contains(note.number(y)) && note[x.start] != .of("0") && note[y.start] != .of("0")
    if note[range.lowerBound - 1] == .of("-"), note[range.lowerBound - 2].isDigit, previous >= 0,
      previous == 0 || note.words[previous - 1].end + 1 != note.words[previous].start
    {
      return 0.1
    }
    // "negative on 1/11": the word at its side says more than a score's name further off.
    if previous >= 0, !isScoreLike, onWords.contains(note.words[previous].hash),
      range.lowerBound - note.words[previous].end == 1, note[note.words[previous].end] == .of(" ")
    {
      return 0.75
    }
    var probe = previous
    while probe >= 0, previous - probe < 6 {
      let gap = note.words[probe].end..<note.words[probe + 1].start
      if gap.contains(where: { note[$0].isNewline || note[$0] == .of(";") }) { break }
      if note.words[probe].has(.ratioCue) { return 0.1 }
      probe -= 1
    }
    while previous >= 0, distance < 3 {
      let word = note.words[previous]
      if note.hasNewline(word.end..<range.lowerBound) { break }
      if word.has([.weekday, .month]) { return 0.9 }
      if strong.contains(word.hash) { return distance == 0 ? 0.85 : isScoreLike ? 0.3 : 0.7 }
      if word.has(.dateCue), !word.isDigits, !isScoreLike { return distance == 0 ? 0.75 : 0.55 }
      if word.isDigits {
        // "3/1 to 3/14" has passed "to" already; "3/1-3/14" is two dates side by side.
        if word.end + 1 == range.lowerBound, note[word.end] == .of("-") { return 0.6 }
        break
      }
      previous -= 1
      distance += 1
    }
    // "14/08", "04/15": a zero in front; "4/1 to 4/15": the start of a range.
    let isPadded =
      x.count == 2 && y.count == 2 && (note[x.start] == .of("0") || note[y.start] == .of("0"))
    return isPadded || startsRange(last, note) ? 0.6 : 0.3
  }

  /// Whether `to` or `through` and another month and day follow.
  private static func startsRange(_ last: Int, _ note: Note) -> Bool {
    guard last + 3 < note.words.count, ranges.contains(note.words[last + 1].hash),
      note.gap(after: last).count == 1, note.gap(after: last + 1).count == 1
    else { return false }
    let (x, y) = (note.words[last + 2], note.words[last + 3])
    return x.isDigits && y.isDigits && x.count <= 2 && y.count <= 2 && y.start == x.end + 1
      && note[x.end] == .of("/") && (1...12).contains(note.number(x))
      && (13...31).contains(note.number(y))
  }

  private static let ranges = hashes("to through thru until")

  /// How surely a month's name alone is a date.
  static func score(bareMonth index: Int, _ note: Note) -> Float {
    let word = note.words[index]
    guard word.isCapital, index > 0, word.shape != .upper || word.count > 3 else { return 0 }
    let before = note.words[index - 1]
    let gap = before.end..<word.start
    guard gap.count <= 2 else { return 0 }
    if gap.count == 1, note[gap.lowerBound] == .of("-"), narrowing.contains(before.hash) {
      return 0.8
    }
    guard gap.allSatisfy({ note[$0] == .of(" ") }) else { return 0 }
    if narrowing.contains(before.hash) { return word.shape == .upper ? 0.6 : 0.8 }
    if leading.contains(before.hash) {
      return word.count > 3 || !word.has(.ambiguousMonth) ? 0.7 : 0.6
    }
    return 0
  }

  private static let onWords = hashes("on since until till dated born")
  private static let strong = hashes(
    """
    on seen visit since until till date dated dob born died admitted admit admission discharged discharge appt
    appointment scheduled surgery autopsy funeral effective collected received est dc fu starting started
    memorial review recheck edd edc lmp due booster buried vaccinated wk week period menses dose
    """)
  private static let narrowing = hashes("mid early late last next this since until of during")
  private static let leading = hashes("in by through from to until and around before after between")

  static func hashes(_ words: String) -> WordSet { WordSet(words) }
}
