/// A date as written: where each part stands and what it says.
struct DateMatch {
  /// One part of a date.
  struct Part {
    let range: Range<Int>
    let value: Int
  }

  var range: Range<Int>
  var year: Part?
  var month: Part?
  var day: Part?
  /// The day that ends a range of days of one month: `March 3-5`.
  var lastDay: Part?
  let rule: String
  var score: Float
}

/// The forms in which notes write dates. Detection and shifting share it, so that what is found can be
/// rewritten in the same form.
enum DateGrammar {
  /// The date that starts at a word; a score of 0 says that only a cue would make it one.
  static func match(at index: Int, in note: Note) -> DateMatch? {
    let word = note.words[index]
    if word.isDigits {
      return numeric(index, note) ?? dayFirst(index, note)
    }
    if word.has(.month) { return monthFirst(index, note) }
    if word.has(.weekday) || shortWeekdays.contains(word.hash) { return weekday(index, note) }
    if ordinals.contains(word.hash) { return spelled(index, note) }
    return nil
  }

  // MARK: 3/14/2021, 2021-03-14, 03/2021, 3/14

  private static func isYear(_ value: Int) -> Bool { value >= 1880 && value <= 2100 }

  private static func numeric(_ index: Int, _ note: Note) -> DateMatch? {
    let first = note.words[index]
    let before = note[first.start - 1]
    let isGlued =
      index > 0 && note.words[index - 1].end == first.start
      && (dateLabels.contains(note.words[index - 1].hash)
        || note.words[index - 1].count > 3 && note.matches("dob", at: first.start - 3))
    guard !before.isWordish || isGlued, first.count <= 4 || first.count == 8 || first.count == 6
    else {
      return nil
    }
    if first.count == 6 { return shortCompact(first, index, note) }
    if first.count == 8 { return compact(first, index, note) }
    if before == .of("."), note[first.start - 2].isDigit { return nil }
    guard let second = joined(index + 1, note) else { return nil }
    let separator = note[first.end]
    guard separator == .of("/") || separator == .of("-") || separator == .of(".") else {
      return nil
    }
    // A hyphen or slash before is the end of a range, which the caller sees by itself.
    if let third = joined(index + 2, note), note[second.end] == separator {
      return threeParts(first, second, third, separator, index, note)
    }
    return twoParts(first, second, separator, index, note)
  }

  /// The word at an index when one separator byte joins it to the one before.
  private static func joined(_ index: Int, _ note: Note) -> Word? {
    guard index < note.words.count, note.words[index].isDigits,
      note.words[index].start == note.words[index - 1].end + 1
    else { return nil }
    return note.words[index]
  }

  private static func threeParts(
    _ a: Word, _ b: Word, _ c: Word, _ separator: UInt8, _ index: Int, _ note: Note
  ) -> DateMatch? {
    let (x, y, z) = (note.number(a), note.number(b), note.number(c))
    if note[c.end] == separator, note[c.end + 1].isDigit, separator != .of("-") { return nil }
    let isISOTime = (note[c.end] == .of("T") || note[c.end] == .of("t")) && note[c.end + 1].isDigit
    let isGlued = note.matches("mrn", at: c.end) || note.matches("ssn", at: c.end)
    guard !note[c.end].isLetter || isISOTime || isGlued || note[c.end] == .of("Z") else {
      return nil
    }
    if a.count == 4 {
      guard isYear(x), b.count <= 2, c.count <= 2, (1...12).contains(y), (1...31).contains(z) else {
        return nil
      }
      return DateMatch(
        range: a.start..<timeEnd(c.end, note), year: part(a, x), month: part(b, y), day: part(c, z),
        rule: "date.iso", score: 0.97)
    }
    guard a.count <= 2, b.count <= 2, x >= 1, y >= 1, x <= 31, y <= 31, min(x, y) <= 12 else {
      return nil
    }
    guard c.count == 4 ? isYear(z) : c.count == 2 else { return nil }
    if separator == .of("."), c.count == 2 {
      guard index > 0, note.words[index - 1].has([.dateCue, .weekday]) else { return nil }
    }
    if separator == .of("-"), c.count == 2, a.start > 0, note[a.start - 1] == .of("-") {
      return nil
    }
    let monthFirst = x <= 12
    return DateMatch(
      range: a.start..<c.end,
      year: part(c, c.count == 2 ? century(z) : z),
      month: monthFirst ? part(a, x) : part(b, y), day: monthFirst ? part(b, y) : part(a, x),
      rule: "date.numeric", score: c.count == 4 ? 0.97 : 0.9)
  }

