/// One word of a name: letters joined by hyphens and apostrophes, or an initial.
struct NameUnit {
  /// Indexes of its first and last word.
  let first: Int
  let last: Int
  let range: Range<Int>
  /// How common as a first name, as a surname, and as an English word, 0…7: the best of its parts.
  let firstName: Int
  let surname: Int
  let english: Int
  let shape: Word.Shape
  let isInitial: Bool
  /// Whether no list knows it.
  let isUnknown: Bool
  /// Whether it can only be something else: a drug, a month, a heading, a medical or a unit word.
  let isBarred: Bool
  /// Whether it is written as trade names are.
  let isTradeName: Bool
  let entry: GazetteerEntry

  var name: Int { max(firstName, surname) }
}

extension Note {
  /// The unit that starts at a word; nil where the word is no letters or (unless `inAnyCase`) no capital.
  func nameUnit(at index: Int, inAnyCase: Bool = false) -> NameUnit? {
    guard index < words.count else { return nil }
    let head = words[index]
    guard !head.isDigits, inAnyCase || head.isCapital, head.count <= 24,
      !self[head.start - 1].isDigit
    else { return nil }
    var last = index
    var firstName = head.entry.firstName
    var surname = head.entry.surname
    var english = head.entry.english
    var isKnown = head.entry.isKnown
    while last + 1 < words.count, last - index < 4 {
      let gap = words[last].end..<words[last + 1].start
      guard gap.count == 1 else { break }
      let joint = bytes[gap.lowerBound]
      let next = words[last + 1]
      guard !next.isDigits else { break }
      if joint == .of("-") {
        // "Jun-ho", "Soo-yeon": a syllable that is no word.
        let isSyllable =
          (2...5).contains(next.count) && next.entry.english <= 1 && head.entry.english <= 1
          && !next.entry.isMedical && !head.entry.isMedical && !head.entry.isDrug
          && head.shape == .capitalized && !next.has([.unit, .function, .personNoun, .credential])
        guard next.isCapital || inAnyCase || isSyllable else { break }
        english = min(english, next.entry.english)
      } else if joint == .of("'") {
        // A possessive ends the name; O'Brien and D'Angelo go on.
        if next.count == 1, next.shape != .initial || words[last].count > 1 { break }
        guard words[last].count <= 2, next.isCapital || inAnyCase else { break }
        // O'Platek and D'Angelo are surnames by their form.
        english = 0
        surname = max(surname, 4)
      } else {
        break
      }
      firstName = max(firstName, next.entry.firstName)
      surname = max(surname, next.entry.surname)
      isKnown = isKnown || next.entry.isKnown
      last += 1
    }
    let isInitial = head.shape == .initial && last == index
    let isMixed = head.shape == .mixed && head.count > 3
    return NameUnit(
      first: index, last: last, range: head.start..<words[last].end, firstName: firstName,
      surname: surname, english: isInitial ? 0 : english,
      shape: isMixed ? .capitalized : head.shape,
      isInitial: isInitial, isUnknown: !isKnown,
      isBarred: last == index && !isInitial
        && (head.has([.credential, .heading, .unit, .facility]) && surname < 3
          || (head.has(.month) && firstName == 0)
          || (head.entry.isDrug && head.entry.name == 0)
          || (head.entry.isMedical && head.entry.name < 2)),
      isTradeName: last == index && isTradeName(head), entry: head.entry)
  }

  /// `ResMed`, `AirSense`: a capital inside a word that is no surname's (`McAllister`, `DeLuca`) and no
  /// credential's (`KimMD`).
  private func isTradeName(_ word: Word) -> Bool {
    guard word.shape == .mixed, word.entry.name == 0, word.count > 4,
      let capital = (word.start + 1..<word.end).first(where: { bytes[$0].isUpper }),
      (capital..<word.end).contains(where: { bytes[$0].isLower })
    else { return false }
    var head = WordHash()
    for offset in word.start..<capital { head.feed(bytes[offset].lowered) }
    return !Self.surnameHeads.contains(head.value)
  }

  private static let surnameHeads = DateContext.hashes(
    "mc mac de del di da du la le lo van von vander fitz al el bin ben ap o st san te ter ny")

  /// Whether one space (or none after a period, or a line break where allowed) parts two words of a name.
  func isNameGap(_ gap: Range<Int>, allowingBreak: Bool = false) -> Bool {
    switch gap.count {
    case 1:
      bytes[gap.lowerBound] == .of(" ") || (allowingBreak && bytes[gap.lowerBound] == .of("\n"))
        || bytes[gap.lowerBound] == .of(".")
    case 2:
      (bytes[gap.lowerBound] == .of(".")
        && (bytes[gap.lowerBound + 1] == .of(" ")
          || (allowingBreak && bytes[gap.lowerBound + 1] == .of("\n"))))
    default: false
    }
  }
}

/// A run of name units, as after a title or in a field.
struct NameRun {
  var units: [NameUnit]
  var range: Range<Int>
  /// Index of the last word.
  var last: Int
}

