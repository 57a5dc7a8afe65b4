import Text

/// Names of one word, and names joined to others: the weakest evidence, the most company needed.
extension ProseNameRules {
  // MARK: Kayla states; Rose rose

  func single(_ unit: NameUnit, _ note: Note) -> (Range<Int>, String, Float)? {
    let word = note.words[unit.first]
    guard !unit.isInitial, unit.name > 0 || unit.isUnknown, !unit.isBarred, unit.shape != .upper,
      !word.has([.title, .function, .state, .country, .heading, .role]) || unit.firstName >= 3
    else { return nil }
    if note.isEponymFrame(after: unit.last) || unit.isTradeName { return nil }
    if isHere(unit, note) { return (unit.range, "name.here", 0.7) }
    if unit.last == unit.first, Eponyms.contains(word), unit.firstName < 4 { return nil }
    if word.entry.isDrug, DrugContext.holds(around: unit.first, in: note) { return nil }
    let next = unit.last + 1
    if next < note.words.count {
      let verb = note.words[next]
      let gap = unit.range.upperBound..<verb.start
      let startsSentence = isSentenceStart(unit.range.lowerBound, note)
      if note[verb.end] == .of(":") { return nil }  // "Miles walked: 2"
      if gap.count == 1, note[gap.lowerBound] == .of(" "), verb.shape == .lower,
        Self.acting.contains(verb.hash),
        unit.name >= 2 || (unit.isUnknown && startsSentence)
      {
        if unit.english == 0 {
          let isCertain = !unit.isUnknown || Self.deliberate.contains(verb.hash)
          return (unit.range, "name.verb", unit.isUnknown ? (isCertain ? 0.55 : 0.4) : 0.8)
        }
        if unit.english == 1, unit.firstName >= 3 { return (unit.range, "name.verb", 0.7) }
        if unit.firstName >= 3 || unit.surname >= 5, Self.deliberate.contains(verb.hash) {
          return (unit.range, "name.verb", unit.firstName >= 3 ? 0.62 : 0.4)
        }
      }
      if gap.count == 1, startsSentence, verb.has(.personVerb), verb.shape == .lower,
        unit.english <= 1, unit.name >= 3 || unit.firstName >= 1,
        word.entry.town == 0 || unit.firstName >= 4, !word.entry.isMedical
      {
        return (unit.range, "name.verb", 0.7)
      }
    }
    // "April and June are her sisters."
    if let pair = sisters(unit, note) { return pair }
    guard unit.english == 0 || unit.english == 1 && unit.firstName >= 5, !word.entry.isDrug,
      !word.entry.isMedical, !Eponyms.contains(word),
      !word.has([.weekday, .month, .personNoun, .country])
    else { return nil }
    let isMiddle = !isSentenceStart(unit.range.lowerBound, note)
    if isAnatomical(unit, note) { return nil }
    if unit.firstName >= 4, word.entry.town < 2 || unit.firstName >= 6 && !isPlaced(unit, note),
      isMiddle, !isDrugList(unit, note)
    {
      return (unit.range, "name.first", 0.6)
    }
    if unit.isUnknown { return (unit.range, "name.unknown", 0.2) }
    if unit.name >= 3, isMiddle { return (unit.range, "name.known", 0.35) }
    return nil
  }

  /// `circle of Willis`, `sphincter of Oddi`
  func isAnatomical(_ unit: NameUnit, _ note: Note) -> Bool {
    unit.first > 1 && note.words[unit.first - 1].hash == Self.of
      && Self.structures.contains(note.words[unit.first - 2].hash)
  }

  /// Whether a word before makes it a place: `in Augusta`.
  private func isPlaced(_ unit: NameUnit, _ note: Note) -> Bool {
    unit.first > 0 && note.words[unit.first - 1].has([.preposition, .residence])
      && !note.matches("with", at: note.words[unit.first - 1].start)
  }

