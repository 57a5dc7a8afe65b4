import Testing

@testable import Model

@Suite struct EncoderPlanTests {
  /// Heads of sizes about a register's, sequences about a tile's rows.
  @Test(arguments: PackedTests.available, [(1, 1), (2, 8), (3, 16), (2, 20), (2, 64)])
  func attentionIsTheLayers(_ instructions: Kernels.Instructions, _ shape: (heads: Int, size: Int))
  {
    var generator = SeededGenerator(seed: 11)
    let width = shape.heads * shape.size
    for count in [1, 4, 7, 8, 17, 50] {
      let x = randomMatrix(count, 3 * width, &generator)
      var scratch = [Float](
        repeating: .nan, count: Kernels.attentionScratch(count: count, size: shape.size))
      let y = Matrix(rows: count, columns: width) {
        Kernels.attention(
          instructions, $0, x.storage, count: count, heads: shape.heads, size: shape.size,
          scratch: &scratch)
      }
      var pass = Pass.inference
      let expected = SelfAttention(heads: shape.heads, dropout: 0)
        .forward(Ragged(x, lengths: [count]), &pass).output.rows
      #expect(greatestDifference(y, expected) < 1e-5)
    }
  }

  /// Scores far apart: the greatest takes all, and nothing overflows.
  @Test(arguments: PackedTests.available)
  func attentionBearsGreatScores(_ instructions: Kernels.Instructions) {
    var x = Matrix(rows: 3, columns: 3)
    for (row, values) in [(0, [1000, 1000, 1]), (1, [1000, -1000, 2]), (2, [-1000, 0, 3])] {
      for (column, value) in values.enumerated() { x[row, column] = Float(value) }
    }
    var scratch = [Float](repeating: .nan, count: Kernels.attentionScratch(count: 3, size: 1))
    let y = Matrix(rows: 3, columns: 1) {
      Kernels.attention(
        instructions, $0, x.storage, count: 3, heads: 1, size: 1, scratch: &scratch)
    }
    #expect(y.storage == [1, 1, 2])
  }

  /// Within the rounding of inputs (1/255 of their range) and weights (1/127 of their greatest).
  @Test(arguments: PackedTests.available)
  func eightBitsAreNear(_ instructions: Kernels.Instructions) {
    var generator = SeededGenerator(seed: 3)
    for (inputs, outputs) in [(1, 1), (5, 7), (16, 16), (35, 48), (200, 50)] {
      let weight = randomMatrix(outputs, inputs, &generator)
      let bias = randomMatrix(1, outputs, &generator).storage
      let map = QuantizedAffine(weight: weight, bias: bias, instructions: instructions)
      let reference = QuantizedAffine(weight: weight, bias: bias, instructions: .baseline)
      for rows in [0, 1, 4, 11, 12, 13, 25] {
        let x = randomMatrix(rows, inputs, &generator)
        func run(_ map: QuantizedAffine, _ x: Matrix) -> Matrix {
          Matrix(rows: x.rows, columns: map.stride) {
            map(x.storage, rows: x.rows, into: $0, QuantizedAffine.Workspace())
          }
        }
        let y = run(map, x)
        #expect(greatestDifference(y, run(reference, x)) < 1e-5, "the same on every processor")
        for row in 0..<rows {
          for output in 0..<outputs {
            let exact = (0..<inputs).reduce(bias[output]) {
              $0 + x[row, $1] * weight[output, $1]
            }
            // Rounding errors are independent: their deviation, five times.
            let allowed = 5 * 0.006 * Float(inputs).squareRoot()
            #expect(abs(y[row, output] - exact) < allowed)
          }
          let alone = run(map, Matrix(rows: 1, columns: inputs, Array(x[row: row])))
          #expect(alone.storage == Array(y[row: row]), "to the last bit in any company")
        }
      }
    }
  }

  /// What an activation function leaves: a row of zeros, one that is all positive, an outlier.
  @Test func oddRowsAreRounded() {
    let weight = Matrix(rows: 1, columns: 4, [1, 1, 1, 1])
    let map = QuantizedAffine(weight: weight, bias: [0])
    let x = Matrix(rows: 3, columns: 4, [0, 0, 0, 0, 3, 4, 5, 6, 0.25, -0.25, 0, 1000])
    let y = Matrix(rows: 3, columns: map.stride) {
      map(x.storage, rows: 3, into: $0, QuantizedAffine.Workspace())
    }
    #expect(y[0, 0] == 0)
    #expect(abs(y[1, 0] - 18) < 0.1)
    #expect(abs(y[2, 0] - 1000) < 5)
  }

  @Test(arguments: PackedTests.available)
  func vectorsAreTheLayers(_ instructions: Kernels.Instructions) throws {
    let encoder = try TransformerTests.encoder(SubwordTests.roberta)
    let plan = try #require(EncoderPlan(encoder, instructions: instructions))
    let rounded = try #require(EncoderPlan(encoder, .int8, instructions: instructions))
    let workspace = EncoderPlan.Workspace()
    var generator = SeededGenerator(seed: 5)
    for lengths in [[], [1], [40, 3, 0, 100, 70], [128, 2]] {
      let windows = lengths.map { length in
        (0..<length).map { _ in Int32(generator.nextUniform() * 699) }
      }
      let expected = encoder.vectors(of: windows)
      let found = plan.vectors(of: windows, workspace)
      #expect(found.rows == expected.rows)
      #expect(greatestDifference(found, expected) < 1e-4)
      #expect(greatestDifference(rounded.vectors(of: windows, workspace), expected) < 0.3)
      if let last = windows.last {
        let alone = plan.vectors(of: [last], workspace)
        #expect(alone.storage == found.storage.suffix(alone.count), "the same in any company")
      }
    }
  }
}
