internal import Text

/// What was counted over all records.
struct Totals: Equatable, Sendable {
  /// Records with nothing left to wait for.
  var done = 0
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

  /// Counts every entry anew: after the threshold has changed.
  mutating func recountAll() {
    for index in entries.indices { recount(index) }
  }

  private func counted(_ entry: Entry) -> (counts: [Label: Int]?, tally: Tally?) {
    if case .blocked = entry.shown { return ([:], nil) }
    switch entry.predictions {
    case .waiting: return (nil, nil)
    case .failed: return ([:], nil)
    case .none: return (Self.counts((entry.gold ?? []).map(\.label)), nil)
    case .ready(let annotations):
      let marks = Mark.marks(predictions: annotations, gold: entry.gold, threshold: threshold)
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

  /// The list's rows in the present order. Ties keep the file's order.
  mutating func sortRecords() {
    let selected = order.indices.contains(list.selection) ? order[list.selection] : nil
    let worst = 2.0  // records without a figure come last
    switch sorting {
    case .file: order = filtered ?? Array(entries.indices)
    case .f1: order = sorted { $0.tally?.f1 ?? worst }
    case .errors: order = sorted { $0.tally.map { -Double($0.missed + $0.spurious) } ?? worst }
    case .length: order = sorted { -Double($0.length) }
    case .uncertainty: order = sorted { $0.lowest.map(Double.init) ?? worst }
    }
    selectRecord(row: selected.flatMap { order.firstIndex(of: $0) } ?? list.selection)
  }

  private func sorted(by key: (Entry) -> Double) -> [Int] {
    let keys = entries.map(key)
    return (filtered ?? Array(entries.indices)).sorted { (keys[$0], $0) < (keys[$1], $1) }
  }

  /// Moves the selection of the list of records.
  mutating func selectRecord(row: Int) {
    list.select(row, of: order.count, height: RecordsScreen.body(size).height)
  }
}
