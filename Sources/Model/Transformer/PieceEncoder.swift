/// A pretrained encoder by itself, made ready to turn pieces into vectors.
public struct PieceEncoder: Sendable {
  private let encoder: TransformerEncoder
  private let plan: EncoderPlan?

  /// Takes the weights over.
  ///
  /// - Throws: `WeightsError` when a tensor is missing or of another shape.
  public init(_ pretrained: PretrainedEncoder, _ precision: Precision = .single)
    throws(WeightsError)
  {
    var initializer = Initializer(seed: nil)
    var encoder = TransformerEncoder("encode", pretrained.files.config, &initializer)
    try encoder.take(pretrained: pretrained.weights, path: pretrained.path)
    self.encoder = encoder
    plan = EncoderPlan(encoder, precision)
  }

  /// The vectors of windows' pieces, stacked, on this thread. → (P, C)
  public func vectors(of windows: [[Int32]]) -> Matrix {
    plan?.vectors(of: windows, EncoderPlan.Workspace()) ?? encoder.vectors(of: windows)
  }
}
