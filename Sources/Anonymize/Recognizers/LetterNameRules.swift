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
    let after = note.skipBlanks(run.range.upperBound)
    let follows = note.wordIndex(atOrAfter: after)
    let hasCredential =
      follows < note.words.count && note.words[follows].start - after <= 2
      && note.words[follows].has([.credential, .role])
    guard note[after].isNewline || note[after] == .of("(") || hasCredential else { return }
    hits.add(run.range, .name, "name.closing", 0.85)
  }

  /// `My patient Xiomara (53F`: a name no list need know, where brackets, an age or a verb follow.
  private func patient(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next < note.words.count, note.gap(after: index).count == 1,
      note[word.end] == .of(" "), note.words[next].shape == .capitalized,
      !note.words[next].has([
        .function, .title, .heading, .role, .facility, .organization, .month, .weekday, .country,
        .personNoun, .credential,
      ]),
      let run = note.nameRun(at: next, maximum: 3), isName(run.units[0]),
      !note.isEponymFrame(after: run.last), !Eponyms.contains(note.words[next])
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
    guard hasVerb || hasAge || hasBracket || isPossessive || isKnown else { return }
    hits.add(run.range, .name, "name.patient", 0.75)
  }

  /// `née van Houten`
  private func birthName(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard word.shape == .lower, next < note.words.count, note.gap(after: index).count == 1,
      note.words[next].isCapital || note.words[next].has(.particle),
      let run = note.nameRun(at: next, maximum: 3)
    else { return }
    hits.add(run.range, .name, "name.birth", 0.85)
  }

  /// `KAM/jlt` alone on its line: who spoke and who typed.
  private func footer(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next < note.words.count, note.words[next].start == word.end + 1,
      word.shape == .upper, (2...3).contains(word.count), note.words[next].shape == .lower,
      (2...3).contains(note.words[next].count)
    else { return }
    var before = word.start - 1
    while note[before].isBlank { before -= 1 }
    guard note[before].isNewline, note[note.skipBlanks(note.words[next].end)].isNewline else {
      return
    }
    hits.add(word.range, .name, "name.initials", 0.75)
    hits.add(note.words[next].range, .name, "name.initials", 0.75)
  }
}
