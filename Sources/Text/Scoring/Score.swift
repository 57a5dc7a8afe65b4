/// Strict scores of predicted spans, equal to those of `spacy.scorer.get_ner_prf` and
/// `Scorer.score_tokenization`: a prediction is right where bounds and label are gold's.
///
/// Counts add up document by document; the order does not matter.
public struct Score: Hashable, Sendable {
  /// Counts by label; a label that was predicted or is gold has an entry.
  public private(set) var perLabel: [Label: MatchCounts] = [:]
  /// Tokens of the predicted documents, white space left out, that are one gold token each, and those
  /// that are not.
  public private(set) var alignedTokens = MatchCounts()
  /// Tokens, white space left out, by their exact bounds.
  public private(set) var tokens = MatchCounts()

  /// A score of nothing.
  public init() {}

  /// The score of predictions over their gold examples, in the same order and tokenization.
  public init(gold: [Example], predicted: [[Span]]) {
    precondition(
      gold.count == predicted.count, "score: \(gold.count) examples, \(predicted.count) predictions"
    )
    for (example, spans) in zip(gold, predicted) { add(spans, gold: example) }
  }

  /// All labels together.
  public var total: MatchCounts {
    var total = MatchCounts()
    for counts in perLabel.values { total += counts }
    return total
  }

  /// Precision over all labels, 0…1; nil where nothing was counted.
  public var precision: Double? { total.isEmpty ? nil : total.precision }
  /// Recall over all labels, 0…1; nil where nothing was counted.
  public var recall: Double? { total.isEmpty ? nil : total.recall }
  /// Harmonic mean of precision and recall; nil where nothing was counted.
  public var f1: Double? { total.isEmpty ? nil : total.f1 }
  /// Share of predicted tokens that are one gold token each (spaCy's `token_acc`); nil without tokens.
  public var tokenAccuracy: Double? { alignedTokens.isEmpty ? nil : alignedTokens.precision }

  /// Adds the predictions for one document that is cut into gold's tokens.
  ///
  /// Predictions that meet an unannotated token are neither right nor wrong. A document without any
  /// annotation is left out.
  ///
  /// - Returns: For each prediction whether it was right; nil where it was not counted.
  @discardableResult
  public mutating func add(_ predicted: [Span], gold: Example) -> [Bool?] {
    addTokens(of: gold.document)
    return addSpans(predicted.map { ($0.label, .at($0.range)) }, gold: gold)
  }

  /// Adds the predictions for one document that may be cut into other tokens than gold is: each predicted
  /// span becomes the run of gold tokens that its own tokens meet. A span between tokens is right only
  /// where gold has the very same offsets.
  ///
  /// - Returns: For each prediction whether it was right; nil where it was not counted.
  /// - Throws: `AlignmentError` where the document has another text than gold; nothing is added then.
  @discardableResult
  public mutating func add(
    _ predicted: [Span], in document: Document, gold: Example
  ) throws(AlignmentError) -> [Bool?] {
    if document.tokens == gold.document.tokens, document.text == gold.document.text {
      return add(predicted, gold: gold)
    }
    let alignment = try TokenAlignment(document, gold.document)
    addTokens(of: document, gold.document, alignment)
    let hasSameText = document.text == gold.document.text
    let placed = predicted.map { span -> (Label, Place) in
      guard let covered = document.tokens.indexes(covering: span.range) else {
        return (span.label, hasSameText ? .at(span.range) : .elsewhere)
      }
      let met = alignment.forward[covered].joined()
      guard let first = met.min(), let last = met.max() else { return (span.label, .nowhere) }
      let tokens = gold.document.tokens
      return (span.label, .at(tokens[first].range.lowerBound..<tokens[last].range.upperBound))
    }
    return addSpans(placed, gold: gold)
  }

  /// Adds another score's counts.
  public static func += (left: inout Score, right: Score) {
    for (label, counts) in right.perLabel { left.perLabel[label, default: MatchCounts()] += counts }
    left.alignedTokens += right.alignedTokens
    left.tokens += right.tokens
  }

  /// Where a prediction lies in the gold document.
  private enum Place {
    /// At these offsets.
    case at(Range<Int>)
    /// At no gold bounds: wrong.
    case elsewhere
    /// On nothing that gold has: not counted.
    case nowhere
  }

  private mutating func addSpans(
    _ predicted: [(label: Label, place: Place)], gold: Example
  ) -> [Bool?] {
    let missing = gold.missingTokens
    if !missing.isEmpty, missing.count == gold.document.tokens.count {
      return predicted.map { _ in nil }
    }
    var unmatched = Set(gold.spans)
    var verdicts: [Bool?] = []
    for (label, place) in predicted {
      var counts = perLabel[label] ?? MatchCounts()
      var isRight: Bool?
      switch place {
      case .nowhere: break
      case .elsewhere: isRight = false
      case .at(let range):
        let isUnknown =
          !missing.isEmpty
          && gold.document.tokens.indexes(touching: range).contains { missing.contains($0) }
        if isUnknown { break }
        isRight = unmatched.remove(Span(range, label)) != nil
      }
      if isRight == true { counts.truePositives += 1 }
      if isRight == false { counts.falsePositives += 1 }
      perLabel[label] = counts
      verdicts.append(isRight)
    }
    for span in unmatched { perLabel[span.label, default: MatchCounts()].falseNegatives += 1 }
    return verdicts
  }

  private mutating func addTokens(of document: Document) {
    let count = document.tokens.count { !document.isSpace($0) }
    alignedTokens.truePositives += count
    tokens.truePositives += count
  }

  private mutating func addTokens(
    of document: Document, _ gold: Document, _ alignment: TokenAlignment
  ) {
    func ranges(_ document: Document) -> Set<Range<Int>> {
      Set(document.tokens.lazy.filter { !document.isSpace($0) }.map(\.range))
    }
    for (index, token) in document.tokens.enumerated() where !document.isSpace(token) {
      if alignment.forward[index].count == 1 {
        alignedTokens.truePositives += 1
      } else {
        alignedTokens.falsePositives += 1
      }
    }
    let (found, wanted) = (ranges(document), ranges(gold))
    let common = found.intersection(wanted).count
    tokens += MatchCounts(
      truePositives: common, falsePositives: found.count - common,
      falseNegatives: wanted.count - common)
  }
}

extension Example {
  /// The indexes of tokens that nothing is known of: in an unannotated range and in no gold span.
  var missingTokens: Set<Int> {
    var missing: Set<Int> = []
    for range in unannotated { missing.formUnion(document.tokens.indexes(touching: range)) }
    guard !missing.isEmpty else { return [] }
    for span in spans { missing.subtract(document.tokens.indexes(touching: span.range)) }
    return missing
  }
}
