import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// Against small `ner` models that spaCy trained: over windows, with and without an upper layer, and
/// over an LSTM.
@Suite(.enabled(if: SpacyFixture.isThere("d_e_cnn_ner"), "needs ../shared/fixtures"))
struct TransitionParityTests {
  /// One fixture.
  enum Kind: String, CaseIterable {
    case windows = "d_e_cnn_ner"
    case withoutUpper = "d_e_cnn_ner_noupper"
    case lstm = "d_e_bilstm_ner"

    var fixture: SpacyFixture { SpacyFixture(folder: "fixtures/\(rawValue)") }

    func model(labels: [Label]) -> NERModel {
      NERModel(
        name: "ner",
        config: ModelConfig(
          embedding: .init(
            width: 32,
            tables: [
              .init(attribute: .norm, rows: 300), .init(attribute: .prefix, rows: 150),
              .init(attribute: .suffix, rows: 150), .init(attribute: .shape, rows: 150),
            ], pieces: 3),
          encoder: self == .lstm
            ? .biLSTM(depth: 2, dropout: 0)
            : .window(depth: 2, reach: 1, pieces: 3, edges: .padded),
          head: .transitions(
            hidden: 24, pieces: 2, hasUpper: self != .withoutUpper, decoding: .greedy,
            cutSize: 100)),
        labels: labels, seed: 0)
    }

    /// spaCy's tensors in the order in which our parameters are visited.
    func ordered(_ tensors: [NamedTensor]) -> [NamedTensor] {
      func those(_ parts: [String]) -> [NamedTensor] {
        parts.compactMap { part in tensors.first { $0.name.hasSuffix(part) } }
      }
      let lstm = ["l0", "l0_reverse", "l1", "l1_reverse"].flatMap { level in
        ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map { "\($0)_\(level)" }
      }
      return tensors.filter { $0.name.hasPrefix("tok2vec") && !$0.name.contains("pytorch") }
        + those(lstm)
        + those([
          "ner.6.linear.W", "ner.6.linear.b", "affine.W", "affine.b", "affine.pad",
          "ner.3.linear.W", "ner.3.linear.b",
        ])
    }

    /// The labels in the order of the fixture's classes, and its weights.
    func model(_ weights: String) throws -> NERModel {
      let moves = try #require(try fixture.json("forward.json")["moves"]?.array)
      let labels = moves.compactMap(\.string).filter { $0.hasPrefix("B-") }.map {
        Label(String($0.dropFirst(2)))
      }
      var model = model(labels: labels)
      let head = try #require(model.head as? TransitionHead)
      #expect(moves.compactMap(\.string) == (0..<head.system.count).map(head.system.name(of:)))
      model.take(spacy: ordered(try fixture.tensors(weights)))
      return model
    }
  }

