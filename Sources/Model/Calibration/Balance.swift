public import Text

extension NERModel {
  /// Fits what is added to the outside tag's logit to where strict F1 on gold is best, for a tagger that
  /// is configured so; any other model stays as it is.
  ///
  /// Two taggers that decide together both reckon with how common the outside tag is, and so find too
  /// little; a single one trained for likelihood does not quite maximize F1 either. The choice is the
  /// middle of three neighbours on a grid whose mean F1 is best, so that no lucky point is taken.
  ///
  /// - Parameters:
  ///   - judged: The model that is to be balanced, such as this one with averaged weights.
  ///   - gold: Gold records that were not learnt from.
  ///   - documents: The same texts with the tokens that the model sees.
  public mutating func balance(as judged: NERModel, on gold: [Example], documents: [Document]) {
    guard var own = head as? TaggerHead, own.outside != nil,
      var tagger = judged.head as? TaggerHead,
      !gold.isEmpty
    else { return }
    let vectors = documents.map { judged.features([$0]) }
    let scores = Self.grid.map { bias -> Double in
      tagger.outside?.value.storage[0] = bias
      let predicted = zip(documents, vectors).map { document, vectors in
        tagger.decode(vectors, [document])[0].map { span in
          Span(
            document.tokens[span.tokens.lowerBound].range
              .lowerBound..<document.tokens[
                span.tokens.upperBound - 1
              ].range.upperBound, span.label)
        }
      }
      return Score(gold: gold, predicted: predicted).f1 ?? 0
    }
    let best = (1..<scores.count - 1).max { left, right in
      scores[left - 1...left + 1].reduce(0, +) < scores[right - 1...right + 1].reduce(0, +)
    }
    guard let best, scores[best] > 0 else { return }
    own.outside?.value.storage[0] = Self.grid[best]
    head = own
  }

  /// Logits tried.
  private static let grid = stride(from: Float(-4), through: 1, by: 0.25).map(\.self)
}
