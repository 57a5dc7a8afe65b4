public import Text

/// A trained model's persons as votes for names: of "her son Bill Wilson" the words `Bill Wilson`. Spans of a
/// model that was trained on PHI vote as they are, with labels of ours (`NAME`, `DATE`) or ones that mean
/// them (`PATIENT`, `HCW`): see `Label.phi(meantBy:)`.
///
/// Clinical models mark every person mentioned, most of whom are no PHI ("the patient", pronouns). What is
/// left of a mention without them counts; a vote adds a finding, it never takes one away.
public struct PersonVote: Recognizer {
  /// What reports call it.
  public let name: String
  private let model: any Recognizer
  private let label: Label
  private let gazetteer: Gazetteer

  /// The votes of a model's spans of one label.
  public init(of model: any Recognizer, label: Label = "person", gazetteer: Gazetteer) {
    name = "vote.\(model.name)"
    self.model = model
    self.label = label
    self.gazetteer = gazetteer
  }

  /// The names in the persons that the model finds.
  ///
  /// - Throws: What the model throws.
  public func recognize(_ document: Document) throws -> [Annotation] {
    let found = try model.recognize(document)
    let persons = found.filter { $0.span.label == label }
    var votes = found.filter { $0.span.label != label }.compactMap { annotation in
      Label.phi(meantBy: annotation.span.label).map { kind in
        Annotation(
          span: Span(annotation.span.range, kind), source: .model(name), confidence: Self.weight)
      }
    }
    if persons.isEmpty, votes.isEmpty { return [] }
    let note = Note(document, gazetteer: gazetteer)
    // What is masked already stays as it is.
    let kept = KeptText(in: note)
    votes.removeAll { vote in
      kept.holds(
        note.text.byte(ofScalar: vote.span.start)..<note.text.byte(ofScalar: vote.span.end))
    }
    return votes
      + persons.flatMap { person in
        names(in: person.span.range, note).map { range in
          Annotation(
            span: Span(note.text.scalarRange(range), .name), source: .model(name),
            confidence: Self.weight)
        }
      }
  }

  /// How surely a vote alone is a finding: policies mask from .5.
  private static let weight: Float = 0.6

  /// Runs of words that can be names, in folded bytes.
  private func names(in range: Range<Int>, _ note: Note) -> [Range<Int>] {
    let start = note.text.byte(ofScalar: range.lowerBound)
    let end = note.text.byte(ofScalar: range.upperBound)
    var ranges: [Range<Int>] = []
    var index = note.wordIndex(atOrAfter: start)
    var last: Int?
    while index < note.words.count, note.words[index].end <= end {
      let word = note.words[index]
      if isName(word, at: index, note) {
        if let last, last == index - 1, note.isNameGap(note.words[last].end..<word.start) {
          ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<word.end
        } else {
          ranges.append(word.range)
        }
        last = index
      }
      index += 1
    }
    return ranges
  }

  /// Whether a word of a person's mention is the name: known as one and hardly a word of English, or known
  /// to no list at all.
  private func isName(_ word: Word, at index: Int, _ note: Note) -> Bool {
    guard word.shape == .capitalized || word.shape == .mixed, word.count > 2,
      !word.has([.function, .title, .role, .heading, .personNoun, .credential, .month, .weekday]),
      !word.entry.isMedical, !word.entry.isDrug, !note.isEponymFrame(after: index)
    else { return false }
    return word.entry.name > 0 ? word.entry.english <= 3 : word.entry.english == 0
  }
}