  static let of = WordHash.of("of")
  static let structures = DateContext.hashes(
    """
    circle sphincter tetralogy ligament angle foramen ampulla canal islets islands bundle pouch loop space crypts
    aqueduct sinus sign triad triangle fascia node nodes line zone duct ducts glands spots column columns
    """)

  func sisters(_ unit: NameUnit, _ note: Note) -> (Range<Int>, String, Float)? {
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

  static let plural = DateContext.hashes("are were have")
  static let acting = DateContext.hashes(
    """
    denies denied reports reported states stated complains complained says said endorses endorsed returns came
    tolerated describes described lives works recalls believes thinks wants wishes prefers agrees agreed
    verbalized declined refuses refused rose gave walked drove spoke asked asks feels felt presents presented
    underwent arrived takes called went requests may inquired admits stood sat smiled cried laughed explained takes phoned told tells thanked
    """)
  static let deliberate = DateContext.hashes(
    """
    denies denied reports states stated complains complained says said endorses endorsed describes lives works
    recalls believes thinks wants wishes prefers agrees verbalized declined refuses refused rose gave walked drove
    spoke asks feels may asked explained smiled cried laughed called phoned told tells texted thanked
    """)

  func isSentenceStart(_ offset: Int, _ note: Note) -> Bool {
    var position = offset - 1
    while position >= 0,
      note[position].isBlank || note[position] == .of("\"") || note[position] == .of("*")
    { position -= 1 }
    let byte = note[position]
    return byte.isNewline || byte == .of(".") || byte == .of("!") || byte == .of("?")
      || byte == .of(":") || byte == .of(";") || byte == FoldedText.otherSymbol || byte == .of("-")
  }

  /// `Coy is here for`, `Shaikou is a pleasant`, `Ann is a 40-year-old`: said of nobody but the patient.
  private func isHere(_ unit: NameUnit, _ note: Note) -> Bool {
    let verb = unit.last + 1
    guard verb + 2 < note.words.count, note.gap(after: unit.last).count == 1,
      note.gap(after: verb).count == 1, isSentenceStart(unit.range.lowerBound, note)
    else { return false }
    if note.words[verb].hash == Self.was {
      return note.words[verb + 1].hash == Self.born && unit.firstName >= 2
    }
    guard note.words[verb].hash == Self.verbIs,
      unit.isUnknown || unit.firstName >= 2 || unit.surname >= 3,
      !unit.entry.isMedical, !unit.entry.isDrug
    else { return false }
    let next = note.words[verb + 1]
    if next.hash == Self.here { return true }
    let third = note.words[verb + 2]
    return next.count <= 2 && (note.matches("a", at: next.start))
      && (third.isDigits && third.count <= 3 && verb + 3 < note.words.count
        && Self.ageUnits.contains(note.words[verb + 3].hash)
        || Self.polite.contains(third.hash))
  }

  private static let verbIs = WordHash.of("is")
  private static let was = WordHash.of("was")
  private static let born = WordHash.of("born")
  private static let here = WordHash.of("here")
  private static let polite = DateContext.hashes("pleasant delightful lovely very retired")

  func isTeam(after last: Int, _ note: Note) -> Bool {
    last + 1 < note.words.count && note.gap(after: last).count == 1
      && Self.teams.contains(note.words[last + 1].hash)
  }

  static let teams = DateContext.hashes(
    "team teams service group clinic attending attendings residents")

  /// Whether the neighbours in a list are drugs: "Lyrica, Ella, Jolessa".
  func isDrugList(_ unit: NameUnit, _ note: Note) -> Bool {
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

  func joined(_ unit: NameUnit, _ note: Note) -> (Range<Int>, String, Float)? {
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
      let other = note.nameUnit(at: unit.last + 1),
      other.surname >= 3
        || other.surname >= 1 && other.english == 0 && unit.surname >= 3 && unit.english == 0
          && !note.words[other.first].entry.isMedical && !note.words[other.first].entry.isDrug,
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
