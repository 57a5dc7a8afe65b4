import Text

/// What one note has shown to be names, found again wherever it stands: `Khan` once is `Khan` everywhere.
struct NameMemory {
  /// How a remembered word may recur.
  private struct Trace {
    /// A first name, from before the last word of a name; else a surname.
    var isFirst: Bool
  }

  private var traces: [UInt64: Trace] = [:]

  /// Remembers the words of every name found at or above a score.
  init(_ hits: Hits, in note: Note, minimum: Float = 0.65) {
    for hit in hits.all where hit.label == .name && hit.score >= minimum {
      let first = note.wordIndex(atOrAfter: hit.range.lowerBound)
      var index = first
      while index < note.words.count, note.words[index].end <= hit.range.upperBound {
        let word = note.words[index]
        if !word.isDigits, word.count > 1, !word.has([.title, .suffix]),
          word.count > 2 || word.entry.english == 0, !word.has(.function) || word.count > 2,
          !(word.has(.particle) && word.count < 4)
        {
          traces[word.hash] = Trace(isFirst: word.end < hit.range.upperBound)
        }
        index += 1
      }
    }
  }

  /// Names known before the note was read, as from a header or a roster.
  mutating func add(knownNames: [String]) {
    for name in knownNames {
      let parts = FoldedText(ScalarText(name)).bytes.split { !$0.isLetter }
      for (index, part) in parts.enumerated() where part.count > 2 {
        var hash = WordHash()
        for byte in part { hash.feed(byte.lowered) }
        traces[hash.value] = Trace(isFirst: index + 1 < parts.count)
      }
    }
  }

  var isEmpty: Bool { traces.isEmpty }

  /// Adds the places where remembered words stand again.
  func recall(in note: Note, _ hits: inout Hits) {
    var covered = CoveredBytes(hits, count: note.bytes.count, minimum: 0.5)
    for (index, word) in note.words.enumerated() {
      guard !word.isDigits, !covered.contains(word.start) else { continue }
      guard traces[word.hash] != nil else {
        if isFamily(index, word, note) { hits.add(word.range, .name, "name.family", 0.7) }
        continue
      }
      guard accepts(index, word, note) else { continue }
      var first = index
      var last = index
      // A capital name beside a remembered one is the rest of it.
      if first > 0, note.isNameGap(note.words[first - 1].end..<word.start),
        note[note.words[first - 1].end] == .of(" ")
      {
        let before = note.words[first - 1]
        if before.isCapital,
          before.shape == word.shape || before.shape == .initial || before.shape == .capitalized,
          before.entry.firstName >= 2 || before.shape == .initial || traces[before.hash] != nil,
          before.entry.english <= 4 || traces[before.hash] != nil,
          !before.has([.function, .title, .role, .heading]),
          !covered.contains(before.start)
        {
          first -= 1
        }
      }
      if last + 1 < note.words.count, note.gap(after: last).count == 1 {
        let after = note.words[last + 1]
        let joint = note[word.end]
        if joint == .of(" ") || joint == .of("-"), after.isCapital,
          after.shape == word.shape || after.shape == .initial, !covered.contains(after.start),
          after.entry.surname >= 3 && after.entry.english <= 2 || traces[after.hash] != nil
            || (after.shape == .initial && note[after.end] == .of(".")),
          !after.has([.function, .facility, .eponymHead, .heading, .credential, .personVerb])
        {
          last += 1
        }
      }
      let range = note.words[first].start..<note.words[last].end
      covered.insert(range)
      hits.add(range, .name, "name.memory", 0.8)
    }
  }

  /// `the Montoyas`: a remembered surname in the plural.
  private func isFamily(_ index: Int, _ word: Word, _ note: Note) -> Bool {
    guard word.shape == .capitalized, word.count > 4, note[word.end - 1].lowered == .of("s"),
      word.entry.english == 0, index > 0, note.words[index - 1].hash == Self.the
    else { return false }
    var hash = WordHash()
    for offset in word.start..<word.end - 1 { hash.feed(note[offset].lowered) }
    return traces[hash.value] != nil
  }

  private static let the = WordHash.of("the")

  /// Whether a remembered word stands for the person here: not in an eponym's frame, nor as the word of
  /// English that it also is.
  private func accepts(_ index: Int, _ word: Word, _ note: Note) -> Bool {
    if note.isEponymFrame(after: index) {
      // "Ms. Graves has Graves disease": but after a first name it stays a person.
      return index > 0 && note.words[index - 1].isCapital
        && note.words[index - 1].entry.firstName >= 4
        && note.gap(after: index - 1).count == 1 && note.words[index - 1].entry.english < 4
    }
    if word.has([.unit, .credential, .eponymHead, .facility, .personNoun]), word.shape == .lower {
      return false
    }
    if DrugContext.holds(around: index, in: note), word.entry.isDrug { return false }
    let common = word.entry.english
    if word.shape == .lower {
      return common == 0 && !word.entry.isMedical && word.count >= 4 && word.entry.name > 0
    }
    if common <= 1 && !word.entry.isMedical && !word.has([.month, .function]) {
      return true
    }
    // A word of English with a capital: mid-sentence, or doing what persons do.
    if index + 1 < note.words.count, note.gap(after: index).count == 1,
      note.words[index + 1].has(.personVerb),
      note.words[index + 1].shape == .lower, !word.has(.function), note[word.end] == .of(" ")
    {
      return true
    }
    if note[word.end] == .of("'"), note[word.end + 1] == .of("s"), word.shape == .capitalized,
      !Eponyms.contains(word)
    {
      return true
    }
    if index > 0, let before = Optional(note.words[index - 1]), traces[before.hash] != nil,
      before.isCapital, note.gap(after: index - 1).count <= 2,
      note[before.end] != .of(".") || before.shape == .initial
    {
      return true
    }
    if index + 1 < note.words.count, traces[note.words[index + 1].hash] != nil,
      note.words[index + 1].isCapital, note.gap(after: index).count <= 2,
      note[word.end] != .of(".")
    {
      return true
    }
    guard word.shape == .capitalized, !word.has([.function, .heading, .month, .weekday]), index > 0
    else { return false }
    let before = note.words[index - 1]
    let gap = before.end..<word.start
    if before.count == 1, gap.count == 2, note.matches("w/", at: before.start) { return true }
    return gap.count == 1 && note[gap.lowerBound] == .of(" ") && before.shape == .lower
      && before.end - before.start > 0 && !note.hasNewline(gap)
  }
}

/// Which bytes findings cover.
struct CoveredBytes {
  private var flags: [Bool]

  init(_ hits: Hits, count: Int, minimum: Float) {
    flags = Array(repeating: false, count: count)
    for hit in hits.all where hit.score >= minimum { insert(hit.range) }
  }

  init(_ ranges: [Range<Int>], count: Int) {
    flags = Array(repeating: false, count: count)
    for range in ranges { insert(range) }
  }

  func contains(_ offset: Int) -> Bool { flags[offset] }

  func overlaps(_ range: Range<Int>) -> Bool { range.contains { flags[$0] } }

  mutating func insert(_ range: Range<Int>) {
    for offset in range where offset < flags.count { flags[offset] = true }
  }
}
