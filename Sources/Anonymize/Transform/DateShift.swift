import Text

/// Moves dates by a number of days, each in the form in which it is written.
enum DateShift {
  /// The shift of a patient: 1 to 52 whole weeks, either way, the same for all dates of the patient, so that
  /// intervals and weekdays stay.
  static func days(of patient: String, key: PHIKey) -> Int {
    var draws = key.draws("date-shift", patient, "")
    let weeks = 1 + draws.below(52)
    return (draws.below(2) == 0 ? weeks : -weeks) * 7
  }

  /// The text of a date moved; nil where the form says too little to be moved.
  static func shift(_ text: String, by days: Int) -> String? {
    guard let (match, note) = parse(text) else { return nil }
    guard let month = match.month else {
      return match.rule == "date.weekday" && days % 7 == 0 ? text : nil
    }
    // A month without a day moves from its middle; a day without a year within a year that is no leap year.
    let year = match.year?.value ?? 2001
    let start = CivilDay(year: year, month: month.value, day: match.day?.value ?? 15)
    guard start.isValid || match.year == nil && start.day == 29 else { return nil }
    let moved = CivilDay(number: start.number + days)
    var edits: [(Range<Int>, String)] = [
      (note.text.scalarRange(month.range), written(month, moved.month, match, note))
    ]
    if let day = match.day {
      edits.append(
        (note.text.scalarRange(day.range), padded(moved.day, like: day.range, match, note)))
    }
    if let year = match.year {
      edits.append((note.text.scalarRange(year.range), yearText(moved.year, like: year.range)))
    }
    if let last = match.lastDay {
      let end = CivilDay(
        number: CivilDay(year: year, month: month.value, day: last.value).number + days)
      let day = "\(end.day)"
      edits.append(
        (
          note.text.scalarRange(last.range),
          end.month == moved.month ? day : "\(written(month, end.month, match, note)) \(day)"
        ))
    }
    return rewrite(text, edits, dayMoved: match.day.map { ($0, moved.day) }, note)
  }

  /// The year that a date names, in four digits; nil where it names none.
  static func year(of text: String) -> Int? {
    if let (match, _) = parse(text), let year = match.year { return year.value }
    let scalars = text.unicodeScalars.split { !("0"..."9").contains($0) }
    let years = scalars.compactMap { $0.count == 4 ? Int(String($0)) : nil }.filter {
      (1880...2100).contains($0)
    }
    return years.count == 1 ? years.first : nil
  }

  private static func parse(_ text: String) -> (DateMatch, Note)? {
    let note = Note(FoldedText(ScalarText(text)), gazetteer: .empty)
    for index in note.words.indices.prefix(3) {
      if let match = DateGrammar.match(at: index, in: note) { return (match, note) }
    }
    return nil
  }

  private static func rewrite(
    _ text: String, _ edits: [(Range<Int>, String)], dayMoved: (DateMatch.Part, Int)?, _ note: Note
  ) -> String {
    var edits = edits
    // The ordinal's ending follows the day: 1st, 2nd.
    if let (part, day) = dayMoved,
      let next = note.words.first(where: { $0.start == part.range.upperBound }), next.has(.ordinal)
    {
      edits.append((note.text.scalarRange(next.range), ordinal(day)))
    }
    let source = ScalarText(text)
    var output = ""
    var position = 0
    for (range, replacement) in edits.sorted(by: { $0.0.lowerBound < $1.0.lowerBound }) {
      output += source[position..<range.lowerBound] + replacement
      position = range.upperBound
    }
    return output + source[position..<source.count]
  }

  private static func ordinal(_ day: Int) -> String {
    switch day {
    case 1, 21, 31: "st"
    case 2, 22: "nd"
    case 3, 23: "rd"
    default: "th"
    }
  }

  /// A zero goes before one digit where the date writes its own so, or where nothing says that it would not:
  /// no number of one digit stands in a date of numbers.
  private static func padded(
    _ value: Int, like range: Range<Int>, _ match: DateMatch, _ note: Note
  ) -> String {
    guard value < 10, range.count == 2 else { return "\(value)" }
    let parts = [match.month, match.day].compactMap(\.self).map(\.range)
    let isNumeric = parts.allSatisfy { note[$0.lowerBound].isDigit }
    let isPadded = parts.contains { note[$0.lowerBound] == .of("0") }
    let hasSingle = parts.contains { $0.count == 1 }
    return isPadded || (isNumeric && !hasSingle) ? "0\(value)" : "\(value)"
  }

  private static func yearText(_ year: Int, like range: Range<Int>) -> String {
    guard range.count == 2 else { return "\(year)" }
    let short = year % 100
    return short < 10 ? "0\(short)" : "\(short)"
  }

  /// The month as the original wrote its own: number or name, short or long, in its case.
  private static func written(
    _ part: DateMatch.Part, _ month: Int, _ match: DateMatch, _ note: Note
  ) -> String {
    if note[part.range.lowerBound].isDigit { return padded(month, like: part.range, match, note) }
    let name = names[month - 1]
    let isShort =
      part.range.count <= 4 && !(part.range.count == 4 && (part.value == 6 || part.value == 7))
      && part.value != 5 || part.range.count == 3
    let text = isShort ? String(name.prefix(3)) : name
    if note[part.range.lowerBound].isLower { return text.lowercased() }
    return part.range.allSatisfy { note[$0].isUpper } ? text.uppercased() : text
  }

  private static let names = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November",
    "December",
  ]
}

/// A day of the Gregorian calendar.
struct CivilDay: Hashable {
  let year: Int
  let month: Int
  let day: Int

  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// Whether the calendar has it.
  var isValid: Bool {
    guard (1...12).contains(month), day >= 1 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return day <= lengths[month - 1]
  }

  /// Days since 1970-01-01 (Howard Hinnant, chrono-compatible date algorithms).
  var number: Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The day of a number.
  init(number: Int) {
    let z = number + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * m + 2) / 5 + 1
    month = m < 10 ? m + 3 : m - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }
}
