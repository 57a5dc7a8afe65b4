import Text

/// Codes known by their form alone: cards, vehicles, Medicare numbers, device labels, record numbers that
/// stand alone on a line or beside a name, image files, coordinates.
struct CodeRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    var covered = 0
    // Where a run too long to be a code ends: what starts well before that is part of it.
    var barren = 0
    for (index, word) in note.words.enumerated() where word.start >= covered {
      guard !note[word.start - 1].isWordish else { continue }
      if word.isDigits {
        if let hit = card(index, note) ?? coordinates(index, note) ?? compass(index, note)
          ?? longNumber(index, note)
          ?? deviceLabel(index, note)
        {
          hits.add(hit.range, hit.label, hit.rule, hit.score)
          covered = hit.range.upperBound
          continue
        }
      }
      guard word.isDigits || word.isCapital || word.count <= 4 || note[word.end] == .of("_"),
        word.start + 64 >= barren
      else {
        continue
      }
      guard let run = run(from: word.start, note) else {
        barren = runEnd(from: word.start, note)
        continue
      }
      if let hit = form(run, index, note) {
        hits.add(hit.range, hit.label, hit.rule, hit.score)
        covered = run.upperBound
      }
    }
    aloneOnLine(note, &hits)
    bracketed(note, &hits)
  }

  /// `(0012345) Khan`: six to eight digits in brackets beside a capital word.
  private func bracketed(_ note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated()
    where word.isDigits && (6...8).contains(word.count) && note[word.start - 1] == .of("(")
      && note[word.end] == .of(")")
    {
      let isBefore =
        index + 1 < note.words.count && note.words[index + 1].shape == .capitalized
        && note.gap(after: index).count == 2
        && (note.words[index + 1].entry.english < 4 || note.words[index + 1].entry.surname >= 3)

      let isAfter =
        index > 0 && note.words[index - 1].isCapital && note.gap(after: index - 1).count == 2
        && note.words[index - 1].entry.name >= 2 && note.words[index - 1].entry.english < 4
      if isBefore || isAfter {
        hits.add(word.range, .mrn, "mrn.bracket", 0.7)
        if isBefore, note.words[index + 1].entry.surname >= 2 {
          var end = note.words[index + 1].end
          if index + 2 < note.words.count, note.words[index + 2].shape == .initial,
            note[end] == .of(","), note.gap(after: index + 1).count <= 2
          {
            end = note.words[index + 2].end
          }
          hits.add(note.words[index + 1].start..<end, .name, "name.beside-number", 0.65)
        }
      }
    }
  }

  private typealias Form = (range: Range<Int>, label: Label, rule: String, score: Float)

  /// A run of letters, digits, hyphens and underscores, bounded at 64.
  private func run(from start: Int, _ note: Note) -> Range<Int>? {
    var end = start
    while end - start < 65, isJoined(end, note) { end += 1 }
    return end - start <= 64 ? start..<end : nil
  }

  private func runEnd(from start: Int, _ note: Note) -> Int {
    var end = start
    while isJoined(end, note) { end += 1 }
    return end
  }

  private func isJoined(_ offset: Int, _ note: Note) -> Bool {
    let byte = note[offset]
    return byte.isWordish
      || ((byte == .of("-") || byte == .of("_")) && note[offset + 1].isWordish)
  }

  private func form(_ run: Range<Int>, _ index: Int, _ note: Note) -> Form? {
    let bytes = note.bytes[run]
    let digits = bytes.count { $0.isDigit }
    if note[run.upperBound] == .of("."), isImage(run.upperBound + 1, note) {
      return (run.lowerBound..<imageEnd(run.upperBound + 1, note), .photo, "photo.file", 0.85)
    }
    guard digits >= 2 else { return nil }
    let before =
      index > 0 && run.lowerBound - note.words[index - 1].end <= 2 ? note.words[index - 1].hash : 0
    if run.count == 17, digits < 17,
      !bytes.contains(where: { "IOQ".utf8.contains($0) }) || digits >= 9,
      bytes.allSatisfy({ $0.isDigit || ($0.isUpper && $0 < 0x80) }),
      digits >= 5
    {
      return (run, .vehicle, "vehicle.vin", Checksum.isVIN(bytes) ? 0.97 : 0.7)
    }
    let compact = bytes.filter { $0 != .of("-") }
    if isMBI(compact) { return (run, .healthPlan, "plan.mbi", 0.9) }
    if Self.publicCodes.contains(before) { return nil }
    // AB-123456: letters, a hyphen, five digits or more.
    if let hyphen = bytes.firstIndex(of: .of("-")), (1...5).contains(hyphen - run.lowerBound),
      bytes[..<hyphen].allSatisfy({ $0.isUpper }),
      bytes[(hyphen + 1)...].allSatisfy({ $0.isDigit }), run.upperBound - hyphen >= 6
    {
      return (run, .id, "id.form", 0.7)
    }
    return nil
  }

  /// Medicare Beneficiary Identifier: C A N/A N A N/A N A A N N.
  private func isMBI(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 11 else { return false }
    let pattern = "9A*9A*9AA99".utf8
    return zip(pattern, bytes).allSatisfy { form, byte in
      switch form {
      case .of("9"): byte.isDigit
      case .of("A"): byte.isUpper && byte < 0x80
      default: byte.isDigit || (byte.isUpper && byte < 0x80)
      }
    }
  }

  private func isImage(_ offset: Int, _ note: Note) -> Bool { imageEnd(offset, note) > offset }

  private func imageEnd(_ offset: Int, _ note: Note) -> Int {
    for ending: StaticString in [
      "jpeg", "jpg", "png", "heic", "tiff", "tif", "bmp", "gif", "raw", "dng",
    ]
    where note.matches(ending, at: offset) && !note[offset + ending.utf8CodeUnitCount].isWordish {
      return offset + ending.utf8CodeUnitCount
    }
    return offset
  }

  /// Thirteen to nineteen digits, in groups of four or in a row, with Luhn's check digit.
  private func card(_ index: Int, _ note: Note) -> Form? {
    let start = note.words[index].start
    // A card begins where its number does: inside of a longer chain of numbers there is none.
    if note[start - 1] == .of("-"), note[start - 2].isDigit { return nil }
    var digits: [Int] = []
    var last = index
    var position = index
    while position < note.words.count, note.words[position].isDigits, digits.count < 20 {
      if position > index {
        let gap = note.gap(after: position - 1)
        guard gap.count == 1, note[gap.lowerBound] == .of(" ") || note[gap.lowerBound] == .of("-")
        else { break }
      }
      guard note.words[position].count <= 19 else { return nil }
      digits += note.words[position].range.map { Int(note[$0] - 0x30) }
      last = position
      position += 1
    }
    guard (13...19).contains(digits.count), !note[note.words[last].end].isWordish else {
      return nil
    }
    let isValid = Checksum.isLuhn(digits) && digits.contains { $0 != 0 }
    guard isValid || last == index else { return nil }
    let range = note.words[index].start..<note.words[last].end
    return (range, .account, isValid ? "account.card" : "id.long", isValid ? 0.9 : 0.6)
  }

  /// Nine digits and more name something; public codes, which their names announce, do not name a person.
  private func longNumber(_ index: Int, _ note: Note) -> Form? {
    let word = note.words[index]
    guard (9...12).contains(word.count), !note[word.end].isWordish, note[word.end] != .of("."),
      note[word.start - 1] != .of(".")
    else { return nil }
    if index > 0, Self.publicCodes.contains(note.words[index - 1].hash) { return nil }
    return (word.range, .id, "id.long", 0.6)
  }

  /// `(01)00643169007222(17)160712(21)A1234B`, a UDI in its human-readable form (GS1).
  private func deviceLabel(_ index: Int, _ note: Note) -> Form? {
    let word = note.words[index]
    guard word.count == 2, note[word.start - 1] == .of("("), note[word.end] == .of(")"),
      note.matches("01", at: word.start)
    else { return nil }
    var end = word.end + 1
    while end - word.start < 96,
      note[end].isWordish || note[end] == .of("(") || note[end] == .of(")")
    {
      end += 1
    }
    guard end - word.end > 14 else { return nil }
    return (word.start - 1..<end, .device, "device.udi", 0.95)
  }

  /// `42.3601, -71.0589`
  private func coordinates(_ index: Int, _ note: Note) -> Form? {
    guard index + 3 < note.words.count else { return nil }
    let parts = note.words[index..<index + 4]
    guard parts.allSatisfy({ $0.isDigits }), note[note.words[index].end] == .of("."),
      note.words[index + 1].start == note.words[index].end + 1, note.words[index + 1].count >= 3,
      note.words[index + 3].start == note.words[index + 2].end + 1,
      note.words[index + 3].count >= 3,
      note[note.words[index + 2].end] == .of("."), note.number(note.words[index]) <= 90,
      note.number(note.words[index + 2]) <= 180
    else { return nil }
    let gap = note.gap(after: index + 1)
    guard gap.count <= 4, gap.contains(where: { note[$0] == .of(",") }),
      gap.allSatisfy({ ", -+".utf8.contains(note[$0]) })
    else { return nil }
    return (
      note.words[index].start..<note.words[index + 3].end, .location, "location.coordinates", 0.8
    )
  }

  /// `35.1983 N, 111.6513 W`
  private func compass(_ index: Int, _ note: Note) -> Form? {
    guard index + 5 < note.words.count else { return nil }
    let words = note.words[index..<index + 6]
    let kinds = words.map(\.isDigits)
    guard kinds == [true, true, false, true, true, false], words.allSatisfy({ $0.count <= 8 }),
      note[words[index].end] == .of("."), note[words[index + 3].end] == .of("."),
      words[index + 2].shape == .initial, words[index + 5].shape == .initial,
      "NS".utf8.contains(note[words[index + 2].start]),
      "EW".utf8.contains(note[words[index + 5].start]),
      words[index + 5].end - words[index].start < 32
    else { return nil }
    return (
      words[index].start..<words[index + 5].end, .location, "location.coordinates", 0.85
    )
  }

  /// A line that is one number of six digits or more is a record number under a name.
  private func aloneOnLine(_ note: Note, _ hits: inout Hits) {
    for start in note.lineStarts {
      let first = note.skipBlanks(start)
      let opening = note[first] == .of("(") || note[first] == .of("#") ? first + 1 : first
      guard note[opening].isWordish, let code = IdentifierRules.code(at: opening, note) else {
        continue
      }
      var end = code.upperBound
      if note[end] == .of(")") { end += 1 }
      guard note[note.skipBlanks(end)].isNewline else { continue }
      let digits = code.count { note[$0].isDigit }
      let letters = code.count { note[$0].isLetter }
      if digits >= 6, letters <= 4, digits + letters <= 16,
        !code.contains(where: {
          note[$0] == .of("/") || note[$0] == .of(".") || note[$0] == .of(" ")
        })
      {
        hits.add(code, .mrn, "mrn.line", 0.75)
      }
    }
  }

  /// What announces a code that belongs to no person.
  private static let publicCodes = DateContext.hashes(
    """
    pmid snomed rxcui loinc ndc cpt icd hcpcs pmcid doi nct grant isbn issn clinicaltrials umls cui rxnorm omim
    atc cas orphanet drg catalog cat rs genbank
    """)
}
