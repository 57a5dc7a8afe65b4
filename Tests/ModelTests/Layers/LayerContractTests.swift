import Testing

@testable import Model

/// Every layer, through the same contract. A new layer is a new row.
@Suite struct LayerContractTests {
  static let matrix = Matrix.random(7, 6)
  static let ragged = Ragged(.random(9, 6), lengths: [4, 1, 0, 3, 1])

  static let layers: [LayerCase] = [
    LayerCase("Linear", outputColumns: 5, input: matrix) {
      Linear("l", inputs: 6, outputs: 5, &$0)
    },
    LayerCase("Maxout", outputColumns: 4, input: matrix) {
      Maxout("m", inputs: 6, outputs: 4, pieces: 3, &$0)
    },
    LayerCase("LayerNorm", outputColumns: 6, input: matrix) {
      LayerNorm("n", columns: 6, &$0)
    },
    LayerCase("ReLU", outputColumns: 6, input: matrix) { _ in ReLU() },
    LayerCase("Dropout, elements", outputColumns: 6, input: matrix) { _ in Dropout() },
    LayerCase("Dropout, columns", outputColumns: 6, input: matrix) { _ in Dropout(.columns) },
    LayerCase("Chain", outputColumns: 3, input: matrix) {
      Chain(Linear("a", inputs: 6, outputs: 8, &$0), Linear("b", inputs: 8, outputs: 3, &$0))
    },
    LayerCase("Rowwise", outputColumns: 5, input: ragged) {
      Rowwise(Linear("l", inputs: 6, outputs: 5, &$0))
    },
    LayerCase("WindowMaxout, one neighbour", outputColumns: 4, input: ragged) {
      WindowMaxout("w", inputs: 6, outputs: 4, pieces: 3, reach: 1, &$0)
    },
    LayerCase("WindowMaxout, two neighbours", outputColumns: 4, input: ragged) {
      WindowMaxout("w", inputs: 6, outputs: 4, pieces: 2, reach: 2, &$0)
    },
    LayerCase("Residual", outputColumns: 6, input: ragged) {
      Residual(WindowMaxout("w", inputs: 6, outputs: 6, pieces: 2, reach: 1, &$0))
    },
    LayerCase("MaxoutWindowEncoder, zero edges", outputColumns: 6, input: ragged) {
      MaxoutWindowEncoder(
        "e", width: 6, depth: 2, reach: 1, pieces: 3, edges: .zero, &$0)
    },
    LayerCase("MaxoutWindowEncoder, padded edges", outputColumns: 6, input: ragged) {
      MaxoutWindowEncoder(
        "e", width: 6, depth: 3, reach: 1, pieces: 2, edges: .padded, &$0)
    },
    LayerCase("LSTM", outputColumns: 4, input: ragged) {
      LSTM("f", inputs: 6, units: 4, isReversed: false, &$0)
    },
    LayerCase("LSTM, reversed", outputColumns: 3, input: ragged) {
      LSTM("b", inputs: 6, units: 3, isReversed: true, &$0)
    },
    LayerCase("BiLSTMEncoder", outputColumns: 6, input: ragged) {
      BiLSTMEncoder("e", width: 6, depth: 2, dropout: 0, &$0)
    },
    LayerCase("WindowBiLSTMEncoder", outputColumns: 6, input: ragged) {
      WindowBiLSTMEncoder("e", width: 6, depth: 2, reach: 1, pieces: 2, lstmDepth: 1, &$0)
    },
  ]

  @Test(arguments: layers) func shapesAreThoseOfTheTable(_ layer: LayerCase) {
    layer.checks.shape(layer.outputColumns)
  }

  @Test(arguments: layers) func gradientIsTheSlopeOfTheLoss(_ layer: LayerCase) {
    layer.checks.gradient(0)
  }

  @Test(arguments: layers) func gradientUnderDropoutIsTheSlopeToo(_ layer: LayerCase) {
    layer.checks.gradient(0.4)
  }

  @Test(arguments: layers) func companyInABatchChangesNothing(_ layer: LayerCase) {
    layer.checks.batching()
  }

  @Test(arguments: layers) func inferenceIsTrainingWithoutDropout(_ layer: LayerCase) {
    layer.checks.inferenceIsTrainingWithoutDropout()
  }

  @Test(arguments: layers) func everyParameterIsReached(_ layer: LayerCase) {
    layer.checks.everyParameterIsReached()
  }

  @Test(arguments: layers) func tiedContributionsAddUp(_ layer: LayerCase) {
    layer.checks.tiedContributionsAddUp()
  }

  @Test(arguments: [Dropout.Shape.elements, .columns])
  func dropoutDropsItsShareAndKeepsTheMean(_ shape: Dropout.Shape) {
    var pass = Pass.training(dropout: 0.25, random: SeededGenerator(seed: 1))
    let ones = Matrix(rows: 40, columns: 1000, repeating: 1)
    let y = Dropout(shape).forward(ones, &pass).output
    let dropped = y.storage.count { $0 == 0 }
    let share = Double(dropped) / Double(y.count)
    #expect(abs(share - 0.25) < (shape == .elements ? 0.01 : 0.05))
    #expect(y.storage.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
    let columnsAreWhole = (0..<1000).allSatisfy { column in
      (1..<40).allSatisfy { y[$0, column] == y[0, column] }
    }
    #expect(columnsAreWhole == (shape == .columns))
    let again = Dropout(shape).forward(ones, &pass).output
    #expect(again != y)
  }

  /// Its own rate holds whatever the pass says, as PyTorch's does, and only in training.
  @Test func theLSTMsOwnDropoutNeedsTraining() {
    var initializer = Initializer(seed: 4)
    let encoder = BiLSTMEncoder("e", width: 6, depth: 2, dropout: 0.5, &initializer)
    var training = Pass.training(dropout: 0, random: SeededGenerator(seed: 1))
    #expect(encoder.forward(Self.ragged, &training).output != encoder(Self.ragged))
    #expect(encoder(Self.ragged) == encoder(Self.ragged))
  }

  /// The window as its definition says: rows t−1, t, t+1 side by side, zeros beyond the ends.
  @Test func windowIsMaxoutOverNeighbours() {
    var initializer = Initializer(seed: 9)
    let layer = WindowMaxout("w", inputs: 6, outputs: 4, pieces: 3, reach: 1, &initializer)
    let x = Self.ragged
    var sideBySide = Matrix(rows: 9, columns: 18)
    for range in x.ranges {
      for row in range {
        for (position, neighbour) in [row - 1, row, row + 1].enumerated()
        where range.contains(neighbour) {
          for column in 0..<6 {
            sideBySide[row, position * 6 + column] = x.rows[neighbour, column]
          }
        }
      }
    }
    let expected = layer.maxout(sideBySide)
    #expect(
      zip(layer(x).rows.storage, expected.storage).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
