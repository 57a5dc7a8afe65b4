import Text

/// The rarer forms of addresses: streets of other languages, numbered roads, flats, towns that no list knows.
extension AddressRules {
  /// `27 rue des Lilas`, `14 Via Roma`: the kind of street stands first.
  func foreignStreet(_ index: Int, _ note: Note) -> (last: Int, score: Float)? {
    let number = note.words[index]
    guard number.count <= 4, !note[number.start - 1].isWordish, index + 2 < note.words.count,
      note.gap(after: index).count <= 2, Self.kinds.contains(note.words[index + 1].hash),
      " ,".utf8.contains(note[number.end])
    else { return nil }
    var last = index + 1
    var capitals = 0
    while last + 1 < note.words.count, last - index < 6, note.gap(after: last).count == 1,
      " -'".utf8.contains(note[note.words[last].end]),
      note.words[last + 1].isCapital || note.words[last + 1].has(.particle)
        || Self.articles.contains(note.words[last + 1].hash)
    {
      last += 1
      if note.words[last].isCapital { capitals += 1 }
    }
    while last > index, !note.words[last].isCapital { last -= 1 }
    return capitals > 0 && last > index + 1 ? (last, 0.85) : nil
  }

  private static let kinds = DateContext.hashes(
    "rue calle avenida via rua strasse straat camino paseo piazza chemin allee carrer ulica jalan")
  private static let articles = DateContext.hashes("des les aux al y e dei delle degli")

  /// The number of a road that goes by one: `County Road 19`, `Highway 61`.
  func routeEnd(after last: Int, _ note: Note) -> Int {
    let end = note.words[last].end
    guard last > 0, last + 1 < note.words.count, note.words[last + 1].isDigits,
      note.words[last + 1].count <= 4, note.gap(after: last).count == 1,
      Self.numbered.contains(note.words[last].hash)
        || Self.publicRoads.contains(note.words[last - 1].hash)
    else { return end }
    return note.words[last + 1].end
  }

  private static let numbered = DateContext.hashes("route rte highway hwy")
  private static let publicRoads = DateContext.hashes("county state us farm township")

  /// Back over `Flat 2B,` or `Shop 4,` before a street's number.
  func unitStart(before index: Int, _ note: Note) -> Int {
    let start = note.words[index].start
    var probe = index - 1
    while probe >= 0, index - probe <= 3, start - note.words[probe].start <= 16,
      !note.hasNewline(note.words[probe].start..<start)
    {
      if Self.units.contains(note.words[probe].hash), note.words[probe].isCapital, probe < index - 1
      {
        return note.words[probe].start
      }
      guard note.words[probe].isDigits || note.words[probe].count == 1 else { break }
      probe -= 1
    }
    return start
  }

  private static let units = DateContext.hashes("flat apt apartment unit suite shop room house")

  /// A town that no list knows, after a street and a comma, up to the next comma, period or line's end.
  func unlistedTown(at index: Int, _ note: Note, _ hits: inout Hits) {
    var last = index
    while last + 1 < note.words.count, last - index < 2, note.words[last + 1].shape == .capitalized,
      note.gap(after: last).count == 1, " -".utf8.contains(note[note.words[last].end])
    { last += 1 }
    let close = note[note.words[last].end]
    let isState =
      last + 1 < note.words.count && note.words[last + 1].shape == .upper
      && note.gap(after: last).count == 1
    let goesOn =
      last + 1 < note.words.count && note.words[last + 1].shape == .lower
      && note.gap(after: last).count == 1 && note.words[last + 1].has([.function, .preposition])
    guard note.words[index].shape == .capitalized,
      close == .of(",") || close == .of(".") || close.isNewline || close == .of(")") || isState
        || goesOn,
      !note.words[index...last].contains(where: {
        $0.has([
          .title, .heading, .month, .weekday, .function, .role, .country, .state, .personNoun,
          .relation, .facility,
        ])
      }), note.words[index...last].contains(where: { $0.entry.english < 6 }),
      !note.isLabel(last)
    else { return }
    hits.add(
      note.words[index].start..<note.words[last].end, .location, "location.address", 0.75)
  }
}
