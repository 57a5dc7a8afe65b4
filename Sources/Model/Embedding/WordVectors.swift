import Text

/// A table of word vectors, found by the ids of words as they are written.
public struct WordVectors: Sendable, Equatable {
  /// The vectors. (V, M)
  public let table: Matrix
  /// Row by a word's `StringID`; several words may share one.
  public let rows: [UInt64: Int32]

  /// M, the width of a vector.
  public var width: Int { table.columns }

  /// A table.
  ///
  /// - Parameter rows: Row by word; each within the table.
  public init(table: Matrix, rows: [UInt64: Int32]) {
    precondition(
      rows.values.allSatisfy { 0 <= $0 && Int($0) < table.rows },
      "WordVectors: a row beyond the table's \(table.rows)")
    self.table = table
    self.rows = rows
  }

  /// The vectors of words, zeros for a word without one. (N) → (N, M)
  func rows(of ids: [UInt64]) -> Matrix {
    var vectors = Matrix(rows: ids.count, columns: width)
    for (place, id) in ids.enumerated() {
      guard let row = rows[id] else { continue }
      for column in 0..<width {
        vectors.storage[place * width + column] = table.storage[Int(row) * width + column]
      }
    }
    return vectors
  }
}
