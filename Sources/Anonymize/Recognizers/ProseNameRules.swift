import Text

/// Names in running text, by what they are made of and what stands around them.
///
/// Evidence adds up as log odds: how common each word is as a first name and as a surname (US Census, SSA),
/// against how common it is as a word of English (SCOWL); the frame of an eponym speaks against.
struct ProseNameRules: RuleFamily {
  /// The weights of the evidence. One place, so that they can be read together.
  enum Weight {
    static let bias = -1.3
    static let firstName = 0.55
    static let surname = 0.35
    static let reversed = -0.5
    static let unknownPart = 0.7
    static let bothUnknown = 0.7
    static let rareSurname = 1.05
    static let english = -0.33
    static let middle = 0.5
    static let personBefore = 1.2
    static let verbAfter = 0.7
    static let ageAfter = 1.5
    static let eponymFrame = -3.0
    static let town = -2.5
    static let upperLine = -0.8
  }

  func find(in note: Note, _ hits: inout Hits) {
    var index = 0
    while index < note.words.count {
      guard note.words[index].isCapital, let unit = note.nameUnit(at: index) else {
        index += 1
        continue
      }
      if let (range, last, rule, score) = initials(unit, note) ?? pair(unit, note)
        ?? lastFirst(unit, note)
      {
        let start = score >= 0.5 ? widened(range, from: unit.first, note) : range.lowerBound
        hits.add(start..<range.upperBound, .name, rule, score)
        index = score >= 0.5 ? last + 1 : unit.last + 1
        continue
      }
      for (range, rule, score) in [single(unit, note), joined(unit, note)].compactMap({ $0 }) {
        hits.add(range, .name, rule, score)
      }
      index = unit.last + 1
    }
  }

  /// A name's start with what belongs to it on the left: `Phạm` of "Phạm Thị Hương", `Abdulrahman bin` of
  /// "Abdulrahman bin Faisal".
  private func widened(_ range: Range<Int>, from first: Int, _ note: Note) -> Int {
    var start = range.lowerBound
    var index = first
    for _ in 0..<2 {
      var before = index - 1
      if before > 0, note.words[before].has(.particle), note.words[before].shape == .lower,
        note.gap(after: before).count == 1
      {
        before -= 1
      }
      guard before >= 0, note.gap(after: before).count == 1,
        note[note.words[before].end] == .of(" ")
      else { break }
      let word = note.words[before]
      guard word.shape == .capitalized, word.count > 2, word.entry.english == 0,
        !word.entry.isMedical, !word.entry.isDrug, word.entry.town == 0,
        word.entry.name > 0 || !word.entry.isKnown,
        !word.has([
          .title, .function, .heading, .role, .relation, .month, .weekday, .facility, .state,
          .country, .credential, .personNoun, .personVerb, .encounter,
        ])
      else { break }
      start = word.start
      index = before
    }
    return start
  }

  typealias Found = (range: Range<Int>, last: Int, rule: String, score: Float)

  func next(after unit: NameUnit, _ note: Note) -> NameUnit? {
    let index = unit.last + 1
    guard index < note.words.count else { return nil }
    let gap = unit.range.upperBound..<note.words[index].start
    guard note.isNameGap(gap), note[gap.lowerBound] != .of(".") || unit.isInitial else {
      return nil
    }
    return note.nameUnit(at: index)
  }

  // MARK: Andrew Campbell; Mary J. Smith; Anna S.

