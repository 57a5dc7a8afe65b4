internal import Text

/// A record's spans while they are being corrected. Changed only through edits, each of which can be undone.
///
/// What always holds: live spans are ordered, not empty, within the text, on the borders of grapheme clusters,
/// and do not overlap.
struct Draft: Equatable, Sendable {
  /// Ordered by start; deleted spans are among them.
  private(set) var spans: [WorkingSpan]
  private var nextID: Int

  /// A draft of a model's proposals. One that is empty, leaves the text, splits a cluster or overlaps an
  /// earlier one is left out: the annotator could neither see nor keep it.
  init(_ predictions: [Annotation], units: TextUnits) {
    spans = []
    nextID = 0
    for prediction in predictions.sorted(by: { $0.span < $1.span }) {
      let range = prediction.span.range
      guard !range.isEmpty, units.isBorder(range.lowerBound), units.isBorder(range.upperBound),
        range.lowerBound >= spans.last?.span.end ?? 0
      else { continue }
      spans.append(
        WorkingSpan(
          id: nextID, span: prediction.span, decision: .predicted, proposal: prediction))
      nextID += 1
    }
  }

  subscript(id: Int) -> WorkingSpan? { spans.first { $0.id == id } }

  /// The live spans that share a scalar with a range.
  func live(in range: Range<Int>, except id: Int? = nil) -> [WorkingSpan] {
    spans.filter { $0.isLive && $0.id != id && $0.span.range.overlaps(range) }
  }

  /// The record as it stands, for export: everything live.
  var result: [Span] { spans.filter(\.isLive).map(\.span) }

  /// Makes an edit, or its inverse.
  mutating func apply(_ edit: DraftEdit) {
    let removed = Set(edit.removed.map(\.id))
    spans.removeAll { removed.contains($0.id) }
    spans += edit.inserted
    spans.sort { ($0.span.start, $0.span.end, $0.id) < ($1.span.start, $1.span.end, $1.id) }
    nextID = max(nextID, (edit.inserted.map(\.id).max() ?? -1) + 1)
    assert(holdsTogether, "live spans overlap after \(edit.name)")
  }

  /// Whether live spans are apart and not empty.
  var holdsTogether: Bool {
    let live = spans.filter(\.isLive).map(\.span.range)
    return live.allSatisfy { !$0.isEmpty }
      && zip(live, live.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
  }

  // MARK: Edits

  /// Nothing is changed here: each of these says what would be.
  func accepting(_ id: Int) throws(Refusal) -> DraftEdit {
    guard let span = self[id] else { throw .noSpan }
    let others = live(in: span.span.range, except: id)
    if let other = others.first { throw .overlaps(other.span.label) }  // a deleted one comes back
    return try replacing(span, "accept \(span.span.label)") { $0.decision = $0.settled }
  }

  func deleting(_ id: Int) throws(Refusal) -> DraftEdit {
    guard let span = self[id] else { throw .noSpan }
    guard span.isLive else { throw .unchanged }
    // What the annotator made and takes back leaves no trace.
    if span.proposal == nil {
      return DraftEdit(name: "delete \(span.span.label)", removed: [span], inserted: [])
    }
    return try replacing(span, "delete \(span.span.label)") { $0.decision = .deleted }
  }

  func relabeling(_ id: Int, _ label: Label) throws(Refusal) -> DraftEdit {
    guard let span = self[id], span.isLive else { throw .noSpan }
    return try replacing(span, "label \(label)") {
      $0.span.label = label
      $0.decision = $0.settled
    }
  }

  func resizing(_ id: Int, to range: Range<Int>) throws(Refusal) -> DraftEdit {
    guard let span = self[id], span.isLive else { throw .noSpan }
    guard !range.isEmpty else { throw .wouldBeEmpty }
    if let other = live(in: range, except: id).first { throw .overlaps(other.span.label) }
    return try replacing(span, "edges of \(span.span.label)") {
      $0.span.range = range
      $0.decision = $0.settled
    }
  }

  /// A span of the annotator's own. Live spans that it overlaps make room: one undo brings them back.
  func adding(_ range: Range<Int>, _ label: Label) throws(Refusal) -> DraftEdit {
    guard !range.isEmpty else { throw .noSelection }
    let new = Span(range, label)
    let others = live(in: range)
    if others.map(\.span) == [new] { return try accepting(others[0].id) }
    var edit = DraftEdit(name: "add \(label)", removed: others, inserted: [])
    for other in others where other.proposal != nil {
      var deleted = other
      deleted.decision = .deleted
      edit.inserted.append(deleted)
    }
    edit.inserted.append(WorkingSpan(id: nextID, span: new, decision: .added, proposal: nil))
    return edit
  }

  private func replacing(
    _ span: WorkingSpan, _ name: String, _ change: (inout WorkingSpan) -> Void
  ) throws(Refusal) -> DraftEdit {
    var changed = span
    change(&changed)
    if changed == span { throw .unchanged }
    return DraftEdit(name: name, removed: [span], inserted: [changed])
  }
}
