/// How exactly a transformer's products are computed in prediction.
public enum Precision: String, Hashable, Sendable, CaseIterable {
  /// As in training, to the last few bits.
  case single
  /// Weights and inputs of products in 8 bits: several times as fast, nearly the same.
  case int8
}
