import Text

/// Fields: a label, a separator, a value. `Patient: KHAN, KABIR A   MRN: 00123456`, `Signed by Grace Young`.
struct HeaderFieldRules: RuleFamily {
  enum Field: Sendable {
    /// A person; `strong` labels need no separator but the word itself.
    case name
    /// A person, where a separator follows.
    case labelled
    case personOrProse
    case by
    case initials
    case birth
    case facility
    case address
    case employer
    case town
    case unit
  }

  func find(in note: Note, _ hits: inout Hits) {
    var index = 0
    while index < note.words.count {
      defer { index += 1 }
      guard let (field, last) = Self.labels.longest(at: index, in: note) ?? profession(index, note)
      else { continue }
      value(of: field, label: index...last, note, &hits)
      index = last
    }
    signatures(note, &hits)
    glued(note, &hits)
  }

  /// `Endoscopist:`: whoever does what the word says.
  private func profession(_ index: Int, _ note: Note) -> (Field, Int)? {
    let word = note.words[index]
    guard word.isCapital, word.count >= 7, note[word.end] == .of(":"),
      note.matches("ist", at: word.end - 3) || note.matches("ician", at: word.end - 5),
      !word.has(.heading), !Self.lists.contains(word.hash)
    else { return nil }
    return (.labelled, index)
  }

  private static let lists = DateContext.hashes("checklist worklist waitlist picklist shortlist")

  /// Where a field's value starts; nil where no separator follows the label.
  private func valueStart(after last: Int, field: Field, note: Note) -> (
    start: Int, isBelow: Bool, isColon: Bool
  )? {
    var position = note.words[last].end
    if note.matches("(s)", at: position) { position += 3 }
    if note.matches("'s name", at: position) { position += 7 }
    position = note.skipBlanks(position)
    var isColon = false
    let byte = note[position]
    if byte == .of(":") || byte == .of("=") || (byte == .of("#") && field == .unit)
      || byte == .of("|")
    {
      isColon = byte != .of("|")
      position = note.skipBlanks(position + 1)
    } else if byte == .of("-"), note[position + 1].isBlank {
      isColon = true
      position = note.skipBlanks(position + 1)
    } else if byte == .of("."), note[position + 1] == .of(".") {
      isColon = true
      while note[position] == .of(".") || note[position].isBlank { position += 1 }
      if note[position] == .of(":") { position = note.skipBlanks(position + 1) }
    } else if byte.isNewline || field == .by || field == .name || field == .birth
      || field == .initials
    {
      // A bare label: "signed by Grace Young", or alone on its line.
    } else {
      return nil
    }
    if note[position] == .of("\"") { position += 1 }
    while note[position] == .of("*") || note[position] == .of("_") {
      position = note.skipBlanks(position + 1)
    }
    if note[position].isNewline {
      if !isColon, note.lineStart(of: note.words[last].start) < note.words[last].start - 40 {
        return nil
      }
      if note[position] == .of("\r") { position += 1 }
      if note[position] == .of("\n") { position += 1 }
      position = note.skipBlanks(position)
      return note[position].isNewline ? nil : (position, true, isColon)
    }
    return (position, false, isColon)
  }

