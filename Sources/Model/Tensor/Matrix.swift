/// A row-major matrix of 32-bit floats. Everything a model computes with is one of these.
public struct Matrix: Equatable, Sendable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The elements, row after row; `rows * columns` of them.
  public var storage: [Float]

  /// A matrix filled with one value.
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    self.init(rows: rows, columns: columns, [Float](repeating: value, count: rows * columns))
  }

  /// A matrix of these elements, row after row.
  public init(rows: Int, columns: Int, _ storage: [Float]) {
    precondition(
      storage.count == rows * columns,
      "Matrix: \(storage.count) elements for (\(rows), \(columns))")
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  /// A matrix whose elements `fill` writes, all of them.
  init(rows: Int, columns: Int, fill: (UnsafeMutablePointer<Float>) -> Void) {
    self.rows = rows
    self.columns = columns
    storage = [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      if let base = buffer.baseAddress { fill(base) }
      count = rows * columns
    }
  }

  /// Number of elements.
  public var count: Int { storage.count }

  /// One element.
  public subscript(_ row: Int, _ column: Int) -> Float {
    get {
      precondition(
        row < rows && column < columns, "Matrix: (\(row), \(column)) of (\(rows), \(columns))")
      return storage[row * columns + column]
    }
    set {
      precondition(
        row < rows && column < columns, "Matrix: (\(row), \(column)) of (\(rows), \(columns))")
      storage[row * columns + column] = newValue
    }
  }

  /// The elements of one row.
  public subscript(row row: Int) -> ArraySlice<Float> {
    storage[row * columns..<(row + 1) * columns]
  }

  /// The rows of a half-open range.
  public subscript(rows range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      Array(storage[range.lowerBound * columns..<range.upperBound * columns]))
  }
}

extension Matrix {
  /// Adds element by element.
  public static func += (left: inout Matrix, right: Matrix) {
    precondition(
      left.rows == right.rows && left.columns == right.columns,
      "+=: \(left.shape) and \(right.shape)")
    Kernels.add(&left.storage, right.storage, count: left.count)
  }

  /// Multiplies every element.
  public static func *= (left: inout Matrix, factor: Float) {
    Kernels.scale(&left.storage, by: factor, count: left.count)
  }

  /// Adds a row vector to every row. (N, C) + (1, C)
  public mutating func addToEachRow(_ row: Matrix) {
    precondition(
      row.rows == 1 && row.columns == columns, "addToEachRow: \(row.shape) to \(shape)")
    Kernels.addToRows(&storage, row.storage, rows: rows, columns: columns)
  }

  /// The sum of the rows. (N, C) → (1, C)
  public func sumOfRows() -> Matrix {
    var sum = Matrix(rows: 1, columns: columns)
    sum.addRows(of: self)
    return sum
  }

  /// Adds every row of another matrix to this single row. (1, C) + Σ (N, C)
  public mutating func addRows(of other: Matrix) {
    precondition(rows == 1 && other.columns == columns, "addRows: \(other.shape) to \(shape)")
    Kernels.sumRows(&storage, other.storage, rows: other.rows, columns: columns)
  }

  /// The rows that an index names, in its order. (V, C) → (N, C)
  func gatheringRows(_ index: [Int32]) -> Matrix {
    Matrix(rows: index.count, columns: columns) {
      Kernels.gatherRows($0, storage, index, count: index.count, columns: columns)
    }
  }

  /// Adds row i of another matrix to row `index[i]`. (V, C) + (N, C)
  mutating func scatterAddRows(_ other: Matrix, at index: [Int32]) {
    precondition(
      other.columns == columns && other.rows == index.count,
      "scatterAddRows: \(other.shape) to \(shape) by \(index.count) indexes")
    Kernels.scatterRows(&storage, other.storage, index, count: index.count, columns: columns)
  }

  /// Matrices of equally many rows, side by side. (N, C₁) … → (N, C₁ + …)
  static func concatenatingColumns(_ parts: [Matrix]) -> Matrix {
    let rows = parts.first?.rows ?? 0
    precondition(
      parts.allSatisfy { $0.rows == rows }, "concatenatingColumns: \(parts.map(\.shape))")
    let columns = parts.reduce(0) { $0 + $1.columns }
    return Matrix(rows: rows, columns: columns) { destination in
      var start = 0
      for part in parts {
        part.storage.withUnsafeBufferPointer { source in
          guard let source = source.baseAddress else { return }
          for row in 0..<rows {
            (destination + row * columns + start).update(
              from: source + row * part.columns, count: part.columns)
          }
        }
        start += part.columns
      }
    }
  }

  /// A half-open range of columns. (N, C) → (N, range)
  func columns(_ range: Range<Int>) -> Matrix {
    precondition(range.upperBound <= columns, "columns: \(range) of \(shape)")
    return Matrix(rows: rows, columns: range.count) { destination in
      storage.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress else { return }
        for row in 0..<rows {
          (destination + row * range.count).update(
            from: source + row * columns + range.lowerBound, count: range.count)
        }
      }
    }
  }

  /// Rows and columns, as a message writes them.
  var shape: String { "(\(rows), \(columns))" }
}

extension Matrix {
  /// Puts row i at row `index[i]`, every row once. (N, C) → (N, C)
  func scatteringRows(_ index: [Int32]) -> Matrix {
    var scattered = Matrix(rows: rows, columns: columns)
    scattered.scatterAddRows(self, at: index)
    return scattered
  }

  /// e to the power of every element.
  func exponential() -> Matrix {
    Matrix(rows: rows, columns: columns) { Kernels.exp($0, storage, count: count) }
  }
}
