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
    static let unknownPart = 0.7
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
        hits.add(range, .name, rule, score)
        index = score >= 0.5 ? last + 1 : unit.last + 1
        continue
      }
      if let (range, rule, score) = single(unit, note) ?? joined(unit, note) {
        hits.add(range, .name, rule, score)
      }
      index = unit.last + 1
    }
  }

  private typealias Found = (range: Range<Int>, last: Int, rule: String, score: Float)

  private func next(after unit: NameUnit, _ note: Note) -> NameUnit? {
    let index = unit.last + 1
    guard index < note.words.count else { return nil }
    let gap = unit.range.upperBound..<note.words[index].start
    guard note.isNameGap(gap), note[gap.lowerBound] != .of(".") || unit.isInitial else {
      return nil
    }
    return note.nameUnit(at: index)
  }

  // MARK: Andrew Campbell; Mary J. Smith; Anna S.

  private func pair(_ unit: NameUnit, _ note: Note) -> Found? {
    guard !unit.isBarred, !note.words[unit.first].has([.title, .function]) || unit.firstName >= 3
    else {
      return nil
    }
    guard var second = next(after: unit, note) else { return nil }
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
    var odds = Weight.bias + Weight.firstName * Double(unit.firstName)
    odds += Weight.surname * Double(max(second.surname, last.surname))
    if second.isUnknown { odds += Weight.unknownPart }
    if unit.isUnknown { odds += second.surname >= 3 ? Weight.unknownPart : 0 }
    odds += Weight.english * Double(unit.english) + Weight.english * 0.75 * Double(second.english)
    if middles > 0 { odds += 1.5 }
    // A first name that is nothing else before a surname, however the surname reads otherwise.
    if unit.english == 0, unit.firstName >= 1, second.surname >= 3 { odds += 1.2 }
    odds += context(unit.first, last.last, note)
    if note.isEponymFrame(after: last.last) {
      odds += unit.firstName >= 6 && second.english == 0 && middles > 0 ? 0 : Weight.eponymFrame
    }
    if unit.entry.startsPhrase, isTownPhrase(unit, second, note) { odds += Weight.town }
    if isUpper { odds += Weight.upperLine }
    return (unit.range.lowerBound..<last.range.upperBound, last.last, "name.pair", logistic(odds))
  }

  private func firstAndInitial(_ unit: NameUnit, _ initial: NameUnit, _ note: Note) -> Found? {
    let after = note[initial.range.upperBound]
    guard
      unit.firstName >= 1 || unit.surname >= 4 || (unit.isUnknown && unit.shape == .capitalized),
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

  private func isTownPhrase(_ first: NameUnit, _ second: NameUnit, _ note: Note) -> Bool {
    Places.town(at: first.first, in: note).map { $0.last > first.first } ?? false
  }

  /// What stands around a name in prose.
  private func context(_ first: Int, _ last: Int, _ note: Note) -> Double {
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

  private static let announcing = DateContext.hashes(
    "like named patient pt for of with by called client mr mrs ms dr cc and regarding re")
  private static let ageUnits = DateContext.hashes("year yr yo y years yrs f m month week day")

  private func logistic(_ odds: Double) -> Float {
    // 1 / (1 + e^-x), in steps of a rational that needs no library: within 0.02 of the logistic.
    let x = odds / (1 + abs(odds))
    return Float(min(0.97, max(0.03, 0.5 + 0.5 * x * 1.08)))
  }

  // MARK: J. R. Patel; K. Khan

  private func initials(_ unit: NameUnit, _ note: Note) -> Found? {
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

  private func lastFirst(_ unit: NameUnit, _ note: Note) -> Found? {
    guard unit.surname >= 1 || unit.isUnknown, !unit.isInitial, !unit.isBarred || unit.surname >= 2
    else { return nil }
    let start = unit.range.lowerBound
    let before = note[start - 1]
    guard
      before.isNewline || before == .of("\"") || before == .of("|") || before == .of("(")
        || before == .of("\t")
        || (before == .of(" ")
          && (note[start - 2] == .of("|") || note[start - 2] == .of(":") || note[start - 2].isBlank))
    else { return nil }
    guard note[unit.range.upperBound] == .of(",") else { return nil }
    let index = unit.last + 1
    guard index < note.words.count, note.words[index].start - unit.range.upperBound <= 2,
      let given = note.nameUnit(at: index),
      given.firstName >= 1 || (given.isUnknown && unit.surname >= 3),
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

  private func isWholeLine(_ start: Int, _ end: Int, _ note: Note) -> Bool {
    note[start - 1].isNewline && note[note.skipBlanks(end)].isNewline
  }

  // MARK: Kayla states; Rose rose

  private func single(_ unit: NameUnit, _ note: Note) -> (Range<Int>, String, Float)? {
    let word = note.words[unit.first]
    guard !unit.isInitial, unit.name > 0 || unit.isUnknown, !unit.isBarred, unit.shape != .upper,
      !word.has([.title, .function, .state, .country, .heading, .role]) || unit.firstName >= 3
    else { return nil }
    if note.isEponymFrame(after: unit.last) { return nil }
    if unit.last == unit.first, Eponyms.contains(word), unit.firstName < 4 { return nil }
    if word.entry.isDrug, DrugContext.holds(around: unit.first, in: note) { return nil }
    let next = unit.last + 1
    if next < note.words.count {
      let verb = note.words[next]
      let gap = unit.range.upperBound..<verb.start
      let startsSentence = isSentenceStart(unit.range.lowerBound, note)
      if gap.count == 1, note[gap.lowerBound] == .of(" "), verb.shape == .lower,
        Self.acting.contains(verb.hash),
        unit.name >= 2 || (unit.isUnknown && startsSentence)
      {
        if unit.english == 0 { return (unit.range, "name.verb", unit.isUnknown ? 0.4 : 0.8) }
        if unit.firstName >= 3 || unit.surname >= 5, Self.deliberate.contains(verb.hash) {
          return (unit.range, "name.verb", unit.firstName >= 3 ? 0.62 : 0.4)
        }
      }
      if gap.count == 1, startsSentence, verb.has(.personVerb), verb.shape == .lower,
        unit.english == 0, unit.name >= 3, word.entry.town == 0, !word.entry.isMedical
      {
        return (unit.range, "name.verb", 0.7)
      }
    }
    // "April and June are her sisters."
    if let pair = sisters(unit, note) { return pair }
    guard unit.english == 0, !word.entry.isDrug, !word.entry.isMedical, !Eponyms.contains(word),
      !word.has([.weekday, .month, .personNoun, .country])
    else { return nil }
    let isMiddle = !isSentenceStart(unit.range.lowerBound, note)
    if unit.firstName >= 4, word.entry.town < 2, isMiddle, !isDrugList(unit, note) {
      return (unit.range, "name.first", 0.6)
    }
    if unit.isUnknown { return (unit.range, "name.unknown", 0.2) }
    if unit.name >= 3, isMiddle { return (unit.range, "name.known", 0.35) }
    return nil
  }

  private func sisters(_ unit: NameUnit, _ note: Note) -> (Range<Int>, String, Float)? {
    let next = unit.last + 1
    guard unit.firstName >= 4, next + 1 < note.words.count else { return nil }
    if note.matches("and", at: note.words[next].start), note.words[next].count == 3,
      let other = note.nameUnit(at: next + 1), other.firstName >= 4,
      note.words.indices.contains(other.last + 1),
      note.words[other.last + 1].start - other.range.upperBound == 1,
      Self.plural.contains(note.words[other.last + 1].hash)
    {
      return (unit.range.lowerBound..<other.range.upperBound, "name.both", 0.7)
    }
    return nil
  }

  private static let plural = DateContext.hashes("are were have")
  private static let acting = DateContext.hashes(
    """
    denies denied reports reported states stated complains complained says said endorses endorsed returns came
    tolerated describes described lives works recalls believes thinks wants wishes prefers agrees agreed
    verbalized declined refuses refused rose gave walked drove spoke asked asks feels felt presents presented
    underwent arrived takes called went requests may inquired admits stood sat smiled cried laughed explained
    """)
  private static let deliberate = DateContext.hashes(
    """
    denies denied reports states stated complains complained says said endorses endorsed describes lives works
    recalls believes thinks wants wishes prefers agrees verbalized declined refuses refused rose gave walked drove
    spoke asks feels may asked explained smiled cried laughed
    """)

  private func isSentenceStart(_ offset: Int, _ note: Note) -> Bool {
    var position = offset - 1
    while position >= 0,
      note[position].isBlank || note[position] == .of("\"") || note[position] == .of("*")
    { position -= 1 }
    let byte = note[position]
    return byte.isNewline || byte == .of(".") || byte == .of("!") || byte == .of("?")
      || byte == .of(":") || byte == .of(";") || byte == FoldedText.otherSymbol || byte == .of("-")
  }

  private func isTeam(after last: Int, _ note: Note) -> Bool {
    last + 1 < note.words.count && note.gap(after: last).count == 1
      && Self.teams.contains(note.words[last + 1].hash)
  }

  private static let teams = DateContext.hashes(
    "team teams service group clinic attending attendings residents")

  /// Whether the neighbours in a list are drugs: "Lyrica, Ella, Jolessa".
  private func isDrugList(_ unit: NameUnit, _ note: Note) -> Bool {
    let before = unit.first - 1
    let after = unit.last + 1
    if before >= 0, note.words[before].isCapital, note.words[before].entry.isDrug,
      note[note.words[before].end] == .of(",")
    {
      return true
    }
    return after < note.words.count && note.words[after].isCapital && note.words[after].entry.isDrug
      && note[unit.range.upperBound] == .of(",")
  }

  // MARK: Smith/Jones; Khan_Kabir_CT.pdf

  private func joined(_ unit: NameUnit, _ note: Note) -> (Range<Int>, String, Float)? {
    let word = note.words[unit.first]
    let before = note[unit.range.lowerBound - 1]
    let after = note[unit.range.upperBound]
    guard unit.surname >= 3 || unit.firstName >= 3 else {
      if before == .of("_") || after == .of("_"), unit.name >= 1, unit.english == 0,
        unit.shape == .capitalized
      {
        return (unit.range, "name.file", 0.8)
      }
      return nil
    }
    if before == .of("_") || after == .of("_") {
      return unit.english <= 3 ? (unit.range, "name.file", 0.8) : nil
    }
    guard !word.entry.isMedical, !word.entry.isDrug else { return nil }
    if after == .of("/"), unit.last + 1 < note.words.count,
      note.words[unit.last + 1].start == unit.range.upperBound + 1,
      let other = note.nameUnit(at: unit.last + 1), other.surname >= 3,
      isTeam(after: other.last, note)
        || unit.english <= 1 && other.english <= 1
          && (!Eponyms.contains(note.words[other.first]) && !Eponyms.contains(word))
    {
      return (unit.range.lowerBound..<other.range.upperBound, "name.slash", 0.7)
    }
    return nil
  }
}

/// Whether the words around a name that is also a drug's speak of taking it.
enum DrugContext {
  static func holds(around index: Int, in note: Note) -> Bool {
    let line = note.lineStart(of: note.words[index].start)
    var distance = 0
    var probe = index - 1
    while probe >= 0, distance < 6, note.words[probe].start >= line {
      if note.words[probe].has(.drugCue) || note.words[probe].entry.isDrug { return true }
      probe -= 1
      distance += 1
    }
    probe = index + 1
    distance = 0
    while probe < note.words.count, distance < 4 {
      if note.words[probe].has(.drugCue)
        || (note.words[probe].entry.isDrug && note.words[probe].isCapital)
      {
        return true
      }
      probe += 1
      distance += 1
    }
    return false
  }
}
