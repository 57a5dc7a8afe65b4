import Text

/// Social security numbers by their form.
struct SSNRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    for word in note.words where word.isDigits && word.count == 3 {
      let start = word.start
      guard !note[start - 1].isWordish, note[start - 1] != .of("-") else { continue }
      let separator = note[start + 3]
      guard separator == .of("-") || separator == .of(" ") || separator == .of("."),
        note[start + 4].isDigit, note[start + 5].isDigit, note[start + 6] == separator,
        (7...10).allSatisfy({ note[start + $0].isDigit }), !note[start + 11].isWordish,
        note[start + 11] != .of("-") || !note[start + 12].isDigit
      else { continue }
      hits.add(start..<start + 11, .ssn, "ssn.form", separator == .of("-") ? 0.95 : 0.6)
    }
  }
}
