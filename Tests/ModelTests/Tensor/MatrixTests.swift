import Model
import Testing

@Suite struct MatrixTests {
  /// The product as its definition says, summed in Double.
  static func product(_ x: Matrix, _ y: Matrix, _ side: Transposition) -> Matrix {
    func transposed(_ m: Matrix) -> Matrix {
      var t = Matrix(rows: m.columns, columns: m.rows)
      for row in 0..<m.rows { for column in 0..<m.columns { t[column, row] = m[row, column] } }
      return t
    }
    let a = side == .left ? transposed(x) : x
    let b = side == .right ? transposed(y) : y
    var c = Matrix(rows: a.rows, columns: b.columns)
    for row in 0..<a.rows {
      for column in 0..<b.columns {
        c[row, column] = Float(
          (0..<a.columns).reduce(0.0) { $0 + Double(a[row, $1]) * Double(b[$1, column]) })
      }
    }
    return c
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 2), (17, 33, 9), (64, 96, 128), (0, 4, 3), (4, 0, 3)])
  func productsEqualTheDefinition(_ m: Int, _ k: Int, _ n: Int) {
    var initializer = Initializer(seed: 7)
    func random(_ rows: Int, _ columns: Int) -> Matrix {
      initializer.parameter("x", rows: rows, columns: columns, .uniform(1)).value
    }
    let cases: [(Matrix, Matrix, Transposition)] = [
      (random(m, k), random(k, n), .neither),
      (random(k, m), random(k, n), .left),
      (random(m, k), random(n, k), .right),
    ]
    for (x, y, side) in cases {
      let expected = Self.product(x, y, side)
      let found = matmul(x, y, transposing: side)
      #expect(found.rows == m && found.columns == n)
      #expect(zip(found.storage, expected.storage).allSatisfy { abs($0 - $1) < 1e-4 }, "\(side)")

      var sum = Matrix(rows: m, columns: n, repeating: 2)
      sum.addProduct(x, y, transposing: side)
      #expect(zip(sum.storage, expected.storage).allSatisfy { abs($0 - $1 - 2) < 1e-4 }, "\(side)")
    }
  }

  @Test func rowsAreAddedAndSummed() {
    var x = Matrix(rows: 2, columns: 3, [1, 2, 3, 4, 5, 6])
    x.addToEachRow(Matrix(rows: 1, columns: 3, [10, 20, 30]))
    #expect(x.storage == [11, 22, 33, 14, 25, 36])
    #expect(x.sumOfRows().storage == [25, 47, 69])
    #expect(x[rows: 1..<2].storage == [14, 25, 36])
  }

  #if arch(x86_64)
    /// The kernels for processors without AVX are four times slower; no machine with AVX2 may fall there.
    @Test func kernelsAreNotTheOldestOnes() {
      #expect(!["Prescott", "Core2", "Nehalem", ""].contains(BLAS.kernels))
    }
  #endif
}
