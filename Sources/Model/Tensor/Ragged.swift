/// Sequences of different lengths, stacked: row-wise layers need no padding.
public struct Ragged: Equatable, Sendable {
  /// All rows, sequence after sequence. (N₁ + N₂ + …, C)
  public var rows: Matrix
  /// The number of rows of each sequence.
  public let lengths: [Int]

  /// Stacked sequences; the lengths add up to the rows.
  public init(_ rows: Matrix, lengths: [Int]) {
    precondition(
      lengths.reduce(0, +) == rows.rows,
      "Ragged: lengths add up to \(lengths.reduce(0, +)), the rows are \(rows.rows)")
    self.rows = rows
    self.lengths = lengths
  }

  /// The half-open row range of each sequence.
  public var ranges: [Range<Int>] {
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return start..<start + length
    }
  }
}
