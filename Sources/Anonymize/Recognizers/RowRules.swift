import Text

/// Numbers known by their neighbours in a row: `Khan, 3/4/2021, 56341685`, `Seth Fox | 05-28-2016 | 83957105`,
/// `Ann Fox (sister), 791-1989`. Reads what the other families have found, so it comes last.
struct RowRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    places(note, &hits)
    let found = CoveredBytes(
      hits.all.filter {
        $0.score >= 0.5 && ($0.label == .name || $0.label == .date && $0.range.count >= 6)
      }.map(\.range), count: note.bytes.count)
    let all = CoveredBytes(hits, count: note.bytes.count, minimum: 0.5)
    for (index, word) in note.words.enumerated()
    where word.isDigits && !all.contains(word.start) && !note[word.start - 1].isWordish {
      guard let cell = previousCell(before: word.start, note) else { continue }
      let isBeside = found.contains(cell.end - 1)
      if word.count == 3, note[word.start] >= .of("2"), let end = localNumber(index, note),
        isBeside || isRelation(endingAt: cell.end, note)
      {
        hits.add(word.start..<end, .phone, "phone.beside", 0.75)
      } else if (5...10).contains(word.count), isBeside, isEnd(word.end, note) {
        hits.add(word.range, .mrn, "mrn.beside", 0.7)
      }
    }
  }

  // MARK: at Mercy Hospital, Laramie; Rose Reyes of Cypress Hills

  private func places(_ note: Note, _ hits: inout Hits) {
    for hit in hits.all where hit.score >= 0.5 && (hit.label == .hospital || hit.label == .name) {
      let next = note.wordIndex(atOrAfter: hit.range.upperBound)
      guard next < note.words.count, note[hit.range.upperBound - 1].isWordish else { continue }
      if hit.label == .hospital {
        guard note[hit.range.upperBound] == .of(","),
          note.words[next].start - hit.range.upperBound == 2,
          let town = Places.town(at: next, in: note), note.words[next].shape == .capitalized,
          !note.words[next].has([.month, .weekday, .title, .country]),
          isPlaceEnd(after: town.last, note)
        else { continue }
        hits.add(
          note.words[next].start..<note.words[town.last].end, .location, "location.facility", 0.75)
      } else {
        guard Self.of.contains(note.words[next].hash), note.words[next].shape == .lower,
          note.words[next].start - hit.range.upperBound == 1, next + 1 < note.words.count,
          note.gap(after: next).count == 1, note.words[next + 1].shape == .capitalized,
          !note.words[next + 1].has([
            .country, .month, .weekday, .title, .facility, .role, .personNoun, .function, .heading,
          ]),
          let town = Places.town(at: next + 1, in: note), isPlaceEnd(after: town.last, note),
          town.last > next + 1
            || note.words[next + 1].entry.english <= 3
              && !note.words[next + 1].entry.isMedical
        else { continue }
        hits.add(
          note.words[next + 1].start..<note.words[town.last].end, .location, "location.person",
          0.75)
      }
    }
  }

  /// Whether nothing but a lower-case word, a state, a sign or the end follows.
  private func isPlaceEnd(after last: Int, _ note: Note) -> Bool {
    guard last + 1 < note.words.count, note.gap(after: last).count == 1,
      note[note.words[last].end] == .of(" ")
    else { return true }
    let next = note.words[last + 1]
    return !next.isCapital || next.has(.state)
  }

  private static let of = DateContext.hashes("of from in")

  // MARK: Khan, 3/4/2021, 56341685

  /// Where the cell before ends, past one separator and blanks; nil where something else stands there.
  private func previousCell(before start: Int, _ note: Note) -> (end: Int, separator: UInt8)? {
    var position = start - 1
    while note[position].isBlank { position -= 1 }
    let separator = note[position]
    guard ",|;".utf8.contains(separator) || note[start - 1] == .of("\t"), position > 0 else {
      return nil
    }
    if ",|;".utf8.contains(separator) { position -= 1 }
    while note[position].isBlank || note[position] == .of("\"") { position -= 1 }
    return position >= 0 ? (position + 1, separator) : nil
  }

  /// `791-1989`
  private func localNumber(_ index: Int, _ note: Note) -> Int? {
    guard index + 1 < note.words.count, note.words[index + 1].isDigits,
      note.words[index + 1].count == 4, note.gap(after: index).count == 1,
      "-.".utf8.contains(note[note.words[index].end]), !note[note.words[index + 1].end].isWordish
    else { return nil }
    return note.words[index + 1].end
  }

  private func isRelation(endingAt end: Int, _ note: Note) -> Bool {
    let index = note.wordIndex(atOrAfter: end) - 1
    return index >= 0 && end - note.words[index].end <= 1 && note.words[index].has(.relation)
  }

  private func isEnd(_ end: Int, _ note: Note) -> Bool {
    let after = note[note.skipBlanks(end)]
    return after.isNewline || ",|;:)\"\t".utf8.contains(after)
      || (after == .of(".") && !note[end + 1].isWordish)
  }
}
