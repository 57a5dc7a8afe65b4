public import Text

/// A record's spans while they are being corrected. Changed only through edits, each of which can be undone.
///
/// What always holds: live spans are ordered, not empty, within the text, on the borders of grapheme clusters,
/// and do not overlap.
public struct Draft: Hashable, Sendable {
  /// Ordered by start; deleted spans are among them.
  public private(set) var spans: [WorkingSpan]
  /// What the model proposed; the place of each is the id of its span.
  public let proposals: [Annotation]
  private var nextID: Int

  /// A draft of a model's proposals. One that is empty, leaves the text, splits a cluster or overlaps an
  /// earlier one is left out: the annotator could neither see nor keep it.
  public init(_ predictions: [Annotation], units: TextUnits) {
    var kept: [Annotation] = []
    for prediction in predictions.sorted(by: { $0.span < $1.span }) {
      let range = prediction.span.range
      guard !range.isEmpty, units.isBorder(range.lowerBound), units.isBorder(range.upperBound),
        range.lowerBound >= kept.last?.span.end ?? 0
      else { continue }
      var proposal = prediction
      // As a journal writes it, so that a draft is the same after it is read back.
      proposal.confidence = prediction.confidence.map { confidence in
        Float((Double(confidence) * 10_000).rounded() / 10_000)
      }
      kept.append(proposal)
    }
    self.init(proposals: kept)
  }

  /// A draft of proposals that fit the text, in order.
  public init(proposals: [Annotation]) {
    self.proposals = proposals
    spans = proposals.enumerated().map { id, proposal in
      WorkingSpan(id: id, span: proposal.span, decision: .predicted, proposal: proposal)
    }
    nextID = proposals.count
  }

  /// The span of an id; nil where there is none now.
  public subscript(id: Int) -> WorkingSpan? { spans.first { $0.id == id } }

  /// The live spans that share a scalar with a range.
  public func live(in range: Range<Int>, except id: Int? = nil) -> [WorkingSpan] {
    spans.filter { $0.isLive && $0.id != id && $0.span.range.overlaps(range) }
  }

  /// The record as it stands, for export: everything live.
  public var result: [Span] { spans.filter(\.isLive).map(\.span) }

  /// How many spans nothing was decided of.
  public var undecided: Int { spans.count { $0.decision == .predicted } }

  /// Makes an edit, or its inverse.
  public mutating func apply(_ edit: RecordEdit) {
    guard !edit.removed.isEmpty || !edit.inserted.isEmpty else { return }
    let removed = Set(edit.removed.map(\.id))
    spans.removeAll { removed.contains($0.id) }
    spans += edit.inserted
    spans.sort { ($0.span.start, $0.span.end, $0.id) < ($1.span.start, $1.span.end, $1.id) }
    nextID = max(nextID, (edit.inserted.map(\.id).max() ?? -1) + 1)
    assert(holdsTogether, "live spans overlap after \(edit.name)")
  }

  /// Whether an edit, read from a file, can be made: it takes away what is there, and what comes of it
  /// holds together.
  public func fits(_ edit: RecordEdit) -> Bool {
    let present = Set(spans)
    guard edit.removed.allSatisfy(present.contains) else { return false }
    let removed = Set(edit.removed.map(\.id))
    let staying = spans.filter { !removed.contains($0.id) }
    let ids = staying.map(\.id) + edit.inserted.map(\.id)
    let live = (staying + edit.inserted).filter(\.isLive).map(\.span.range)
      .sorted { $0.lowerBound < $1.lowerBound }
    return Set(ids).count == ids.count && Self.areApart(live)
  }

  /// Whether live spans are apart and not empty.
  public var holdsTogether: Bool { Self.areApart(spans.filter(\.isLive).map(\.span.range)) }

  private static func areApart(_ ranges: [Range<Int>]) -> Bool {
    ranges.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 }
      && zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
  }
}

// MARK: Edits

/// Nothing is changed here: each of these says what would be.
extension Draft {
  /// The span is right as it stands; a deleted one comes back.
  public func accepting(_ id: Int) throws(Refusal) -> RecordEdit {
    guard let span = self[id] else { throw .noSpan }
    let others = live(in: span.span.range, except: id)
    if let other = others.first { throw .overlaps(other.span.label) }
    return try replacing(span, "accept \(span.span.label)") { $0.decision = $0.settled }
  }

