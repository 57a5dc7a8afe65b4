import Text

/// Vectors for an unlimited vocabulary in a small table: an id's vector is the sum of the four rows that
/// its hash names (Svenstrup, Hansen and Winther 2017; thinc's `HashEmbed`).
///
/// The pullback keeps the rows' numbers. Derivation: `docs/layers.md`, "HashEmbed".
struct HashEmbed: Layer {
  var table: Parameter  // (V, C)
  /// What the hash is seeded with.
  let seed: UInt32

  /// A table with values uniform in ±0.1.
  init(
    _ name: String, rows: Int, columns: Int, seed: UInt32, _ initializer: inout Initializer
  ) {
    table = initializer.parameter("\(name).table", rows: rows, columns: columns, .uniform(0.1))
    self.seed = seed
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) { visit(&table) }

  /// Ids to vectors. (N) → (N, C)
  func forward(_ ids: [UInt64], _ pass: inout Pass) -> (
    output: Matrix, pullback: Pullback<Matrix, [UInt64]>
  ) {
    let count = table.value.rows
    let rows = ids.map { HashRows(of: $0, seed: seed).rows(of: count) }
    var y = table.value.gatheringRows(rows.map { Int32($0[0]) })  // (V, C) → (N, C)
    for hash in 1..<4 { y += table.value.gatheringRows(rows.map { Int32($0[hash]) }) }
    return (
      y,
      { dy, gradients in
        for hash in 0..<4 {
          gradients[table].scatterAddRows(dy, at: rows.map { Int32($0[hash]) })
        }
        return []  // ids have no gradient
      }
    )
  }
}
