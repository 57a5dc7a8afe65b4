import Text

/// What narrows a year without a day: seasons, holidays, quarters, and the birth year of the very old.
struct NarrowDateRules: RuleFamily {
  /// The year by which a person born 90 years before is 90.
  static let referenceYear = PHIPolicy.defaultReferenceYear

  func find(in note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated() {
      if word.has(.season) { season(index, word, note, &hits) }
      if let (_, last) = Self.holidays.longest(at: index, in: note), word.isCapital {
        hits.add(word.start..<note.words[last].end, .date, "date.holiday", 0.75)
      }
      if word.count == 1, word.isCapital, note.matches("q", at: word.start) {
        quarter(index, word, note, &hits)
      }
      if word.isDigits, word.count == 4 { birthYear(index, word, note, &hits) }
    }
  }

  /// `Fall 2019`, `spring of 2020`
  private func season(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    var next = index + 1
    guard next < note.words.count else { return }
    if note.words[next].hash == Self.of, note.gap(after: index).count == 1 { next += 1 }
    guard next < note.words.count, note.words[next].isDigits, note.words[next].count == 4,
      note.words[next].start - note.words[next - 1].end <= 2
    else { return }
    let year = note.number(note.words[next])
    guard (1900...2100).contains(year) else { return }
    hits.add(word.start..<note.words[next].end, .date, "date.season", 0.85)
  }

  /// `Q3 2020`
  private func quarter(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    guard index + 2 < note.words.count, note.words[index + 1].start == word.end,
      note.words[index + 1].isDigits, (1...4).contains(note.number(note.words[index + 1])),
      note.words[index + 2].isDigits, note.words[index + 2].count == 4,
      note.gap(after: index + 1).count == 1
    else { return }
    hits.add(word.start..<note.words[index + 2].end, .date, "date.quarter", 0.85)
  }

  /// `Born in 1928`: the year shows an age over 89.
  private func birthYear(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    let year = note.number(word)
    guard (1880...Self.referenceYear - 90).contains(year), !note[word.start - 1].isWordish,
      note[word.start - 1] != .of("/"), note[word.start - 1] != .of("-"), !note[word.end].isWordish
    else { return }
    var probe = index - 1
    while probe >= 0, index - probe <= 3 {
      if note.hasNewline(note.words[probe].end..<word.start) { return }
      if Self.births.contains(note.words[probe].hash) {
        hits.add(word.range, .date, "date.birth-year", 0.9)
        return
      }
      probe -= 1
    }
  }

  private static let of = WordHash.of("of")
  private static let births = DateContext.hashes("born birth dob yob birthyear b")
  private static let holidays = PhraseTable<Bool>([
    (
      true,
      """
      christmas|christmas eve|christmas day|thanksgiving|thanksgiving day|labor day|memorial day|easter|easter sunday
      halloween|new year s day|new year s eve|new years|new years eve|new year s|independence day|fourth of july|valentine s day
      mother s day|father s day|veterans day|columbus day|presidents day|mlk day|martin luther king day|st patrick s day
      hanukkah|passover|ramadan|eid|diwali|yom kippur|rosh hashanah|good friday|ash wednesday|mardi gras|super bowl sunday
      """
    )
  ])
}