  /// The span is none.
  public func deleting(_ id: Int) throws(Refusal) -> RecordEdit {
    guard let span = self[id] else { throw .noSpan }
    guard span.isLive else { throw .unchanged }
    // What the annotator made and takes back leaves no trace.
    if span.proposal == nil {
      return RecordEdit(name: "delete \(span.span.label)", removed: [span])
    }
    return try replacing(span, "delete \(span.span.label)") { $0.decision = .deleted }
  }

  /// The span has another label.
  public func relabeling(_ id: Int, _ label: Label) throws(Refusal) -> RecordEdit {
    let span = try live(id)
    return try replacing(span, "label \(label)") {
      $0.span.label = label
      $0.decision = $0.settled
    }
  }

  /// The span has other edges.
  public func resizing(_ id: Int, to range: Range<Int>) throws(Refusal) -> RecordEdit {
    let span = try live(id)
    guard !range.isEmpty else { throw .wouldBeEmpty }
    if let other = live(in: range, except: id).first { throw .overlaps(other.span.label) }
    return try replacing(span, "edges of \(span.span.label)") {
      $0.span.range = range
      $0.decision = $0.settled
    }
  }

  /// The span is two: one up to an end, one from a start on.
  public func splitting(_ id: Int, at end: Int, _ start: Int) throws(Refusal) -> RecordEdit {
    let span = try live(id)
    guard span.span.start < end, end <= start, start < span.span.end else { throw .cannotSplit }
    var edit = try replacing(span, "split \(span.span.label)") {
      $0.span.range = span.span.start..<end
      $0.decision = $0.settled
    }
    let rest = Span(start..<span.span.end, span.span.label)
    edit.inserted.append(WorkingSpan(id: nextID, span: rest, decision: .added, proposal: nil))
    return edit
  }

  /// A span of the annotator's own. Live spans that it overlaps make room: one undo brings them back.
  public func adding(_ range: Range<Int>, _ label: Label) throws(Refusal) -> RecordEdit {
    guard !range.isEmpty else { throw .noSelection }
    let new = Span(range, label)
    let others = live(in: range)
    if others.map(\.span) == [new] { return try accepting(others[0].id) }
    var edit = RecordEdit(name: "add \(label)", removed: others)
    for other in others where other.proposal != nil {
      var deleted = other
      deleted.decision = .deleted
      edit.inserted.append(deleted)
    }
    edit.inserted.append(WorkingSpan(id: nextID, span: new, decision: .added, proposal: nil))
    return edit
  }

  /// The same label on several places. A span that stands exactly there takes the label, or is accepted.
  ///
  /// - Parameter ranges: apart from each other and from other live spans.
  public func labeling(_ ranges: [Range<Int>], _ label: Label) throws(Refusal) -> RecordEdit {
    var edit = RecordEdit(name: "label \(ranges.count) places \(label)")
    var id = nextID
    for range in ranges {
      let others = live(in: range)
      guard var span = others.first else {
        edit.inserted.append(
          WorkingSpan(id: id, span: Span(range, label), decision: .added, proposal: nil))
        id += 1
        continue
      }
      guard others.count == 1, span.span.range == range else { throw .overlaps(span.span.label) }
      edit.removed.append(span)
      span.span.label = label
      span.decision = span.settled
      edit.inserted.append(span)
    }
    if edit.removed == edit.inserted { throw .unchanged }
    return edit
  }

  /// Every proposal left is right, or, where they were not shown, none is.
  public func settling(accepting isAccepted: Bool) -> RecordEdit {
    let open = spans.filter { $0.decision == .predicted }
    let settled = open.map { span in
      var span = span
      span.decision = isAccepted ? .accepted : .deleted
      return span
    }
    return RecordEdit(name: "settle", removed: open, inserted: settled)
  }

  private func live(_ id: Int) throws(Refusal) -> WorkingSpan {
    guard let span = self[id] else { throw .noSpan }
    if !span.isLive { throw .isDeleted }
    return span
  }

  private func replacing(
    _ span: WorkingSpan, _ name: String, _ change: (inout WorkingSpan) -> Void
  ) throws(Refusal) -> RecordEdit {
    var changed = span
    change(&changed)
    if changed == span { throw .unchanged }
    return RecordEdit(name: name, removed: [span], inserted: [changed])
  }
}