  @Test(arguments: Kind.allCases) func vectorsAndScoresAreSpacys(_ kind: Kind) throws {
    let model = try kind.model("weights.safetensors")
    let head = try #require(model.head as? TransitionHead)
    let cases = try #require(try kind.fixture.json("forward.json")["docs"]?.array)
    let documents = cases.map { item in
      SpacyFixture.document(words: (item["tokens"]?.array ?? []).compactMap(\.string))
    }
    let embedded = try #require(model.hashed).embedding(TokenBatch(documents))
    let encoded =
      kind == .lstm
      ? encodingAfterPadding(embedded, try #require(model.hashed).encoder)
      : model.features(documents)
    for (item, range) in zip(cases, encoded.ranges) where !range.isEmpty {
      expectEqual(
        embedded.rows[rows: range], SpacyFixture.matrix(item["embed"]), within: 1e-4, "embed")
      expectEqual(
        encoded.rows[rows: range], SpacyFixture.matrix(item["encode"]), within: 1e-4, "encode")
      let sums = head.scorer.precompute(encoded.rows[rows: range]).sums
      for step in item["steps"]?.array ?? [] {
        let slots = (step["token_ids"]?.array ?? []).compactMap(\.integer).map { Int32($0) }
        let expected = (step["scores"]?.array ?? []).compactMap(\.number).map { Float($0) }
        expectEqual(
          head.scorer.scores(slots, sums: sums),
          Matrix(rows: 1, columns: expected.count, expected), within: 2e-4, "scores")
      }
    }
  }

  /// Vectors as PyTorch computes them in a batch: every document filled up with zero rows to the longest,
  /// which the direction that reads from the end reads first. Ours reads no padding.
  private func encodingAfterPadding(
    _ x: Ragged, _ encoder: any Layer<Ragged, Ragged>
  ) -> Ragged {
    let longest = x.lengths.max() ?? 0
    let columns = x.rows.columns
    var rows = Matrix(rows: 0, columns: columns)
    for range in x.ranges {
      var padded = x.rows[rows: range].storage
      padded += [Float](repeating: 0, count: (longest - range.count) * columns)
      let whole = Matrix(rows: longest, columns: columns, padded)
      let encoded = encoder(Ragged(whole, lengths: [longest])).rows
      rows = Matrix(
        rows: rows.rows + range.count, columns: columns,
        rows.storage + encoded[rows: 0..<range.count].storage)
    }
    return Ragged(rows, lengths: x.lengths)
  }

  @Test(arguments: Kind.allCases) func spansAreSpacys(_ kind: Kind) throws {
    let model = try kind.model("weights.safetensors")
    let sentences = try #require(try kind.fixture.json("predictions.json")["sentences"]?.array)
    #expect(sentences.count == 50)
    for sentence in sentences {
      let document = Document(id: "fixture", text: try #require(sentence["text"]?.string))
      let found = try model.recognize(document).map(\.span)
      #expect(found == SpacyFixture.spans(sentence["pred_alone"], over: document.tokens))
    }
  }

  @Test(arguments: Kind.allCases) func gradientsAndLossAreSpacys(_ kind: Kind) throws {
    var model = try kind.model("train_step.initial.safetensors")
    let step = try kind.fixture.json("train_step.json")
    let examples = try SpacyFixture.examples(step["examples"])
    let head = try #require(model.head as? TransitionHead)
    var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 0))
    let (vectors, backToTokens) = try #require(model.hashed).embedding.forward(
      TokenBatch(examples.map(\.document)), &pass)
    let (features, backToVectors) = try #require(model.hashed).encoder.forward(vectors, &pass)
    let starts = zip(examples, features.ranges).map { example, rows in
      TransitionScorer.Start(
        firstRow: rows.lowerBound, state: TransitionState(tokens: 0..<rows.count),
        oracle: Oracle(gold: head.system.gold(example)),
        isSpace: example.document.tokens.map { example.document.isSpace($0) })
    }
    let (loss, back) = head.scorer.loss(
      features.rows, starts: starts, system: head.system, fillsMissingSlots: true, &pass)
    let expectedLoss = try #require(step["losses"]?.array?.first?.number)
    #expect(abs(loss - expectedLoss) < 1e-4 * expectedLoss)

    var gradients = Gradients()
    let dFeatures = Ragged(back(&gradients), lengths: features.lengths)
    _ = backToTokens(backToVectors(dFeatures, &gradients), &gradients)
    let expected = kind.ordered(try kind.fixture.tensors("train_step.grads.safetensors"))
    var index = 0
    model.visitParameters { parameter in
      let wanted = expected[index].matrix(like: parameter)
      // Where the upper layer still is zero, nothing flows below it, and both have rounding alone.
      if parameter.name == "head.upper.weight" {
        // spaCy drops a tenth of the units before this layer even at dropout 0, by numbers of its own:
        // the gradients point the same way, and agree in no single element.
        let found = gradients[parameter]
        let cosine =
          dot(found, wanted) / (dot(found, found) * dot(wanted, wanted)).squareRoot()
        #expect(cosine > 0.98, "\(parameter.name)")
        index += 1
        return
      }
      let scale = max(wanted.storage.map(abs).max() ?? 0, 1e-3)
      expectEqual(gradients[parameter], wanted, within: 1e-3 * scale, parameter.name)
      index += 1
    }
  }
}
