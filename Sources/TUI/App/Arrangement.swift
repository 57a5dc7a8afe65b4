internal import Text

/// Which records the list shows, and in what order.
struct Arrangement: Equatable, Sendable {
  var sorting: RecordOrder = .file
  /// nil for all.
  var filter: RecordFilter?

  /// The rows of the list; a worker finds them, however many records there are.
  ///
  /// - Returns: all records in order, and those that the filter lets through; nil where it was told to stop.
  func rows(
    of entries: EntryTable, _ thresholds: Thresholds, isStale: () -> Bool
  ) -> (all: RecordRows, shown: RecordRows)? {
    var order = Array(entries.indices)
    if let key = sortKey {
      let keys = entries.map(key)
      if isStale() { return nil }
      order.sort { (keys[$0], $0) < (keys[$1], $1) }
    }
    let all = RecordRows(order, of: entries.count)
    guard let filter else { return (all, all) }
    var shown: [Int] = []
    for (place, index) in order.enumerated() {
      if place & 0xFF == 0, isStale() { return nil }
      if filter.admits(entries[index], thresholds) { shown.append(index) }
    }
    return (all, RecordRows(shown, of: entries.count))
  }

  /// What comes first is least; ties keep the file's order. nil where that order is all.
  private var sortKey: ((Entry) -> Double)? {
    let last = Double.infinity  // records without a figure
    return switch sorting {
    case .file: nil
    case .f1: { $0.tally?.f1 ?? last }
    case .errors: { $0.tally.map { -Double($0.missed + $0.spurious) } ?? last }
    case .length: { -Double($0.length) }
    case .uncertainty: { $0.doubt.map { -$0 } ?? $0.lowest.map(Double.init) ?? last }
    case .loss: { $0.loss.map { -Double($0) } ?? last }
    }
  }
}

/// The rows of the list of records, and where each record stands among them.
struct RecordRows: Equatable, Sendable {
  /// Indexes of entries.
  let order: [Int]
  /// By entry; -1 where no row shows it.
  private let places: [Int32]

  init(_ order: [Int], of count: Int) {
    self.order = order
    var places = [Int32](repeating: -1, count: count)
    for (row, index) in order.enumerated() { places[index] = Int32(row) }
    self.places = places
  }

  /// The row of an entry; nil where none shows it.
  func row(of index: Int) -> Int? {
    places.indices.contains(index) && places[index] >= 0 ? Int(places[index]) : nil
  }
}

extension AppState {
  /// The list's rows: indexes of entries.
  var order: [Int] { rows.order }

  /// Asks for the list to be arranged anew.
  mutating func arrange(_ change: (inout Arrangement) -> Void) -> [Effect] {
    change(&arrangement)
    return [.arrange(arrangement, thresholds)]
  }

  /// The list is arranged: the selection stays on its record.
  mutating func arranged(_ arrangement: Arrangement, all: RecordRows, shown: RecordRows) {
    guard self.arrangement == arrangement else { return }
    let selected = order.indices.contains(list.selection) ? order[list.selection] : nil
    let isOther = self.arranged.filter != arrangement.filter
    self.arranged = arrangement
    allRows = all
    rows = shown
    selectRecord(row: selected.flatMap { rows.row(of: $0) } ?? list.selection)
    if isOther, arrangement.filter != nil, order.isEmpty {
      message = Message(text: "no record is so; Esc shows all", isWarning: true)
    }
  }

  /// The row of an entry in the list; where a filter leaves it out, the filter goes.
  mutating func row(of index: Int) -> Int {
    if let row = rows.row(of: index) { return row }
    arrangement.filter = nil
    arranged.filter = nil
    rows = allRows
    return rows.row(of: index) ?? 0
  }

  /// Moves the selection of the list of records.
  mutating func selectRecord(row: Int) {
    list.select(row, of: order.count, height: RecordsScreen.body(size).height)
  }
}