  private static func twoParts(
    _ a: Word, _ b: Word, _ separator: UInt8, _ index: Int, _ note: Note
  ) -> DateMatch? {
    let (x, y) = (note.number(a), note.number(b))
    guard !note[b.end].isLetter, note[b.end] != separator || !note[b.end + 1].isDigit else {
      return nil
    }
    if b.count == 4, isYear(y), a.count <= 2, (1...12).contains(x), separator != .of(".") {
      return DateMatch(
        range: a.start..<b.end, year: part(b, y), month: part(a, x), rule: "date.month-year",
        score: separator == .of("/") ? 0.93 : 0.7)
    }
    if a.count == 4, isYear(x), b.count == 2, (1...12).contains(y), separator != .of(".") {
      // 2019-10 is a month, 2019-20 a winter; 2010/11 either.
      return DateMatch(
        range: a.start..<b.end, year: part(a, x), month: part(b, y), rule: "date.year-month",
        score: 0.6)
    }
    guard separator == .of("/"), a.count <= 2, b.count <= 2, (1...31).contains(x),
      (1...31).contains(y),
      min(x, y) <= 12, note[a.start - 1] != .of("/")
    else { return nil }
    let isMonthFirst = x <= 12
    return DateMatch(
      range: a.start..<b.end, month: isMonthFirst ? part(a, x) : part(b, y),
      day: isMonthFirst ? part(b, y) : part(a, x), rule: "date.month-day",
      score: DateContext.score(monthDay: index, last: index + 1, note))
  }

  private static func compact(_ word: Word, _ index: Int, _ note: Note) -> DateMatch? {
    let digits = word.range.map { Int(note[$0] - 0x30) }
    let year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
    let month = digits[4] * 10 + digits[5]
    let day = digits[6] * 10 + digits[7]
    guard year >= 1900, year <= 2099, (1...12).contains(month), (1...31).contains(day),
      !note[word.end].isWordish, note[word.end] != .of("-"), note[word.start - 1] != .of("-")
    else { return nil }
    let hasCue = index > 0 && note.words[index - 1].has(.dateCue)
    let start = word.start
    return DateMatch(
      range: word.range, year: DateMatch.Part(range: start..<start + 4, value: year),
      month: DateMatch.Part(range: start + 4..<start + 6, value: month),
      day: DateMatch.Part(range: start + 6..<start + 8, value: day), rule: "date.compact",
      score: hasCue ? 0.9 : 0.6)
  }

  /// `DOB 080274`: month, day, year, where a word says that it is a date.
  private static func shortCompact(_ word: Word, _ index: Int, _ note: Note) -> DateMatch? {
    let parts = [0, 2, 4].map { offset in
      let range = word.start + offset..<word.start + offset + 2
      return DateMatch.Part(
        range: range,
        value: Int(note[range.lowerBound] - 0x30) * 10 + Int(note[range.lowerBound + 1] - 0x30))
    }
    guard index > 0, word.start - note.words[index - 1].end <= 2, !note[word.end].isWordish,
      dateLabels.contains(note.words[index - 1].hash)
        || shortLabels.contains(note.words[index - 1].hash),
      (1...12).contains(parts[0].value), (1...31).contains(parts[1].value)
    else { return nil }
    let year = DateMatch.Part(range: parts[2].range, value: century(parts[2].value))
    return DateMatch(
      range: word.range, year: year, month: parts[0], day: parts[1], rule: "date.compact",
      score: 0.85)
  }

  private static let shortLabels = DateContext.hashes("dated effective lmp edd")

  static func part(_ word: Word, _ value: Int) -> DateMatch.Part {
    DateMatch.Part(range: word.range, value: value)
  }

  private static func century(_ year: Int) -> Int { year <= 40 ? 2000 + year : 1900 + year }

  /// Labels that notes glue to a date: `DOB01/02/1950`.
  private static let dateLabels = DateContext.hashes("dob doa dod dos date admit adm")

