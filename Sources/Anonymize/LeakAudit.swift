public import Text

/// What an audit makes of a document.
public enum AuditVerdict: String, Hashable, Sendable, CaseIterable {
  /// Nothing was found.
  case clear
  /// A person should look at what was found.
  case review
  /// An original value stands in the output, or a part failed: not to be handed out.
  case blocked
}

/// One thing that an audit found in an output. Holds places and kinds, never text.
public struct AuditFinding: Hashable, Sendable {
  /// How it was found.
  public enum Kind: String, Hashable, Sendable {
    /// The recognizers, run again over the output, found it.
    case rescan
    /// A value of the original stands in the output, folded: spacing, accents, case and punctuation aside.
    case knownValue = "known_value"
    /// A long run of digits.
    case longNumber = "long_number"
    /// A finding below the policy's threshold, which stayed.
    case doubt
    /// A part failed and the document is masked whole.
    case failure
  }

  /// How it was found.
  public let kind: Kind
  /// Where it stands in the output, and its label.
  public let span: Span
  /// The rule that found it.
  public let rule: String
}

/// Checks what a policy made of a document before it is handed out.
public struct LeakAudit: Sendable {
  /// The verdict on one document, and why.
  public struct Outcome: Hashable, Sendable {
    /// The verdict.
    public let verdict: AuditVerdict
    /// What was found, ordered by start.
    public let findings: [AuditFinding]

    /// The verdict on a document of which a part failed or does not fit: nothing of it may be handed out.
    public static func failure(of document: Document, rule: String) -> Outcome {
      let all = Span(0..<document.text.count, .name)
      return Outcome(
        verdict: .blocked, findings: [AuditFinding(kind: .failure, span: all, rule: rule)])
    }
  }

  /// What searches the output again.
  public let recognizers: [any Recognizer]
  /// Rescan findings of at least this confidence block.
  public let threshold: Float

  /// An audit with these recognizers.
  public init(recognizers: [any Recognizer], threshold: Float = 0.5) {
    self.recognizers = recognizers
    self.threshold = threshold
  }

  /// Audits what was made of a document. Text that the policy put in is passed over; what its rule keeps is
  /// not looked for.
  ///
  /// - Parameter knownValues: Values to search for besides those that were replaced: of the same patient's
  ///   other documents, or a roster.
  public func audit(
    _ masked: AnonymizedDocument, of original: Document, policy: PHIPolicy,
    knownValues: [Roster.Entry] = []
  ) -> Outcome {
    if masked.isBlocked { return .failure(of: masked.document, rule: "blocked") }
    let inserted = masked.replacements.map(\.replaced)
    let values =
      masked.replacements
      .filter { policy[$0.original.label] != .keep }
      .map { KnownValue(original.text[$0.original.range], $0.original.label) }
      + knownValues.map { KnownValue($0.value, $0.label) }
    var outcome = search(masked.document, inserted: inserted, values: values, policy: policy)
    let doubts = masked.doubts.map {
      AuditFinding(
        kind: .doubt, span: Span(masked.map.toOutput($0.span.range), $0.span.label), rule: "doubt")
    }
    outcome = Outcome(
      verdict: outcome.verdict == .clear && !doubts.isEmpty ? .review : outcome.verdict,
      findings: (outcome.findings + doubts).sorted { $0.span < $1.span })
    return outcome
  }

  /// Audits a text of which nothing is known but what is told here.
  ///
  /// - Parameters:
  ///   - original: What the text was made of. A finding whose words the original does not hold was put in by
  ///     the policy: an invented name is no leak.
  ///   - inserted: Where the policy put text in, as a map or a vault tells.
  ///   - knownValues: Values that must not stand anywhere.
  public func audit(
    _ output: Document, policy: PHIPolicy = .annotator, original: Document? = nil,
    inserted: [Range<Int>] = [], knownValues: [Roster.Entry] = []
  ) -> Outcome {
    let words = original.map { FoldedWords($0.text) }
    return search(
      output, inserted: inserted, values: knownValues.map { KnownValue($0.value, $0.label) },
      policy: policy
    ) { span in words?.contains(output.text[span.range]) ?? true }
  }

  /// Whether a text is another with some stretches replaced: nothing else may differ.
  public static func fits(_ output: Document, original: Document, map: OffsetMap) -> Bool {
    var source = 0
    var position = 0
    let end = OffsetMap.Segment(
      source: original.text.count..<original.text.count,
      output: output.text.count..<output.text.count)
    for segment in map.segments + [end] {
      guard segment.source.lowerBound >= source, segment.output.lowerBound >= position,
        segment.source.upperBound <= original.text.count,
        segment.output.upperBound <= output.text.count,
        original.text[source..<segment.source.lowerBound]
          == output.text[position..<segment.output.lowerBound]
      else { return false }
      source = segment.source.upperBound
      position = segment.output.upperBound
    }
    return true
  }

