private import COpenBLAS

/// The one place that calls BLAS: single-threaded, because documents are what runs in parallel.
public enum BLAS {
  /// The name of the processor kernels in use, such as `SkylakeX` or `Haswell`, chosen on first use.
  public static let kernels: String = {
    let name = String(cString: blas_select_kernels())
    openblas_set_num_threads(1)
    Kernels.keepFreedMemory()
    return name
  }()

  /// C ← op(A)·op(B) + β·C over row-major storage; `m`×`n` from an inner width of `k`, with row strides.
  static func gemm(
    m: Int, n: Int, k: Int,
    _ a: UnsafePointer<Float>, stride aStride: Int, transposed isATransposed: Bool,
    _ b: UnsafePointer<Float>, stride bStride: Int, transposed isBTransposed: Bool,
    beta: Float, _ c: UnsafeMutablePointer<Float>, stride cStride: Int
  ) {
    if m == 0 || n == 0 { return }
    _ = kernels
    cblas_sgemm(
      CblasRowMajor, isATransposed ? CblasTrans : CblasNoTrans,
      isBTransposed ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), 1, a,
      blasint(max(aStride, 1)), b, blasint(max(bStride, 1)), beta, c, blasint(cStride))
  }
}

/// Which factor of a product is transposed first.
public enum Transposition: Sendable {
  case neither, left, right
}

/// x·y, with one of them transposed on request. (N, I)(I, O) → (N, O)
public func matmul(_ x: Matrix, _ y: Matrix, transposing side: Transposition = .neither) -> Matrix {
  let (rows, _, columns) = productShape(x, y, side)
  return Matrix(rows: rows, columns: columns) { multiply(x, y, side, beta: 0, into: $0) }
}

extension Matrix {
  /// Adds x·y, with one of them transposed on request. (N, O) + (N, I)(I, O)
  public mutating func addProduct(
    _ x: Matrix, _ y: Matrix, transposing side: Transposition = .neither
  ) {
    let product = productShape(x, y, side)
    precondition(
      product.rows == rows && product.columns == columns,
      "addProduct: (\(product.rows), \(product.columns)) to \(shape)")
    storage.withUnsafeMutableBufferPointer { sum in
      if let base = sum.baseAddress { multiply(x, y, side, beta: 1, into: base) }
    }
  }
}

extension Matrix {
  /// Adds x·y to some rows, x being some rows of a matrix, y transposed on request.
  /// (S, O) + (S, I)(I, O)
  mutating func addProduct(
    rows: Range<Int>, _ x: Matrix, rows xRows: Range<Int>, _ y: Matrix, transposing: Bool
  ) {
    precondition(
      rows.count == xRows.count && x.columns == (transposing ? y.columns : y.rows)
        && columns == (transposing ? y.rows : y.columns),
      "addProduct: \(xRows) of \(x.shape) times \(y.shape) to \(rows) of \(shape)")
    storage.withUnsafeMutableBufferPointer { sum in
      x.storage.withUnsafeBufferPointer { a in
        y.storage.withUnsafeBufferPointer { b in
          guard let sum = sum.baseAddress, let a = a.baseAddress, let b = b.baseAddress else {
            return
          }
          BLAS.gemm(
            m: rows.count, n: columns, k: x.columns,
            a + xRows.lowerBound * x.columns, stride: x.columns, transposed: false,
            b, stride: y.columns, transposed: transposing,
            beta: 1, sum + rows.lowerBound * columns, stride: columns)
        }
      }
    }
  }

  /// Adds xᵀ·y over some rows of each. (O, I) + (S, O)ᵀ(S, I)
  mutating func addOuterProduct(
    _ x: Matrix, rows xRows: Range<Int>, _ y: Matrix, rows yRows: Range<Int>
  ) {
    precondition(
      xRows.count == yRows.count && rows == x.columns && columns == y.columns,
      "addOuterProduct: \(xRows) of \(x.shape) and \(yRows) of \(y.shape) to \(shape)")
    storage.withUnsafeMutableBufferPointer { sum in
      x.storage.withUnsafeBufferPointer { a in
        y.storage.withUnsafeBufferPointer { b in
          guard let sum = sum.baseAddress, let a = a.baseAddress, let b = b.baseAddress else {
            return
          }
          BLAS.gemm(
            m: rows, n: columns, k: xRows.count,
            a + xRows.lowerBound * x.columns, stride: x.columns, transposed: true,
            b + yRows.lowerBound * y.columns, stride: y.columns, transposed: false,
            beta: 1, sum, stride: columns)
        }
      }
    }
  }
}

private func productShape(_ x: Matrix, _ y: Matrix, _ side: Transposition)
  -> (rows: Int, inner: Int, columns: Int)
{
  let (rows, inner) = side == .left ? (x.columns, x.rows) : (x.rows, x.columns)
  let (other, columns) = side == .right ? (y.columns, y.rows) : (y.rows, y.columns)
  precondition(
    inner == other, "matmul: \(x.shape) times \(y.shape), transposing \(side)")
  return (rows, inner, columns)
}

private func multiply(
  _ x: Matrix, _ y: Matrix, _ side: Transposition, beta: Float,
  into c: UnsafeMutablePointer<Float>
) {
  let (rows, inner, columns) = productShape(x, y, side)
  if inner == 0 {
    if beta == 0 { c.update(repeating: 0, count: rows * columns) }
    return
  }
  x.storage.withUnsafeBufferPointer { a in
    y.storage.withUnsafeBufferPointer { b in
      guard let a = a.baseAddress, let b = b.baseAddress else { return }
      BLAS.gemm(
        m: rows, n: columns, k: inner,
        a, stride: x.columns, transposed: side == .left,
        b, stride: y.columns, transposed: side == .right,
        beta: beta, c, stride: columns)
    }
  }
}
