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
  /// From which surrogates and shifts are drawn: the same seed gives the same output.
  public let seed: UInt64

  /// An anonymizer.
  public init(recognizers: [any Recognizer], policy: PHIPolicy = .annotator, seed: UInt64 = 0) {
    self.recognizers = recognizers
    self.policy = policy
    self.seed = seed
  }

  /// The document as the policy lets it be seen; blocked when any recognizer fails or answers with a span
  /// outside the text.
  public func anonymize(_ document: Document) -> AnonymizedDocument {
    var findings: [Annotation] = []
    for recognizer in recognizers {
      guard let found = try? recognizer.recognize(document),
        found.allSatisfy({ $0.span.start >= 0 && $0.span.end <= document.text.count })
      else { return Self.blocked(document, part: recognizer.name) }
      findings += found
    }
    return apply(findings, to: document)
  }

  /// Every document, in order. None is passed over: the answer has as many as the question.
  public func anonymize(_ documents: [Document]) -> [AnonymizedDocument] {
    documents.map { anonymize($0) }
  }

  /// The document with these findings replaced. Findings below the threshold, and those whose rule is
  /// `keep`, stay; the former are answered as doubts.
  public func apply(_ findings: [Annotation], to document: Document) -> AnonymizedDocument {
    let ruled = findings.filter { policy[$0.span.label] != .keep }
    let sure = ruled.filter { ($0.confidence ?? 1) >= policy.threshold }
    let stretches = Resolver.resolve(sure)
    let covered = stretches.map(\.range)
    let doubts = ruled.filter { finding in
      (finding.confidence ?? 1) < policy.threshold
        && !covered.contains {
          $0.contains(finding.span.start) && $0.upperBound >= finding.span.end
        }
    }
    var writer = ReplacementWriter(document)
    for stretch in stretches {
      let text = ShapeMask.mask(document.text[stretch.range])
      writer.replace(stretch, with: text)
    }
    return writer.finish(doubts: doubts.sorted { $0.span < $1.span })
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
