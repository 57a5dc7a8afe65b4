import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// Against a CNN tagger trained by spaCy with the `torch_ner` component.
@Suite(.enabled(if: SpacyFixture.isThere("d_cnn_torchner"), "needs ../shared/fixtures"))
struct TaggerParityTests {
  let fixture = SpacyFixture(folder: "fixtures/d_cnn_torchner")

  static func model(labels: [Label]) -> NERModel {
    NERModel(
      name: "tagger",
      config: ModelConfig(
        embedding: .init(
          width: 32,
          tables: [
            .init(attribute: .norm, rows: 300), .init(attribute: .prefix, rows: 150),
            .init(attribute: .suffix, rows: 150), .init(attribute: .shape, rows: 150),
          ], pieces: 3),
        encoder: .window(depth: 2, reach: 1, pieces: 3, edges: .padded),
        head: .tagger(hidden: 24, scheme: .bio, loss: .brier, decoding: .greedy)),
      labels: labels, seed: 0)
  }

  /// spaCy's tensors in the order in which our parameters are visited.
  static func ordered(_ tensors: [NamedTensor]) -> [NamedTensor] {
    tensors.filter { $0.name.hasPrefix("tok2vec") }
      + ["input_layer.weight", "input_layer.bias", "output_layer.weight", "output_layer.bias"]
      .compactMap { name in tensors.first { $0.name.hasSuffix(name) } }
  }

  func model(_ weights: String) throws -> NERModel {
    let names = try #require(try fixture.json("forward.json")["labels"]?.array)
    let labels = names.compactMap(\.string).filter { $0.hasPrefix("B-") }.map {
      Label(String($0.dropFirst(2)))
    }
    var model = Self.model(labels: labels)
    model.take(spacy: Self.ordered(try fixture.tensors(weights)))
    return model
  }

  @Test func vectorsAndProbabilitiesAreSpacys() throws {
    let model = try model("weights.safetensors")
    let head = try #require(model.head as? TaggerHead)
    let cases = try #require(try fixture.json("forward.json")["docs"]?.array)
    let documents = cases.map { item in
      SpacyFixture.document(words: (item["tokens"]?.array ?? []).compactMap(\.string))
    }
    let embedded = try #require(model.hashed).embedding(TokenBatch(documents))
    let encoded = model.features(documents)
    for (item, range) in zip(cases, encoded.ranges) where !range.isEmpty {
      expectEqual(
        embedded.rows[rows: range], SpacyFixture.matrix(item["embed"]), within: 1e-4, "embed")
      expectEqual(
        encoded.rows[rows: range], SpacyFixture.matrix(item["encode"]), within: 1e-4, "encode")
      let probabilities = head.probabilities(encoded.rows[rows: range])
      expectEqual(probabilities, SpacyFixture.matrix(item["probs"]), within: 1e-4, "probs")
    }
  }

  @Test func spansAreSpacys() throws {
    let model = try model("weights.safetensors")
    let sentences = try #require(try fixture.json("predictions.json")["sentences"]?.array)
    #expect(sentences.count == 50)
    for sentence in sentences {
      let document = Document(id: "fixture", text: try #require(sentence["text"]?.string))
      let found = try model.recognize(document).map(\.span)
      #expect(found == SpacyFixture.spans(sentence["pred_alone"], over: document.tokens))
    }
  }

  @Test func gradientsAndLossAreSpacys() throws {
    var model = try model("train_step.initial.safetensors")
    let step = try fixture.json("train_step.json")
    let examples = try SpacyFixture.examples(step["examples"])
    var gradients = Gradients()
    var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 0))
    let (loss, back) = model.loss(examples, &pass)
    back(&gradients)
    let expectedLoss = try #require(step["losses"]?.array?.first?.number)
    #expect(abs(loss - expectedLoss) < 1e-4 * expectedLoss)

    let expected = Self.ordered(try fixture.tensors("train_step.grads.safetensors"))
    var index = 0
    model.visitParameters { parameter in
      let wanted = expected[index].matrix(like: parameter)
      let found = gradients[parameter]
      let scale = wanted.storage.map(abs).max() ?? 0
      expectEqual(found, wanted, within: 1e-3 * scale, parameter.name)
      index += 1
    }
  }
}
