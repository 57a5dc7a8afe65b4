import Text

extension NERModel {
  /// The spans of documents none of whose spans crosses a sentence's bounds: each sentence is decoded as
  /// a document of its own, over vectors that have seen the whole.
  func decode(
    _ features: Ragged, _ documents: [Document], sentences: [[Range<Int>]],
    by spans: (Ragged, [Document]) -> [[DecodedSpan]]
  ) -> [[DecodedSpan]] {
    var parts: [Document] = []
    for (document, ranges) in zip(documents, sentences) {
      parts += ranges.map {
        Document(id: document.id, text: document.text, tokens: Array(document.tokens[$0]))
      }
    }
    let found = spans(
      Ragged(features.rows, lengths: parts.map(\.tokens.count)), parts)
    var part = 0
    return sentences.map { ranges in
      ranges.flatMap { range in
        defer { part += 1 }
        return found[part].map { span in
          DecodedSpan(
            tokens: span.tokens.lowerBound + range.lowerBound..<span.tokens.upperBound
              + range.lowerBound,
            label: span.label, confidence: span.confidence)
        }
      }
    }
  }
}
