/// Residual blocks of a window maxout, layer norm and dropout: each block lets a token see `reach` more
/// tokens on either side (spaCy's `MaxoutWindowEncoder.v2`; Strubell et al. 2017 for the idea).
struct MaxoutWindowEncoder: Layer {
  typealias Edges = ModelConfig.Edges

  typealias Block = Residual<Chain<WindowMaxout, Rowwise<Chain<LayerNorm, Dropout>>>>

  var blocks: [Block]
  /// Neighbours that one block sees on either side.
  let reach: Int
  /// What stands beyond a document's ends.
  var edges: Edges

  /// An encoder that keeps the width.
  init(
    _ name: String, width: Int, depth: Int, reach: Int, pieces: Int, edges: Edges,
    _ initializer: inout Initializer
  ) {
    self.reach = reach
    self.edges = edges
    blocks = (0..<depth).map { index in
      let window = WindowMaxout(
        "\(name).\(index).window", inputs: width, outputs: width, pieces: pieces, reach: reach,
        &initializer)
      let norm = LayerNorm("\(name).\(index).norm", columns: width, &initializer)
      return Residual(Chain(window, Rowwise(Chain(norm, Dropout()))))
    }
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    for index in blocks.indices { blocks[index].visitParameters(visit) }
  }

  func forward(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    switch edges {
    case .zero:
      return throughBlocks(x, &pass)
    case .padded:
      let layout = GapLayout(lengths: x.lengths, gap: reach * blocks.count)
      let spaced = Ragged(layout.spacing(x.rows), lengths: [layout.rowCount])
      let (y, back) = throughBlocks(spaced, &pass)
      return (
        Ragged(layout.closing(y.rows), lengths: x.lengths),
        { dy, gradients in
          let dSpaced = Ragged(layout.spacing(dy.rows), lengths: [layout.rowCount])
          return Ragged(layout.closing(back(dSpaced, &gradients).rows), lengths: dy.lengths)
        }
      )
    }
  }

  private func throughBlocks(_ x: Ragged, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, Ragged>
  ) {
    var output = x
    var ways: [Pullback<Ragged, Ragged>] = []
    for block in blocks {
      let (y, back) = block.forward(output, &pass)
      output = y
      ways.append(back)
    }
    return (
      output,
      { dy, gradients in ways.reversed().reduce(dy) { dy, back in back(dy, &gradients) } }
    )
  }
}