  /// Past the time of an ISO 8601 time stamp: `T09:26:53Z`.
  private static func timeEnd(_ end: Int, _ note: Note) -> Int {
    guard note[end] == .of("T") || note[end] == .of("t") else { return end }
    var position = end + 1
    while position - end < 32,
      note[position].isDigit || ":.+-".utf8.contains(note[position]) && note[position + 1].isDigit
    { position += 1 }
    if note[position] == .of("Z") { position += 1 }
    return note[position].isWordish ? end : position
  }

  // MARK: 14 March 2021, 14MAR2021, the 14th of March

  private static func dayFirst(_ index: Int, _ note: Note) -> DateMatch? {
    let day = note.words[index]
    let value = note.number(day)
    guard day.count <= 2, (1...31).contains(value), !note[day.start - 1].isWordish,
      note[day.start - 1] != .of("."), note[day.start - 1] != .of("/")
    else { return nil }
    var next = index + 1
    if next < note.words.count, note.words[next].has(.ordinal), note.words[next].start == day.end {
      next += 1
    }
    guard next < note.words.count else { return nil }
    if note.matches("of", at: note.words[next].start), note.words[next].count == 2 { next += 1 }
    guard next < note.words.count, note.words[next].has(.month),
      isDateGap(note.words[next - 1].end..<note.words[next].start, note)
    else { return nil }
    let month = note.words[next]
    // "2 may be given": only a capital makes an ambiguous word a month.
    if month.has(.ambiguousMonth), month.shape == .lower, month.count <= 3 || isVerb(month, note) {
      return nil
    }
    var match = DateMatch(
      range: day.start..<month.end, month: part(month, monthNumber(month, note)),
      day: part(day, value), rule: "date.day-month", score: month.shape == .lower ? 0.7 : 0.92)
    appendYear(after: next, to: &match, note)
    if match.year != nil { match.score = 0.97 }
    return match
  }

  private static func isVerb(_ month: Word, _ note: Note) -> Bool {
    note.matches("may", at: month.start) || note.matches("march", at: month.start)
  }

  static func isDateGap(_ gap: Range<Int>, _ note: Note) -> Bool {
    gap.count <= 3
      && gap.allSatisfy {
        note[$0] == .of(" ") || note[$0] == .of("-") || note[$0] == .of(".") || note[$0] == .of("/")
          || note[$0] == .of(",")
      }
  }

  static func appendYear(after index: Int, to match: inout DateMatch, _ note: Note) {
    guard index + 1 < note.words.count else { return }
    var next = index + 1
    if note.words[next].has(.ordinal), note.words[next].start == note.words[index].end { next += 1 }
    if next < note.words.count, note.words[next].count == 2,
      note.matches("of", at: note.words[next].start)
    {
      next += 1
    }
    guard next < note.words.count else { return }
    let gap = note.words[next - 1].end..<note.words[next].start
    let year = note.words[next]
    guard year.isDigits, gap.count <= 4,
      gap.allSatisfy({
        let byte = note[$0]
        return byte == .of(" ") || byte == .of(",") || byte == .of(".") || byte == .of("-")
          || byte == .of("'") || byte == .of("/") || byte == .of("(")
      })
    else { return }
    let value = note.number(year)
    // 03MAR23
    let isGlued =
      gap.isEmpty && match.day.map { $0.range.upperBound == note.words[index].start } == true
    if year.count == 2, isGlued, !note[year.end].isWordish {
      match.year = part(year, century(value))
    } else if year.count == 4, isYear(value), !note[year.end].isLetter {
      match.year = part(year, value)
    } else if year.count == 2,
      gap.contains(where: { note[$0] == .of("'") || note[$0] == .of("-") || note[$0] == .of("/") })
        || (match.day != nil && gap.contains { note[$0] == .of(",") }), !note[year.end].isWordish
    {
      match.year = part(year, century(value))
    } else {
      return
    }
    match.range = match.range.lowerBound..<year.end
  }

  // MARK: March 14, 2021; March 2021; Mar-14-21; March 3-5