  private func value(of field: Field, label: ClosedRange<Int>, _ note: Note, _ hits: inout Hits) {
    let head = note.words[label.lowerBound]
    guard !note[head.start - 1].isWordish else { return }
    guard
      let (start, isBelow, isColon) = valueStart(after: label.upperBound, field: field, note: note)
    else { return }
    let index = note.wordIndex(atOrAfter: start)
    guard index < note.words.count, note.words[index].start - start <= 1 else { return }
    switch field {
    case .name, .labelled, .personOrProse, .by:
      name(at: index, field, isColon: isColon, isBelow: isBelow, note, &hits)
    case .initials:
      initials(at: index, note, &hits)
      name(at: index, .by, isColon: isColon, isBelow: isBelow, note, &hits)
    case .birth:
      // What scanning or typing made of a date: "O3/l4/1961".
      guard !isBelow else { return }
      var end = start
      var signs = 0
      while end - start < 14, note[end].isWordish || "/-.".utf8.contains(note[end]) {
        signs += "/-".utf8.contains(note[end]) ? 1 : 0
        end += 1
      }
      while end > start, !note[end - 1].isWordish { end -= 1 }
      if signs == 2, (start..<end).contains(where: { note[$0].isDigit }) {
        hits.add(start..<end, .date, "date.field", 0.9)
      }
    case .facility, .employer:
      guard isColon, !isBelow else { return }
      capitals(from: index, note).map {
        hits.add(
          $0, field == .facility ? .hospital : .organization,
          field == .facility ? "facility.field" : "org.field", 0.8)
      }
    case .town:
      guard isColon, !isBelow else { return }
      capitals(from: index, note).map { hits.add($0, .location, "location.field", 0.85) }
    case .address:
      guard isColon else { return }
      let end = note.lineEnd(of: start)
      let stop = min(end, start + 90)
      if (start..<stop).contains(where: { note[$0].isDigit }),
        note[start].isDigit || note[start].isUpper
      {
        var close = start
        while close < stop, !(note[close].isBlank && note[close + 1].isBlank),
          note[close] != .of("|"), note[close] != .of("\t")
        { close += 1 }
        while close > start, !note[close - 1].isWordish { close -= 1 }
        hits.add(start..<close, .address, "address.field", 0.8)
      }
    case .unit:
      guard let code = IdentifierRules.code(at: start, note), code.count <= 8, !isBelow else {
        return
      }
      hits.add(code, .place, "unit.label", 0.8)
    }
  }

  private func capitals(from index: Int, _ note: Note) -> Range<Int>? {
    guard note.words[index].isCapital else { return nil }
    var last = index
    while last + 1 < note.words.count, last - index < 9 {
      let gap = note.gap(after: last)
      let next = note.words[last + 1]
      guard gap.count <= 2, !note.hasNewline(gap),
        gap.allSatisfy({ " .'&-".utf8.contains(note[$0]) }),
        next.isCapital
          || ["of", "and", "the", "s", "for"].contains(where: { WordHash.of($0) == next.hash }),
        !note.isLabel(last + 1), gap.count == 1 || note[gap.lowerBound] != .of(" ")
      else { break }
      last += 1
    }
    while last > index, !note.words[last].isCapital { last -= 1 }
    return note.words[index].start..<note.words[last].end
  }

  // MARK: Names

