public import Text

/// Finds PHI in documents and replaces it as a policy says.
///
/// A pure function of the document: no clock, no network, no state. It never lets text pass that a
/// recognizer could not read: when one fails, the document is blocked.
public struct Anonymizer: Sendable {
  /// What becomes of each label.
  public let policy: PHIPolicy
  /// What finds PHI. All are asked; coverage is the union of their findings.
  public let recognizers: [any Recognizer]
  /// From which surrogates, shifts and hashes are drawn: the same key gives the same output.
  public let key: PHIKey
  private let gazetteer: Gazetteer

  /// An anonymizer.
  ///
  /// - Parameter gazetteer: From whose lists surrogates for names and towns are drawn.
  public init(
    recognizers: [any Recognizer], policy: PHIPolicy = .annotator, key: PHIKey,
    gazetteer: Gazetteer = .empty
  ) {
    self.recognizers = recognizers
    self.policy = policy
    self.key = key
    self.gazetteer = gazetteer
  }

  /// An anonymizer whose draws follow from a seed.
  public init(recognizers: [any Recognizer], policy: PHIPolicy = .annotator, seed: UInt64 = 0) {
    self.init(recognizers: recognizers, policy: policy, key: PHIKey(seed: seed))
  }

  /// The document as the policy lets it be seen; blocked when any recognizer fails or answers with a span
  /// outside the text.
  ///
  /// - Parameter patient: Whose document it is: documents of one patient share surrogates and shifts.
  ///   Without one, the document stands for itself.
  public func anonymize(_ document: Document, patient: String? = nil) -> AnonymizedDocument {
    var memory = PatientMemory(patient: patient ?? document.id, key: key)
    return anonymize(document, memory: &memory)
  }

  /// The document as the policy lets it be seen, fitting the patient's other documents; what is new in it is
  /// remembered.
  ///
  /// - Parameter roster: What is known of the patient and of those around.
  public func anonymize(
    _ document: Document, memory: inout PatientMemory, roster: Roster = .empty
  ) -> AnonymizedDocument {
    var findings: [Annotation] = []
    for recognizer in recognizers {
      let recognizer = (recognizer as? PHIRecognizer)?.knowing(roster) ?? recognizer
      guard let found = try? recognizer.recognize(document),
        found.allSatisfy({ $0.span.start >= 0 && $0.span.end <= document.text.count })
      else { return Self.blocked(document, part: recognizer.name) }
      findings += found
    }
    return apply(findings, to: document, memory: &memory)
  }

  /// Every document, in order. None is passed over: the answer has as many as the question.
  public func anonymize(_ documents: [Document]) -> [AnonymizedDocument] {
    documents.map { anonymize($0) }
  }

  /// The document with these findings replaced. Findings below the threshold, and those whose rule is
  /// `keep`, stay; the former are answered as doubts.
  public func apply(
    _ findings: [Annotation], to document: Document, patient: String? = nil
  ) -> AnonymizedDocument {
    var memory = PatientMemory(patient: patient ?? document.id, key: key)
    return apply(findings, to: document, memory: &memory)
  }

  /// The document with these findings replaced, fitting the patient's other documents.
  public func apply(
    _ findings: [Annotation], to document: Document, memory: inout PatientMemory
  ) -> AnonymizedDocument {
    let ruled = findings.filter { policy[$0.span.label] != .keep }
    let stretches = Resolver.resolve(ruled.filter { ($0.confidence ?? 1) >= policy.threshold })
    let doubts = ruled.filter { finding in
      (finding.confidence ?? 1) < policy.threshold && !Self.isCovered(finding.span, by: stretches)
    }
    let originals = stretches.map { document.text[$0.range] }
    var transform = Transform(
      policy: policy, hashKey: key, memory: memory, originals: originals, gazetteer: gazetteer)
    var writer = ReplacementWriter(document)
    for (stretch, original) in zip(stretches, originals) {
      writer.replace(
        stretch, with: transform.replacement(for: original, label: stretch.best.span.label))
    }
    memory = transform.memory
    return writer.finish(doubts: doubts.sorted { $0.span < $1.span })
  }

  /// Whether one stretch covers a span; stretches are in order.
  private static func isCovered(_ span: Span, by stretches: [Resolver.Stretch]) -> Bool {
    let next = stretches.partitioningIndex { $0.range.upperBound > span.start }
    return next < stretches.count && stretches[next].range.lowerBound <= span.start
      && stretches[next].range.upperBound >= span.end
  }

  private static func blocked(_ document: Document, part: String) -> AnonymizedDocument {
    let text = ScalarText(ShapeMask.mask(document.text.string))
    return AnonymizedDocument(
      document: Document(
        id: document.id, text: text,
        tokens: document.tokens.map {
          Token(range: $0.range, isFollowedBySpace: $0.isFollowedBySpace)
        }),
      status: .blocked(part: part), replacements: [], doubts: [], map: .identity)
  }
}
