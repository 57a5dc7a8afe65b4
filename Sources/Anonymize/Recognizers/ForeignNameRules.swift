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
      index = last
    }
  }

  /// Three letters or more, the first a capital, one at least outside Latin. "α-fetoprotein" and "Δ" are not.
  private func isForeign(_ word: Word, _ note: Note) -> Bool {
    word.isCapital && word.count >= 3 && word.range.contains { note[$0] >= 0x80 }
  }
}
