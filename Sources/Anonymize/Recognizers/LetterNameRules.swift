import Text

/// Names where letters and messages put them: after a greeting, under a closing, in the typist's footer; and
/// after "my patient".
struct LetterNameRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated() {
      if Self.greetings.contains(word.hash) { greeting(index, word, note, &hits) }
      if Self.closings.contains(word.hash) { closing(index, word, note, &hits) }
      if Self.patients.contains(word.hash) { patient(index, word, note, &hits) }
      if Self.nee.contains(word.hash) { birthName(index, word, note, &hits) }
      if word.hash == Self.by { typist(index, note, &hits) }
      if note[word.end] == .of("/") { footer(index, word, note, &hits) }
    }
  }

  private static let greetings = DateContext.hashes("hi hello dear hey")
  private static let closings = DateContext.hashes(
    "regards sincerely faithfully thanks cheers wishes truly respectfully")
  private static let patients = DateContext.hashes(
    "patient pt client lady gentleman man woman boy girl veteran resident")
  private static let nee = DateContext.hashes("nee")

  /// A word that a name can be: known as one, or to no list, and not an everyday word.
  private func isName(_ unit: NameUnit) -> Bool {
    !unit.isBarred && !unit.isInitial && (unit.name > 0 || unit.isUnknown)
      && (unit.english <= 2 || unit.firstName >= 4)
  }

  /// `Hi Petra,`
  private func greeting(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard word.isCapital, next < note.words.count, note.gap(after: index).count == 1,
      note.words[next].shape == .capitalized, !note.words[next].has([.title, .role, .function]),
      let run = note.nameRun(at: next, maximum: 3), run.units.allSatisfy(isName),
      ",:-!".utf8.contains(note[run.range.upperBound]) || note[run.range.upperBound].isNewline
    else { return }
    hits.add(run.range, .name, "name.greeting", 0.85)
  }

  /// `Thanks, Ignatius`; `Kind regards,` and the name below.
  private func closing(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard note[word.end] == .of(","), next < note.words.count else { return }
    let gap = note.gap(after: index)
    guard gap.count <= 5, gap.allSatisfy({ ", \n\r".utf8.contains(note[$0]) }),
      note.words[next].isCapital, !note.words[next].has([.title, .function]),
      let run = note.nameRun(at: next, isField: true, maximum: 4),
      run.units.contains(where: isName),
      run.units.allSatisfy({ $0.isInitial || !$0.isBarred })
    else { return }
    // Nothing but a credential may follow on the line.
    var after = note.skipBlanks(run.range.upperBound)
    if note[after] == .of(",") { after = note.skipBlanks(after + 1) }
    let follows = note.wordIndex(atOrAfter: after)
    let hasCredential =
      follows < note.words.count && note.words[follows].start - after <= 2
      && (note.words[follows].has([.credential, .role]) || note.isDottedCredential(at: follows))
    guard note[after].isNewline || note[after] == .of("(") || hasCredential else { return }
    hits.add(run.range, .name, "name.closing", 0.85)
  }

  /// `My patient Xiomara (53F`: a name no list need know, where brackets, an age or a verb follow.
  private func patient(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next < note.words.count, let gap = Optional(note.gap(after: index)),
      gap.count == 1 && note[word.end] == .of(" ")
        || gap.count == 2 && word.count == 2 && note[word.end] == .of("."),
      note.words[next].isCapital, note.words[next].shape != .initial,
      !note.words[next].has([
        .function, .title, .heading, .role, .facility, .organization, .month, .weekday, .country,
        .personNoun, .credential,
      ]),
      let run = note.nameRun(at: next, maximum: 3), !note.isEponymFrame(after: run.last)
    else { return }
    if note.words[next].shape == .upper {
      capitals(run, note, &hits)
      return
    }
    let isWord = !isName(run.units[0])
    guard !isWord || (run.units[0].firstName >= 3 || run.units[0].surname >= 4),
      !run.units[0].isBarred, !Eponyms.contains(note.words[next])
    else { return }
    let end = run.range.upperBound
    let after = note.wordIndex(atOrAfter: end)
    let hasVerb =
      after < note.words.count && note.gap(after: run.last).count == 1
      && note.words[after].has(.personVerb) && note.words[after].shape == .lower
    let hasAge =
      after < note.words.count && note.words[after].isDigits && note.words[after].start - end <= 2
      && (note[end] == .of(",") || note[end + 1] == .of("("))
    let hasBracket = note[end] == .of(" ") && note[end + 1] == .of("(") && hasAge
    let isPossessive = note[end] == .of("'") && note[end + 1] == .of("s")
    let isKnown = run.units[0].firstName >= 2 && run.units[0].english == 0
    if isWord, !hasVerb, !hasBracket, run.units.count < 2 { return }
    let isFull =
      run.units.count > 1 && run.units[0].firstName >= 3
      && run.units.last.map { $0.surname >= 3 } == true
    guard hasVerb || hasAge || hasBracket || isPossessive || isKnown || isFull else { return }
    hits.add(run.range, .name, "name.patient", 0.75)
  }

  /// `Patient DAVID DIEKER SSN`: words of nothing else, and what only persons have behind them.
  private func capitals(_ run: NameRun, _ note: Note, _ hits: inout Hits) {
    let units = run.units.prefix {
      $0.isInitial || $0.shape == .upper && $0.english <= 1 && $0.range.count >= 2
    }
    guard units.count >= 2, let last = units.last, !last.isInitial,
      !units.contains(where: { $0.isBarred || $0.entry.isDrug || $0.entry.isMedical })
    else { return }
    let next = last.last + 1
    let isIdentified =
      next < note.words.count && note.words[next].start - last.range.upperBound <= 2
      && Self.identifying.contains(note.words[next].hash)
    guard units[0].firstName >= 2 && last.surname >= 1 || isIdentified else { return }
    hits.add(units[0].range.lowerBound..<last.range.upperBound, .name, "name.patient", 0.75)
  }

  private static let identifying = DateContext.hashes("dob mrn ssn acct age born id")

  /// `née van Houten`
  private func birthName(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard word.shape == .lower, next < note.words.count, note.gap(after: index).count == 1,
      note.words[next].isCapital || note.words[next].has(.particle),
      let run = note.nameRun(at: next, maximum: 3)
    else { return }
    hits.add(run.range, .name, "name.birth", 0.85)
  }

  /// `D: 8/2/22 T: 8/3/22`, `DD: … DT: …`: when it was spoken and typed.
  private func isDictation(_ start: Int, _ end: Int, _ note: Note, minimum: Int = 2) -> Bool {
    var labels = 0
    var index = note.wordIndex(atOrAfter: start)
    while index < note.words.count, note.words[index].start < end {
      if Self.dictation.contains(note.words[index].hash), note[note.words[index].end] == .of(":") {
        labels += 1
      }
      index += 1
    }
    return labels >= minimum
  }

  /// `Transcribed: 9/2/21 by klm`
  private func typist(_ index: Int, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next < note.words.count, note.gap(after: index).count == 1,
      (2...3).contains(note.words[next].count), note.words[next].shape != .digits,
      !note.words[next].has([.function, .unit, .relation, .role, .credential]),
      note[note.skipBlanks(note.words[next].end)].isNewline,
      isDictation(
        note.lineStart(of: note.words[index].start), note.words[index].start, note, minimum: 1)
    else { return }
    hits.add(note.words[next].range, .name, "name.initials", 0.75)
  }

  private static let by = WordHash.of("by")
  private static let dictation = DateContext.hashes("d t dd dt dictated transcribed typed signed")

  /// `KAM/jlt` alone on its line, or after the dates of dictation: who spoke and who typed.
  private func footer(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next < note.words.count, note.words[next].start == word.end + 1,
      word.shape == .upper || word.shape == .lower, (2...3).contains(word.count),
      note.words[next].shape == .lower, (2...3).contains(note.words[next].count),
      !word.has(.unit), !note.words[next].has(.unit)
    else { return }
    var before = word.start - 1
    while note[before].isBlank { before -= 1 }
    let isFooter =
      note[before].isDigit && isDictation(note.lineStart(of: word.start), word.start, note)
    guard note[before].isNewline || isFooter,
      note[note.skipBlanks(note.words[next].end)].isNewline
    else { return }
    hits.add(word.range, .name, "name.initials", 0.75)
    hits.add(note.words[next].range, .name, "name.initials", 0.75)
  }
}
