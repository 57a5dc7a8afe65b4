public import Text

/// One family of rules that find PHI in a note, in time linear in its length.
protocol RuleFamily: Sendable {
  /// Adds what the family finds.
  func find(in note: Note, _ hits: inout Hits)
}

/// Every family there is. A new one is a file under `Recognizers` and a line here.
let standardRecognizers: [any RuleFamily] = [
  ContactRules(),
  NetworkRules(),
  PhoneRules(),
  SSNRules(),
  IdentifierRules(),
  CodeRules(),
  DateRules(),
  NarrowDateRules(),
  AgeRules(),
  AddressRules(),
  PlaceRules(),
  FacilityRules(),
  HandleRules(),
  PostcodeRules(),
  HeaderFieldRules(),
  TableRules(),
  CuedNameRules(),
  LetterNameRules(),
  ProseNameRules(),
  ForeignNameRules(),
  StatedNameRules(),
  RowRules(),
]

/// What the families have found so far.
struct Hits {
  /// One finding, in folded bytes.
  struct Hit {
    var range: Range<Int>
    let label: Label
    let rule: String
    let score: Float
  }

  private(set) var all: [Hit] = []

  /// Adds a finding: the range in folded bytes, which rule found it and how surely, 0…1.
  mutating func add(_ range: Range<Int>, _ label: Label, _ rule: String, _ score: Float) {
    if !range.isEmpty { all.append(Hit(range: range, label: label, rule: rule, score: score)) }
  }
}

/// Finds PHI by rule: all families over one reading of the note.
///
/// Each annotation's source names the rule that fired and its confidence how surely.
public struct PHIRecognizer: Recognizer {
  /// What reports call it.
  public let name = "phi-rules"
  private let gazetteer: Gazetteer
  private var roster: Roster

  /// A recognizer that knows the words of a gazetteer, and what is known in advance.
  public init(gazetteer: Gazetteer = .empty, roster: Roster = .empty) {
    self.gazetteer = gazetteer
    self.roster = roster
  }

  /// The same recognizer, which knows more in advance.
  public func knowing(_ more: Roster) -> PHIRecognizer {
    if more.isEmpty { return self }
    var copy = self
    copy.roster = roster.isEmpty ? more : Roster(roster.entries + more.entries)
    return copy
  }

  /// The findings of one document, ordered by start; they may overlap.
  public func recognize(_ document: Document) -> [Annotation] {
    let note = Note(document, gazetteer: gazetteer)
    var hits = Hits()
    for family in standardRecognizers { family.find(in: note, &hits) }
    roster.find(in: note, &hits)
    // What the second pass remembers of a name it completed, a third would find; two are stable.
    for _ in 0..<2 {
      var memory = NameMemory(hits, in: note)
      memory.add(knownNames: roster.names)
      if !memory.isEmpty { memory.recall(in: note, &hits) }
    }
    let kept = KeptText(in: note)
    return hits.all.filter { !kept.holds($0.range) }.map { hit in
      Annotation(
        span: Span(note.text.scalarRange(hit.range), hit.label), source: .rule(hit.rule),
        confidence: hit.score)
    }.sorted { $0.span < $1.span }
  }
}
