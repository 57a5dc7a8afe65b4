import Text

/// Towns and counties in running text, by the words that place somebody there.
struct PlaceRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated() {
      if word.has(.preposition), word.shape == .lower || word.hash == Self.from && word.isCapital {
        placed(index, note, &hits)
      }
      if word.hash == Self.county, word.isCapital { county(index, note, &hits) }
      if Self.waters.contains(word.hash), word.isCapital { named(index, note, &hits) }
      if word.hash == Self.our || word.hash == Self.area { branch(index, note, &hits) }
    }
  }

  private static let county = WordHash.of("county")
  private static let our = WordHash.of("our")
  private static let area = WordHash.of("the")
  private static let waters = DateContext.hashes("lake mount mt fort port camp")
  private static let inside = DateContext.hashes("in from to near of at")

  /// `lives in Cabool`, `moved from Reading to Normal`.
  private func placed(_ index: Int, _ note: Note, _ hits: inout Hits) {
    guard Self.inside.contains(note.words[index].hash), index + 1 < note.words.count else { return }
    let gap = note.gap(after: index)
    guard gap.count == 1, note[gap.lowerBound] == .of(" ") else { return }
    var index = index
    let residence = isResidence(before: index, note) || isOrigin(index, note)
    // "living in the Bronx"
    if residence, note.words[index + 1].hash == Self.area, index + 2 < note.words.count,
      note.gap(after: index + 1).count == 1,
      Places.town(at: index + 2, in: note) != nil
    {
      index += 1
    }
    let first = note.words[index + 1]
    if first.shape == .lower { lower(index + 1, residence, note, &hits) }
    guard first.isCapital, !first.has([.country, .month, .weekday, .season, .title]) else { return }
    let town = Places.town(at: index + 1, in: note)
    if let town {
      let last = town.last
      // "in Boston General Hospital" is a facility; "at Jackson Healthcare" another.
      if last + 1 < note.words.count, note.words[last + 1].isCapital,
        note.gap(after: last).count == 1,
        note[note.words[last].end] == .of(" "), !note.words[last + 1].has(.state)
      {
        if note.words[last + 1].has([.facility, .organization]) || !residence { return }
      }
      if first.has(.state), town.last == index + 1, town.size < 3 { return }
      if note.isEponymFrame(after: last) { return }
      let preposition = note.words[index].hash
      let isWord = first.entry.english >= 3 && last == index + 1
      if isWord, !residence { return }
      if first.shape == .upper, first.count <= 4 || first.entry.english > 0 || first.entry.isMedical
      {
        return
      }
      if preposition == Self.of || preposition == Self.at || preposition == Self.to, !residence,
        town.size < 2 || first.entry.english > 0
      {
        return
      }
      if Eponyms.contains(first), last == index + 1, !residence, town.size < 3 { return }
      let score: Float =
        residence
        ? 0.92 : town.size == 3 ? 0.85 : town.size == 2 ? 0.75 : (last > index + 1 ? 0.75 : 0.6)
      if first.entry.isMedical, !residence, last == index + 1 { return }
      let isName = first.entry.name >= 5 && town.size == 1 && last == index + 1
      hits.add(
        first.start..<note.words[last].end, .location, "location.town",
        isName && !residence ? 0.55 : score)
      if residence, last + 2 < note.words.count, note.words[last + 1].hash == Self.and,
        note.gap(after: last).count == 1, note.gap(after: last + 1).count == 1,
        note.words[last + 2].shape == .capitalized, !note.words[last + 2].has(.country),
        let other = Places.town(at: last + 2, in: note)
      {
        hits.add(
          note.words[last + 2].start..<note.words[other.last].end, .location, "location.town", 0.8)
      }
      return
    }
    guard residence, Self.moving.contains(note.words[index].hash),
      first.shape != .upper || first.count > 4, !first.has([.state, .facility]),
      first.entry.english < 6 || first.entry.name > 0, !first.entry.isMedical
    else { return }
    // Lists know no such town; the verb says that it is one.
    var last = index + 1
    while last + 1 < note.words.count, last - index < 4, note.words[last + 1].isCapital,
      note.gap(after: last).count == 1,
      " -'".utf8.contains(note[note.words[last].end]), !note.words[last + 1].has([.state, .title])
    {
      last += 1
    }
    if last + 1 < note.words.count, Self.origin.contains(note.words[last + 1].hash) { return }
    hits.add(first.start..<note.words[last].end, .location, "location.residence", 0.8)
  }

  /// `Shirley Owens, 72, of East Hills`, `drives from Flagstaff`
  private func isOrigin(_ index: Int, _ note: Note) -> Bool {
    guard index > 0 || note.words[index].isCapital else { return false }
    let before = note.words[max(0, index - 1)]
    if note.words[index].hash == Self.of {
      return before.isDigits && before.count <= 3 && note.gap(after: index - 1).count == 2
        && note[before.end] == .of(",")
    }
    guard note.words[index].hash == Self.from else { return false }
    // "From Hilo; family in Fresno": said of the patient.
    if note.words[index].isCapital {
      let next = index + 2
      return next >= note.words.count || ";.".utf8.contains(note[note.words[index + 1].end])
    }
    return Self.coming.contains(before.hash) && note.gap(after: index - 1).count == 1
  }

  /// `in houston`, typed without capitals: a town that is nothing else.
  private func lower(_ index: Int, _ residence: Bool, _ note: Note, _ hits: inout Hits) {
    guard note.words[index - 1].hash != Self.of,
      let town = Places.town(at: index, in: note, inAnyCase: true)
    else { return }
    let words = note.words[index...town.last]
    guard words.allSatisfy({ $0.shape == .lower }) else { return }
    let isCertain =
      words.count > 1 && town.size >= 2
      || words.count == 1
        && words.allSatisfy {
          $0.entry.english == 0 && !$0.entry.isMedical && !$0.entry.isDrug && !$0.entry.isEponym
            && ($0.entry.name <= 2 || town.size == 3 || residence)
        }
    guard isCertain, note[note.words[town.last].end] != .of("-") else { return }
    hits.add(
      note.words[index].start..<note.words[town.last].end, .location, "location.town", 0.65)
  }

  private static let from = WordHash.of("from")
  private static let coming = DateContext.hashes(
    "drives drove driving commutes commuted comes came coming hails travels traveled travelled flew resident"
  )
  private static let moving = DateContext.hashes("in from to near")
  private static let origin = DateContext.hashes(
    "origin descent background heritage ancestry extraction roots man woman male female family")
  private static let and = WordHash.of("and")
  private static let of = WordHash.of("of")
  private static let at = WordHash.of("at")
  private static let to = WordHash.of("to")

  /// A verb of living or moving within the words before, in the same sentence.
  private func isResidence(before index: Int, _ note: Note) -> Bool {
    var probe = index - 1
    let end = note.words[index].start
    while probe >= 0, index - probe <= 7 {
      let word = note.words[probe]
      if word.has(.residence) { return !isBroken(word.end..<end, note) }
      if word.hash == Self.works, !isBroken(word.end..<end, note) { return true }
      probe -= 1
    }
    return false
  }

  private static let works = WordHash.of("works")

  private func isBroken(_ range: Range<Int>, _ note: Note) -> Bool {
    range.contains {
      note[$0] == .of(".") && note[$0 + 1].isBlank || note[$0] == .of(";")
        || (note[$0].isNewline && note[$0 + 1].isNewline)
    }
  }

  /// `Cook County`
  private func county(_ index: Int, _ note: Note, _ hits: inout Hits) {
    var first = index
    while first > 0, index - first < 3, note.words[first - 1].isCapital,
      note.gap(after: first - 1).count == 1,
      note[note.words[first - 1].end] == .of(" "),
      !note.words[first - 1].has([.function, .preposition])
    {
      first -= 1
    }
    guard first < index else { return }
    if index + 1 < note.words.count, note.words[index + 1].isCapital,
      note.gap(after: index).count == 1, note.words[index + 1].has(.facility)
    {
      return
    }
    hits.add(note.words[first].start..<note.words[index].end, .location, "location.county", 0.8)
  }

  /// `Lake Martin`
  private func named(_ index: Int, _ note: Note, _ hits: inout Hits) {
    let next = index + 1
    guard next < note.words.count, note.words[next].isCapital,
      note.words[next].shape == .capitalized, index > 0,
      note.gap(after: index).count == 1
        || (note.gap(after: index).count == 2 && note[note.words[index].end] == .of(".")),
      note.words[index - 1].has(.preposition), note.gap(after: index - 1).count == 1
    else { return }
    hits.add(note.words[index].start..<note.words[next].end, .location, "location.named", 0.65)
  }

  /// `our Miami office`
  private func branch(_ index: Int, _ note: Note, _ hits: inout Hits) {
    guard let town = Places.town(at: index + 1, in: note), note.gap(after: index).count == 1,
      town.last + 1 < note.words.count,
      Self.branches.contains(note.words[town.last + 1].hash)
    else { return }
    hits.add(
      note.words[index + 1].start..<note.words[town.last].end, .location, "location.branch", 0.8)
  }

  private static let branches = DateContext.hashes(
    "office branch location clinic campus site area practice center facility")
}
