public import Notation
public import Text

/// A document with its gold spans, and what its format carries besides.
public struct Record: Hashable, Sendable {
  /// The document and what is known of it. Where the format has no tokens, the document has none until
  /// `tokenized`.
  public var example: Example
  /// Spans that are not gold: they overlap gold spans, which do not overlap each other, or the record
  /// was not accepted.
  public var aside: [Span] = []
  /// What the format says of single spans: a score, an attribute.
  public var spanDetails: [Span: JSONObject] = [:]
  /// What the format says of the document besides.
  public var details = JSONObject()
  /// What a `.spacy` file says of the document besides.
  public var docBin: DocBin.Details?

  /// A record.
  public init(_ example: Example) { self.example = example }

  /// The record's name.
  public var id: String { example.document.id }

  /// All its spans, in order.
  public var allSpans: [Span] {
    aside.isEmpty ? example.spans : (example.spans + aside).sorted()
  }

  /// The record with tokens: its own where it has them, else the tokenizer's.
  public func tokenized(by tokenizer: Tokenizer = .english) -> Record {
    let document = example.document
    guard document.tokens.isEmpty, document.text.count > 0 else { return self }
    var record = self
    record.example.document = Document(id: document.id, text: document.text, tokenizer: tokenizer)
    return record
  }
}
