internal import Journal
internal import Text

/// A session of annotating: what was decided on all records, and the one that is open.
struct Annotating: Equatable, Sendable {
  var history: History
  /// The key of each entry.
  let keys: [RecordKey]
  private let places: [RecordKey: Int]
  /// The open record's spans; nil until it may be shown and its proposals are known.
  var open: AnnotateState?
  /// The entry that `open` is of.
  var openIndex: Int?
  /// Whether annotators never see what the model proposes.
  let isBlind: Bool
  /// Whether the spans to correct are gold's, also where there is a model.
  var startsFromGold = false
  /// Whether proposals are out of sight for now.
  var hidesProposals = false
  /// When the last decision reached the disk, as the title bar says it; nil before the first.
  var savedAt: String?
  var lastLabel: Label?
  /// Where to go in the record that is about to be opened.
  var arrival: Arrival?
  /// The verdicts that are about every record.
  var everywhere: [MaskOrders.Everywhere] = []

  init(history: History, keys: [RecordKey], isBlind: Bool, savedAt: String?) {
    self.history = history
    self.keys = keys
    self.isBlind = isBlind
    self.savedAt = savedAt
    places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
    collectOrders()
  }

  /// The entry of a record; nil where the notes no longer hold it.
  func index(of key: RecordKey) -> Int? { places[key] }

  /// What has been decided on an entry; nil where nothing has.
  func record(_ index: Int) -> History.RecordState? { history.records[keys[index]] }

  func facts(_ index: Int) -> RecordFacts { record(index)?.facts ?? RecordFacts() }

  /// The entry to go on with.
  var resumeIndex: Int? { history.lastRecord.flatMap(index(of:)) }
}

/// The journal of a session in which nothing is decided: which records were looked at, and which revealed.
struct Visits: Equatable, Sendable {
  var history: History
  /// The key of each entry.
  let keys: [RecordKey]
}

extension RecordEdit {
  /// An edit of what is known of a record besides its spans.
  static func facts(
    _ name: String, of facts: RecordFacts, _ change: (inout RecordFacts) -> Void
  ) throws(Refusal) -> RecordEdit {
    var next = facts
    change(&next)
    if next == facts { throw .unchanged }
    return RecordEdit(name: name, facts: Exchange(facts, next))
  }

  /// What a whole record is said to be. To accept it is to accept every proposal in sight, and to turn down
  /// those that were kept out of it.
  static func answering(
    _ answer: Answer, _ draft: Draft, _ facts: RecordFacts, hidesProposals: Bool
  ) throws(Refusal) -> RecordEdit {
    var edit = RecordEdit(name: "\(answer.rawValue) record")
    if answer == .accept {
      let settled = draft.settling(accepting: !hidesProposals)
      edit.removed = settled.removed
      edit.inserted = settled.inserted
    }
    if facts.answer != answer {
      var next = facts
      next.answer = answer
      edit.facts = Exchange(facts, next)
    }
    if edit.facts == nil, edit.removed.isEmpty { throw .unchanged }
    return edit
  }
}