  func pair(_ unit: NameUnit, _ note: Note) -> Found? {
    guard !unit.isBarred, !note.words[unit.first].has([.title, .function]) || unit.firstName >= 3
    else {
      return nil
    }
    guard var second = next(after: unit, note) else { return nil }
    // "45yo F Barry D.", "Friend Jacob": what stands before a name is no part of it.
    if unit.isInitial, note.words[unit.first].has(.personNoun),
      note[unit.range.upperBound] != .of(".")
    {
      return nil
    }
    if note.words[unit.first].has(.relation), unit.firstName < 3 { return nil }
    if unit.isTradeName || second.isTradeName { return nil }
    if Eponyms.isPair(note.words[unit.first], note.words[second.first]) { return nil }
    // "Salter-Harris II" is a class; a man who is the second has a first name.
    if unit.last > unit.first, note.words[second.first].has(.suffix), second.shape == .upper {
      return nil
    }
    var middles = 0
    while second.isInitial, middles < 2, let third = next(after: second, note) {
      if note.words[third.first].has([.function, .personVerb]), third.surname < 4 { break }
      middles += 1
      second = third
    }
    if second.isInitial { return firstAndInitial(unit, second, note) }
    // de la Cruz, van der Berg stay with the name.
    guard !second.isBarred, second.surname > 0 || second.isUnknown || second.firstName > 2 else {
      return nil
    }
    let word = note.words[second.first]
    if word.has([.title, .credential, .weekday, .month]), second.surname < 3 { return nil }
    if word.has([.facility, .eponymHead, .streetSuffix, .heading, .function, .role, .personNoun]),
      second.surname < 4 || second.english >= 6, unit.firstName < 5
    {
      return nil
    }
    if word.has(.credential), word.shape == .upper { return nil }
    let isUpper = unit.shape == .upper && second.shape == .upper
    // "Estelle OCP": short capitals behind a name are no surname unless lists know one.
    if unit.shape != .upper, second.shape == .upper, second.surname < 3, second.range.count <= 4 {
      return nil
    }
    if isUpper, unit.isUnknown || second.isUnknown || unit.name < 2 || second.name < 2 {
      return nil
    }
    if unit.shape == .upper, second.shape != .upper, unit.name < 2 || unit.range.count <= 3 {
      return nil
    }
    // A third capital word that is a surname belongs to the name: "Mary Ann Smith".
    var last = second
    if let third = next(after: second, note), !third.isInitial,
      third.surname >= 2 || third.isUnknown, !third.isBarred,
      third.english <= 3,
      !note.words[third.first].has([
        .facility, .streetSuffix, .credential, .title, .eponymHead, .heading,
      ])
    {
      last = third
    }
    let inOrder =
      Weight.firstName * Double(unit.firstName)
      + Weight.surname * Double(max(second.surname, last.surname))
    // "Fahey Alyssa": the surname first.
    let reversed =
      Weight.firstName * Double(second.firstName) + Weight.surname * Double(unit.surname)
      + Weight.reversed
    var odds = Weight.bias + (second.english == 0 ? max(inOrder, reversed) : inOrder)
    if second.isUnknown { odds += Weight.unknownPart }
    if unit.isUnknown { odds += second.surname >= 3 ? Weight.unknownPart : 0 }
    // Two words that no list knows, side by side: hardly anything but a name.
    if unit.isUnknown, isLongWord(unit), isLongWord(second),
      note[second.range.upperBound] != .of(":")
    {
      if second.isUnknown { odds += Weight.bothUnknown }
      if (1...2).contains(second.surname), second.english == 0 { odds += Weight.rareSurname }
    }
    odds += Weight.english * Double(unit.english) + Weight.english * 0.75 * Double(second.english)
    if middles > 0 { odds += 1.5 }
    // A first name that is nothing else before a surname, however the surname reads otherwise.
    if unit.english == 0, unit.firstName >= 1, second.surname >= 3 { odds += 1.2 }
    odds += context(unit.first, last.last, note)
    if isSetOff(unit.first, last.last, note), unit.english <= 1, second.english <= 1 { odds += 0.6 }
    if note.isEponymFrame(after: last.last) {
      odds += unit.firstName >= 6 && second.english == 0 && middles > 0 ? 0 : Weight.eponymFrame
    }
    if unit.entry.startsPhrase, isTownPhrase(unit, second, note) { odds += Weight.town }
    if isUpper { odds += Weight.upperLine }
    return (unit.range.lowerBound..<last.range.upperBound, last.last, "name.pair", logistic(odds))
  }

  private func isLongWord(_ unit: NameUnit) -> Bool {
    unit.shape == .capitalized && unit.range.count >= 5
  }

  func firstAndInitial(_ unit: NameUnit, _ initial: NameUnit, _ note: Note) -> Found? {
    let after = note[initial.range.upperBound]
    guard
      unit.firstName >= 1 || (unit.surname >= 4 && after == .of("."))
        || (unit.isUnknown && unit.shape == .capitalized),
      after != .of("-"),
      !after.isWordish, after != .of("'") || note[initial.range.upperBound + 1] == .of("s")
    else { return nil }
    let isClosed =
      after == .of(".") || after == .of(",") || after == .of(")") || after == .of("?")
      || after.isNewline || after == .of("'")
    if unit.english >= 5, !(after == .of(".") && unit.firstName >= 3) { return nil }
    if note.words[initial.first].has(.function), after != .of(".") { return nil }
    if unit.entry.isMedical || unit.entry.isDrug, unit.firstName < 3 { return nil }
    if unit.shape == .upper { return nil }
    let odds =
      (unit.isUnknown ? -1.0 : 0.4) + 0.45 * Double(unit.firstName) - 0.25 * Double(unit.english)
      + (isClosed ? 0.4 : -0.8) + (after == .of(".") ? 0.5 : 0)
      + context(unit.first, initial.last, note)
    let end = initial.range.upperBound
    return (unit.range.lowerBound..<end, initial.last, "name.first-initial", logistic(odds))
  }

