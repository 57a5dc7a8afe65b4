/// A matrix rounded to bfloat16: the upper 16 bits of a 32-bit float, 8 of them its significand.
///
/// Products of two such matrices take half the time where the processor has instructions for them
/// (`isAvailable`); their sums are 32-bit. Nothing here may be called elsewhere.
struct Bfloat16Matrix: Sendable {
  let rows: Int
  let columns: Int
  /// Row after row, each filled up with a zero to an even number of columns.
  private let storage: [UInt16]

  /// Whether this processor has instructions for them.
  static var isAvailable: Bool { Kernels.hasBfloat16 }

  private static func stride(_ columns: Int) -> Int { (columns + 1) / 2 * 2 }

  /// Rounds to the nearest, ties to even.
  init(_ x: Matrix) {
    precondition(Self.isAvailable, "Bfloat16Matrix: the processor has no instructions for it")
    rows = x.rows
    columns = x.columns
    let stride = Self.stride(x.columns)
    storage = [UInt16](unsafeUninitializedCapacity: x.rows * stride) { buffer, count in
      if let base = buffer.baseAddress {
        Kernels.roundBfloat16(base, stride: stride, x.storage, rows: x.rows, columns: x.columns)
      }
      count = x.rows * stride
    }
  }

  /// Laid out as the right factor of a product, or as either of an outer one.
  private func panels(transposed: Bool = false) -> [UInt32] {
    let (depth, width) = transposed ? (columns, rows) : (rows, columns)
    let count = Kernels.bfloat16Panels(depth: depth, columns: width)
    return [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
      if let base = buffer.baseAddress {
        Kernels.packBfloat16(
          base, storage, stride: Self.stride(columns), depth: depth, columns: width,
          transposed: transposed)
      }
      filled = count
    }
  }

  /// x·w + b, or x·wᵀ + b. (N, I)(I, O) + (1, O) → (N, O)
  func times(_ w: Bfloat16Matrix, transposed: Bool, adding bias: Matrix) -> Matrix {
    let (inner, outputs) = transposed ? (w.columns, w.rows) : (w.rows, w.columns)
    precondition(
      columns == inner && bias.count == outputs,
      "Bfloat16Matrix: (\(rows), \(columns)) times (\(inner), \(outputs)) plus \(bias.shape)")
    let panels = w.panels(transposed: transposed)
    return Matrix(rows: rows, columns: outputs) {
      Kernels.bfloat16Rows(
        $0, storage, rows: rows, panels, bias: bias.storage, depth: columns, columns: outputs)
    }
  }

  /// Adds xᵀ·y to a matrix. (O, I) + (N, O)ᵀ(N, I)
  func addOuterProduct(with y: Bfloat16Matrix, to sum: inout Matrix) {
    precondition(
      rows == y.rows && sum.rows == columns && sum.columns == y.columns,
      "addOuterProduct: (\(rows), \(columns)) and (\(y.rows), \(y.columns)) to \(sum.shape)")
    Kernels.bfloat16Outer(
      &sum.storage, panels(), rows: columns, y.panels(), columns: y.columns, depth: rows)
  }
}