  private func name(
    at index: Int, _ field: Field, isColon: Bool, isBelow: Bool, _ note: Note, _ hits: inout Hits
  ) {
    var index = index
    let isLabelled = isColon && (field == .name || field == .labelled || field == .by)
    if field == .personOrProse, note.words[index].isCapital, let unit = note.nameUnit(at: index),
      note.isEponymFrame(after: unit.last)
    {
      return
    }
    if note.words[index].has(.title), index + 1 < note.words.count,
      note.gap(after: index).count <= 2
    {
      index += 1
    }
    let first = note.words[index]
    if note.isLabel(index) { return }
    let isLower = first.shape == .lower && !first.has(.particle)
    if isLower {
      // Typed without capitals: every word must be a name to the lists, and none a word of English.
      let isPair =
        field == .name && !isBelow && first.entry.firstName >= 2 && index + 1 < note.words.count
        && note.gap(after: index).count == 1
      guard isLabelled || isPair, first.entry.english == 0 || first.entry.firstName >= 4,
        first.entry.name >= 1 || !first.entry.isKnown, !first.entry.isMedical,
        !first.has([.function, .personNoun]),
        let run = note.nameRun(at: index, isField: true, inAnyCase: true, maximum: 3),
        run.units.allSatisfy({
          $0.isInitial || ($0.english == 0 && ($0.name > 0 || $0.isUnknown)) || $0.firstName >= 4
            || ($0.surname >= 3 && run.units.count > 1 && $0.first > run.units[0].first)
        })
      else { return }
      if !isLabelled, run.units.count < 2 { return }
      hits.add(run.range, .name, "name.field", run.units.count > 1 ? 0.85 : 0.6)
      return
    }
    guard let run = note.nameRun(at: index, isField: true) else { return }
    let unit = run.units[0]
    let isLastFirst =
      note[run.range.upperBound] == .of(",")
      && (unit.surname >= 2 || isColon && unit.english == 0 && !unit.isBarred && !unit.isInitial)
      && note.wordIndex(atOrAfter: run.range.upperBound) < note.words.count
      && note.words[note.wordIndex(atOrAfter: run.range.upperBound)].isCapital
      && note.words[note.wordIndex(atOrAfter: run.range.upperBound)].start - run.range.upperBound
        <= 2
      && run.units.count == 1 && (unit.english <= 3 || unit.surname >= 4)
    guard
      isLastFirst || accepts(run, isLabelled: isLabelled, isColon: isColon, isBelow: isBelow, note)
    else { return }
    var end = trimmed(run, note)
    // "KHAN, KABIR A"
    if note[end] == .of(","), end == run.range.upperBound {
      let after = note.skipBlanks(end + 1)
      let next = note.wordIndex(atOrAfter: after)
      if next < note.words.count, note.words[next].start == after, note.words[next].isCapital,
        !note.isDottedCredential(at: next),
        !(note.words[next].has(.credential) && note.words[next].shape != .capitalized),
        !note.words[next].has(.title), !note.isLabel(next), after - end <= 2,
        let given = note.nameRun(at: next, isField: true, maximum: 3),
        given.units[0].name > 0 || given.units[0].isUnknown || given.units[0].isInitial,
        given.units[0].english < 5 || given.units[0].firstName >= 3
      {
        end = trimmed(given, note)
      }
    }
    hits.add(
      run.units[0].range.lowerBound > run.range.lowerBound
        ? run.range.lowerBound..<end : unit.range.lowerBound..<end, .name, "name.field",
      isColon ? 0.95 : 0.85)
    also(after: end, note, &hits)
  }

  /// Whether a field's value can be a name: prose and the words of medicine are not.
  private func accepts(_ run: NameRun, isLabelled: Bool, isColon: Bool, isBelow: Bool, _ note: Note)
    -> Bool
  {
    let unit = run.units[0]
    let word = note.words[unit.first]
    if unit.isBarred || word.has([.function, .heading, .personNoun, .month, .weekday, .facility]),
      unit.firstName < 4, unit.surname < 5
    {
      return false
    }
    let hasName = run.units.contains { $0.name > 0 }
    if isColon, !isBelow, run.units.count > 1, isWholeValue(run, note) {
      // All that the field holds, whatever else the words can mean: "RE: Ebony Champagne".
      if unit.firstName >= 2, run.units.last.map({ $0.surname >= 2 }) == true { return true }
      if run.units.allSatisfy({ ($0.isUnknown || $0.name > 0) && $0.english == 0 && !$0.isBarred })
      {
        return true
      }
    }
    let allUnknown = run.units.allSatisfy { $0.isUnknown || $0.isInitial }
    if isLabelled, !isBelow {
      return hasName && (unit.english < 5 || unit.name >= 3 || run.units.count > 1)
        || (allUnknown && run.units.contains { !$0.isInitial && $0.range.count > 2 })
    }
    // Without "name" in the label, or with none at all, more must speak for it.
    if unit.isInitial { return run.units.count > 1 && hasName }
    if unit.shape == .upper, !isColon || isBelow, run.units.count == 1 {
      return unit.name >= 2 && unit.english == 0
    }
    let hasSecond = run.units.count > 1 && run.units[1].name > 0 && run.units[1].english < 6
    return (unit.name >= 2 && (unit.english <= 1 || (unit.firstName >= 3 && hasSecond)))
      || (hasSecond && unit.english == 0) || (isColon && unit.name >= 1 && unit.english == 0)
      || (unit.isUnknown && hasSecond)
  }

