import Text

/// Tag scores of words' own features and their neighbours': each feature has a weight for every tag, and
/// a token's score is the sum.
///
/// Beside a network that generalizes, this remembers. Features are dropped in training, so that no rare
/// one is relied on alone. The pullback keeps the rows' numbers and what was dropped.
struct FeatureScorer: Parameterized {
  var table: Parameter  // (V, K)
  let features: WordFeatures
  /// The share of features dropped in training.
  let dropout: Float

  /// A scorer that scores everything 0.
  init(
    _ name: String, settings: ModelConfig.Features, tags: Int, _ initializer: inout Initializer
  ) {
    table = initializer.parameter(
      "\(name).table", rows: settings.rows, columns: tags, .constant(0))
    features = WordFeatures(rows: settings.rows)
    dropout = settings.dropout
  }

  mutating func visitParameters(_ visit: (inout Parameter) -> Void) { visit(&table) }

  /// The scores of every token. (N) → (N, K)
  func forward(_ documents: [Document], _ pass: inout Pass) -> (
    output: Matrix, pullback: (Matrix, inout Gradients) -> Void
  ) {
    var rows = features.rows(of: documents)
    let width = table.value.columns
    let perToken = WordFeatures.templates.count
    let count = rows.count / perToken
    var factor: Float = 1
    if pass.isTraining, dropout > 0 {
      factor = 1 / (1 - dropout)
      for place in rows.indices where pass.random.nextUniform() < dropout { rows[place] = -1 }
    }
    let kept = (rows: rows, factor: factor)
    let scores = Matrix(rows: count, columns: width) { scores in
      scores.update(repeating: 0, count: count * width)
      table.value.storage.withUnsafeBufferPointer { table in
        for (place, row) in kept.rows.enumerated() where row >= 0 {
          let to = place / perToken * width
          let from = Int(row) * width
          for tag in 0..<width { scores[to + tag] += kept.factor * table[from + tag] }
        }
      }
    }
    return (
      scores,
      { dy, gradients in
        gradients[table].storage.withUnsafeMutableBufferPointer { gradient in
          dy.storage.withUnsafeBufferPointer { dy in
            for (place, row) in kept.rows.enumerated() where row >= 0 {
              let from = place / perToken * width
              let to = Int(row) * width
              for tag in 0..<width { gradient[to + tag] += kept.factor * dy[from + tag] }
            }
          }
        }
      }
    )
  }
}
