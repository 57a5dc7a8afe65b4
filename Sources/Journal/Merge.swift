public import Text

/// Two annotators' spans of one record, made into one draft: what both say is accepted, the rest is to be
/// decided.
public struct Merge: Equatable, Sendable {
  /// The spans to decide about: those of both, the first's own, and of the second's own those that stand apart
  /// from all of these. The others of the second come in where the second is found right.
  public let draft: Draft
  /// Accepts what both say; where there is nothing else, the record too. The first decision on the record.
  public let edit: RecordEdit

  /// A merge.
  public init(first: [Span], second: [Span]) {
    let mine = Self.apart(first.sorted())
    let agreed = Set(mine).intersection(second)
    let others = second.filter { span in
      !agreed.contains(span) && !mine.contains { $0.range.overlaps(span.range) }
    }
    let spans = (mine + Self.apart(others.sorted())).sorted()
    draft = Draft(proposals: spans.map { Annotation(span: $0, source: .gold) })
    var merged = draft
    for span in draft.spans where agreed.contains(span.span) {
      if let edit = try? merged.accepting(span.id) { merged.apply(edit) }
    }
    var edit = RecordEdit(name: "merge what agrees", from: draft, to: merged)
    if Set(first) == Set(second) {
      var facts = RecordFacts()
      facts.answer = .accept
      edit.facts = .init(RecordFacts(), facts)
    }
    self.edit = edit
  }

  /// Whether nothing is left to decide.
  public var isSettled: Bool { edit.facts != nil }

  /// Of spans that overlap, the first.
  private static func apart(_ spans: [Span]) -> [Span] {
    spans.reduce(into: []) { kept, span in
      if span.start >= kept.last?.end ?? 0, !span.range.isEmpty { kept.append(span) }
    }
  }
}
