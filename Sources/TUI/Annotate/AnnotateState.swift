internal import Text

/// What an annotator can ask for on a record.
enum AnnotateAction: Hashable, Sendable {
  case accept, delete
  /// Relabels the focused span, or labels what is selected.
  case label(Label)
  case repeatLabel
  case growStart, shrinkStart, growEnd, shrinkEnd
  case nextSpan, previousSpan, nextUndecided, previousUndecided
  /// The caret, by units.
  case move(Int)
  /// The caret, the selection going with it.
  case extend(Int)
  case toggleSelection, swapEnds, clear
  case toggleGranularity
  case undo, redo
}

/// A record under correction: its draft, the caret, the selection, and what can be undone. Pure: an action
/// changes it, and what was decided comes back as data for the journal.
struct AnnotateState: Equatable, Sendable {
  let document: Document
  let units: TextUnits
  private(set) var draft: Draft
  private(set) var granularity = TextUnits.Granularity.token
  /// A scalar offset: the start of the unit that the caret is on.
  private(set) var caret = 0
  /// Where the selection began; the caret is its other end. Both units belong to it.
  private(set) var anchor: Int?
  /// Whether moving the caret keeps the selection, as `v` has it.
  private var isSticky = false
  /// The id of the span that edits are for.
  private(set) var focus: Int?
  private(set) var lastLabel: Label?
  private var done: [DraftEdit] = []
  private var undone: [DraftEdit] = []

  init(_ document: Document, predictions: [Annotation]) {
    self.document = document
    units = TextUnits(document)
    draft = Draft(predictions, units: units)
    caret = units.tokens.first?.lowerBound ?? 0
  }

  /// What is selected, in whole units; nil where nothing is.
  var selection: Range<Int>? {
    guard let anchor, let first = units.index(at: min(anchor, caret), granularity),
      let last = units.index(at: max(anchor, caret), granularity)
    else { return nil }
    let all = units.units(granularity)
    return all[first].lowerBound..<all[last].upperBound
  }

  var focused: WorkingSpan? { focus.flatMap { draft[$0] } }
  var undecided: Int { draft.spans.filter { $0.decision == .predicted }.count }
  var canUndo: Bool { !done.isEmpty }

  /// Does what is asked, and returns the decision where there was one: undo returns the inverse.
  ///
  /// - Throws: `Refusal`, with nothing changed.
  mutating func perform(_ action: AnnotateAction) throws(Refusal) -> DraftEdit? {
    var next = self
    let edit = try next.act(action)
    self = next
    return edit
  }

  private mutating func act(_ action: AnnotateAction) throws(Refusal) -> DraftEdit? {
    switch action {
    case .accept:
      let edit = try decide(draft.accepting(focusedID()))
      moveFocus(by: 1) { $0.decision == .predicted }
      return edit
    case .delete: return try decide(draft.deleting(focusedID()))
    case .label(let label): return try give(label)
    case .repeatLabel:
      guard let lastLabel else { throw .nothingToRepeat }
      return try give(lastLabel)
    case .growStart, .shrinkStart, .growEnd, .shrinkEnd: return try resize(action)
    case .nextSpan: try go(by: 1) { _ in true }
    case .previousSpan: try go(by: -1) { _ in true }
    case .nextUndecided: try go(by: 1) { $0.decision == .predicted }
    case .previousUndecided: try go(by: -1) { $0.decision == .predicted }
    case .move(let step):
      if !isSticky { anchor = nil }
      try moveCaret(by: step)
      focus = draft.live(in: caret..<caret + 1).first?.id
    case .extend(let step):
      if anchor == nil { anchor = caret }
      try moveCaret(by: step)
    case .toggleSelection:
      anchor = anchor == nil ? caret : nil
      isSticky = anchor != nil
    case .swapEnds:
      guard let end = anchor else { throw .noSelection }
      (anchor, caret) = (caret, end)
    case .clear: deselect()
    case .toggleGranularity:
      granularity = granularity == .token ? .character : .token
      if let index = units.index(at: caret, granularity) {
        caret = units.units(granularity)[index].lowerBound
      }
    case .undo:
      guard let edit = done.popLast() else { throw .nothingToUndo }
      undone.append(edit)
      return revisit(edit.inverse)
    case .redo:
      guard let edit = undone.popLast() else { throw .nothingToRedo }
      done.append(edit)
      return revisit(edit)
    }
    return nil
  }

