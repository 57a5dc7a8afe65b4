/// A document with its gold spans: what a model learns from and is scored against.
public struct Example: Hashable, Sendable {
  /// The note.
  public var document: Document
  /// Gold spans, ordered, not overlapping.
  public var spans: [Span]
  /// Half-open scalar ranges of which nothing is known: not trained on, predictions there not counted.
  public var unannotated: [Range<Int>]
  /// Indexes of tokens that start a sentence (for n2c2 records, a line), ascending.
  public var sentenceStarts: [Int]

  /// An example; without `unannotated`, whatever is not in a span is known to be outside.
  public init(
    document: Document, spans: [Span], unannotated: [Range<Int>] = [], sentenceStarts: [Int] = []
  ) {
    self.document = document
    self.spans = spans
    self.unannotated = unannotated
    self.sentenceStarts = sentenceStarts
  }
}
