public import Text

extension NERModel {
  /// What the model believes of each document's tags; nil where it is no tagger, and believes nothing that
  /// another could learn. Documents are spread over the processors.
  public func beliefs(of documents: [Document]) -> [TagBelief]? {
    guard let tagger = head as? TaggerHead else { return nil }
    let batches = Self.batches(documents)
    let results = eachAtOnce(batches.count) { index in
      let batch = Array(documents[batches[index]])
      return tagger.beliefs(preparedFeatures(batch), batch)
    }
    return Array(results.joined())
  }
}

extension ModelConfig {
  /// Whether a model of this configuration over some labels can learn what another one believes: both are
  /// taggers over the same tags, and this one learns whole sequences.
  public func learnsBeliefs(of teacher: NERModel, labels: [Label]) -> Bool {
    guard case .tagger(_, let scheme, .sequence, _) = head, let tagger = teacher.head as? TaggerHead
    else { return false }
    return tagger.tags == TagSet(scheme: scheme, labels: labels)
  }
}
