import Text

/// Names that a title, a credential, a relation, a role or a naming verb announces.
struct CuedNameRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    let isShort = !note.bytes.contains { $0.isNewline }
    for (index, word) in note.words.enumerated() {
      if word.has(.personNoun) { apposition(index, word, note, &hits) }
      if word.has(.title) { title(index, word, note, isShort, &hits) }
      if word.has(.credential) { credential(index, word, note, &hits) }
      if word.has(.relation) || isInLaw(index, word, note) { relation(index, word, note, &hits) }
      if word.has([.role, .credential]) { role(index, word, note, &hits) }
      if Self.naming.contains(word.hash) { naming(index, word, note, &hits) }
      if Self.with.contains(word.hash) { company(index, word, note, &hits) }
    }
  }

  // MARK: Dr. Khan

  private func title(_ index: Int, _ word: Word, _ note: Note, _ isShort: Bool, _ hits: inout Hits)
  {
    guard !note[word.start - 1].isWordish, word.shape != .upper || word.count <= 4 else { return }
    var next = index + 1
    guard next < note.words.count else { return }
    // "Drs. Khan and Lee", "Dr. and Mrs. Khan" start again at their own title.
    let gap = note.gap(after: index)
    guard gap.count <= 3, gap.allSatisfy({ ". \n\r\t".utf8.contains(note[$0]) }) else { return }
    // One line break may part title and name, as after "Mrs."; "MR." before one ends a sentence.
    let breaks = gap.count { note[$0] == .of("\n") }
    if breaks > 1 || (breaks == 1 && word.shape == .upper) { return }
    if isStreet(index, note) { return }
    if note.words[next].has(.title), note.words[next].isCapital { next += 1 }
    let isLower = word.shape == .lower
    guard next < note.words.count else { return }
    let first = note.words[next]
    let inAnyCase =
      isLower && first.shape == .lower && first.entry.name >= 2 && first.entry.english < 4
      || (first.shape == .lower && first.entry.surname >= 4 && first.entry.english == 0
        && note[word.end] == .of("."))
      || (first.has(.particle) && first.shape == .lower)
      || (isLower && first.shape == .lower && first.entry.surname >= 1 && first.entry.english == 0
        && !first.entry.isMedical && !first.entry.isDrug)
      || (isLower && word.hash == Self.doctor && saysSomething(next, note))
    guard first.isCapital || inAnyCase || first.has(.particle) else { return }
    if first.has(.function), first.shape != .initial,
      first.entry.surname < 4 || first.shape == .lower
    {
      return
    }
    // "dr pham" typed without capitals: a surname that is nothing else.
    let isSurname =
      first.shape == .lower && first.entry.surname >= 1 && first.entry.english == 0
      && !first.entry.isMedical && !first.entry.isDrug && word.count <= 3
      || word.hash == Self.doctor && saysSomething(next, note)
    if isLower,
      word.hash == Self.miss
        || !gap.contains(where: { note[$0] == .of(".") }) && !first.isCapital && !isSurname
    {
      return
    }
    guard
      let run = note.nameRun(
        at: next, inAnyCase: inAnyCase && first.shape == .lower && !first.has(.particle), maximum: 4
      )
    else { return }
    if first.shape == .lower, !first.has(.particle) {
      // Only the one lower-case word that is known to be a name.
      hits.add(first.range, .name, "name.title", 0.85)
      return
    }
    hits.add(note.words[next].start..<run.range.upperBound, .name, "name.title", 0.97)
    // In one line of text, a message or a query, the title goes with the name; notes keep it.
    if isShort { hits.add(word.range, .name, "name.title-word", 0.9) }
  }

  private static let miss = WordHash.of("miss")
  private static let doctor = WordHash.of("dr")

  /// `dr. cheek said`: a surname that is also a word, where a person's verb or place follows.
  private func saysSomething(_ index: Int, _ note: Note) -> Bool {
    let word = note.words[index]
    guard word.shape == .lower, word.entry.surname >= 2 || !word.entry.isKnown, word.count > 2,
      !word.has([.function, .personVerb, .facility, .encounter, .preposition]),
      index + 1 < note.words.count, note.gap(after: index).count == 1
    else { return false }
    let next = note.words[index + 1]
    return note[word.end] == .of(" ")
      && (next.has(.personVerb) || Self.after.contains(next.hash))
  }

  private static let after = DateContext.hashes("at in from told thinks wants gave put prescribed")

  /// `12 Oak Dr`: a capital word before, and a number before that.
  private func isStreet(_ index: Int, _ note: Note) -> Bool {
    guard note.words[index].has(.streetSuffix), index >= 1, note.words[index - 1].isCapital,
      note.gap(after: index - 1).count == 1
    else { return false }
    var before = index - 2
    while before >= 0, index - before <= 4,
      !note.hasNewline(note.words[before].end..<note.words[index].start)
    {
      if note.words[before].isDigits { return true }
      guard note.words[before].isCapital else { return false }
      before -= 1
    }
    return false
  }

  // MARK: Grace Young, MD

  private func credential(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    guard word.shape == .upper || word.shape == .mixed, index > 0 else { return }
    if note[word.start - 1].isWordish { return }
    back(from: index, note, &hits, score: 0.95)
  }

  private func back(from index: Int, _ note: Note, _ hits: inout Hits, score: Float) {
    let word = note.words[index]
    let gap = note.words[index - 1].end..<word.start
    guard gap.count <= 3, gap.count >= 1, gap.allSatisfy({ ", .".utf8.contains(note[$0]) }) else {
      return
    }
    let hasComma = gap.contains { note[$0] == .of(",") }
    // A second credential: "RN, BSN".
    if note.words[index - 1].has(.credential), note.words[index - 1].shape == .upper, index > 1 {
      return back(from: index - 1, note, &hits, score: score)
    }
    // "Laurel, MD 20709": a state.
    if word.has(.state), index + 1 < note.words.count, note.words[index + 1].isDigits,
      note.words[index + 1].count == 5, note.gap(after: index).count <= 2
    {
      return
    }
    var first = index
    var count = 0
    while first > 0, count < 4 {
      let candidate = note.words[first - 1]
      let between = candidate.end..<note.words[first].start
      if first < index, !note.isNameGap(between), !Self.isJoint(between, note) { break }
      if first < index, note[between.lowerBound] == .of("."), candidate.shape != .initial { break }
      guard candidate.isCapital || (candidate.has(.particle) && first < index) else { break }
      if candidate.has([
        .title, .credential, .heading, .function, .role, .personNoun, .month, .weekday,
      ]), candidate.entry.surname < 3 || candidate.has(.title) {
        break
      }
      if candidate.entry.english >= 5, candidate.entry.name < 2 { break }
      if candidate.shape == .upper, candidate.count <= 3, candidate.entry.name == 0 { break }
      first -= 1
      if !Self.isJoint(between, note) { count += 1 }
    }
    guard first < index else { return }
    let units = note.words[first..<index]
    let name = units.map(\.entry.name).max() ?? 0
    let hasFirst = units.contains { $0.entry.firstName >= 2 || $0.shape == .initial }
    // A town before a state's letters: "from Lancaster, PA".
    if word.has(.state), hasComma, units.count <= 2, !hasFirst || units.count == 1 { return }
    guard name > 0 || units.contains(where: { !$0.entry.isKnown }) else { return }
    if units.count == 1, !hasComma, name < 3 { return }
    hits.add(
      units[units.startIndex].start..<note.words[index - 1].end, .name, "name.credential", score)
  }

  static func isJoint(_ gap: Range<Int>, _ note: Note) -> Bool {
    gap.count == 1 && (note[gap.lowerBound] == .of("-") || note[gap.lowerBound] == .of("'"))
  }

  // MARK: wife Sana; daughter, Priya; daughter-in-law Rosario

  private func isInLaw(_ index: Int, _ word: Word, _ note: Note) -> Bool {
    word.count == 3 && index > 1 && note.matches("in-law", at: word.start - 3)
  }

  private func relation(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    var next = index + 1
    guard next < note.words.count else { return }
    var gap = note.gap(after: index)
    // "(daughter)" after a name.
    if note[word.start - 1] == .of("("), note[word.end] == .of(")") || note[word.end] == .of(",") {
      before(index, note, &hits)
    }
    if word.hash == Self.baby || word.hash == Self.twin {
      // "Baby Girl Khan", "Twin A Garcia"
      guard word.isCapital, gap.count == 1 else { return }
      let middle = note.words[next]
      guard middle.has(.personNoun) || middle.shape == .initial, next + 1 < note.words.count else {
        return
      }
      next += 1
      gap = note.gap(after: next - 1)
    }
    if gap.count > 1, note.words[next].has(.title) { return }
    guard gap.count <= 2, gap.allSatisfy({ " ,:(".utf8.contains(note[$0]) }) else { return }
    // "wife is Concepcion"; "named" is the naming rule's.
    if Self.copulas.contains(note.words[next].hash), note.words[next].shape == .lower {
      identity(next, note, &hits)
      return
    }
    if Self.naming.contains(note.words[next].hash) || note.words[next].has(.title) { return }
    let first = note.words[next]
    guard
      first.isCapital
        || (first.entry.firstName >= 1 && first.entry.english == 0 && !first.entry.isMedical)
    else {
      // A lower-case word that no list knows, closed off by punctuation: "daughter priya."
      return
    }
    if first.shape == .upper, first.entry.name == 0 { return }
    if first.has([.function, .personVerb, .month, .weekday, .heading, .relation]),
      first.entry.firstName < 3
    {
      return
    }
    guard
      let run = note.nameRun(
        at: next, inAnyCase: !first.isCapital, maximum: first.isCapital ? 4 : 1)
    else { return }
    let unit = run.units[0]
    if unit.isBarred || (unit.name == 0 && unit.english >= 2) { return }
    if unit.english >= 5, unit.firstName < 3 { return }
    hits.add(run.range, .name, "name.relation", first.isCapital ? 0.88 : 0.7)
    if first.isCapital { relatives(after: run.last, note, &hits) }
  }

  /// The name behind `is`: of a given name that is no word besides.
  private func identity(_ verb: Int, _ note: Note, _ hits: inout Hits) {
    guard let unit = note.nameUnit(at: verb + 1), note.gap(after: verb).count == 1,
      unit.shape == .capitalized, unit.english <= 1, !unit.isBarred, !unit.entry.isMedical,
      !unit.entry.isDrug, unit.firstName >= 1 || unit.isUnknown,
      ".,;".utf8.contains(note[unit.range.upperBound]) || note[unit.range.upperBound].isNewline,
      !note.words[unit.first].has([.country, .month, .weekday, .personNoun])
    else { return }
    hits.add(unit.range, .name, "name.relation", 0.75)
  }

  private static let copulas = DateContext.hashes("is was")

  /// `daughters Ottilie and Fern`, `sons Piotr, Jan and Adam`
  private func relatives(after last: Int, _ note: Note, _ hits: inout Hits) {
    var last = last
    for _ in 0..<4 {
      var next = last + 1
      guard next < note.words.count else { return }
      let gap = note.gap(after: last)
      let hasComma = gap.count == 2 && note[gap.lowerBound] == .of(",")
      if note.words[next].hash == Self.and, gap.count <= 2 {
        next += 1
        guard next < note.words.count, note.gap(after: next - 1).count == 1 else { return }
      } else if !hasComma {
        return
      }
      guard let unit = note.nameUnit(at: next), unit.shape == .capitalized, !unit.isBarred,
        unit.firstName >= 1 || unit.isUnknown, unit.english <= 2 || unit.firstName >= 3,
        !note.words[next].has([.function, .title, .month, .weekday, .personVerb, .heading]),
        !hasComma || unit.firstName >= 2
      else { return }
      hits.add(unit.range, .name, "name.relation", 0.75)
      last = unit.last
    }
  }

  private static let and = WordHash.of("and")

  private static let baby = WordHash.of("baby")
  private static let twin = WordHash.of("twin")

  /// A name just before: "Li Wei (husband)".
  private func before(_ index: Int, _ note: Note, _ hits: inout Hits) {
    var first = index
    while first > 0, index - first < 3, note.words[first - 1].isCapital {
      let gap = note.words[first - 1].end..<note.words[first].start
      guard first == index ? gap.count == 2 : gap.count == 1 && note[gap.lowerBound] == .of(" ")
      else { break }
      first -= 1
    }
    if first < index,
      note.words[first..<index].contains(where: { $0.entry.name > 0 || !$0.entry.isKnown })
    {
      hits.add(note.words[first].start..<note.words[index - 1].end, .name, "name.relation", 0.85)
    }
  }

  // MARK: PMD Xu; RN S.T.

  private func role(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next < note.words.count, note.gap(after: index).count == 1, note[word.end] == .of(" ")
    else { return }
    let first = note.words[next]
    if word.has(.credential), !word.has(.role), word.shape != .upper { return }
    guard first.isCapital, let run = note.nameRun(at: next, maximum: 3) else { return }
    if note.words[next].has([.role, .title, .credential, .heading, .function, .facility, .state]),
      first.entry.surname < 4 || first.shape == .upper,
      !(isAbbreviatedRole(word) && first.entry.surname >= 3 && note[first.end] == .of(".")
        && first.shape == .capitalized)
    {
      return
    }
    let unit = run.units[0]
    if unit.isInitial {
      // Typed initials of staff: "RN S.T. and KK".
      let end = run.range.upperBound
      guard run.units.count >= 2,
        run.units.allSatisfy(\.isInitial) || run.units.last.map({ $0.name > 0 }) == true
      else { return }
      hits.add(run.range.lowerBound..<end, .name, "name.initials", 0.75)
      coordinated(after: run.last, note, &hits)
      return
    }
    if note.isEponymFrame(after: run.last) { return }
    let isListed =
      isAbbreviatedRole(word) && unit.surname >= 3 && unit.shape == .capitalized
      && (note[run.range.upperBound] == .of(",") || note[run.range.upperBound] == .of("."))
    guard !unit.isBarred || isListed,
      isListed || unit.english <= 2 || (unit.firstName >= 4 && run.units.count > 1),
      unit.name > 0 || (unit.isUnknown && unit.shape == .capitalized)
    else { return }
    // ALL-CAPS words after a role are names only when lists know them and the dictionary does not.
    if unit.shape == .upper, unit.english > 0 || unit.name < 2 { return }
    let isStaff = unit.surname >= 1 || run.units.count > 1
    hits.add(run.range, .name, "name.role", isStaff ? 0.8 : 0.5)
  }

  /// `cards Ng, onc Oh`: a service by its short name, and who was on for it.
  private func isAbbreviatedRole(_ word: Word) -> Bool {
    word.shape != .capitalized && word.count <= 5
  }

  private func coordinated(after last: Int, _ note: Note, _ hits: inout Hits) {
    var next = last + 1
    if next < note.words.count, note.matches("and", at: note.words[next].start) { next += 1 }
    guard next > last + 1, next < note.words.count else { return }
    let word = note.words[next]
    if word.shape == .upper, word.count <= 3, word.entry.english == 0 {
      hits.add(word.range, .name, "name.initials", 0.7)
    }
  }

  // MARK: named Daniel Cruz; called "Bubba"

  private func naming(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next < note.words.count else { return }
    let gap = note.gap(after: index)
    guard gap.count <= 3, gap.allSatisfy({ " \"':,".utf8.contains(note[$0]) }) else { return }
    let first = note.words[next]
    guard first.isCapital, !first.has([.title, .month, .weekday]) else { return }
    let isQuoted = gap.contains { note[$0] == .of("\"") }
    if word.hash == Self.by {
      // "goes by Skip"; "by" alone says nothing.
      guard index > 0, Self.going.contains(note.words[index - 1].hash) else { return }
    }
    guard let run = note.nameRun(at: next, maximum: 4) else { return }
    let unit = run.units[0]
    if unit.isBarred || unit.entry.isDrug, !isQuoted { return }
    if unit.shape == .upper, unit.name == 0 { return }
    if unit.name == 0, unit.english > 0 || word.hash != Self.named, !isQuoted { return }
    if unit.english >= 5, unit.firstName < 3, run.units.count == 1, !isQuoted { return }
    if note.isEponymFrame(after: run.last) { return }
    hits.add(run.range, .name, "name.called", isQuoted || word.hash == Self.named ? 0.9 : 0.7)
  }

  private static let named = WordHash.of("named")
  private static let by = WordHash.of("by")
  private static let going = DateContext.hashes("goes going go went")
  private static let naming = DateContext.hashes("named called like as name goes nicknamed by")
  private static let with = DateContext.hashes(
    "w with by contacted notified informed paged d thank per @")

  /// `a 20yo female, Anna, seen at`
  private func apposition(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next < note.words.count, note[word.end] == .of(","), note.gap(after: index).count == 2
    else { return }
    let first = note.words[next]
    guard first.shape == .capitalized, first.entry.firstName >= 3,
      !first.has([.title, .month, .weekday]),
      note[first.end] == .of(","), !first.entry.isDrug || !DrugContext.holds(around: next, in: note)
    else { return }
    hits.add(first.range, .name, "name.apposition", 0.75)
  }
}
