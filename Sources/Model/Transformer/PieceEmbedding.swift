/// Sequences of pieces, stacked.
public struct PieceBatch: Equatable, Sendable {
  /// Rows of the vocabulary, sequence after sequence.
  public internal(set) var ids: [Int32]
  /// The number of pieces of each sequence.
  public let lengths: [Int]

  /// Stacked sequences.
  public init(_ sequences: [[Int32]]) {
    ids = sequences.flatMap { $0 }
    lengths = sequences.map(\.count)
  }

  /// Pieces that are stacked already.
  init(ids: [Int32], lengths: [Int]) {
    self.ids = ids
    self.lengths = lengths
  }
}

/// A piece's vector plus its position's plus that of the first sentence type, normalized.
///
/// The pullback keeps the ids.
struct PieceEmbedding: Layer {
  var pieces: Parameter  // (V, C)
  var positions: Parameter  // (P, C)
  var types: Parameter  // (T, C)
  var norm: Chain<LayerNorm, Dropout>
  /// The position of a sequence's first piece.
  let firstPosition: Int

  /// Tables with vectors of deviation 0.02.
  init(_ name: String, _ config: TransformerConfig, _ initializer: inout Initializer) {
    let start = Initializer.Distribution.normal(mean: 0, deviation: 0.02)
    pieces = initializer.parameter(
      "\(name).pieces", rows: config.vocabularySize, columns: config.width, start)
    positions = initializer.parameter(
      "\(name).positions", rows: config.positions, columns: config.width, start)
    types = initializer.parameter(
      "\(name).types", rows: config.types, columns: config.width, start)
    norm = Chain(
      LayerNorm("\(name).norm", columns: config.width, epsilon: config.epsilon, &initializer),
      Dropout(rate: config.dropout))
    firstPosition = config.firstPosition
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    visit(&pieces)
    visit(&positions)
    visit(&types)
    norm.visitParameters(visit)
  }

  /// No sequence may be longer than the position table is.
  func forward(_ x: PieceBatch, _ pass: inout Pass) -> (
    output: Ragged, pullback: Pullback<Ragged, PieceBatch>
  ) {
    precondition(
      (x.lengths.max() ?? 0) + firstPosition <= positions.value.rows,
      "PieceEmbedding: \(x.lengths.max() ?? 0) pieces, \(positions.value.rows) positions")
    let places = x.lengths.flatMap { (0..<Int32($0)).map { $0 + Int32(firstPosition) } }
    var sum = pieces.value.gatheringRows(x.ids)  // (V, C) → (N, C)
    sum += positions.value.gatheringRows(places)
    sum.addToEachRow(types.value[rows: 0..<1])
    let (y, back) = norm.forward(sum, &pass)
    return (
      Ragged(y, lengths: x.lengths),
      { dy, gradients in
        let dSum = back(dy.rows, &gradients)
        gradients[pieces].scatterAddRows(dSum, at: x.ids)
        gradients[positions].scatterAddRows(dSum, at: places)
        gradients[types].scatterAddRows(dSum.sumOfRows(), at: [0])
        return x
      }
    )
  }
}