  // MARK: Deciding

  private func focusedID() throws(Refusal) -> Int {
    guard let focus else { throw .noSpan }
    return focus
  }

  private mutating func decide(_ edit: DraftEdit) -> DraftEdit {
    draft.apply(edit)
    done.append(edit)
    undone = []
    if let focus, draft[focus] == nil { self.focus = nil }
    return edit
  }

  /// Makes an old edit or its inverse, and goes where it was made.
  private mutating func revisit(_ edit: DraftEdit) -> DraftEdit {
    draft.apply(edit)
    deselect()
    focus = edit.inserted.last?.id ?? focus.flatMap { draft[$0]?.id }
    if let place = edit.inserted.last ?? edit.removed.last { caret = place.span.start }
    return edit
  }

  private mutating func give(_ label: Label) throws(Refusal) -> DraftEdit {
    let edit: DraftEdit
    if let selection {
      edit = try decide(draft.adding(selection, label))
      deselect()
      focus = edit.inserted.last?.id
    } else {
      edit = try decide(draft.relabeling(focusedID(), label))
    }
    lastLabel = label
    return edit
  }

  // MARK: Edges

  private mutating func resize(_ action: AnnotateAction) throws(Refusal) -> DraftEdit {
    guard let span = focused, span.isLive else { throw .noSpan }
    var start = span.span.start
    var end = span.span.end
    switch action {
    case .growStart: start = try previousUnit(start)
    case .shrinkStart: start = try nextStart(span.span.range)
    case .growEnd: end = try nextEnd(end)
    default: end = try previousEnd(span.span.range)
    }
    let edit = try decide(draft.resizing(span.id, to: start..<end))
    caret = start
    return edit
  }

  /// The start of the unit before an offset.
  private func previousUnit(_ offset: Int) throws(Refusal) -> Int {
    guard let unit = units.units(granularity).last(where: { $0.lowerBound < offset }) else {
      throw .atTheEdge
    }
    return unit.lowerBound
  }

  /// The end of the unit after an offset.
  private func nextEnd(_ offset: Int) throws(Refusal) -> Int {
    guard let unit = units.units(granularity).first(where: { $0.upperBound > offset }) else {
      throw .atTheEdge
    }
    return unit.upperBound
  }

  /// The start of the second unit of a range.
  private func nextStart(_ range: Range<Int>) throws(Refusal) -> Int {
    let all = units.units(granularity)
    guard let start = all.first(where: { $0.lowerBound > range.lowerBound })?.lowerBound,
      start < range.upperBound
    else { throw .wouldBeEmpty }
    return start
  }

  /// The end of the last unit but one of a range.
  private func previousEnd(_ range: Range<Int>) throws(Refusal) -> Int {
    let all = units.units(granularity)
    guard let end = all.last(where: { $0.upperBound < range.upperBound })?.upperBound,
      end > range.lowerBound
    else { throw .wouldBeEmpty }
    return end
  }

  // MARK: Moving

  private mutating func deselect() {
    anchor = nil
    isSticky = false
  }

  private mutating func moveCaret(by step: Int) throws(Refusal) {
    let all = units.units(granularity)
    guard let index = units.index(at: caret, granularity) else { throw .atTheEdge }
    let next = max(0, min(index + step, all.count - 1))
    if next == index, step != 0 { throw .atTheEdge }
    caret = all[next].lowerBound
  }

  /// The focus to the next span of a kind, after the focus or the caret, round the end.
  private mutating func go(
    by step: Int, where isWanted: (WorkingSpan) -> Bool
  ) throws(Refusal) {
    deselect()
    if !moveFocus(by: step, where: isWanted) { throw .noSpan }
  }

  @discardableResult
  private mutating func moveFocus(by step: Int, where isWanted: (WorkingSpan) -> Bool) -> Bool {
    let spans = draft.spans
    guard !spans.isEmpty else { return false }
    let here = focus.flatMap { focus in spans.firstIndex { $0.id == focus } }
    let after = spans.firstIndex { $0.span.start >= caret } ?? spans.count
    let start = here ?? (step > 0 ? after - 1 : after)
    for distance in 1...spans.count {
      let index = ((start + step * distance) % spans.count + spans.count) % spans.count
      if isWanted(spans[index]) {
        focus = spans[index].id
        caret = spans[index].span.start
        return true
      }
    }
    return false
  }
}
