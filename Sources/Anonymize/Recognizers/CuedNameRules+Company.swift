import Text

/// Names behind the words that say who was there or was told.
extension CuedNameRules {
  // MARK: discussed with Khan

  func company(_ index: Int, _ word: Word, _ note: Note, _ hits: inout Hits) {
    var next = index + 1
    guard next < note.words.count else { return }
    var gap = note.gap(after: index)
    if word.count == 1 {
      // w/ and d/w
      if note.matches("w", at: note.words[next].start), note.words[next].count == 1, gap.count == 1
      {
        next += 1
        guard next < note.words.count else { return }
        gap = note.gap(after: next - 1)
        guard gap.count == 1, note[gap.lowerBound] == .of(" ") else { return }
      } else {
        guard gap.count == 2, note[gap.lowerBound] == .of("/") else { return }
      }
    } else {
      guard gap.count == 1 else { return }
    }
    let first = note.words[next]
    guard first.isCapital, first.shape != .upper, !first.has([.title, .role]),
      let run = note.nameRun(at: next, maximum: 3), !run.units[0].isBarred
    else { return }
    let unit = run.units[0]
    let isPair = run.units.count > 1 && unit.firstName >= 1
    guard isPair || (unit.name >= 3 && unit.english == 0), !note.isEponymFrame(after: run.last),
      !Eponyms.contains(first), !first.entry.isDrug, first.entry.town < 2 || isPair
    else { return }
    hits.add(run.range, .name, "name.with", isPair ? 0.8 : 0.6)
  }
}