  private func search(
    _ output: Document, inserted: [Range<Int>], values: [KnownValue], policy: PHIPolicy,
    isOriginal: (Span) -> Bool = { _ in true }
  ) -> Outcome {
    var findings: [AuditFinding] = []
    var verdict = AuditVerdict.clear
    func isInserted(_ range: Range<Int>) -> Bool {
      let next = inserted.partitioningIndex { $0.upperBound > range.lowerBound }
      return next < inserted.count && inserted[next].overlaps(range)
    }
    for recognizer in recognizers {
      guard let found = try? recognizer.recognize(output) else {
        return .failure(of: output, rule: recognizer.name)
      }
      for annotation in found where policy[annotation.span.label] != .keep {
        guard (annotation.confidence ?? 1) >= threshold, !isInserted(annotation.span.range),
          isOriginal(annotation.span), !isTitle(annotation.span, in: output)
        else { continue }
        findings.append(
          AuditFinding(kind: .rescan, span: annotation.span, rule: annotation.source.ruleName))
        verdict = .blocked
      }
    }
    for (span, isWhole) in knownValues(values, in: output) where !isInserted(span.range) {
      findings.append(AuditFinding(kind: .knownValue, span: span, rule: isWhole ? "value" : "part"))
      verdict = isWhole ? .blocked : verdict == .blocked ? .blocked : .review
    }
    for range in longNumbers(in: output)
    where !isInserted(range) && isOriginal(Span(range, .id)) {
      findings.append(AuditFinding(kind: .longNumber, span: Span(range, .id), rule: "digits"))
      if verdict == .clear { verdict = .review }
    }
    return Outcome(verdict: verdict, findings: findings.sorted { $0.span < $1.span })
  }

  /// Whether a finding is nothing but a title, which names nobody and which surrogates keep.
  private func isTitle(_ span: Span, in output: Document) -> Bool {
    span.label == .name
      && Surrogates.folded(output.text(of: span)).split(separator: " ")
        .allSatisfy { WordClasses.table[WordHash.of($0)].contains(.title) }
  }

  /// Where known values stand: whole ones, and words of names (which may stand there as words of English or as
  /// an eponym, so they ask for a look only).
  private func knownValues(_ values: [KnownValue], in output: Document) -> [(
    span: Span, isWhole: Bool
  )] {
    var patterns: [[UInt8]] = []
    var owners: [(label: Label, isWhole: Bool)] = []
    var seen: Set<[UInt8]> = []
    for value in values {
      for (pattern, isWhole) in value.patterns where seen.insert(pattern).inserted {
        patterns.append(pattern)
        owners.append((value.label, isWhole))
      }
    }
    if patterns.isEmpty { return [] }
    let folded = FoldedText(output.text)
    var stream: [UInt8] = []
    var places: [Int] = []
    for (offset, byte) in folded.bytes.enumerated() where byte.isWordish {
      stream.append(byte.lowered)
      places.append(offset)
    }
    let search = PatternSearch(patterns)
    return search.matches(in: stream).compactMap { pattern, range in
      let start = places[range.lowerBound]
      let end = places[range.upperBound - 1] + 1
      func isWordish(_ offset: Int) -> Bool {
        offset >= 0 && offset < folded.bytes.count && folded.bytes[offset].isWordish
      }
      // A short word inside another word is no finding; a number inside a number is.
      let isNumber = patterns[pattern].contains { $0.isDigit } && patterns[pattern].count >= 6
      if !isNumber, isWordish(start - 1) || isWordish(end) { return nil }
      return (Span(folded.scalarRange(start..<end), owners[pattern].label), owners[pattern].isWhole)
    }
  }

  /// Runs of nine digits and more.
  private func longNumbers(in output: Document) -> [Range<Int>] {
    let folded = FoldedText(output.text)
    var ranges: [Range<Int>] = []
    var position = 0
    while position < folded.bytes.count {
      let start = position
      while position < folded.bytes.count, folded.bytes[position].isDigit { position += 1 }
      if position - start >= 9 { ranges.append(folded.scalarRange(start..<position)) }
      position += 1
    }
    return ranges
  }
}

/// The words of a text, folded, to be asked whether they hold those of another in the same order.
private struct FoldedWords {
  private let text: [UInt8]

  init(_ text: ScalarText) { self.text = Self.stream(text.string) }

  private static func stream(_ text: String) -> [UInt8] {
    [0x20] + Array(Surrogates.folded(text).utf8) + [0x20]
  }

  /// Whether the words of a value stand here one after the other.
  func contains(_ value: String) -> Bool {
    let wanted = Self.stream(value)
    return wanted.count <= 2 || text.firstRange(of: wanted) != nil
  }
}

/// A value of the original, as it is searched for.
private struct KnownValue {
  let label: Label
  /// What to search for, and whether it is the whole value.
  let patterns: [(bytes: [UInt8], isWhole: Bool)]

  init(_ text: String, _ label: Label) {
    self.label = label
    let folded = Surrogates.folded(text)
    let words = folded.split(separator: " ")
      .filter { label != .name || !WordClasses.table[WordHash.of($0)].contains(.title) }
      .map { Array($0.utf8) }
    let whole = words.flatMap { $0 }
    var patterns: [([UInt8], Bool)] = []
    // Two letters or digits stand everywhere; an age or a day is no identifier by itself.
    let isShort = whole.count < (whole.allSatisfy(\.isDigit) ? 5 : 3)
    let isWord = label == .name && words.count == 1
    if !isShort { patterns.append((whole, !isWord)) }
    if label == .name, words.count > 1 {
      for word in words where word.count > 2 { patterns.append((word, false)) }
    }
    self.patterns = patterns
  }
}

extension Annotation.Source {
  /// What reports call the source.
  var ruleName: String {
    switch self {
    case .rule(let name), .model(let name): name
    case .human: "human"
    case .gold: "gold"
    }
  }
}
