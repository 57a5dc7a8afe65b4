/// Layers of LSTMs that read both ways (Graves and Schmidhuber 2005), as PyTorch's bidirectional LSTM:
/// each layer sees both outputs of the one below.
struct BiLSTMEncoder: Layer {
  /// One layer.
  struct Level: Sendable {
    var forward: LSTM
    var backward: LSTM
  }

  var levels: [Level]
  /// The share of units dropped between layers in training, whatever the pass says, as PyTorch keeps
  /// its own rate.
  let dropout: Float

  /// An encoder of `depth` layers; half of `width` is read in each direction.
  init(
    _ name: String, width: Int, depth: Int, dropout: Float, _ initializer: inout Initializer
  ) {
    precondition(width.isMultiple(of: 2), "BiLSTMEncoder: width \(width) is odd")
    self.dropout = dropout
    levels = (0..<depth).map { level in
      Level(
        forward: LSTM(
          "\(name).\(level).forward", inputs: width, units: width / 2, isReversed: false,
          &initializer),
        backward: LSTM(
          "\(name).\(level).backward", inputs: width, units: width / 2, isReversed: true,
          &initializer))
    }
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    for index in levels.indices {
      levels[index].forward.visitParameters(visit)
      levels[index].backward.visitParameters(visit)
    }
  }

  func forward(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    var output = x
    var ways: [Pullback<Ragged, Ragged>] = []
    for (index, level) in levels.enumerated() {
      if index > 0, pass.isTraining, dropout > 0 {
        var own = Pass.training(dropout: dropout, random: pass.random)
        let (dropped, back) = Dropout().forward(output.rows, &own)
        pass.random = own.random
        let lengths = x.lengths
        ways.append { dy, gradients in Ragged(back(dy.rows, &gradients), lengths: lengths) }
        output.rows = dropped
      }
      let (left, backLeft) = level.forward.forward(output, &pass)
      let (right, backRight) = level.backward.forward(output, &pass)
      let units = level.forward.units
      ways.append { dy, gradients in
        var dx = backLeft(
          Ragged(dy.rows.columns(0..<units), lengths: dy.lengths), &gradients)
        dx.rows +=
          backRight(
            Ragged(dy.rows.columns(units..<2 * units), lengths: dy.lengths), &gradients
          ).rows
        return dx
      }
      output = Ragged(.concatenatingColumns([left.rows, right.rows]), lengths: x.lengths)
    }
    return (
      output,
      { dy, gradients in
        ways.reversed().reduce(dy) { dy, back in back(dy, &gradients) }
      }
    )
  }
}
