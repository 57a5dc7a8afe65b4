/// What was said of a record as a whole.
public enum Answer: String, Hashable, Sendable, CaseIterable {
  /// Its spans are right and all there are.
  case accept
  /// It is of no use.
  case reject
  /// It is passed over.
  case ignore
}

/// What is known of a record besides its spans.
public struct RecordFacts: Hashable, Sendable {
  /// What was said of it; nil while it is open.
  public var answer: Answer?
  /// Whether it is flagged.
  public var isFlagged = false
  /// The annotator's own words.
  public var comment = ""
  /// What the annotator has decided of its masks, in the order of the decisions.
  public var masks: [MaskVerdict] = []

  /// Nothing known.
  public init() {}
}

/// What an annotator has decided of a stretch of text that is, or should be, masked.
public struct MaskVerdict: Hashable, Sendable {
  /// What becomes of it.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It is hidden.
    case mask
    /// It is shown.
    case keep
  }

  /// Half-open, in Unicode scalars.
  public var range: Range<Int>
  /// What becomes of it.
  public var kind: Kind
  /// Whether the same text is treated alike wherever it stands, in any record of the data set.
  public var isEverywhere: Bool

  /// A verdict.
  public init(_ range: Range<Int>, _ kind: Kind, isEverywhere: Bool = false) {
    self.range = range
    self.kind = kind
    self.isEverywhere = isEverywhere
  }
}

/// One decision on one record as data: what it took away and what it put in its place. Its inverse is the
/// exchange.
public struct RecordEdit: Hashable, Sendable {
  /// A value before and after.
  public struct Exchange<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Before.
    public var old: Value
    /// After.
    public var new: Value

    /// An exchange.
    public init(_ old: Value, _ new: Value) {
      self.old = old
      self.new = new
    }
  }

  /// For the footer and the journal: `delete problem`.
  public var name: String
  /// Spans it took away.
  public var removed: [WorkingSpan]
  /// Spans it put in their place.
  public var inserted: [WorkingSpan]
  /// What changed besides; nil where nothing did.
  public var facts: Exchange<RecordFacts>?

  /// An edit.
  public init(
    name: String, removed: [WorkingSpan] = [], inserted: [WorkingSpan] = [],
    facts: Exchange<RecordFacts>? = nil
  ) {
    self.name = name
    self.removed = removed
    self.inserted = inserted
    self.facts = facts
  }

  /// What leads from one state of a record's spans to another.
  public init(name: String, from old: Draft, to new: Draft) {
    let (before, after) = (Set(old.spans), Set(new.spans))
    self.init(
      name: name, removed: old.spans.filter { !after.contains($0) },
      inserted: new.spans.filter { !before.contains($0) })
  }

  /// What takes it back.
  public var inverse: RecordEdit {
    RecordEdit(
      name: name, removed: inserted, inserted: removed,
      facts: facts.map { Exchange($0.new, $0.old) })
  }

  /// How many spans it is about, one that only changed counted once.
  public var spanCount: Int { Set((removed + inserted).map(\.id)).count }
}
