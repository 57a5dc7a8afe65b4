internal import Journal
internal import Text

/// What became of a place where two annotators differ.
struct Adjudicated: Equatable, Sendable {
  /// Whose word holds; nil where it is neither's.
  var verdict: Verdict?
  /// In the list's last column.
  var word: String
}

/// Two annotators' differences are decided on the draft of the record: the journal keeps each decision, and
/// undo, export and the record's own screen know it like any other.
extension AppState {
  /// What was decided of a difference; nil while it is open.
  func adjudicated(_ row: ErrorRow) -> Adjudicated? {
    guard let draft = annotating?.record(row.entry)?.draft else { return nil }
    let here = draft.spans.filter { $0.span.start < row.end && row.start < $0.span.end }
    if here.contains(where: { $0.decision == .predicted }) { return nil }
    let live = Set(here.filter(\.isLive).map(\.span))
    let names = comparison.names
    if live == Set([row.gold].compactMap { $0 }) {
      return Adjudicated(verdict: .gold, word: names.gold)
    }
    if live == Set([row.predicted].compactMap { $0 }) {
      return Adjudicated(verdict: .model, word: names.model)
    }
    return Adjudicated(verdict: nil, word: live.isEmpty ? "neither" : "edited")
  }

  /// Decides a difference: one of the two is right, or neither.
  mutating func adjudicate(_ verdict: Verdict?) -> [Effect] {
    guard let row = comparison.selected, let record = annotating?.record(row.entry) else {
      message = Message(text: "no difference is selected", isWarning: true)
      return []
    }
    let wanted: Span?
    let name: String
    switch verdict {
    case .gold: (wanted, name) = (row.gold, "\(comparison.names.gold) is right")
    case .model: (wanted, name) = (row.predicted, "\(comparison.names.model) is right")
    default: (wanted, name) = (nil, "neither is right")
    }
    do throws(Refusal) {
      var draft = record.draft
      try draft.choose(wanted, among: row.spans)
      var edit = RecordEdit(name: name, from: record.draft, to: draft)
      if draft.undecided == 0, record.facts.answer == nil {
        var facts = record.facts
        facts.answer = .accept
        edit.facts = .init(record.facts, facts)
      }
      if edit.removed.isEmpty, edit.facts == nil { throw .unchanged }
      let effects = self.record(edit, on: row.entry, record.draft)
      if annotating?.openIndex == row.entry { annotating?.open = nil }
      message = Message(text: name)
      selectError(comparison.list.selection + 1)
      return effects
    } catch {
      message = Message(text: error.description, isWarning: true)
      return []
    }
  }

  /// Goes to the difference that a decision was about.
  mutating func showAdjudicated(_ edit: RecordEdit, on index: Int) {
    if annotating?.openIndex == index { annotating?.open = nil }
    let places = (edit.removed + edit.inserted).map(\.span.range)
    let row = comparison.rows.firstIndex { row in
      row.entry == index
        && places.contains { $0.lowerBound < row.end && row.start < $0.upperBound }
    }
    if let row { selectError(row) }
  }
}

extension Draft {
  /// Of some spans that stand in each other's place, one holds, or none.
  fileprivate mutating func choose(_ wanted: Span?, among spans: [Span]) throws(Refusal) {
    for span in self.spans where span.isLive && span.span != wanted && spans.contains(span.span) {
      apply(try deleting(span.id))
    }
    guard let wanted else { return }
    guard let own = self.spans.first(where: { $0.span == wanted }) else {
      return apply(try adding(wanted.range, wanted.label))
    }
    for other in live(in: wanted.range, except: own.id) { apply(try deleting(other.id)) }
    if own.decision == .predicted || own.decision == .deleted { apply(try accepting(own.id)) }
  }
}