  /// Whether a run fills the rest of its line, or all up to a gap or a credential.
  private func isWholeValue(_ run: NameRun, _ note: Note) -> Bool {
    let end = run.range.upperBound
    if note[note.skipBlanks(end)].isNewline || note[end].isBlank && note[end + 1].isBlank {
      return true
    }
    return note[end] == .of(",") && run.last + 1 < note.words.count
      && (note.words[run.last + 1].has(.credential) || note.isDottedCredential(at: run.last + 1))
  }

  /// A name's end without a credential or a label glued to it: `KimMD`, `JOHNMRN`.
  private func trimmed(_ run: NameRun, _ note: Note) -> Int {
    let word = note.words[run.last]
    for glued: StaticString in ["mrn", "dob", "ssn"] {
      let length = glued.utf8CodeUnitCount
      if word.count > length + 1, note.matches(glued, at: word.end - length), note[word.end].isDigit
      {
        return word.end - length
      }
    }
    return run.range.upperBound
  }

  /// More names after `;`, `/`, `and`, `&`.
  private func also(after end: Int, _ note: Note, _ hits: inout Hits) {
    var position = end
    for _ in 0..<4 {
      position = note.skipBlanks(position)
      // "Mercy Bright, MD; Rusty Nails, DO"
      if note[position] == .of(",") {
        let next = note.wordIndex(atOrAfter: position)
        guard next < note.words.count, note.words[next].has(.credential),
          note.words[next].start - position <= 2
        else { return }
        position = note.words[next].end
      }
      if note[position] == .of("/") || note[position] == .of("&") || note[position] == .of(";") {
        position = note.skipBlanks(position + 1)
      } else if note.matches("and ", at: position) {
        position = note.skipBlanks(position + 3)
      } else {
        return
      }
      let index = note.wordIndex(atOrAfter: position)
      guard index < note.words.count, note.words[index].start == position,
        let run = note.nameRun(at: index),
        run.units[0].name >= 2, run.units[0].english <= 2 || run.units.count > 1,
        !run.units[0].isBarred
      else { return }
      hits.add(run.range, .name, "name.field", 0.75)
      position = run.range.upperBound
    }
  }

  /// Transcribers' initials: `jr/mm`.
  private func initials(at index: Int, _ note: Note, _ hits: inout Hits) {
    var index = index
    if let run = note.nameRun(at: index, maximum: 4), run.units.count >= 2,
      run.units.allSatisfy(\.isInitial)
    {
      hits.add(run.range, .name, "name.initials", 0.8)
      return
    }
    for _ in 0..<3 {
      let word = note.words[index]
      guard (2...3).contains(word.count), word.shape == .lower || word.shape == .upper,
        !word.has(.function),
        note[word.end] == .of("/") || note.skipBlanks(word.end) > word.end
          || note[word.end].isNewline
      else { return }
      hits.add(word.range, .name, "name.initials", 0.8)
      guard note[word.end] == .of("/"), index + 1 < note.words.count,
        note.words[index + 1].start == word.end + 1
      else { return }
      index += 1
    }
  }

  // MARK: /es/ WILLIAM T FRENCH

  private func signatures(_ note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated()
    where word.count == 2 && note[word.start - 1] == .of("/") && note[word.end] == .of("/")
      && note.matches("es", at: word.start)
    {
      guard index + 1 < note.words.count, let run = note.nameRun(at: index + 1, isField: true)
      else { continue }
      hits.add(run.range, .name, "name.signature", 0.95)
    }
  }

  // MARK: SMITH,JOHNMRN4455667DOB01/02/1950

  private func glued(_ note: Note, _ hits: inout Hits) {
    for word in note.words where word.count > 3 && !word.isDigits && note[word.end].isDigit {
      for (label, kind): (StaticString, Label) in [("mrn", .mrn), ("ssn", .ssn)]
      where note.matches(label, at: word.end - 3) {
        var end = word.end
        while note[end].isDigit || (note[end] == .of("-") && note[end + 1].isDigit) { end += 1 }
        if end - word.end >= 4 { hits.add(word.end..<end, kind, "id.glued", 0.9) }
      }
    }
  }
}
