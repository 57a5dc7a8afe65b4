import Text

/// Ages over 89, in figures and words.
struct AgeRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated() {
      if word.isDigits {
        figures(index, word, note, &hits)
      } else if word.entry.english > 0 || Self.ninety.contains(word.hash) {
        words(index, word, note, &hits)
      }
    }
  }

  private func figures(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let value = note.number(word)
    guard word.count <= 3, (90...125).contains(value), !note[word.start - 1].isWordish,
      note[word.start - 1] != .of("."), note[word.start - 1] != .of("/"),
      note[word.end] != .of("%"), note[word.end] != .of(".") || !note[word.end + 1].isDigit
    else { return }
    let rest = word.end
    // 90s
    if note[rest] == .of("s"), !note[rest + 1].isWordish {
      if index > 0, value < 110, Self.personal.contains(note.words[index - 1].hash) {
        hits.add(word.start..<rest + 1, .age, "age.decade", 0.9)
      }
      return
    }
    if isAgeUnit(after: index, note) {
      hits.add(word.range, .age, "age.unit", 0.97)
      return
    }
    // 91F, 93 M
    if rest < note.bytes.count, note[rest] == .of("F") || note[rest] == .of("M"),
      !note[rest + 1].isWordish
    {
      hits.add(word.start..<rest + 1, .age, "age.sex", 0.95)
      return
    }
    guard index > 0 else { return }
    let before = note.words[index - 1]
    guard word.start - before.end <= 3, !note.hasNewline(before.end..<word.start) else { return }
    let next = index + 1 < note.words.count ? note.words[index + 1] : nil
    if before.has(.relation), index + 1 < note.words.count,
      Self.yearUnits.contains(note.words[index + 1].hash), note.gap(after: index).count == 1
    {
      hits.add(word.range, .age, "age.relation", 0.85)  // "aunt 101 yrs"
    } else if before.has(.relation), word.start - before.end == 1,
      ";,.)".utf8.contains(note[word.end]) || note[word.end].isNewline
    {
      hits.add(word.range, .age, "age.relation", 0.8)  // "wife 90; son 66"
    } else if before.has(.relation), note[before.end] == .of(","),
      note[word.end] == .of(",") || note[word.end] == .of(".")
    {
      hits.add(word.range, .age, "age.relation", 0.8)  // "a great-aunt, 92, has dementia"
    } else if note.matches("to", at: before.start), before.count == 2, index > 1,
      Self.living.contains(note.words[index - 2].hash)
    {
      hits.add(word.range, .age, "age.life", 0.85)  // "lived to 97"
    } else if Self.ageWords.contains(before.hash) {
      hits.add(word.range, .age, "age.label", 0.95)
    } else if note.matches("at", at: before.start), before.count == 2, index > 1,
      note.words[index - 2].has(.relation) || Self.lifeVerbs.contains(note.words[index - 2].hash),
      next.map({ !$0.has(.unit) || $0.start - word.end > 1 }) ?? true
    {
      hits.add(word.range, .age, "age.life", 0.9)
    } else if Self.agePronouns.contains(before.hash),
      next == nil || note[word.end] == .of(",") || note[word.end] == .of(".")
    {
      hits.add(word.range, .age, "age.is", 0.3)
    }
  }

  /// `-year-old`, ` years old`, `yo`, `y/o`, ` yr-old`, ` y.o.`
  private func isAgeUnit(after index: Int, _ note: Note) -> Bool {
    guard index + 1 < note.words.count else { return false }
    let unit = note.words[index + 1]
    let gap = note.gap(after: index)
    guard gap.count <= 2, gap.allSatisfy({ note[$0] == .of(" ") || note[$0] == .of("-") }) else {
      return false
    }
    if Self.shortUnits.contains(unit.hash) { return true }
    guard index + 2 < note.words.count else { return false }
    let next = note.words[index + 2]
    let inner = note.gap(after: index + 1)
    guard inner.count <= 2, inner.allSatisfy({ " -/.".utf8.contains(note[$0]) }) else {
      return false
    }
    if Self.yearUnits.contains(unit.hash) {
      let isOfAge =
        note.matches("of age", at: next.start) && index + 3 < note.words.count
      return Self.oldWords.contains(next.hash) || isOfAge
        || (next.has(.personNoun) && next.count > 1)
    }
    return false
  }

  private func words(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    if Self.eras.contains(word.hash) {
      hits.add(word.range, .age, "age.word", 0.9)
      return
    }
    guard Self.ninety.contains(word.hash) else { return }
    var last = index
    if last + 1 < note.words.count, note.gap(after: last).count == 1,
      Self.ones.contains(note.words[last + 1].hash)
    {
      last += 1
    }
    let isPlural = note.words[last].end > 0 && word.count == 8  // nineties
    if isAgeUnit(after: last, note)
      || (isPlural && index > 0 && Self.decadeCues.contains(note.words[index - 1].hash))
      || (index > 0 && Self.ageWords.contains(note.words[index - 1].hash))
    {
      hits.add(word.start..<note.words[last].end, .age, "age.word", 0.95)
    }
  }

  private static let decadeCues = DateContext.hashes("her his their the early mid late in upper")
  private static let personal = DateContext.hashes("her his their early mid late")
  private static let shortUnits = DateContext.hashes("yo yoa yom yof yow y")
  private static let yearUnits = DateContext.hashes("year years yr yrs y")
  private static let oldWords = DateContext.hashes("old o olds age")
  private static let ageWords = DateContext.hashes("age aged ages turned turning")
  private static let living = DateContext.hashes("lived live living survived")
  private static let agePronouns = DateContext.hashes("is was")
  private static let lifeVerbs = DateContext.hashes(
    "died passed deceased dead expired death living")
  private static let eras = DateContext.hashes(
    "nonagenarian nonagenarians centenarian centenarians supercentenarian")
  private static let ninety = DateContext.hashes("ninety nineties hundred")
  private static let ones = DateContext.hashes("one two three four five six seven eight nine")
}
