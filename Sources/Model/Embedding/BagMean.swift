/// The mean of each of several consecutive groups of rows; zero for an empty group.
struct BagMean: Sendable {
  /// Rows of each group. (U)
  let sizes: [Int]

  /// (Σ sizes, C) → (U, C)
  func forward(_ rows: Matrix) -> Matrix {
    var means = Matrix(rows: sizes.count, columns: rows.columns)
    var row = 0
    for (bag, size) in sizes.enumerated() where size > 0 {
      let share = 1 / Float(size)
      for _ in 0..<size {
        let (to, from) = (bag * rows.columns, row * rows.columns)
        for column in 0..<rows.columns {
          means.storage[to + column] += rows.storage[from + column] * share
        }
        row += 1
      }
    }
    return means
  }

  /// dL/dMeans to dL/dRows. (U, C) → (Σ sizes, C)
  func backward(_ dy: Matrix) -> Matrix {
    var dRows = Matrix(rows: sizes.reduce(0, +), columns: dy.columns)
    var row = 0
    for (bag, size) in sizes.enumerated() where size > 0 {
      let share = 1 / Float(size)
      for _ in 0..<size {
        let (from, to) = (bag * dy.columns, row * dy.columns)
        for column in 0..<dy.columns {
          dRows.storage[to + column] = dy.storage[from + column] * share
        }
        row += 1
      }
    }
    return dRows
  }
}
