import Testing
import Text

@testable import Model

/// Only where the processor has instructions for them; elsewhere training is in 32 bits throughout.
@Suite(.enabled(if: Bfloat16Matrix.isAvailable, "the processor has no bfloat16 instructions"))
struct Bfloat16Tests {
  /// Rounded by its bits: to the nearest, ties to even.
  static func rounded(_ x: Matrix) -> Matrix {
    var y = x
    for index in y.storage.indices {
      let bits = y.storage[index].bitPattern
      let upper = (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000
      y.storage[index] = Float(bitPattern: upper)
    }
    return y
  }

  static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var initializer = Initializer(seed: seed)
    return initializer.parameter("x", rows: rows, columns: columns, .uniform(1)).value
  }

  static func isClose(_ x: Matrix, _ y: Matrix) -> Bool {
    x.rows == y.rows && x.columns == y.columns
      && zip(x.storage, y.storage).allSatisfy { abs($0 - $1) < 1e-4 }
  }

  /// Full tiles and panels, parts of both, odd depths, and nothing at all.
  @Test(arguments: [
    (1, 1, 1), (8, 16, 48), (9, 17, 49), (7, 33, 15), (130, 64, 96), (133, 70, 113), (0, 4, 3),
    (4, 0, 3), (2, 2100, 20),
  ])
  func productsEqualThoseOfRoundedFactors(_ n: Int, _ i: Int, _ o: Int) {
    let x = Self.random(n, i, seed: 1)
    let w = Self.random(o, i, seed: 2)
    let dy = Self.random(n, o, seed: 3)
    let bias = Self.random(1, o, seed: 4)

    var y = MatrixTests.product(Self.rounded(x), Self.rounded(w), .right)
    y.addToEachRow(bias)
    let wBrief = Bfloat16Matrix(w)
    #expect(
      Self.isClose(Bfloat16Matrix(x).times(wBrief, transposed: true, adding: bias), y))

    let dx = MatrixTests.product(Self.rounded(dy), Self.rounded(w), .neither)
    let zero = Matrix(rows: 1, columns: i)
    #expect(
      Self.isClose(Bfloat16Matrix(dy).times(wBrief, transposed: false, adding: zero), dx))

    var expected = MatrixTests.product(Self.rounded(dy), Self.rounded(x), .left)
    expected += Matrix(rows: o, columns: i, repeating: 2)
    var dw = Matrix(rows: o, columns: i, repeating: 2)
    Bfloat16Matrix(dy).addOuterProduct(with: Bfloat16Matrix(x), to: &dw)
    #expect(Self.isClose(dw, expected))
  }

  @Test func roundingIsToTheNearestAndTiesToEven() {
    let x = Matrix(rows: 1, columns: 5, [1.00390625, 1.01171875, -3.1415927, 1e-3, 65_535])
    let one = Bfloat16Matrix(Matrix(rows: 5, columns: 5, [Float](repeating: 0, count: 25)))
    #expect(Self.rounded(x).storage == [1, 1.015625, -3.140625, 9.994507e-4, 65_536])
    var identity = Matrix(rows: 5, columns: 5)
    for index in 0..<5 { identity.storage[index * 6] = 1 }
    let zero = Matrix(rows: 1, columns: 5)
    let y = Bfloat16Matrix(x).times(Bfloat16Matrix(identity), transposed: false, adding: zero)
    #expect(y == Self.rounded(x))
    #expect(Bfloat16Matrix(x).times(one, transposed: false, adding: zero) == zero)
  }

  /// The way forward and the gradients of an affine map are those of 32 bits but for the rounding.
  @Test func anAffineMapLearnsAlike() {
    var initializer = Initializer(seed: 5)
    let linear = Linear("l", inputs: 70, outputs: 50, &initializer)
    let x = Self.random(33, 70, seed: 6)
    let dy = Self.random(33, 50, seed: 7)
    func results(_ products: Pass.Products) -> [Matrix] {
      var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 1))
      pass.products = products
      let (y, back) = linear.forward(x, &pass)
      var gradients = Gradients()
      let dx = back(dy, &gradients)
      return [y, dx, gradients[linear.weight], gradients[linear.bias]]
    }
    for (brief, exact) in zip(results(.bfloat16), results(.float32)) {
      #expect(brief != exact || brief.rows == 1)
      #expect(relativeDistance(brief, exact) < 4e-3)
    }
  }

  /// Only in training, and only in an encoder that is told to.
  @Test func anEncoderMixesPrecisionOnlyWhereItLearns() throws {
    let examples = try TransformerModelTests.examples()
    func learn(mixed: Bool) throws -> (features: Ragged, gradients: [Matrix]) {
      let config = try TransformerModelTests.config(TransformerModelTests.tagger, mixed: mixed)
      var model = try TransformerModelTests.model(config)
      var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 2))
      var gradients = Gradients()
      model.loss(examples, &pass).pullback(&gradients)
      #expect(pass.products == .float32)
      var all: [Matrix] = []
      model.visitParameters { all.append(gradients[$0]) }
      return (model.features(examples.map(\.document)), all)
    }
    let exact = try learn(mixed: false)
    let mixed = try learn(mixed: true)
    #expect(mixed.features == exact.features)
    #expect(mixed.gradients != exact.gradients)
    let all = (mixed: mixed.gradients.flatMap(\.storage), exact: exact.gradients.flatMap(\.storage))
    let (brief, full) = (
      Matrix(rows: 1, columns: all.mixed.count, all.mixed),
      Matrix(rows: 1, columns: all.exact.count, all.exact)
    )
    #expect(relativeDistance(brief, full) < 0.02)
  }

  private func relativeDistance(_ x: Matrix, _ y: Matrix) -> Float {
    let difference = zip(x.storage, y.storage).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (difference / y.storage.reduce(1e-20) { $0 + $1 * $1 }).squareRoot()
  }
}
