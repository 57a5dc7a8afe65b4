internal import Journal
internal import Text

/// The records, kept in pieces: while a worker reads a copy, a change costs one piece, not all records.
struct EntryTable: RandomAccessCollection, MutableCollection, Equatable, Sendable {
  private static let shift = 8
  private static let mask = 1 << shift - 1

  private var pieces: [[Entry]] = []
  private(set) var count = 0

  init(_ entries: some Sequence<Entry>) {
    for entry in entries { append(entry) }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> Entry {
    // Borrowed, not copied: a record's parts are asked for one by one, often of all records.
    _read { yield pieces[index >> Self.shift][index & Self.mask] }
    _modify { yield &pieces[index >> Self.shift][index & Self.mask] }
  }

  mutating func append(_ entry: Entry) {
    if count & Self.mask == 0 {
      pieces.append([])
      pieces[pieces.count - 1].reserveCapacity(Self.mask + 1)
    }
    pieces[pieces.count - 1].append(entry)
    count += 1
  }
}

/// What an annotator has done with a record, as lists and filters ask for it.
struct Work: Equatable, Sendable {
  var answer: Answer?
  var isFlagged = false
  var hasComment = false
  /// How many decisions stand.
  var decisions = 0
  /// How many spans nothing was decided of; nil before the first decision.
  var undecided: Int?

  init(_ record: History.RecordState?) {
    guard let record else { return }
    answer = record.facts.answer
    isFlagged = record.facts.isFlagged
    hasComment = !record.facts.comment.isEmpty
    decisions = record.decisions
    undecided = record.draft.undecided
  }

  var isDone: Bool { answer != nil }
}

extension AppState {
  /// Brings the list's knowledge of an entry in step with the history.
  mutating func syncWork(_ index: Int) {
    guard let annotating else { return }
    let work = Work(annotating.record(index))
    let wasDone = entries[index].work?.isDone ?? false
    if work.isDone != wasDone { totals.finished += wasDone ? -1 : 1 }
    totals.undecided += (work.undecided ?? 0) - (entries[index].work?.undecided ?? 0)
    entries[index].work = work
  }

  /// The same for the record of a key, where the notes still hold it.
  mutating func syncWork(_ key: RecordKey) {
    if let index = annotating?.index(of: key) { syncWork(index) }
  }

  /// The same for every record: at the start.
  mutating func syncAllWork() {
    guard let annotating else { return }
    for index in entries.indices { entries[index].work = Work(nil) }
    for key in annotating.history.records.keys { syncWork(key) }
  }
}
