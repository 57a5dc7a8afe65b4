import Text

/// Dates: what the grammar parses, and the words that narrow a year without a number.
struct DateRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    var index = 0
    while index < note.words.count {
      if let match = DateGrammar.match(at: index, in: note), match.score > 0 {
        hits.add(match.range, .date, match.rule, match.score)
        index = max(index + 1, note.wordIndex(atOrAfter: match.range.upperBound))
      } else {
        index += 1
      }
    }
  }
}
