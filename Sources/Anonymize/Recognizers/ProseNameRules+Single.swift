import Text

/// Names of one word, and names joined to others: the weakest evidence, the most company needed.
extension ProseNameRules {
  // MARK: Kayla states; Rose rose

  func single(_ unit: NameUnit, _ note: Note) -> (Range<Int>, String, Float)? {
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
      if note[verb.end] == .of(":") { return nil }  // "Miles walked: 2"
      if gap.count == 1, note[gap.lowerBound] == .of(" "), verb.shape == .lower,
        Self.acting.contains(verb.hash),
        unit.name >= 2 || (unit.isUnknown && startsSentence)
      {
        if unit.english == 0 {
          let isCertain = !unit.isUnknown || Self.deliberate.contains(verb.hash)
          return (unit.range, "name.verb", unit.isUnknown ? (isCertain ? 0.55 : 0.4) : 0.8)
        }
        if unit.firstName >= 3 || unit.surname >= 5, Self.deliberate.contains(verb.hash) {
          return (unit.range, "name.verb", unit.firstName >= 3 ? 0.62 : 0.4)
        }
      }
      if gap.count == 1, startsSentence, verb.has(.personVerb), verb.shape == .lower,
        unit.english == 0, unit.name >= 3 || unit.firstName >= 1, word.entry.town == 0,
        !word.entry.isMedical
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
    underwent arrived takes called went requests may inquired admits stood sat smiled cried laughed explained
    """)
  static let deliberate = DateContext.hashes(
    """
    denies denied reports states stated complains complained says said endorses endorsed describes lives works
    recalls believes thinks wants wishes prefers agrees verbalized declined refuses refused rose gave walked drove
    spoke asks feels may asked explained smiled cried laughed
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
