import Text

/// Dates: what the grammar parses, with the word before that belongs to it (`next Saturday`, `mid-March`).
struct DateRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    var index = 0
    while index < note.words.count {
      if let match = DateGrammar.match(at: index, in: note), match.score > 0 {
        let start = prefix(of: match, at: index, note)
        hits.add(start..<match.range.upperBound, .date, match.rule, match.score)
        index = max(index + 1, note.wordIndex(atOrAfter: match.range.upperBound))
      } else {
        index += 1
      }
    }
  }

  private func prefix(of match: DateMatch, at index: Int, _ note: Note) -> Int {
    let start = match.range.lowerBound
    guard index > 0 else { return start }
    let before = note.words[index - 1]
    let gap = before.end..<start
    guard gap.count == 1 else { return start }
    let isOpen = ["date.month", "date.weekday"].contains(match.rule)
    if note[gap.lowerBound] == .of("-") || note[gap.lowerBound] == .of(" "), isOpen,
      Self.narrowing.contains(before.hash)
    {
      return before.start
    }
    // "the 14th of March"
    if match.rule == "date.day-month", before.hash == Self.the, note[gap.lowerBound] == .of(" ") {
      return before.start
    }
    return start
  }

  private static let narrowing = DateContext.hashes("mid early late last next this past")
  private static let the = WordHash.of("the")
}
