internal import Journal
internal import Text

/// The open record: where it stands, and what is derived from it for drawing.
///
/// Layout and marks are functions of the record, the window and the settings; they are kept because a long
/// note costs milliseconds to lay out, and made anew by `AppState.refreshNote` when any of these changes.
struct NoteState: Equatable, Sendable {
  /// The entry shown.
  let index: Int
  /// The first row of the layout on the screen.
  var top = 0
  /// The span that commands act on.
  var focus: Mark?
  /// The first line of the list of spans on the screen.
  var listTop = 0
  /// What may be seen, ordered.
  var marks: [Mark] = []
  /// All spans by label, those of hidden labels too.
  var counts: [Label: Int] = [:]
  /// Those drawn on lines of their own under the text.
  var laneMarks: [Mark] = []
  var tags = Tags.none
  var layout: TextLayout?
  /// The text as it is drawn: what is masked in the style chosen.
  var text = ScalarText("")
  /// The column that the caret keeps to while it moves up and down.
  var goalColumn: Int?
  /// Lines of the note; the line numbers' width hangs on it.
  var lineCount = 1
  /// Where the searched text occurs.
  var matches: [Range<Int>] = []
  var currentMatch: Int?

  init(index: Int) { self.index = index }

  /// The place of the focus in the list of spans.
  var focusIndex: Int? { focus.flatMap { marks.firstIndex(of: $0) } }
}

extension AppState {
  /// The open record's entry.
  var openEntry: Entry? { note.map { entries[$0.index] } }

  /// The gold to compare with: none where the overlay is off, unless gold is all there is.
  func goldShown(_ entry: Entry) -> [Span]? {
    showsGold || !hasModel ? entry.gold : nil
  }

  /// The marks of an entry at the present thresholds, labels not yet filtered.
  func allMarks(of entry: Entry) -> [Mark] {
    // Before the model has answered, gold alone would look like the truth of the comparison.
    if hasModel, entry.annotations == nil, !isFailed(entry) { return [] }
    return Mark.marks(
      predictions: entry.annotations, gold: goldShown(entry), thresholds
    ).filter { $0.span.start >= 0 && $0.span.end <= entry.length && !$0.span.range.isEmpty }
  }

  /// What the screen draws of an entry: what model and gold say, what was decided, or what is masked.
  private func shownMarks(of index: Int) -> [Mark] {
    switch screen {
    case .annotate:
      (annotating?.open?.visible ?? []).map { span in
        Mark(
          span: span.span, standing: Standing(span.decision),
          confidence: span.proposal?.confidence, id: span.id)
      }
    case .privacy:
      (entries[index].text?.masks ?? []).enumerated().map { place, mask in
        Mark(
          span: Span(mask.range, mask.label), standing: Standing(mask.standing),
          confidence: mask.confidence, id: place)
      }
    case .records, .note, .compare, .model, .filters, .log: allMarks(of: entries[index])
    }
  }

  private func isFailed(_ entry: Entry) -> Bool {
    if case .failed = entry.predictions { true } else { false }
  }

  /// Makes marks and layout anew after anything they depend on has changed. The text at the top of the
  /// window stays there.
  mutating func refreshNote() {
    syncOpenRecord()
    guard let index = note?.index, let shown = entries[index].text else { return }
    if note?.layout == nil {
      note?.lineCount = shown.document.text.utf8.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    }
    let width = NoteGeometry(self).textColumns
    guard var note else { return }
    let anchor = note.layout.map { $0.rows[min(note.top, $0.rows.count - 1)].range.lowerBound }
    let all = shownMarks(of: note.index)
    note.counts = Self.counts(all.lazy.map(\.span.label))
    note.marks = all.filter { labels.isShown($0.span.label) }
    switch screen {
    case .annotate:
      note.focus = annotating?.open?.focus.flatMap { id in note.marks.first { $0.id == id } }
    case .privacy:
      note.focus = note.marks.first { $0.id == privacy.focus }
    case .records, .note, .compare, .model, .filters, .log:
      if let focus = note.focus, !note.marks.contains(focus) {
        note.focus = note.marks.first { $0.span == focus.span }
      }
    }
    // What was turned down is in the list alone.
    let drawn = note.marks.filter { $0.standing != .deleted }
    note.laneMarks = screen == .privacy ? [] : drawn.filter { markStyle.hasLane(for: $0) }
    let tags =
      markStyle == .tags && screen != .privacy ? Tags(note.marks, labels: labels) : .none
    let text = shown.text(maskStyle)
    if note.layout?.width != width || tags != note.tags || note.layout == nil || text != note.text {
      note.layout = TextLayout(text, width: width, tags: tags)
      note.tags = tags
      note.text = text
    }
    note.matches = search.map { text.ranges(of: $0.query) } ?? []
    if let current = note.currentMatch, current >= note.matches.count { note.currentMatch = nil }
    if let layout = note.layout {
      note.top = min(anchor.map { layout.row(at: $0) } ?? note.top, layout.rows.count - 1)
    }
    self.note = note
    clampNote()
  }

  /// Keeps the window within the note, and the list of spans within its lines.
  mutating func clampNote() {
    guard var note, let layout = note.layout else { return }
    let geometry = NoteGeometry(self)
    // The last page is a full one: as many rows from the end as fit, lanes counted.
    var last = layout.rows.count
    var used = 0
    while last > 0 {
      used += height(ofRow: last - 1, in: note)
      if used > geometry.text.height { break }
      last -= 1
    }
    note.top = max(0, min(note.top, min(last, layout.rows.count - 1)))
    note.listTop = max(0, min(note.listTop, note.marks.count - geometry.list.height))
    self.note = note
  }

  /// The lines a row of text takes on the screen: itself and its lanes.
  func height(ofRow row: Int, in note: NoteState) -> Int {
    guard !note.laneMarks.isEmpty, let layout = note.layout else { return 1 }
    return 1 + Lanes.lanes(of: note.laneMarks, in: layout.rows[row].range).count
  }

  /// Scrolls so that an offset is on the screen; where it was not, a third of the window above it.
  mutating func reveal(_ range: Range<Int>) {
    guard var note, let layout = note.layout else { return }
    let geometry = NoteGeometry(self)
    let first = layout.row(at: range.lowerBound)
    let last = max(first, layout.row(at: max(range.lowerBound, range.upperBound - 1)))
    var bottom = 0
    var isVisible = first >= note.top
    if isVisible {
      for row in note.top...max(note.top, last) {
        bottom += height(ofRow: row, in: note)
        if bottom > geometry.text.height {
          isVisible = false
          break
        }
      }
    }
    if !isVisible {
      var above = geometry.text.height / 3
      note.top = first
      while note.top > 0 {
        above -= height(ofRow: note.top - 1, in: note)
        if above < 0 { break }
        note.top -= 1
      }
    }
    self.note = note
    clampNote()
  }

  /// Puts the focus on a mark, and scrolls text and list to it.
  mutating func focus(_ index: Int) {
    guard var note, note.marks.indices.contains(index) else { return }
    let mark = note.marks[index]
    let height = NoteGeometry(self).list.height
    note.focus = mark
    if index < note.listTop { note.listTop = index }
    if index >= note.listTop + height { note.listTop = index - height + 1 }
    self.note = note
    reveal(mark.span.range)
  }
}
