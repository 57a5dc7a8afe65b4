import Testing
import Text

@testable import Model

@Suite struct LexicalAttributeTests {
  private static func kinds(_ text: String) -> LexicalTypes {
    var kinds = LexicalTypes()
    _ = kinds.indexes(of: Document(id: "", text: ScalarText(text)))
    return kinds
  }

  @Test(arguments: [
    (LexicalAttribute.prefix2, ["as", "né", "a"]), (.prefix3, ["asp", "név", "a"]),
    (.prefix4, ["aspi", "névé", "a"]), (.suffix2, ["in", "vé", "a"]),
    (.suffix4, ["irin", "névé", "a"]), (.suffix5, ["pirin", "névé", "a"]),
  ])
  func affixesAreScalarsInLowerCase(_ attribute: LexicalAttribute, _ parts: [String]) {
    #expect(attribute.ids(of: Self.kinds("Aspirin névé A")) == parts.map { StringID.of($0) })
  }

  @Test func aBagHoldsEveryRunOfThreeAndOfFour() {
    let bags = LexicalAttribute.ngrams(of: Self.kinds("Pain a"))
    #expect(
      bags == [
        ["<pa", "pai", "ain", "in>", "<pai", "pain", "ain>"].map { StringID.of($0) },
        ["<a>"].map { StringID.of($0) },
      ])
  }

  /// ⟨mean(x), y⟩ = ⟨x, back(y)⟩
  @Test func aMeansWayBackIsItsTranspose() {
    let means = BagMean(sizes: [3, 0, 1, 2])
    let x = Matrix.random(6, 4, seed: 1)
    let y = Matrix.random(4, 4, seed: 2)
    #expect(abs(dot(means.forward(x), y) - dot(x, means.backward(y))) < 1e-5)
    #expect(means.forward(x)[row: 1].allSatisfy { $0 == 0 })
    #expect(abs(means.forward(x)[3, 2] - (x[4, 2] + x[5, 2]) / 2) < 1e-6)
  }

  @Test func theFormOfAKindIsItsTextWithoutTheNorm() {
    let kinds = Self.kinds("don't Don't")
    #expect(
      (0..<kinds.ids.count).map { String(decoding: kinds.form(of: $0), as: UTF8.self) }
        == ["do", "n't", "Do"])
  }
}
