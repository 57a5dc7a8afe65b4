import Testing
import Text

@testable import Model

@Suite struct FeatureScorerTests {
  private static let documents = [
    Document(id: "a", text: "mr quill denies severe chest pain ."),
    Document(id: "b", text: "chest pain ?"),
  ]

  private static func scorer(rows: Int = 5000, dropout: Float = 0) -> FeatureScorer {
    var initializer = Initializer(seed: 1)
    var scorer = FeatureScorer(
      "f", settings: .init(rows: rows, dropout: dropout), tags: 3, &initializer)
    scorer.table.value = .random(rows, 3)
    return scorer
  }

  @Test(arguments: [0, 0.4] as [Float]) func gradientIsTheSlopeOfTheLoss(_ dropout: Float) {
    let scorer = Self.scorer(rows: 40, dropout: dropout)
    func forward(_ scorer: FeatureScorer) -> (
      output: Matrix, pullback: (Matrix, inout Gradients) -> Void
    ) {
      var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 5))
      return scorer.forward(Self.documents, &pass)
    }
    let (y, back) = forward(scorer)
    let weights = Matrix.random(y.rows, y.columns, seed: 2)
    var gradients = Gradients()
    back(weights, &gradients)
    let towards = Matrix.random(40, 3, seed: 3)
    expectSlope(dot(gradients[scorer.table], towards), "table") { step in
      var moved = scorer
      moved.table.value.add(towards, scaled: step)
      return dot(forward(moved).output, weights)
    }
  }

  /// What stands beyond the reach of the templates, and in another document, does not count.
  @Test func scoresDependOnTheNeighboursAlone() {
    let scorer = Self.scorer()
    var pass = Pass.inference
    let together = scorer.forward(Self.documents, &pass).output
    let alone = scorer.forward([Self.documents[1]], &pass).output
    #expect(together[rows: 7..<10] == alone)
    let longer = Document(id: "c", text: "chest pain ? x y z")
    #expect(scorer.forward([longer], &pass).output[row: 0] != alone[row: 0])
    let further = Document(id: "d", text: "chest pain ? x y w")
    #expect(
      scorer.forward([longer], &pass).output[row: 0]
        == scorer.forward([further], &pass).output[row: 0])
  }

  @Test func everyTokenHasEveryTemplateInTheTable() {
    let rows = WordFeatures(rows: 77).rows(of: Self.documents)
    #expect(rows.count == 10 * WordFeatures.templates.count)
    #expect(rows.allSatisfy { (0..<77).contains($0) })
    #expect(WordFeatures(rows: 77).rows(of: []) == [])
  }

  @Test func droppedFeaturesAreMadeUpFor() {
    let scorer = Self.scorer(dropout: 0.5)
    var inference = Pass.inference
    let expected = scorer.forward(Self.documents, &inference).output
    var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 1))
    var mean = Matrix(rows: expected.rows, columns: expected.columns)
    for _ in 0..<4000 { mean += scorer.forward(Self.documents, &pass).output }
    mean *= 1 / 4000
    #expect(zip(mean.storage, expected.storage).allSatisfy { abs($0 - $1) < 0.35 })
    #expect(scorer.forward(Self.documents, &pass).output != expected)
  }
}
