import Text

/// User names, accounts of social networks, and initials that staff type as their mark.
struct HandleRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated() {
      if Self.labels.contains(word.hash) { handle(after: index, note, &hits) }
      mark(index, word, note, &hits)
      if word.hash == Self.by { login(index, note, &hits) }
    }
  }

  /// `user kkhan7`, `Instagram kabir.khan.61`
  private func handle(after index: Int, _ note: Note, _ hits: inout Hits) {
    var start = note.words[index].end
    while start - note.words[index].end < 8, " :@#(".utf8.contains(note[start]) { start += 1 }
    for noun: StaticString in ["name", "id", "handle", "account"]
    where note.matches(noun, at: start) {
      let end = start + noun.utf8CodeUnitCount
      if note[end].isWordish { continue }
      start = end
      while start - end < 4, " :@#".utf8.contains(note[start]) { start += 1 }
    }
    var end = start
    var signs = 0
    while end - start < 32,
      note[end].isWordish || ("._-".utf8.contains(note[end]) && note[end + 1].isWordish)
    {
      if !note[end].isLetter { signs += 1 }
      end += 1
    }
    guard signs > 0, end - start >= 4, note[start].isLetter,
      (start..<end).contains(where: { note[$0].isLetter })
    else { return }
    // A hyphenated word is no handle: "user-friendly".
    guard
      (start..<end).contains(where: {
        note[$0].isDigit || note[$0] == .of(".") || note[$0] == .of("_")
      })
    else { return }
    hits.add(start..<end, .id, "id.handle", 0.8)
  }

  /// `by lfitz02`: letters of no word, and figures.
  private func login(_ index: Int, _ note: Note, _ hits: inout Hits) {
    guard index + 2 < note.words.count, note.gap(after: index).count == 1 else { return }
    let (letters, digits) = (note.words[index + 1], note.words[index + 2])
    guard letters.shape == .lower, letters.count >= 4, letters.entry.english == 0,
      !letters.entry.isMedical, !letters.entry.isDrug, digits.isDigits, digits.count <= 4,
      digits.start == letters.end, !note[digits.end].isWordish
    else { return }
    hits.add(letters.start..<digits.end, .id, "id.handle", 0.7)
  }

  private static let by = WordHash.of("by")
  private static let learners = DateContext.hashes(
    "student students trainee scribe team staff extern")

  /// `fellow (JW17)`: two or three capitals and a number, in brackets after a person.
  private func mark(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    guard word.shape == .upper, (2...3).contains(word.count), note[word.start - 1] == .of("("),
      index > 0,
      note.words[index - 1].has([.role, .credential])
        || Self.learners.contains(note.words[index - 1].hash)
        || (index > 1 && note.words[index - 2].has([.role, .credential]))
    else { return }
    var end = word.end
    if index + 1 < note.words.count, note.words[index + 1].isDigits,
      note.words[index + 1].start == end,
      note.words[index + 1].count <= 4
    {
      end = note.words[index + 1].end
    } else {
      return
    }
    guard note[end] == .of(")") else { return }
    hits.add(word.start..<end, .name, "name.mark", 0.7)
  }

  private static let labels = DateContext.hashes(
    "user username login twitter instagram facebook tiktok snapchat handle skype whatsapp telegram linkedin userid"
  )
}
