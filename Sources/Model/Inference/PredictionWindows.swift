/// The windows in which a transformer reads text in prediction.
public enum PredictionWindows: String, Hashable, Sendable, CaseIterable {
  /// Cut where a sentence ends, hardly a piece read twice: see `ModelConfig.Transformer.Packing`.
  case packed
  /// Those of training, to the token: what spacy-transformers does.
  case trained
}
