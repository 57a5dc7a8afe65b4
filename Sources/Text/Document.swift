/// A clinical note. Immutable: every offset in the program indexes the scalars of `text`.
public struct Document: Identifiable, Sendable {
  /// What its source calls it: a file's stem or a record's `id`.
  public let id: String
  /// The note.
  public let text: ScalarText
  /// Its tokens, in order, not overlapping.
  public let tokens: [Token]

  /// A document with the tokens given.
  public init(id: String, text: ScalarText, tokens: [Token]) {
    self.id = id
    self.text = text
    self.tokens = tokens
  }

  /// The text of one token.
  public func text(of token: Token) -> String { text[token.range] }

  /// The text that a span covers.
  public func text(of span: Span) -> String { text[span.range] }

  /// The token indexes that exactly cover a range of scalar offsets; nil where a bound falls inside a
  /// token or on no token.
  public func tokenRange(covering range: Range<Int>) -> Range<Int>? {
    tokens.indexes(covering: range)
  }

  /// The first token that starts at or after an offset.
  public func index(ofTokenAtOrAfter offset: Int) -> Int? {
    let index = tokens.partitioningIndex { $0.range.lowerBound >= offset }
    return index < tokens.count ? index : nil
  }
}

extension Document: Hashable {
  /// Equal in id, text and tokens.
  public static func == (left: Document, right: Document) -> Bool {
    left.id == right.id && left.text == right.text && left.tokens == right.tokens
  }

  /// Feeds the id and the text.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(text)
  }
}
