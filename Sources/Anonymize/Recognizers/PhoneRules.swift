import Text

/// Telephone, fax and pager numbers: North American by form, others by a leading `+` or a cue.
struct PhoneRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    var covered = 0
    for (index, word) in note.words.enumerated() where word.isDigits && word.start >= covered {
      if let (range, score) = northAmerican(index, note) ?? international(index, note)
        ?? national(index, note)
      {
        let end = withExtension(range.upperBound, note)
        let label = self.label(before: range.lowerBound, note)
        hits.add(range.lowerBound..<end, label ?? .phone, "phone.form", label == nil ? score : 0.97)
        covered = end
      }
    }
    cued(note, &hits)
    bracketed(note, &hits)
  }

  /// What the words just before say the number is.
  private func label(before offset: Int, _ note: Note) -> Label? {
    var index = note.wordIndex(atOrAfter: offset) - 1
    let floor = max(-1, index - 3)
    while index > floor {
      let word = note.words[index]
      if note.hasNewline(word.end..<offset) || offset - word.end > 24 { return nil }
      if Self.faxCues.contains(word.hash) { return .fax }
      if Self.phoneCues.contains(word.hash) { return .phone }
      index -= 1
    }
    return nil
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    byte == .of("-") || byte == .of(".") || byte == .of(" ") || byte == .of("/")
  }

  private func northAmerican(_ index: Int, _ note: Note) -> (Range<Int>, Float)? {
    var first = index
    let start = note.words[index].start
    guard !note[start - 1].isWordish else { return nil }
    var begin = start
    var hasPlus = false
    if note[start - 1] == .of("+") {
      begin -= 1
      hasPlus = true
    }
    // A country code 1.
    if note.words[first].count == 1, note[start] == .of("1"), first + 1 < note.words.count {
      let gap = note.gap(after: first)
      guard gap.count <= 2, gap.count >= 1,
        gap.allSatisfy({ isSeparator(note[$0]) || note[$0] == .of("(") })
      else { return nil }
      first += 1
    } else if hasPlus {
      return nil
    }
    let area = note.words[first]
    guard area.isDigits else { return nil }
    if area.count == 10 || (area.count == 11 && note[area.start] == .of("1") && first == index) {
      let digits = area.end - 10
      guard note[digits] >= .of("2"), note[digits + 3] >= .of("2"), !note[area.end].isWordish
      else { return nil }
      // Ten digits in a row are a telephone number only where something says so.
      let hasCue = label(before: area.start, note) != nil || hasPlus
      return hasCue ? (begin..<area.end, 0.95) : (begin..<area.end, 0.55)
    }
    guard area.isDigits, area.count == 3, first + 1 < note.words.count else { return nil }
    let hasParenthesis = note[area.start - 1] == .of("(") && note[area.end] == .of(")")
    if hasParenthesis { begin = min(begin, area.start - 1) }
    let exchange = note.words[first + 1]
    // (617)5550199 and 617 5550199
    let gap = note.gap(after: first)
    guard gap.count >= 1, gap.count <= 3,
      gap.allSatisfy({ isSeparator(note[$0]) || note[$0] == .of(")") }), exchange.isDigits
    else { return nil }
    if exchange.count == 7, !note[exchange.end].isWordish {
      return (begin..<exchange.end, hasParenthesis ? 0.95 : 0.7)
    }
    guard exchange.count == 3, first + 2 < note.words.count else { return nil }
    let line = note.words[first + 2]
    let second = note.gap(after: first + 1)
    guard second.count >= 1, second.count <= 3, second.allSatisfy({ isSeparator(note[$0]) }),
      line.isDigits, line.count == 4, !note[line.end].isWordish,
      note[line.end] != .of("-") || !note[line.end + 1].isDigit
    else { return nil }
    if begin > 0, begin == area.start, note[begin - 1] == .of("-"), note[begin - 2].isDigit {
      return nil
    }
    // Three numbers apart by spaces may be three results.
    let isSpaced =
      gap.count == 1 && note[gap.lowerBound] == .of(" ") && !hasParenthesis && first == index
    return (begin..<line.end, isSpaced ? 0.7 : 0.95)
  }

  /// `+44 20 7946 0958`
  private func international(_ index: Int, _ note: Note) -> (Range<Int>, Float)? {
    let start = note.words[index].start
    guard note[start - 1] == .of("+"), !note[start - 2].isWordish, note.words[index].count <= 13
    else {
      return nil
    }
    var last = index
    var digits = note.words[index].count
    while last + 1 < note.words.count, note.words[last + 1].isDigits, digits < 15 {
      let gap = note.gap(after: last)
      guard gap.count <= 2, !gap.isEmpty,
        gap.allSatisfy({ isSeparator(note[$0]) || note[$0] == .of("(") || note[$0] == .of(")") })
      else { break }
      last += 1
      digits += note.words[last].count
    }
    guard digits >= 8, digits <= 15 else { return nil }
    return (start - 1..<note.words[last].end, 0.9)
  }

  /// `01632 960 417`, `0491 570 156`, `020 7946 0958`: a trunk zero, ten or eleven digits in groups.
  private func national(_ index: Int, _ note: Note) -> (Range<Int>, Float)? {
    let first = note.words[index]
    let isForeign = first.count >= 3 && note.matches("00", at: first.start)
    guard note[first.start] == .of("0"), (2...5).contains(first.count),
      !note[first.start - 1].isWordish, !"-./".utf8.contains(note[first.start - 1])
    else { return nil }
    var last = index
    var digits = first.count
    while last + 1 < note.words.count, note.words[last + 1].isDigits, last - index < 4,
      digits < (isForeign ? 15 : 11)
    {
      let gap = note.gap(after: last)
      let isClosed = gap.count == 2 && note[gap.lowerBound] == .of(")")
      guard gap.count == 1 && " -".utf8.contains(note[gap.lowerBound]) || isClosed,
        (3...8).contains(note.words[last + 1].count)
      else { break }
      last += 1
      digits += note.words[last].count
    }
    guard last > index, (10...(isForeign ? 15 : 11)).contains(digits),
      !note[note.words[last].end].isWordish
    else {
      return nil
    }
    let start = note[first.start - 1] == .of("(") ? first.start - 1 : first.start
    return (start..<note.words[last].end, 0.75)
  }

  /// Past ` ext. 123`, ` x123`.
  private func withExtension(_ end: Int, _ note: Note) -> Int {
    var position = end
    while position - end < 3, note[position].isBlank || note[position] == .of(",") { position += 1 }
    for form: StaticString in ["extension", "ext.", "ext", "x"]
    where note.matches(form, at: position) {
      var digits = position + form.utf8CodeUnitCount
      while digits - position < 14, note[digits].isBlank || note[digits] == .of(".") { digits += 1 }
      let start = digits
      while digits - start < 7, note[digits].isDigit { digits += 1 }
      if digits > start, !note[digits].isWordish { return digits }
    }
    return end
  }

  /// `Freddie Jones (555-9232)`: seven digits in brackets.
  private func bracketed(_ note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated()
    where word.isDigits && word.count == 3 && note[word.start - 1] == .of("(") {
      guard note[word.start] >= .of("2"), index > 0, note.words[index - 1].isCapital,
        index + 1 < note.words.count,
        note.words[index + 1].isDigits, note.words[index + 1].count == 4,
        note.gap(after: index).count == 1,
        note[word.end] == .of("-") || note[word.end] == .of("."),
        note[note.words[index + 1].end] == .of(")")
      else { continue }
      hits.add(word.start..<note.words[index + 1].end, .phone, "phone.bracket", 0.75)
    }
  }

  /// Short in-house numbers, pagers and seven-digit numbers, which only a cue makes telephone numbers.
  private func cued(_ note: Note, _ hits: inout Hits) {
    for word in note.words {
      let isShortCue = Self.shortCues.contains(word.hash)
      guard isShortCue || Self.phoneCues.contains(word.hash) || Self.faxCues.contains(word.hash)
      else { continue }
      // x5-1234 and p31245 are joined to their cue.
      let isLetterCue = word.count == 1
      if isLetterCue, note[word.start - 1].isWordish { continue }
      var position = word.end
      var limit = isLetterCue ? 0 : 12
      if isLetterCue, note[position] == .of(":") { limit = 2 }
      while position - word.end < limit, !note[position].isDigit, !note[position].isNewline,
        note[position].isBlank || ":#.-(".utf8.contains(note[position])
          || note.matches("is", at: position) || note.matches("no", at: position)
          || note.matches("number", at: position)
          || note.matches("at", at: position)
      {
        if note.matches("number", at: position) {
          position += 6
        } else if note.matches("is", at: position) || note.matches("no", at: position)
          || note.matches("at", at: position)
        {
          position += 2
        } else {
          position += 1
        }
      }
      guard note[position].isDigit || note[position] == .of("(") || note[position] == .of("+")
      else {
        continue
      }
      let start = position
      var digits = 0
      var end = position
      while position - start < 22 {
        if note[position].isDigit {
          digits += 1
          end = position + 1
        } else if !"-.() +".utf8.contains(note[position]) {
          break
        } else if note[position] == .of("."), !note[position + 1].isDigit {
          break
        }
        position += 1
      }
      guard !note[end].isLetter, digits >= (isLetterCue ? 4 : 3) else { continue }
      if isLetterCue, !(4...7).contains(digits) { continue }
      // "call 3 times", "call in 2 weeks", "x 10 days": a measure follows.
      let next = note.wordIndex(atOrAfter: end)
      if digits < 5, next < note.words.count, note.words[next].start - end <= 1,
        note.words[next].has(.unit)
      {
        continue
      }
      if digits < 4, !isShortCue { continue }
      if Self.places.contains(word.hash), digits < 7 || isLetterCue { continue }
      // "number" and "line" name many things; only the form of a local number makes one of them a telephone's.
      if Self.vague.contains(word.hash),
        end - start != 8 || digits != 7 || !"-.".utf8.contains(note[start + 3])
      {
        continue
      }
      let label: Label = Self.faxCues.contains(word.hash) ? .fax : .phone
      hits.add(start..<end, label, "phone.cue", isLetterCue ? 0.75 : 0.9)
    }
  }

  private static func hashes(_ words: String) -> WordSet { WordSet(words) }
  private static let phoneCues = hashes(
    "phone telephone tel call cell mobile home contact ph mob hm wk reach reached dial office work pharmacy clinic desk number line callback tele voicemail switchboard helpline"
  )
  private static let vague = hashes("number line")
  /// Where somebody may be called: whole numbers only.
  private static let places = hashes("work pharmacy clinic desk")
  private static let faxCues = hashes("fax facsimile")
  private static let shortCues = hashes(
    "pager beeper pgr ext extension x p page voicemail spectralink ascom vocera")
}
