/// A window encoder, then LSTMs that read its output both ways and add what they see of the whole
/// document: y = c + dropout(norm(lstm(c))), c the window encoder's output.
struct WindowBiLSTMEncoder: Layer {
  var window: MaxoutWindowEncoder
  var lstm: BiLSTMEncoder
  var norm: LayerNorm

  /// An encoder that keeps the width.
  init(
    _ name: String, width: Int, depth: Int, reach: Int, pieces: Int, lstmDepth: Int,
    _ initializer: inout Initializer
  ) {
    window = MaxoutWindowEncoder(
      name, width: width, depth: depth, reach: reach, pieces: pieces, edges: .zero, &initializer)
    lstm = BiLSTMEncoder(
      "\(name).lstm", width: width, depth: lstmDepth, dropout: 0.1, &initializer)
    norm = LayerNorm("\(name).norm", columns: width, &initializer)
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    window.visitParameters(visit)
    lstm.visitParameters(visit)
    norm.visitParameters(visit)
  }

  func forward(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    Chain(window, Residual(Chain(lstm, Rowwise(Chain(norm, Dropout()))))).forward(x, &pass)
  }
}
