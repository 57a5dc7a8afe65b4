import Text

/// Names by what a sentence says of them, in messages and questions above all: `my name is`, `Should X stop
/// her`, `X and Y both`, `X's mother`, `X (my son)`, a dash and a name at the end.
struct StatedNameRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated() {
      if Self.introductions.contains(word.hash) { introduction(index, word, note, &hits) }
      if Self.auxiliaries.contains(word.hash) { question(index, word, note, &hits) }
      if Self.cues.contains(word.hash) { uncapitalized(index, note, &hits) }
      if Self.meetings.contains(word.hash) { meeting(index, word, note, &hits) }
      if word.isCapital { person(index, note, &hits) }
    }
    signOff(note, &hits)
  }

  // MARK: my name is frederick ramirez; hi, I'm Ann, 34f

  private func introduction(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    var next = index + 1
    guard next < note.words.count else { return }
    let isNamed = word.hash == Self.name
    if isNamed {
      // "name is", "name's", "names"
      guard Self.copulas.contains(note.words[next].hash), note.gap(after: index).count == 1 else {
        return
      }
      next += 1
    } else if word.hash == Self.i {
      // "I am", "I'm"
      guard Self.am.contains(note.words[next].hash), note.gap(after: index).count == 1 else {
        return
      }
      next += 1
    }
    guard next < note.words.count, note.words[next - 1].end + 1 == note.words[next].start else {
      return
    }
    if note.words[next].has(.title) { return }
    guard let run = note.nameRun(at: next, inAnyCase: true, maximum: 3) else { return }
    let unit = run.units[0]
    let isClosed = isClosed(run.range.upperBound, note)
    var last = 0
    if isNamed {
      guard !note.words[next].has([.function, .personNoun, .heading]), unit.english < 6 || isClosed
      else { return }
      while last + 1 < run.units.count, couldBeSurname(run.units[last + 1], note) { last += 1 }
    } else {
      // "hi im nuha, 34f": an age says that it is a name.
      let end = unit.range.upperBound
      let age = unit.last + 1
      let hasAge =
        note[end] == .of(",") && age < note.words.count && note.words[age].isDigits
        && note.words[age].start - end <= 2 && note.words[age].count <= 3
      let isListed =
        unit.firstName >= 3
        && (unit.english <= 1 || unit.firstName >= 4 && unit.english <= 5 && isClosed)
      guard isListed || hasAge && unit.english == 0 && !unit.entry.isMedical,
        !note.words[next].has([.function, .month, .weekday, .personNoun]), !unit.entry.isDrug
      else { return }
      while last + 1 < run.units.count, couldBeSurname(run.units[last + 1], note) { last += 1 }
      guard last > 0 || isClosed || unit.shape == .capitalized else { return }
    }
    hits.add(
      unit.range.lowerBound..<run.units[last].range.upperBound, .name, "name.introduced",
      isNamed ? 0.9 : 0.75)
  }

  private func couldBeSurname(_ unit: NameUnit, _ note: Note) -> Bool {
    let word = note.words[unit.first]
    return !word.has([.function, .personVerb, .personNoun, .preposition, .relation])
      && !unit.entry.isDrug && (unit.name > 0 || unit.isUnknown) && unit.english <= 5
  }

  /// Whether a clause ends here.
  private func isClosed(_ end: Int, _ note: Note) -> Bool {
    if ",.;?!)(".utf8.contains(note[end]) || note[end].isNewline { return true }
    let next = note.wordIndex(atOrAfter: end)
    return next < note.words.count && (note.words[next].isDigits || note.words[next].has(.function))
  }

  // MARK: Should Victor stop her metoprolol?

  private func question(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard word.isCapital || word.hash == Self.that, next < note.words.count,
      note.gap(after: index).count == 1, note[word.end] == .of(" "),
      note.words[next].shape == .capitalized,
      !note.words[next].has([.title, .month, .weekday, .country, .function, .personNoun, .role]),
      let unit = note.nameUnit(at: next), !unit.isBarred, !unit.isInitial, !unit.entry.isDrug,
      !unit.entry.isMedical, !note.isEponymFrame(after: unit.last)
    else { return }
    let after = unit.last + 1
    guard after < note.words.count, note.words[after].start - unit.range.upperBound <= 2 else {
      return
    }
    let isPossessive = note[unit.range.upperBound] == .of("'")
    if note.words[after].isCapital, !isPossessive { return }  // a pair, or a title of something
    let isListed =
      unit.firstName >= 3 && (unit.english <= 1 || unit.firstName >= 4)
      || unit.firstName >= 1 && unit.english == 0 && isPossessive
    let hasPronoun = (after..<min(note.words.count, after + 5)).contains {
      Self.pronouns.contains(note.words[$0].hash)
    }
    guard isListed || (hasPronoun && unit.english <= 1 && !Eponyms.contains(note.words[next]))
    else {
      return
    }
    hits.add(unit.range, .name, "name.asked", isListed ? 0.7 : 0.6)
  }

  // MARK: thank you for sending Elspeth; d/w Farrukh; spoke with Deshawn

  private func meeting(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    var next = index + 1
    guard next < note.words.count, word.shape != .upper else { return }
    if Self.talks.contains(word.hash) {
      guard Self.companions.contains(note.words[next].hash), note.gap(after: index).count == 1
      else {
        return
      }
      next += 1
    } else if word.hash == Self.d {
      guard note.gap(after: index).count == 1, note[word.end] == .of("/"),
        note.matches("w", at: note.words[next].start), note.words[next].count == 1
      else { return }
      next += 1
    }
    guard next < note.words.count, note.gap(after: next - 1).count == 1,
      note[note.words[next - 1].end] == .of(" "), note.words[next].shape == .capitalized,
      !note.words[next].has([
        .title, .role, .function, .facility, .month, .weekday, .country, .personNoun, .heading,
        .relation, .organization, .credential,
      ]), let unit = note.nameUnit(at: next), !unit.isBarred, !unit.isInitial,
      !unit.entry.isDrug, !unit.entry.isMedical, unit.english <= 1 || unit.firstName >= 4,
      unit.name > 0 || unit.isUnknown, unit.entry.town < 2 || unit.firstName >= 3,
      !Eponyms.contains(note.words[next]), !note.isEponymFrame(after: unit.last)
    else { return }
    // A capital word after it belongs to it or makes it something else: pairs are the prose rules' affair.
    if unit.last + 1 < note.words.count, note.words[unit.last + 1].isCapital,
      note.words[unit.last + 1].start - unit.range.upperBound == 1
    {
      return
    }
    hits.add(unit.range, .name, "name.met", unit.isUnknown ? 0.6 : 0.7)
  }

  // MARK: Abigail and Jose both; Jun-ho Park's mother; James (my 4 yr old)

  private func person(_ index: Int, _ note: Note, _ hits: inout Hits) {
    guard note.words[index].shape == .capitalized || note.words[index].shape == .mixed,
      let unit = note.nameUnit(at: index), !unit.isInitial, !unit.isBarred,
      unit.name > 0 || unit.isUnknown,
      !note.words[index].has([.title, .function, .month, .weekday, .country, .role, .heading])
        || unit.firstName >= 4,
      !unit.entry.isDrug
    else { return }
    let end = unit.range.upperBound
    let next = unit.last + 1
    guard next < note.words.count else { return }
    if note[end] == .of("'"), note.words[next].count == 1, note.words[next].start == end + 1 {
      let owned = next + 1
      guard owned < note.words.count, note.gap(after: next).count == 1,
        note.words[owned].shape == .lower,
        note.words[owned].has(.relation) || Self.belongings.contains(note.words[owned].hash),
        unit.english <= 1 || unit.firstName >= 3, !unit.entry.isMedical,
        !Eponyms.contains(note.words[unit.last])
      else { return }
      // "Hope Zapien's parents", "Jun-ho Park's mother"
      var start = unit.range.lowerBound
      let given = [index - 2, index - 1].lazy.filter { $0 >= 0 }
        .compactMap { note.nameUnit(at: $0) }.first { $0.last == index - 1 }
      if let given, note[start - 1] == .of(" "), given.range.upperBound == start - 1,
        given.firstName >= 2 || given.last > given.first,
        !note.words[given.first].has([.title, .function])
      {
        start = given.range.lowerBound
      }
      hits.add(start..<unit.range.upperBound, .name, "name.owner", 0.7)
      return
    }
    if note[end] == .of(" "), note[end + 1] == .of("(") || note[end] == .of(","),
      Self.mine.contains(note.words[next].hash), note.words[next].start - end <= 2,
      unit.english <= 1 || unit.firstName >= 3, !unit.entry.isMedical
    {
      hits.add(unit.range, .name, "name.mine", 0.75)
      return
    }
    guard note.words[next].hash == Self.and, note.gap(after: unit.last).count == 1,
      let other = note.nameUnit(at: next + 1), other.shape == .capitalized,
      note.gap(after: next).count == 1, other.last + 1 < note.words.count,
      note.words[other.last + 1].start - other.range.upperBound == 1,
      note.words[other.last + 1].shape == .lower,
      Self.jointly.contains(note.words[other.last + 1].hash),
      !other.isBarred, !other.entry.isDrug, !other.entry.isMedical, !unit.entry.isMedical,
      max(unit.firstName, other.firstName) >= 3, isGiven(unit), isGiven(other)
    else { return }
    hits.add(unit.range, .name, "name.both", 0.7)
    hits.add(other.range, .name, "name.both", 0.7)
  }

  private func isGiven(_ unit: NameUnit) -> Bool {
    unit.firstName >= 4 || unit.english <= 1 && (unit.firstName >= 1 || unit.isUnknown)
  }

  // MARK: best for thomas pfeifer who lives

  /// A first name and a surname typed without capitals, after a word that a person follows.
  private func uncapitalized(_ index: Int, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next + 1 < note.words.count, note.gap(after: index).count == 1,
      note[note.words[index].end] == .of(" "), note.words[next].shape == .lower,
      note.gap(after: next).count == 1, note[note.words[next].end] == .of(" "),
      let first = note.nameUnit(at: next, inAnyCase: true), first.last == next,
      let last = note.nameUnit(at: next + 1, inAnyCase: true), last.shape == .lower,
      first.firstName >= 3 || first.isUnknown && isDescribed(last.last, note), first.english <= 1,
      !first.entry.isMedical, !first.entry.isDrug,
      !last.entry.isDrug, !note.isEponymFrame(after: next), !note.isEponymFrame(after: last.last),
      last.surname >= 1 || last.isUnknown, last.english <= 1 || last.surname >= 3,
      last.english <= 4 || isClosed(last.range.upperBound, note),
      !note.words[next + 1].has([.function, .personVerb, .preposition, .unit, .personNoun])
    else { return }
    hits.add(
      first.range.lowerBound..<last.range.upperBound, .name, "name.lower-pair",
      last.english <= 1 ? 0.75 : 0.6)
  }

  /// Whether `who` follows: said of persons alone.
  private func isDescribed(_ last: Int, _ note: Note) -> Bool {
    last + 1 < note.words.count && note.gap(after: last).count <= 2
      && Self.who.contains(note.words[last + 1].hash)
  }

  // MARK: what does that mean? - daniel

  /// A name alone behind a dash, at the end of the text.
  private func signOff(_ note: Note, _ hits: inout Hits) {
    var index = note.words.count - 1
    while index >= 0, note.words.count - index <= 3 {
      let start = note.words[index].start
      var before = start - 1
      while note[before].isBlank { before -= 1 }
      if note[before] == .of("-") || note[before] == .of("~"), before >= 0,
        note[before - 1].isBlank || note[before - 1].isNewline || note[before - 1] == .of("-")
      {
        guard let run = note.nameRun(at: index, inAnyCase: true, maximum: 3),
          run.last == note.words.count - 1, run.units[0].firstName >= 2,
          run.units[0].english <= 1 || run.units[0].firstName >= 5,
          run.units.allSatisfy({ $0.isInitial || couldBeSurname($0, note) })
        else { return }
        hits.add(run.range, .name, "name.sign-off", 0.75)
        return
      }
      index -= 1
    }
  }

  private static let name = WordHash.of("name")
  private static let i = WordHash.of("i")
  private static let that = WordHash.of("that")
  private static let and = WordHash.of("and")
  private static let d = WordHash.of("d")
  private static let introductions = DateContext.hashes("name i im")
  private static let copulas = DateContext.hashes("is s")
  private static let am = DateContext.hashes("am m")
  private static let auxiliaries = DateContext.hashes(
    "should has is does did can could will would was had may must are that do")
  private static let pronouns = DateContext.hashes("her his she he their herself himself")
  private static let cues = DateContext.hashes(
    "for is patient pt with of about named name called and from by see regarding mr mrs ms client")
  private static let meetings = DateContext.hashes(
    """
    sending referring seeing meeting asking telling page paged call called text texted phoned tell told ask
    spoke talked discussed met conferred checked reviewed d
    """)
  private static let talks = DateContext.hashes(
    "spoke talked discussed met conferred checked reviewed")
  private static let companions = DateContext.hashes("with to")
  private static let who = DateContext.hashes("who whose")
  private static let mine = DateContext.hashes("my our")
  private static let jointly = DateContext.hashes(
    """
    both are were have had tested agreed agree visited came went live lived reported report said say want wanted
    decided asked presented arrived understand understood
    """)
  private static let belongings = DateContext.hashes(
    """
    parents family caregiver chart records results labs bedside nurse doctor house apartment insurance birthday
    kids children brother sister blood visit appointment symptoms pain surgery medication medications meds
    """)
}
