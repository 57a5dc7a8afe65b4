/// A way to write spans as one tag a token (Ramshaw and Marcus, 1995; Ratinov and Roth, 2009).
public enum TagScheme: String, Codable, CaseIterable, Sendable {
  /// Begin, inside, outside.
  case bio
  /// Begin, inside, last, unit, outside.
  case biluo

  /// The tags of spans over tokens, one a token. Tokens that touch an unannotated range and are in no
  /// span are `missing`. Ranges are scalar offsets.
  ///
  /// - Throws: `MisalignedSpan` for the first span, in order, that tags cannot express.
  public func tags(
    for spans: [Span], over tokens: [Token], unannotated: [Range<Int>] = []
  ) throws(MisalignedSpan) -> [Tag] {
    var tags = [Tag](repeating: .outside, count: tokens.count)
    for range in unannotated {
      for index in tokens.indexes(touching: range) { tags[index] = .missing }
    }
    var previous: Span?
    for span in spans.sorted() {
      if let previous, previous.range.overlaps(span.range) {
        throw MisalignedSpan(span: span, reason: .overlaps(previous.range))
      }
      guard let covered = tokens.indexes(covering: span.range) else {
        throw MisalignedSpan(span: span, over: tokens)
      }
      write(span.label, on: covered, into: &tags)
      previous = span
    }
    return tags
  }

  func write(_ label: Label, on covered: Range<Int>, into tags: inout [Tag]) {
    for index in covered { tags[index] = .inside(label) }
    tags[covered.lowerBound] = .begin(label)
    if self == .biluo {
      tags[covered.upperBound - 1] = .last(label)
      if covered.count == 1 { tags[covered.lowerBound] = .unit(label) }
    }
  }

  /// The spans that tags stand for, in order.
  ///
  /// A sequence that no spans give is repaired as spaCy's `iob_to_biluo` does: any tag with a label
  /// starts a span, which takes in the `I` and `L` tags of the same label that follow.
  public func spans(for tags: [Tag], over tokens: [Token]) -> [Span] {
    precondition(
      tags.count == tokens.count, "spans: \(tags.count) tags over \(tokens.count) tokens")
    return ranges(for: tags).map { range, label in
      Span(
        tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound,
        label)
    }
  }

  /// The same, as ranges of token indexes.
  public func ranges(for tags: [Tag]) -> [(range: Range<Int>, label: Label)] {
    var ranges: [(range: Range<Int>, label: Label)] = []
    var index = 0
    while index < tags.count {
      let start = index
      index += 1
      guard let label = tags[start].label else { continue }
      while index < tags.count, tags[index] == .inside(label) || tags[index] == .last(label) {
        index += 1
      }
      ranges.append((start..<index, label))
    }
    return ranges
  }
}

/// A span that cannot be written as tags: it starts or ends where no token does, or meets another.
public struct MisalignedSpan: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with the span.
  public enum Reason: Hashable, Sendable {
    /// It has no scalars.
    case isEmpty
    /// It starts inside the token of this range.
    case startsInside(Range<Int>)
    /// It ends inside the token of this range.
    case endsInside(Range<Int>)
    /// It starts or ends on white space that is no token, or past the last token.
    case isOnNoToken
    /// It shares scalars with another span.
    case overlaps(Range<Int>)
  }

  /// The span.
  public let span: Span
  /// What is wrong with it.
  public let reason: Reason

  /// An error.
  public init(span: Span, reason: Reason) {
    self.span = span
    self.reason = reason
  }

  /// What is wrong with a span that no run of tokens covers exactly.
  public init(span: Span, over tokens: [Token]) {
    self.span = span
    func token(around offset: Int) -> Range<Int>? {
      guard let index = tokens.indexes(touching: offset - 1..<offset + 1).first else { return nil }
      let range = tokens[index].range
      return range.lowerBound < offset && offset < range.upperBound ? range : nil
    }
    if span.range.isEmpty {
      reason = .isEmpty
    } else if let range = token(around: span.start) {
      reason = .startsInside(range)
    } else if let range = token(around: span.end) {
      reason = .endsInside(range)
    } else {
      reason = .isOnNoToken
    }
  }

  /// One sentence: what and where.
  public var description: String {
    let what =
      switch reason {
      case .isEmpty: "is empty"
      case .startsInside(let token):
        "starts inside the token at \(token.lowerBound)–\(token.upperBound)"
      case .endsInside(let token):
        "ends inside the token at \(token.lowerBound)–\(token.upperBound)"
      case .isOnNoToken: "starts or ends where there is no token"
      case .overlaps(let other):
        "overlaps the span at \(other.lowerBound)–\(other.upperBound)"
      }
    return "the \(span.label) span at \(span.start)–\(span.end) \(what)"
  }
}
