import Testing
import Text

@testable import Model

@Suite struct EmbeddingTests {
  static func embed() -> MultiHashEmbed {
    var initializer = Initializer(seed: 2)
    return MultiHashEmbed(
      "embed", width: 5,
      tables: [(.norm, 30), (.prefix, 7), (.suffix, 11), (.shape, 5)], pieces: 3, &initializer)
  }

  static let documents = [
    Document(id: "1", text: "Pt denies fever, denies chills. Fever denied."),
    Document(id: "2", text: ""),
    Document(id: "3", text: "BP 120/80, fever 38.5"),
  ]

  @Test(arguments: [Float(0), 0.3]) func gradientIsTheSlopeOfTheLoss(_ dropout: Float) {
    let embed = Self.embed()
    let batch = TokenBatch(Self.documents)
    func loss(_ embed: MultiHashEmbed, _ weights: Matrix) -> Double {
      var pass = Pass.training(dropout: dropout, random: SeededGenerator(seed: 1))
      return dot(embed.forward(batch, &pass).output.rows, weights)
    }
    var pass = Pass.training(dropout: dropout, random: SeededGenerator(seed: 1))
    let (output, back) = embed.forward(batch, &pass)
    let weights = Matrix.random(output.rows.rows, output.rows.columns)
    var gradients = Gradients()
    _ = back(Ragged(weights, lengths: output.lengths), &gradients)
    var original = embed
    original.visitParameters { parameter in
      let id = parameter.id
      let towards = Matrix.random(parameter.value.rows, parameter.value.columns, seed: 8)
      #expect(gradients.contains(parameter))
      expectSlope(dot(gradients[parameter], towards), parameter.name) { step in
        var moved = embed
        moved.visitParameters { if $0.id == id { $0.value.add(towards, scaled: step) } }
        return loss(moved, weights)
      }
    }
  }

  @Test func batchedIsOneByOne() {
    let embed = Self.embed()
    let together = embed(TokenBatch(Self.documents))
    for (document, range) in zip(Self.documents, together.ranges) {
      let alone = embed(TokenBatch([document]))
      #expect(
        zip(together.rows[rows: range].storage, alone.rows.storage).allSatisfy {
          abs($0 - $1) < 1e-5
        })
    }
  }

  @Test func repeatedWordsAreThereOnce() {
    let batch = TokenBatch(Self.documents)
    #expect(batch.index.count == Self.documents.reduce(0) { $0 + $1.tokens.count })
    #expect(Set(batch.types).count == batch.types.count)
    #expect(batch.types.count < batch.index.count)
    #expect(batch.lengths[1] == 0)
    let ids = Self.documents.flatMap { lexicalIDs(of: $0) }
    #expect(batch.index.map { batch.types[Int($0)] } == ids)
  }
}