  func isTownPhrase(_ first: NameUnit, _ second: NameUnit, _ note: Note) -> Bool {
    Places.town(at: first.first, in: note).map { $0.last > first.first } ?? false
  }

  /// Whether commas or brackets set a name off on both sides: `whom I saw today, Angeli Teale, ID`.
  func isSetOff(_ first: Int, _ last: Int, _ note: Note) -> Bool {
    let (start, end) = (note.words[first].start, note.words[last].end)
    let before = note[start - 1] == .of(" ") ? note[start - 2] : note[start - 1]
    return ",(".utf8.contains(before) && ",)(".utf8.contains(note[note.skipBlanks(end)])
  }

  /// What stands around a name in prose.
  func context(_ first: Int, _ last: Int, _ note: Note) -> Double {
    var odds = 0.0
    let start = note.words[first].start
    if first > 0 {
      let before = note.words[first - 1]
      let gap = before.end..<start
      if gap.count <= 2, !note.hasNewline(gap) {
        if before.has([.personNoun, .relation, .role]) || Self.announcing.contains(before.hash) {
          odds += Weight.personBefore
        } else if gap.count == 1, note[gap.lowerBound] == .of(" ") {
          odds += Weight.middle
        }
      }
    }
    if last + 1 < note.words.count {
      let after = note.words[last + 1]
      if note[note.words[last].end + 1] == .of("("), Self.pronouns.contains(after.hash),
        note[after.end] == .of("/")
      {
        odds += Weight.ageAfter  // (she/her)
      }
      let gap = note.words[last].end..<after.start
      if gap.count == 1, after.has(.personVerb), after.shape == .lower { odds += Weight.verbAfter }
      // ", a 59-year-old", " is a 59 year old", ", 44"
      var probe = last + 1
      while probe < note.words.count, probe - last <= 4, !note.words[probe].isDigits { probe += 1 }
      if probe < note.words.count, probe - last <= 4, note.words[probe].isDigits,
        note.words[probe].count <= 3,
        note.words[probe].start - note.words[last].end < 24,
        probe + 1 < note.words.count, Self.ageUnits.contains(note.words[probe + 1].hash)
      {
        odds += Weight.ageAfter
      }
    }
    return odds
  }

  static let announcing = DateContext.hashes(
    "like named patient pt for of with by called client mr mrs ms dr cc and regarding re")
  private static let pronouns = DateContext.hashes("he she they")
  static let ageUnits = DateContext.hashes("year yr yo y years yrs f m month week day")

  func logistic(_ odds: Double) -> Float {
    // 1 / (1 + e^-x), in steps of a rational that needs no library: within 0.02 of the logistic.
    let x = odds / (1 + abs(odds))
    return Float(min(0.97, max(0.03, 0.5 + 0.5 * x * 1.08)))
  }

  // MARK: J. R. Patel; K. Khan

  func initials(_ unit: NameUnit, _ note: Note) -> Found? {
    guard unit.isInitial else { return nil }
    var count = 1
    var current = unit
    while let following = next(after: current, note) {
      let isDotted = note[current.range.upperBound] == .of(".")
      if following.isInitial {
        guard isDotted, count < 3 else { return nil }
        count += 1
        current = following
        continue
      }
      guard following.surname >= 1 || (following.isUnknown && count > 1), !following.isBarred,
        following.english == 0 || (following.surname >= 4 && isDotted && following.english <= 5),
        following.shape != .upper || following.surname >= 3
      else { return nil }
      if !isDotted { return nil }
      if note.isEponymFrame(after: following.last) { return nil }
      let score: Float = count > 1 ? 0.9 : following.surname >= 3 ? 0.8 : 0.6
      return (
        unit.range.lowerBound..<following.range.upperBound, following.last, "name.initials-surname",
        score
      )
    }
    return nil
  }

