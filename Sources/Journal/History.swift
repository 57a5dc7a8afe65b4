/// Everything decided on a data set by one annotator: the state of each record, and what can be undone. It is
/// what replaying a journal gives, and it says which line each change adds to the journal.
public struct History: Equatable, Sendable {
  /// A decision and the line that holds it.
  public struct Decision: Equatable, Sendable {
    /// The line's number.
    public let line: Int
    /// The record it is about.
    public let record: RecordKey
    /// What it changes.
    public let edit: RecordEdit
  }

  /// One record that has been worked on.
  public struct RecordState: Equatable, Sendable {
    /// Its spans.
    public fileprivate(set) var draft: Draft
    /// What is known of it besides.
    public fileprivate(set) var facts = RecordFacts()
    /// How many decisions on it stand.
    public fileprivate(set) var decisions = 0

    /// Whether someone has said that it is finished, in one way or another.
    public var isDone: Bool { facts.answer != nil }
  }

  /// The records that have been worked on.
  public private(set) var records: [RecordKey: RecordState] = [:]
  /// The decisions that stand, oldest first.
  public private(set) var done: [Decision] = []
  /// The decisions taken back, the last one last.
  public private(set) var undone: [Decision] = []
  /// The record that was in front last.
  public private(set) var lastRecord: RecordKey?
  /// The number of the next line.
  private var nextLine = 1
  /// The last change, as long as its lines may still fail to be written.
  private var unconfirmed: Change?
  /// `nextLine` as of the last confirmation.
  private var confirmedLine = 1

  /// What was before the last change, so that it can be taken out again where it cannot be kept.
  private struct Change: Equatable, Sendable {
    enum Kind: Equatable, Sendable { case decided, undid, redid }
    var kind: Kind
    var record: RecordKey
    var state: RecordState?
    var undone: [Decision]
  }

  /// Nothing decided.
  public init() {}

  /// Verdicts about the same text everywhere, with the record that each was made on, in order.
  public var verdictsEverywhere: [(record: RecordKey, verdict: MaskVerdict)] {
    records.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { key, state in
      state.facts.masks.filter(\.isEverywhere).map { (key, $0) }
    }
  }

  // MARK: Changing

  private mutating func line(_ event: JournalLine.Event) -> JournalLine {
    defer { nextLine += 1 }
    return JournalLine(number: nextLine, event: event)
  }

  /// The line of something that is no decision.
  public mutating func note(_ event: JournalLine.Event) -> JournalLine {
    if case .opened(let key) = event { lastRecord = key }
    return line(event)
  }

  /// Makes an edit on a record; the lines say so.
  ///
  /// - Parameter draft: the record's spans as they were before, should this be the first decision on it.
  public mutating func decide(_ edit: RecordEdit, on key: RecordKey, draft: Draft) -> [JournalLine]
  {
    let isFirst = records[key] == nil
    unconfirmed = Change(kind: .decided, record: key, state: records[key], undone: undone)
    var lines: [JournalLine] = []
    if isFirst {
      lines.append(line(.proposed(key, Draft(proposals: draft.proposals))))
      records[key] = RecordState(draft: Draft(proposals: draft.proposals))
    }
    let decided = line(.decided(key, edit))
    apply(edit, on: key, counting: 1)
    done.append(Decision(line: decided.number, record: key, edit: edit))
    undone = []
    lastRecord = key
    return lines + [decided]
  }

  /// Takes the last decision back, whatever record it is about.
  public mutating func undo() throws(Refusal) -> (decision: Decision, line: JournalLine) {
    guard let last = done.popLast() else { throw .nothingToUndo }
    unconfirmed = Change(
      kind: .undid, record: last.record, state: records[last.record], undone: undone)
    apply(last.edit.inverse, on: last.record, counting: -1)
    undone.append(last)
    lastRecord = last.record
    return (last, line(.undid(last.line)))
  }

