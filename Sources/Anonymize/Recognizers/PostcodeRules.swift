import Text

/// Postal codes of other countries than the United States, with the town before them.
struct PostcodeRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    for (index, word) in note.words.enumerated() where !note[word.start - 1].isWordish {
      if word.shape == .upper || word.shape == .initial {
        if let end = british(word.start, note) {
          let isPlaced = followsPlace(index, note)
          hits.add(word.start..<end, .zip, "zip.british", isPlaced ? 0.85 : 0.45)
          if isPlaced { town(before: index, note, &hits) }
        } else if let end = canadian(word.start, note) {
          hits.add(word.start..<end, .zip, "zip.canadian", 0.85)
          town(before: index, note, &hits)
        }
      }
      if word.isDigits, word.count == 4, index > 0, !note[word.end].isWordish,
        note.words[index - 1].shape == .upper, Self.states.contains(note.words[index - 1].hash),
        note.gap(after: index - 1).count == 1
      {
        hits.add(word.range, .zip, "zip.australian", 0.9)
        town(before: index - 1, note, &hits)
      }
    }
  }

  private static let states = DateContext.hashes("vic nsw qld tas wa sa act nt")

  /// `WX4 7QT`, `SW1A 1AA`: the inward part never has C, I, K, M, O or V, so that no dose in MG or ML fits.
  private func british(_ start: Int, _ note: Note) -> Int? {
    func isCapital(_ offset: Int) -> Bool { note[offset].isUpper && note[offset] < 0x80 }
    var position = start
    while position - start < 2, isCapital(position) { position += 1 }
    guard position > start, note[position].isDigit else { return nil }
    position += 1
    if note[position].isDigit || isCapital(position) { position += 1 }
    guard note[position] == .of(" "), note[position + 1].isDigit else { return nil }
    for offset in position + 2...position + 3 {
      guard isCapital(offset), !"CIKMOV".utf8.contains(note[offset]) else { return nil }
    }
    return note[position + 4].isWordish ? nil : position + 4
  }

  /// `K1A 0B1`
  private func canadian(_ start: Int, _ note: Note) -> Int? {
    let form = "A9A 9A9".utf8
    for (step, kind) in form.enumerated() {
      let byte = note[start + step]
      switch kind {
      case .of("A"): guard byte.isUpper, byte < 0x80 else { return nil }
      case .of("9"): guard byte.isDigit else { return nil }
      default: guard byte == .of(" ") else { return nil }
      }
    }
    return note[start + 7].isWordish ? nil : start + 7
  }

  /// Whether a comma, a line's start, a label or a capital word stands before.
  private func followsPlace(_ index: Int, _ note: Note) -> Bool {
    var before = note.words[index].start - 1
    while note[before].isBlank { before -= 1 }
    if note[before] == .of(",") || note[before] == .of(":") || note[before].isNewline {
      return true
    }
    return index > 0 && note.words[index - 1].shape == .capitalized
      && note.gap(after: index - 1).count == 1 && !note.words[index - 1].has([.drugCue, .unit])
      && !note.words[index - 1].entry.isDrug
  }

  /// The capital words before a code, back to a comma or a line's start: `Dunsley, WX4 7QT`.
  private func town(before index: Int, _ note: Note, _ hits: inout Hits) {
    guard index > 0 else { return }
    let last = index - 1
    let gap = note.words[last].end..<note.words[index].start
    guard gap.count <= 2, gap.allSatisfy({ ", ".utf8.contains(note[$0]) }),
      note.words[last].isCapital, !note.words[last].isDigits
    else { return }
    var first = last
    while first > 0, last - first < 3, note.words[first - 1].isCapital,
      note.gap(after: first - 1).count == 1, " -'".utf8.contains(note[note.words[first - 1].end])
    { first -= 1 }
    let words = note.words[first...last]
    guard !words.contains(where: { $0.has([.title, .heading, .month, .unit]) }) else { return }
    hits.add(
      note.words[first].start..<note.words[last].end, .location, "location.postcode", 0.85)
  }
}
