import Testing

@testable import Model

struct TaggerStartTests {
  @Test(arguments: ModelConfig.Start.allCases)
  func aLayerStartsWithinItsLimits(start: ModelConfig.Start) throws {
    var initializer = Initializer(seed: 1)
    let layer = Linear("x", inputs: 96, outputs: 48, starting: start, &initializer)
    let limit: Float =
      start == .glorot ? (6 / Float(96 + 48)).squareRoot() : 1 / Float(96).squareRoot()
    let largest = try #require(layer.weight.value.storage.map(abs).max())
    #expect(largest <= limit && largest > 0.95 * limit)
    #expect(layer.bias.value.storage.allSatisfy { $0 == 0 } == (start == .glorot))
  }
}