  // MARK: Khan, Kabir

  func lastFirst(_ unit: NameUnit, _ note: Note) -> Found? {
    guard unit.surname >= 1 || unit.isUnknown, !unit.isInitial, !unit.isBarred || unit.surname >= 2
    else { return nil }
    let start = unit.range.lowerBound
    let before = note[start - 1]
    if let found = upperLastFirst(unit, note) { return found }
    // "labs for Lee, Sarah (DOB"
    let isAnnounced =
      before == .of(" ") && unit.first > 0 && unit.shape == .capitalized
      && (unit.english <= 1 || unit.surname >= 4)
      && Self.announcing.contains(note.words[unit.first - 1].hash)
      && note.words[unit.first - 1].shape == .lower
    guard
      before.isNewline || before == .of("\"") || before == .of("|") || before == .of("(")
        || before == .of("\t")
        || (before == .of(" ")
          && (note[start - 2] == .of("|") || note[start - 2] == .of(":") || note[start - 2].isBlank))
        || isAnnounced
    else { return nil }
    guard note[unit.range.upperBound] == .of(",") else { return nil }
    let index = unit.last + 1
    guard index < note.words.count, note.words[index].start - unit.range.upperBound <= 2,
      let given = note.nameUnit(at: index),
      given.firstName >= 1 || (given.isUnknown && unit.surname >= 3)
        || given.isUnknown && given.shape == .capitalized
          && (before == .of("\"") || isAnnounced && isIdentified(given.range.upperBound, note)),
      unit.english <= 1 || before != .of(" ") || !isAnnounced || given.firstName >= 4,
      given.english <= 4 || given.firstName >= 4
        || (given.firstName >= 1 && isWholeLine(start, given.range.upperBound, note)),
      !given.isBarred || given.firstName >= 2
    else { return nil }
    var end = given.range.upperBound
    var last = given.last
    if let middle = next(after: given, note), middle.isInitial || middle.firstName >= 2 {
      end = middle.range.upperBound
      last = middle.last
    }
    let after = note[end]
    let isClosed =
      after.isNewline || after == .of("\"") || after == .of("|") || after == .of(")")
      || after == .of(".")
      || after == .of("\t")
      || (after.isBlank
        && (note[end + 1].isBlank || note[end + 1] == .of("(") || note[end + 1] == .of("|")
          || note[end + 1].isDigit))
    guard isClosed else { return nil }
    return (start..<end, last, "name.last-first", 0.88)
  }

  /// Whether a date of birth or a number follows in brackets: `(DOB`, `(MRN`.
  private func isIdentified(_ end: Int, _ note: Note) -> Bool {
    let next = note.wordIndex(atOrAfter: end)
    return note[note.skipBlanks(end)] == .of("(") && next < note.words.count
      && Self.identifying.contains(note.words[next].hash)
  }

  private static let identifying = DateContext.hashes("dob mrn ssn acct age born id")

  /// `HALVERSON, GUNNAR` anywhere: capitals, and words of nothing else.
  private func upperLastFirst(_ unit: NameUnit, _ note: Note) -> Found? {
    guard unit.shape == .upper, unit.english == 0, !unit.isBarred, unit.range.count >= 3,
      unit.surname >= 1 || unit.isUnknown, !unit.entry.isMedical, !unit.entry.isDrug,
      note[unit.range.upperBound] == .of(","), unit.last + 1 < note.words.count,
      note.words[unit.last + 1].start - unit.range.upperBound <= 2,
      let given = note.nameUnit(at: unit.last + 1), given.shape == .upper,
      given.firstName >= 2
        || given.english == 0
          && isAlone(unit.range.lowerBound, given.range.upperBound, note),
      given.english <= 1, !given.isBarred, !given.entry.isDrug, !given.entry.isMedical
    else { return nil }
    return (
      unit.range.lowerBound..<given.range.upperBound, given.last, "name.last-first", 0.75
    )
  }

  /// Whether a line begins here, and ends there or goes on after a gap.
  private func isAlone(_ start: Int, _ end: Int, _ note: Note) -> Bool {
    note[start - 1].isNewline
      && (note[note.skipBlanks(end)].isNewline || note[end] == .of("\t")
        || note[end].isBlank && note[end + 1].isBlank)
  }

  func isWholeLine(_ start: Int, _ end: Int, _ note: Note) -> Bool {
    note[start - 1].isNewline && note[note.skipBlanks(end)].isNewline
  }
}
