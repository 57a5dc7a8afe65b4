import Text

/// Capital words in another script, which in an English note are names.
struct ForeignNameRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    var index = 0
    while index < note.words.count {
      defer { index += 1 }
      guard isForeign(note.words[index], note) else { continue }
      var last = index
      while last + 1 < note.words.count, note.isNameGap(note.gap(after: last)),
        isForeign(note.words[last + 1], note)
      {
        last += 1
      }
      hits.add(note.words[index].start..<note.words[last].end, .name, "name.script", 0.75)
      transcription(after: last, note, &hits)
      index = last
    }
  }

  /// The same name in Latin letters, in brackets behind: `王小明 (Wang Xiaoming)`.
  private func transcription(after last: Int, _ note: Note, _ hits: inout Hits) {
    let next = last + 1
    guard next < note.words.count, note.gap(after: last).count <= 2,
      note[note.words[next].start - 1] == .of("("),
      let run = note.nameRun(at: next, maximum: 4), note[run.range.upperBound] == .of(")")
    else { return }
    hits.add(run.range, .name, "name.script", 0.75)
  }

  /// Three letters or more, the first a capital, one at least outside Latin; or a short word of a script that
  /// has no capitals. "α-fetoprotein" and "Δ" are not.
  private func isForeign(_ word: Word, _ note: Note) -> Bool {
    if word.range.allSatisfy({ note[$0] == FoldedText.uncasedLetter }) {
      return (2...12).contains(word.count)
    }
    return word.isCapital && word.count >= 3 && word.range.contains { note[$0] >= 0x80 }
  }
}
