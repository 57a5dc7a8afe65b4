internal import Journal
internal import Text

/// What an annotator can ask for on a record's spans.
enum AnnotateAction: Hashable, Sendable {
  case accept, delete
  /// Relabels the focused span, or labels what is selected.
  case label(Label)
  /// Several places at once.
  case labelAll([Range<Int>], Label)
  case repeatLabel
  case growStart, shrinkStart, growEnd, shrinkEnd
  /// The focused span in two, before the caret.
  case split
  case nextSpan, previousSpan, nextUndecided, previousUndecided
  /// The span of an id.
  case focus(Int)
  /// The caret, by units.
  case move(Int)
  /// The caret, by tokens, whatever the units are.
  case moveWord(Int)
  /// The caret, to the unit at an offset.
  case place(Int)
  /// The caret, the selection going with it.
  case extend(Int)
  case extendTo(Int)
  case toggleSelection, swapEnds, clear
  case toggleGranularity
}

/// A record under correction: its draft, the caret, the selection. Pure: an action changes it, and what was
/// decided comes back as data for the history.
struct AnnotateState: Equatable, Sendable {
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
  /// The label given last, on whatever record.
  var lastLabel: Label?
  /// Whether proposals nobody has decided on are out of sight, and so out of reach.
  var hidesProposals = false {
    didSet { if hidesProposals, focused?.decision == .predicted { focus = nil } }
  }

  init(_ units: TextUnits, draft: Draft) {
    self.units = units
    self.draft = draft
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

  /// The unit that the caret is on; nil in an empty text.
  var caretUnit: Range<Int>? {
    units.index(at: caret, granularity).map { units.units(granularity)[$0] }
  }

  var focused: WorkingSpan? { focus.flatMap { draft[$0] } }

  /// What an annotator can see of the draft.
  var visible: [WorkingSpan] {
    hidesProposals ? draft.spans.filter { $0.decision != .predicted } : draft.spans
  }

  /// Does what is asked, and returns the decision where there was one.
  ///
  /// - Throws: `Refusal`, with nothing changed.
  mutating func perform(_ action: AnnotateAction) throws(Refusal) -> RecordEdit? {
    var next = self
    let edit = try next.act(action)
    self = next
    return edit
  }

  private mutating func act(_ action: AnnotateAction) throws(Refusal) -> RecordEdit? {
    switch action {
    case .accept:
      let edit = try decide(draft.accepting(focusedID()))
      moveFocus(by: 1) { $0.decision == .predicted }
      return edit
    case .delete: return try decide(draft.deleting(focusedID()))
    case .label(let label): return try give(label)
    case .labelAll(let ranges, let label):
      deselect()
      lastLabel = label
      return try decide(draft.labeling(ranges, label))
    case .repeatLabel:
      guard let lastLabel else { throw .nothingToRepeat }
      return try give(lastLabel)
    case .growStart, .shrinkStart, .growEnd, .shrinkEnd: return try resize(action)
    case .split: return try split()
    case .nextSpan: try go(by: 1) { _ in true }
    case .previousSpan: try go(by: -1) { _ in true }
    case .nextUndecided: try go(by: 1) { $0.decision == .predicted }
    case .previousUndecided: try go(by: -1) { $0.decision == .predicted }
    case .focus(let id):
      guard let span = visible.first(where: { $0.id == id }) else { throw .noSpan }
      deselect()
      focus = id
      caret = span.span.start
    case .move(let step):
      if !isSticky { anchor = nil }
      try moveCaret(by: step, granularity)
      focusCaret()
    case .moveWord(let step):
      if !isSticky { anchor = nil }
      try moveCaret(by: step, .token)
      focusCaret()
    case .place(let offset):
      if !isSticky { anchor = nil }
      placeCaret(offset)
      focusCaret()
    case .extend(let step):
      if anchor == nil { anchor = caret }
      try moveCaret(by: step, granularity)
    case .extendTo(let offset):
      if anchor == nil { anchor = caret }
      placeCaret(offset)
    case .toggleSelection:
      anchor = anchor == nil ? caret : nil
      isSticky = anchor != nil
    case .swapEnds:
      guard let end = anchor else { throw .noSelection }
      (anchor, caret) = (caret, end)
    case .clear:
      deselect()
      focus = nil
    case .toggleGranularity:
      granularity = granularity == .token ? .character : .token
      placeCaret(caret)
    }
    return nil
  }

  // MARK: Deciding

  private func focusedID() throws(Refusal) -> Int {
    guard let focus else { throw .noSpan }
    return focus
  }

  private mutating func decide(_ edit: RecordEdit) -> RecordEdit {
    draft.apply(edit)
    if let focus, draft[focus] == nil { self.focus = nil }
    return edit
  }

  /// Takes in a decision that was made, or taken back, elsewhere, and goes where it was made.
  mutating func revisit(_ edit: RecordEdit) {
    draft.apply(edit)
    go(to: edit)
  }

  /// Goes where a decision was made.
  mutating func go(to edit: RecordEdit) {
    deselect()
    // Of many spans none is meant more than the others.
    focus =
      edit.inserted.count <= 2
      ? edit.inserted.last.flatMap { draft[$0.id]?.id } : focus.flatMap { draft[$0]?.id }
    if hidesProposals, focused?.decision == .predicted { focus = nil }
    if let place = edit.inserted.first ?? edit.removed.first { caret = place.span.start }
  }

  private mutating func give(_ label: Label) throws(Refusal) -> RecordEdit {
    let edit: RecordEdit
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

  private mutating func resize(_ action: AnnotateAction) throws(Refusal) -> RecordEdit {
    guard let span = focused else { throw .noSpan }
    if !span.isLive { throw .isDeleted }
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

  private mutating func split() throws(Refusal) -> RecordEdit {
    guard let span = focused else { throw .noSpan }
    if !span.isLive { throw .isDeleted }
    let all = units.units(granularity)
    guard let unit = caretUnit, unit.lowerBound > span.span.start,
      unit.lowerBound < span.span.end,
      let before = all.last(where: { $0.upperBound <= unit.lowerBound })
    else { throw .cannotSplit }
    let edit = try decide(draft.splitting(span.id, at: before.upperBound, unit.lowerBound))
    focus = edit.inserted.last?.id
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
}

// MARK: Moving

extension AnnotateState {
  private mutating func deselect() {
    anchor = nil
    isSticky = false
  }

  /// The live span under the caret has the focus.
  private mutating func focusCaret() {
    focus = visible.first { $0.isLive && $0.span.range.contains(caret) }?.id
  }

  private mutating func placeCaret(_ offset: Int) {
    guard let index = units.index(at: offset, granularity) else { return }
    caret = units.units(granularity)[index].lowerBound
  }

  private mutating func moveCaret(
    by step: Int, _ granularity: TextUnits.Granularity
  ) throws(Refusal) {
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
    let spans = visible
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
