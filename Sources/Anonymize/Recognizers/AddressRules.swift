import Text

/// Streets, boxes, routes and corners, the town, state and ZIP code that follow them, and ZIP codes alone.
struct AddressRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated() {
      if word.isDigits {
        if let (last, score) = street(index, note) ?? foreignStreet(index, note) {
          let end = unit(after: routeEnd(after: last, note), note)
          hits.add(unitStart(before: index, note)..<end, .address, "address.street", score)
          town(after: end, note, &hits)
        }
        zip(index, word, note, &hits)
      } else if word.has(.streetSuffix) {
        namedStreet(index, word, note, &hits)
      }
      boxes(index, word, note, &hits)
    }
    cityState(note, &hits)
  }

  // MARK: 7762 South Rainbow Blvd, Unit 4

  private func street(_ index: Int, _ note: Note) -> (last: Int, score: Float)? {
    let number = note.words[index]
    guard number.count <= 6, !note[number.start - 1].isWordish, note[number.start - 1] != .of("."),
      note[number.start - 1] != .of("/"), index + 1 < note.words.count
    else { return nil }
    var last = index
    // 12B
    if note.words[index + 1].count == 1, note.words[index + 1].start == number.end { last += 1 }
    var capitals = 0
    while last + 1 < note.words.count, last - index < 8 {
      let next = note.words[last + 1]
      let gap = note.gap(after: last)
      guard gap.count <= 2, !gap.isEmpty || next.has(.ordinal),
        last > index || gap.isEmpty || note[gap.lowerBound] == .of(" "),
        gap.allSatisfy({ " .'-".utf8.contains(note[$0]) })
      else { return nil }
      if !next.isCapital, next.hash == Self.and, last + 2 < note.words.count, capitals > 0,
        note.words[last + 2].isCapital
      {
        last += 1
        continue
      }
      let isSuffix =
        next.has(.streetSuffix) && capitals > 0
        && (gap.count == 0 || note[gap.lowerBound] != .of("-"))
      if isSuffix, next.isCapital || next.shape == .lower && capitals > 0 {
        // "St. Mary's" goes on; a suffix that another suffix follows does too: "Park Lane".
        last += 1
        if last + 1 < note.words.count, note.words[last + 1].has(.streetSuffix),
          note.gap(after: last).count == 1, note.words[last + 1].isCapital
        {
          continue
        }
        // "SW", "North" may close it.
        if last + 1 < note.words.count, Self.compass.contains(note.words[last + 1].hash),
          note.gap(after: last).count == 1, note.words[last + 1].isCapital
        {
          last += 1
        }
        let before = note.words[last - 1]
        let ambiguous = next.count <= 2 && before.has(.unit)
        return ambiguous ? nil : (last, next.isCapital ? 0.95 : 0.7)
      }
      if next.isDigits {
        guard last + 2 < note.words.count, note.words[last + 2].has(.ordinal),
          note.words[last + 2].start == next.end, next.count <= 3
        else { return nil }
        last += 2
        capitals += 1
        continue
      }
      guard next.isCapital, !next.has([.unit, .month, .weekday]) || next.has(.streetSuffix) else {
        return nil
      }
      if next.shape == .upper, next.count <= 2, !Self.compass.contains(next.hash) { return nil }
      last += 1
      capitals += 1
      if capitals > 5 { return nil }
    }
    return nil
  }

  /// Past `, Apt 4B`, ` #114`, `, Unit 5`.
  private func unit(after end: Int, _ note: Note) -> Int {
    var position = end
    if note[position] == .of(".") { position += 1 }
    if note[position] == .of(",") { position += 1 }
    position = note.skipBlanks(position)
    if note[position] == .of("#"), note[position + 1].isWordish {
      position += 1
      while note[position].isWordish || (note[position] == .of("-") && note[position + 1].isWordish)
      { position += 1 }
      return position
    }
    for word: StaticString in [
      "apartment", "apt", "unit", "suite", "ste", "floor", "fl", "room", "rm", "bldg", "building",
      "lot", "no",
    ]
    where note.matches(word, at: position) && !note[position + word.utf8CodeUnitCount].isLetter {
      var start = position + word.utf8CodeUnitCount
      if note[start] == .of(".") { start += 1 }
      start = note.skipBlanks(start)
      if note[start] == .of("#") { start += 1 }
      var stop = start
      while stop - start < 6,
        note[stop].isWordish || (note[stop] == .of("-") && note[stop + 1].isWordish)
      { stop += 1 }
      if stop > start, (start..<stop).contains(where: { note[$0].isDigit }) || stop - start == 1 {
        return stop
      }
    }
    return end
  }

  private static let compass = DateContext.hashes(
    "n s e w ne nw se sw north south east west northeast northwest southeast southwest")

  /// `on Oak Dr`, `Elm Street`: a capital word and a suffix, after a word that places.
  private func namedStreet(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    guard word.shape == .capitalized, index > 0, Self.plainSuffixes.contains(word.hash) else {
      return
    }
    var first = index
    while first > 0, index - first < 4, note.words[first - 1].isCapital,
      note.gap(after: first - 1).count == 1,
      note[note.words[first - 1].end] == .of(" "),
      !note.words[first - 1].has([.function, .preposition, .title])
    {
      first -= 1
    }
    guard first < index, first > 0 else { return }
    let before = note.words[first - 1]
    guard Self.placing.contains(before.hash), note.gap(after: first - 1).count == 1 else { return }
    // A facility is called after its street: "Elm Street Medical Center".
    if index + 1 < note.words.count, note.words[index + 1].isCapital,
      note.gap(after: index).count == 1, note.words[index + 1].has([.facility, .organization])
    {
      return
    }
    if note.words[first].entry.isMedical, note.words[first].entry.english > 0,
      note.words[first].entry.name == 0
    {
      return
    }
    hits.add(note.words[first].start..<word.end, .address, "address.named", 0.7)
    town(after: word.end, note, &hits)
  }

  private static let placing = DateContext.hashes("on at near of down along off from")
  private static let plainSuffixes = DateContext.hashes(
    "street st avenue ave road rd drive dr lane ln boulevard blvd parkway pkwy highway hwy turnpike"
  )

  /// The town that follows an address: `123 Elm St, Springfield`.
  private func town(after end: Int, _ note: Note, _ hits: inout Hits) {
    var position = end
    if note[position] == .of(".") { position += 1 }
    guard note[position] == .of(",") || note[position].isNewline else { return }
    position = note.skipBlanks(position + 1)
    let index = note.wordIndex(atOrAfter: position)
    guard index < note.words.count, note.words[index].start == position, note.words[index].isCapital
    else { return }
    if let town = Places.town(at: index, in: note), !note[note.words[town.last].end].isWordish {
      let close = note[note.words[town.last].end]
      guard
        close == .of(",") || close == .of(".") || close.isNewline || close == .of(")")
          || close == .of("?") || note[end] == .of(",")
      else { return }
      hits.add(position..<note.words[town.last].end, .location, "location.address", 0.85)
    } else if note[end] == .of(",") || note[end + 1] == .of(",") {
      unlistedTown(at: index, note, &hits)
    }
  }

  // MARK: PO Box 99; Rural Route 2; corner of 5th and Main

  private func boxes(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    guard word.isCapital || word.shape == .lower else { return }
    func numberAfter(_ last: Int) -> Int? {
      guard last + 1 < note.words.count, note.words[last + 1].isDigits,
        note.gap(after: last).count <= 2
      else { return nil }
      return note.words[last + 1].end
    }
    if note.matches("po box", at: word.start) || note.matches("p.o. box", at: word.start)
      || note.matches("p.o.box", at: word.start) || note.matches("p o box", at: word.start)
    {
      var last = index
      while last < note.words.count, !note.matches("box", at: note.words[last].start),
        last - index < 3
      { last += 1 }
      if let end = numberAfter(last) {
        hits.add(word.start..<end, .address, "address.box", 0.97)
        town(after: end, note, &hits)
      }
    } else if note.matches("rural route", at: word.start), index + 1 < note.words.count,
      let end = numberAfter(index + 1)
    {
      hits.add(word.start..<end, .address, "address.route", 0.95)
    } else if Self.routes.contains(word.hash), word.isCapital, let end = numberAfter(index) {
      let next = index + 2
      if next + 1 < note.words.count, note.matches("box", at: note.words[next].start),
        let last = numberAfter(next)
      {
        hits.add(word.start..<last, .address, "address.route", 0.9)  // HC 62 Box 114
      } else if Self.highways.contains(word.hash) {
        let isCompass =
          next < note.words.count && Self.compass.contains(note.words[next].hash)
          && note.words[next].isCapital && note.gap(after: index + 1).count == 1
        hits.add(
          word.start..<(isCompass ? note.words[next].end : end), .address, "address.route", 0.7)
      }
    } else if Self.owners.contains(word.hash), word.isCapital, index + 1 < note.words.count,
      Self.roads.contains(note.words[index + 1].hash), note.words[index + 1].isCapital,
      note.gap(after: index).count == 1, let end = numberAfter(index + 1)
    {
      hits.add(word.start..<end, .address, "address.route", 0.8)  // County Road 12
    } else if Self.flats.contains(word.hash), word.shape == .capitalized,
      let end = Optional(unit(after: word.start, note)), end > word.end
    {
      hits.add(word.start..<end, .address, "address.unit", 0.7)
    } else if note.matches("corner of ", at: word.start), index + 2 < note.words.count {
      var last = index + 1
      var hasAnd = false
      while last + 1 < note.words.count, last - index < 8, note.gap(after: last).count <= 1 {
        let next = note.words[last + 1]
        let isAnd = next.hash == Self.and
        guard next.isCapital || next.isDigits || next.has(.ordinal) || isAnd else { break }
        hasAnd = hasAnd || isAnd
        last += 1
      }
      if hasAnd, last > index + 2 {
        hits.add(
          note.words[index + 2].start..<note.words[last].end, .address, "address.corner", 0.85)
      }
    }
  }

  private static let and = WordHash.of("and")
  private static let routes = DateContext.hashes("hwy highway hc rr")
  private static let highways = DateContext.hashes("hwy highway")
  private static let owners = DateContext.hashes("county state farm township")
  private static let roads = DateContext.hashes("road rd route rte highway hwy")
  private static let flats = DateContext.hashes("apt apartment")

  // MARK: ZIP

  private func zip(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    guard word.count == 5, !note[word.start - 1].isWordish, note[word.start - 1] != .of("."),
      note[word.start - 1] != .of("-"),
      !note[word.end].isLetter, index > 0
    else { return }
    var end = word.end
    if note[end] == .of("-"), index + 1 < note.words.count, note.words[index + 1].isDigits,
      note.words[index + 1].count == 4,
      note.words[index + 1].start == end + 1
    {
      end = note.words[index + 1].end
    }
    let before = note.words[index - 1]
    let gap = before.end..<word.start
    if Self.zipLabels.contains(before.hash)
      || (index > 1 && Self.zipLabels.contains(note.words[index - 2].hash)
        && before.has(.numberNoun)),
      gap.count <= 3
    {
      hits.add(word.start..<end, .zip, "zip.label", 0.95)
      return
    }
    guard gap.count <= 2, gap.allSatisfy({ " ,.".utf8.contains(note[$0]) }),
      before.has(.state) || isLongState(index - 1, note),
      before.shape == .upper && before.count == 2 || before.isCapital && before.count > 3
    else { return }
    hits.add(word.start..<end, .zip, "zip.state", 0.95)
  }

  /// `New Hampshire`, `Rhode Island`: the second word of a state's name.
  private func isLongState(_ index: Int, _ note: Note) -> Bool {
    index > 0 && Self.longStates.contains(note.words[index].hash)
      && Self.stateHeads.contains(note.words[index - 1].hash)
  }

  private static let longStates = DateContext.hashes(
    "hampshire jersey mexico york carolina dakota island virginia columbia rico")
  private static let stateHeads = DateContext.hashes("new north south west rhode of puerto")

  private static let zipLabels = DateContext.hashes("zip zipcode postcode postal")

  // MARK: Cambridge, MA 02139

  private func cityState(_ note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated()
    where word.has(.state) && index > 0 && word.isCapital {
      let isCode = word.count == 2
      guard !isCode || word.shape == .upper else { continue }
      let gap = note.words[index - 1].end..<word.start
      guard gap.count <= 2, gap.count >= 1,
        note[gap.lowerBound] == .of(",") || (note[gap.lowerBound] == .of(" ") && isCode),
        gap.allSatisfy({ ", ".utf8.contains(note[$0]) })
      else { continue }
      let hasComma = note[gap.lowerBound] == .of(",")
      // The town: up to three capital words before, as many as the gazetteer knows together.
      var first = index - 1
      guard note.words[first].isCapital,
        !note.words[first].has([.title, .credential]) || note.words[first].entry.town > 0
      else { continue }
      var best: Int?
      while first >= 0, index - first <= 4 {
        if first < index - 1 {
          let inner = note.words[first].end..<note.words[first + 1].start
          guard inner.count <= 2, inner.allSatisfy({ " .'-".utf8.contains(note[$0]) }),
            note.words[first].isCapital || note.words[first].has(.particle)
          else { break }
        }
        if let town = Places.town(at: first, in: note), town.last == index - 1 { best = first }
        first -= 1
      }
      let nextIsZIP =
        index + 1 < note.words.count && note.words[index + 1].isDigits
        && note.words[index + 1].count == 5 && note.gap(after: index).count <= 2
      var start = best
      if start == nil, hasComma {
        // No list knows it: the capital words before are the town where a ZIP code, a street or "in" says so.
        var probe = index - 1
        while probe > 0, index - probe < 4, note.words[probe - 1].isCapital,
          note.gap(after: probe - 1).count == 1, note[note.words[probe - 1].end] == .of(" ")
        { probe -= 1 }
        let isPlaced =
          probe > 0 && note.gap(after: probe - 1).count <= 1
          && note.words[probe - 1].has([.preposition, .residence])
        if nextIsZIP || (isPlaced && isCode) { start = probe }
      }
      guard let start else { continue }
      // "Smith, MD": a single surname before a credential is a person unless a place is meant.
      if word.has(.credential), !nextIsZIP {
        guard start > 0, note.words[start - 1].has([.preposition, .residence]),
          note.words[start - 1].hash != Self.by
        else { continue }
      }
      if !hasComma, !nextIsZIP,
        !(start > 0 && note.words[start - 1].has([.preposition, .residence]))
      {
        continue
      }
      if isCode, Self.wordLike.contains(word.hash), !nextIsZIP, !hasComma { continue }
      // A state's letters are part of the town's line; its name in full stays.
      let end = isCode ? word.end : note.words[index - 1].end
      hits.add(note.words[start].start..<end, .location, "location.state", 0.93)
    }
  }

  private static let by = WordHash.of("by")
  private static let wordLike = DateContext.hashes(
    "in or me hi ok oh de la pa ma al id mo co ne ut va md ms mt ct pt")
}