extension Note {
  /// The name that starts at a word, as long as it goes on looking like one.
  ///
  /// - Parameters:
  ///   - isField: in a field every capital word belongs to the name, up to a label or credential.
  ///   - inAnyCase: lower-case words count too.
  func nameRun(
    at index: Int, isField: Bool = false, inAnyCase: Bool = false, maximum: Int = 5
  ) -> NameRun? {
    var units: [NameUnit] = []
    var next = index
    var end = 0
    while units.count < maximum, next < words.count {
      if !units.isEmpty {
        let gap = end..<words[next].start
        let previous = units[units.count - 1]
        guard isNameGap(gap) else { break }
        // A period ends a sentence unless it follows an initial, or a saint.
        if bytes[gap.lowerBound] == .of("."), !previous.isInitial,
          !(previous.first == previous.last && Self.saints.contains(words[previous.first].hash))
        {
          break
        }
      }
      // Particles go before a capital: van der Berg, de la Cruz.
      var head = next
      while head < words.count, words[head].has(.particle), words[head].shape == .lower,
        head + 1 < words.count, head - next < 3,
        isNameGap(words[head].end..<words[head + 1].start)
          || words[head].end + 1 == words[head + 1].start && bytes[words[head].end] == .of("-")
      {
        head += 1
      }
      if head > next, !(words[head].isCapital || inAnyCase) { break }
      guard let unit = nameUnit(at: head, inAnyCase: inAnyCase) else { break }
      let word = words[head]
      if head == next, !units.isEmpty || !isField, word.has(.credential), word.shape != .lower,
        word.shape == .upper || word.count <= 3, !units.isEmpty
      {
        break
      }
      if !units.isEmpty || isField, word.has([.heading]), isLabel(head) { break }
      if !units.isEmpty, !isField {
        if unit.isBarred { break }
        if word.has([.function, .personNoun, .weekday, .month]),
          unit.surname < 5 || unit.english >= 6
        {
          let isGiven =
            word.has(.month) && unit.firstName >= 3 && head + 1 < words.count
            && !words[head + 1].isDigits
          if !isGiven { break }
        }
        if !unit.isInitial, unit.name == 0, unit.english >= 3 { break }
        if word.has([.facility, .streetSuffix, .eponymHead]), unit.surname < 4 { break }
      }
      if units.isEmpty, word.has(.function), unit.name == 0 { return nil }
      if !units.isEmpty, !isField, word.has(.personVerb), unit.english >= 3, unit.surname < 5 {
        break
      }
      if !units.isEmpty, isDottedCredential(at: head) { break }
      units.append(unit)
      end = unit.range.upperBound
      next = unit.last + 1
      if unit.isInitial, bytes.indices.contains(end), bytes[end] == .of("."), next < words.count,
        words[next].start == end + 1
      {
        // "J.R. Patel", "S.T."
        continue
      }
    }
    guard let last = units.last else { return nil }
    let start = words[index].start
    return NameRun(units: units, range: start..<last.range.upperBound, last: last.last)
  }

  private static let saints = DateContext.hashes("st ste")

  /// Whether single letters with periods spell a credential: `M.D.`, `R.N.`
  func isDottedCredential(at index: Int) -> Bool {
    var hash = WordHash()
    var next = index
    while next < words.count, next - index < 4, words[next].shape == .initial,
      self[words[next].end] == .of("."),
      next == index || words[next].start == words[next - 1].end + 1
    {
      hash.feed(self[words[next].start].lowered)
      next += 1
    }
    return next - index >= 2 && WordClasses.table[hash.value].contains(.credential)
  }

  /// Whether a word is a field's label: a colon follows it, at once or after another label word.
  func isLabel(_ index: Int) -> Bool {
    var index = index
    for _ in 0..<3 {
      let end = skipBlanks(words[index].end)
      if self[end] == .of(":") || self[end] == .of("#") { return true }
      guard index + 1 < words.count, words[index + 1].start - words[index].end == 1,
        self[words[index].end].isBlank, words[index + 1].has([.heading, .numberNoun])
      else { return false }
      index += 1
    }
    return false
  }

  /// Whether an eponym's head noun, or `'s`, stands after a word: `Bell's palsy`, `Foley catheter`.
  func isEponymFrame(after last: Int) -> Bool {
    var next = last + 1
    guard next < words.count else { return false }
    var gap = words[last].end..<words[next].start
    var isPossessive = false
    if gap.count == 1, bytes[gap.lowerBound] == .of("'"), words[next].count == 1 {
      isPossessive = true
      next += 1
      guard next < words.count else { return false }
      gap = words[next - 1].end..<words[next].start
    }
    guard gap.count == 1, " -/".utf8.contains(bytes[gap.lowerBound]) else { return false }
    // One adjective or a second eponym may stand between: "Rocky Mountain spotted fever", "Gleason 3+4".
    for step in 0..<3 {
      let index = next + step
      guard index < words.count else { return false }
      if step > 0 {
        let between = words[index - 1].end..<words[index].start
        guard between.count == 1, " -".utf8.contains(bytes[between.lowerBound]) else {
          return false
        }
      }
      if words[index].has(.eponymHead) {
        return step == 0 || isPossessive || !words[index].has(.facility)
      }
      if step == 0, !isPossessive, words[index].shape == .lower, words[index].has(.function) {
        return false
      }
      if words[index].has([.personVerb, .function]) { return false }
    }
    return false
  }
}