  /// Makes the decision again that was taken back last.
  public mutating func redo() throws(Refusal) -> (decision: Decision, line: JournalLine) {
    guard let last = undone.last else { throw .nothingToRedo }
    unconfirmed = Change(
      kind: .redid, record: last.record, state: records[last.record], undone: undone)
    undone.removeLast()
    apply(last.edit, on: last.record, counting: 1)
    done.append(last)
    lastRecord = last.record
    return (last, line(.redid(last.line)))
  }

  /// All lines so far are written.
  public mutating func confirm() {
    unconfirmed = nil
    confirmedLine = nextLine
  }

  /// Takes out the change and the lines since the last confirmation, because they could not be written: there
  /// may have been one change. Returns the record that it was about.
  @discardableResult
  public mutating func retract() -> RecordKey? {
    defer {
      unconfirmed = nil
      nextLine = confirmedLine
    }
    guard let change = unconfirmed else { return nil }
    records[change.record] = change.state
    switch change.kind {
    case .decided, .redid: done.removeLast()
    case .undid: if let last = undone.last { done.append(last) }
    }
    undone = change.undone
    return change.record
  }

  private mutating func apply(_ edit: RecordEdit, on key: RecordKey, counting step: Int) {
    records[key]?.draft.apply(edit)
    if let facts = edit.facts { records[key]?.facts = facts.new }
    records[key]?.decisions += step
  }

  // MARK: Replaying

  /// Takes in the next line of a journal.
  ///
  /// - Throws: `JournalProblem` where it does not follow from the lines before it; then nothing has changed.
  public mutating func replay(_ line: JournalLine) throws(JournalProblem) {
    guard line.number == nextLine else { throw .number(expected: nextLine, found: line.number) }
    switch line.event {
    case .started, .revealed: break
    case .opened(let key): lastRecord = key
    case .proposed(let key, let draft):
      guard records[key] == nil else { throw .proposedTwice }
      records[key] = RecordState(draft: draft)
    case .decided(let key, let edit):
      guard let state = records[key] else { throw .noProposal }
      guard state.draft.fits(edit), edit.facts.map({ $0.old == state.facts }) ?? true else {
        throw .doesNotFit
      }
      apply(edit, on: key, counting: 1)
      done.append(Decision(line: line.number, record: key, edit: edit))
      undone = []
      lastRecord = key
    case .undid(let number):
      guard done.last?.line == number else { throw .notTheLast(number) }
      if let last = done.popLast() {
        apply(last.edit.inverse, on: last.record, counting: -1)
        undone.append(last)
        lastRecord = last.record
      }
    case .redid(let number):
      guard undone.last?.line == number else { throw .notTheLast(number) }
      if let last = undone.popLast() {
        apply(last.edit, on: last.record, counting: 1)
        done.append(last)
        lastRecord = last.record
      }
    }
    nextLine += 1
    confirm()
  }

  /// Whether two histories would go on alike.
  public static func == (left: History, right: History) -> Bool {
    left.records == right.records && left.done == right.done && left.undone == right.undone
      && left.nextLine == right.nextLine
  }
}

/// Why a line of a journal cannot be taken in. Never holds text of a note.
public enum JournalProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is no JSON, or lacks a member.
  case unreadable(String)
  case number(expected: Int, found: Int)
  case proposedTwice
  case noProposal
  /// It takes away what is not there, or what it puts in its place would overlap.
  case doesNotFit
  /// It takes back, or makes again, a line that is not the last of its kind.
  case notTheLast(Int)

  /// What is wrong.
  public var description: String {
    switch self {
    case .unreadable(let what): what
    case .number(let expected, let found): "line number \(found) where \(expected) is next"
    case .proposedTwice: "a second proposal for one record"
    case .noProposal: "a decision on a record that has no proposal before it"
    case .doesNotFit: "a decision that does not fit what was decided before"
    case .notTheLast(let number): "line \(number) is not the last decision at this point"
    }
  }
}
