import Testing

@testable import Model

func randomMatrix(_ rows: Int, _ columns: Int, _ random: inout SeededGenerator) -> Matrix {
  Matrix(
    rows: rows, columns: columns, (0..<rows * columns).map { _ in random.nextUniform() * 2 - 1 })
}

/// Sizes about the tiles' edges: of registers (4, 8, 16), of blocks (16, 48) and of rows (1, 4, 8).
private let sizes: [(inputs: Int, outputs: Int)] = [
  (1, 1), (5, 7), (16, 16), (3, 17), (33, 48), (20, 50), (96, 64), (40, 100),
]

@Suite struct PackedTests {
  static let available = Kernels.Instructions.allCases.filter { $0 <= .best }

  @Test(arguments: available, 1...3)
  func aMaxoutIsThatOfTheDefinition(_ instructions: Kernels.Instructions, _ pieces: Int) {
    var random = SeededGenerator(seed: 7)
    for (inputs, outputs) in sizes {
      let weight = randomMatrix(pieces * outputs, inputs, &random)
      let bias = randomMatrix(1, pieces * outputs, &random).storage
      let packed = PackedMaxout(
        weight: weight, bias: bias, pieces: pieces, instructions: instructions)
      for rows in [0, 1, 3, 4, 7, 8, 9, 16, 19] {
        let x = randomMatrix(rows, inputs, &random)
        let y = Matrix(rows: rows, columns: packed.stride) {
          packed(x.storage, stride: inputs, rows: rows, into: $0)
        }
        for row in 0..<rows {
          for output in 0..<outputs {
            let expected =
              (0..<pieces).map { piece -> Double in
                let unit = piece * outputs + output
                return (0..<inputs).reduce(Double(bias[unit])) {
                  $0 + Double(x[row, $1]) * Double(weight[unit, $1])
                }
              }.max() ?? 0
            #expect(abs(Double(y[row, output]) - expected) < 1e-5)
          }
          let alone = Matrix(rows: 1, columns: packed.stride) {
            packed(Array(x[row: row]), stride: inputs, rows: 1, into: $0)
          }
          #expect(alone.storage == Array(y[row: row]), "to the last bit in any company")
        }
      }
    }
  }

  @Test(arguments: available, 1...3)
  func aBlockIsTheLayersOne(_ instructions: Kernels.Instructions, _ pieces: Int) {
    for channels in [16, 48, 96] {
      var initializer = Initializer(seed: 5)
      var encoder = MaxoutWindowEncoder(
        "encode", width: channels, depth: 1, reach: 1, pieces: pieces, edges: .zero, &initializer)
      encoder.visitParameters { parameter in
        for index in 0..<parameter.value.count {
          parameter.value.storage[index] += 0.2 * (initializer.random.nextUniform() - 0.5)
        }
      }
      let layers = encoder.blocks[0].inner
      let block = PackedBlock(
        layers.first.maxout, layers.second.inner.first, instructions: instructions)
      for pairs in [1, 2, 4, 5, 8, 9, 20] {
        let inner = randomMatrix(2 * pairs, channels, &initializer.random)
        let gap = [Float](repeating: 0, count: channels)
        let x = gap + inner.storage + gap
        let scratch = AlignedBuffer<Float>(count: PackedBlock.scratch(channels: channels))
        let y = Matrix(rows: 2 * pairs, columns: channels) {
          block(x, pairs: pairs, into: $0, scratch: scratch.pointer)
        }
        let expected = encoder(Ragged(inner, lengths: [2 * pairs])).rows
        #expect(greatestDifference(y, expected) < 1e-5)
      }
    }
  }
}

/// max |x - y|
func greatestDifference(_ x: Matrix, _ y: Matrix) -> Float {
  guard x.rows == y.rows, x.columns == y.columns else { return .infinity }
  return zip(x.storage, y.storage).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