  private static func monthFirst(_ index: Int, _ note: Note) -> DateMatch? {
    let month = note.words[index]
    guard !note[month.start - 1].isLetter else { return nil }
    let number = part(month, monthNumber(month, note))
    guard index + 1 < note.words.count else { return bareMonth(index, number, note) }
    let next = note.words[index + 1]
    let gap = note.gap(after: index)
    // Oct '22
    if next.isDigits, next.count == 2, gap.count == 2, note[gap.lowerBound] == .of(" "),
      note[gap.lowerBound + 1] == .of("'"), !note[next.end].isWordish
    {
      return DateMatch(
        range: month.start..<next.end, year: part(next, century(note.number(next))),
        month: number, rule: "date.month-year", score: 0.93)
    }
    // April of 2021
    if gap.count == 1, note.matches("of", at: next.start), next.count == 2, month.isCapital,
      index + 2 < note.words.count, note.words[index + 2].count == 4,
      note.words[index + 2].isDigits, note.gap(after: index + 1).count == 1,
      isYear(note.number(note.words[index + 2]))
    {
      let year = note.words[index + 2]
      return DateMatch(
        range: month.start..<year.end, year: part(year, note.number(year)), month: number,
        rule: "date.month-year", score: 0.93)
    }
    guard next.isDigits, isDateGap(gap, note) else { return bareMonth(index, number, note) }
    let value = note.number(next)
    if next.count == 4, isYear(value), !note[next.end].isLetter || note[next.end] == .of("s") {
      if month.shape == .lower, month.has(.ambiguousMonth), month.count <= 3 { return nil }
      return DateMatch(
        range: month.start..<next.end, year: part(next, value), month: number,
        rule: "date.month-year", score: 0.95)
    }
    guard next.count <= 2, (1...31).contains(value) else { return bareMonth(index, number, note) }
    var match = DateMatch(
      range: month.start..<next.end, month: number, day: part(next, value), rule: "date.month-day",
      score: 0.92)
    var last = index + 1
    if last + 1 < note.words.count, note.words[last + 1].start == next.end,
      note.words[last + 1].has(.ordinal)
    {
      last += 1
      match.range = month.start..<note.words[last].end
    }
    if last + 1 < note.words.count, note.words[last + 1].isDigits, note.words[last + 1].count <= 2,
      note.gap(after: last).count == 1, note[note.words[last].end] == .of("-"),
      (value...31).contains(note.number(note.words[last + 1]))
    {
      match.lastDay = part(note.words[last + 1], note.number(note.words[last + 1]))
      last += 1
      match.range = month.start..<note.words[last].end
      if last + 1 < note.words.count, note.words[last + 1].start == note.words[last].end,
        note.words[last + 1].has(.ordinal)
      {
        last += 1
      }
    }
    appendYear(after: last, to: &match, note)
    if match.year != nil {
      match.score = 0.97
    } else if month.shape == .lower, month.has(.ambiguousMonth),
      month.count == 3 || isVerb(month, note)
    {
      // "jul 18th", "since mar 5": an ordinal, or a word that dates follow.
      guard last > index + 1 || index > 0 && datesFollow.contains(note.words[index - 1].hash) else {
        return nil
      }
      match.score = 0.7
    } else if last == index + 1, last + 1 < note.words.count, note.words[last + 1].has(.unit),
      note.gap(after: last).count <= 1
    {
      return nil  // "May 2 tabs be given?"
    }
    return match
  }

  private static let datesFollow = DateContext.hashes("on since until till by dated last")

  private static func bareMonth(_ index: Int, _ month: DateMatch.Part, _ note: Note) -> DateMatch? {
    let word = note.words[index]
    let score = DateContext.score(bareMonth: index, note)
    if score <= 0 { return nil }
    return DateMatch(range: word.range, month: month, rule: "date.month", score: score)
  }

  static func monthNumber(_ word: Word, _ note: Note) -> Int {
    let first = note[word.start].lowered
    let second = note[word.start + 1].lowered
    let third = note[word.start + 2].lowered
    switch (first, second, third) {
    case (.of("j"), .of("a"), _): return 1
    case (.of("f"), _, _): return 2
    case (.of("m"), _, .of("r")): return 3
    case (.of("a"), .of("p"), _): return 4
    case (.of("m"), _, _): return 5
    case (.of("j"), _, .of("n")): return 6
    case (.of("j"), _, _): return 7
    case (.of("a"), _, _): return 8
    case (.of("s"), _, _): return 9
    case (.of("o"), _, _): return 10
    case (.of("n"), _, _): return 11
    default: return 12
    }
  }
}
