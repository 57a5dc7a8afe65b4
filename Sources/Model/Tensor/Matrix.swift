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
    left.storage.withUnsafeMutableBufferPointer { sum in
      right.storage.withUnsafeBufferPointer { addend in
        for index in 0..<sum.count { sum[index] += addend[index] }
      }
    }
  }

  /// Multiplies every element.
  public static func *= (left: inout Matrix, factor: Float) {
    left.storage.withUnsafeMutableBufferPointer { elements in
      for index in 0..<elements.count { elements[index] *= factor }
    }
  }

  /// Adds a row vector to every row. (N, C) + (1, C)
  public mutating func addToEachRow(_ row: Matrix) {
    precondition(
      row.rows == 1 && row.columns == columns, "addToEachRow: \(row.shape) to \(shape)")
    storage.withUnsafeMutableBufferPointer { elements in
      row.storage.withUnsafeBufferPointer { addend in
        for start in stride(from: 0, to: elements.count, by: max(columns, 1)) {
          for column in 0..<columns { elements[start + column] += addend[column] }
        }
      }
    }
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
    storage.withUnsafeMutableBufferPointer { sum in
      other.storage.withUnsafeBufferPointer { elements in
        for start in stride(from: 0, to: elements.count, by: max(columns, 1)) {
          for column in 0..<columns { sum[column] += elements[start + column] }
        }
      }
    }
  }

  /// Rows and columns, as a message writes them.
  var shape: String { "(\(rows), \(columns))" }
}
