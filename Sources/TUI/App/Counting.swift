internal import Text

/// What was counted over all records.
struct Totals: Equatable, Sendable {
  /// Records with nothing left to wait for.
  var done = 0
  /// Records that an annotator has finished.
  var finished = 0
  /// Spans of records that are begun, of which nothing was decided.
  var undecided = 0
  /// Spans by label: predicted ones, or gold where no model is asked.
  var counts: [Label: Int] = [:]
  var tally = Tally()

  var spans: Int { counts.values.reduce(0, +) }
}

extension AppState {
  /// Counts an entry anew, and corrects the totals by the difference.
  mutating func recount(_ index: Int) {
    let before = entries[index]
    let wasDone = before.counts != nil
    let (counts, tally) = counted(before)
    entries[index].loss = tally.map { tally in
      // Most records are counted more often than they have errors.
      tally.missed + tally.spurious == 0
        ? 0 : before.errors(thresholds, at: index).reduce(0) { $0 + ($1.loss ?? 0) }
    }
    entries[index].counts = counts
    entries[index].tally = tally
    if wasDone != (counts != nil) { totals.done += wasDone ? -1 : 1 }
    for (label, count) in before.counts ?? [:] { totals.counts[label, default: 0] -= count }
    for (label, count) in counts ?? [:] { totals.counts[label, default: 0] += count }
    if let tally = before.tally {
      totals.tally.agreed -= tally.agreed
      totals.tally.missed -= tally.missed
      totals.tally.spurious -= tally.spurious
    }
    if let tally { totals.tally += tally }
  }

  /// Entries that are counted between two frames: a fraction of what a frame may cost.
  private static let slice = 100

  /// Counts every entry anew, some now and the others bit by bit: after a threshold has changed.
  mutating func recountAll() -> [Effect] {
    let isUnderWay = recounted < entries.count
    recounted = 0
    return isUnderWay ? [] : recountSome()
  }

  /// Counts some more entries; keys that come meanwhile are heard in between.
  mutating func recountSome() -> [Effect] {
    let end = min(entries.count, recounted + Self.slice)
    for index in recounted..<end { recount(index) }
    recounted = end
    return end < entries.count ? [.recount] : []
  }

  private func counted(_ entry: Entry) -> (counts: [Label: Int]?, tally: Tally?) {
    if case .blocked = entry.shown { return ([:], nil) }
    switch entry.predictions {
    case .waiting: return (nil, nil)
    case .failed: return ([:], nil)
    case .none: return (Self.counts((entry.gold ?? []).map(\.label)), nil)
    case .ready(let annotations):
      let marks = Mark.marks(predictions: annotations, gold: entry.gold, thresholds)
      let predicted = marks.filter { $0.standing != .missed }
      return (Self.counts(predicted.map(\.span.label)), entry.gold.map { _ in Tally(marks) })
    }
  }

  static func counts(_ labels: some Sequence<Label>) -> [Label: Int] {
    labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// Spans by label of what the screen shows: the open record, or all records.
  var shownCounts: [Label: Int] {
    showsNote ? note?.counts ?? [:] : totals.counts
  }
}
