import TestSupport
import Testing
import Text

@testable import Model

/// Notes of many lengths, none and one among them.
private func notes() -> [Document] {
  let words = "Mr. Quill denies chest pain ; 腹痛 resolved , naïve to aspirin ( 81 mg ) .".split(
    separator: " ")
  var random = SeededGenerator(seed: 9)
  return [0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 0, 40, 1, 7].enumerated().map { number, count in
    let text = (0..<count).map { _ in
      words[Int(random.nextUniform() * Float(words.count))]
        + (random.nextUniform() < 0.3 ? "s" : "")
    }
    return Document(id: "\(number)", text: text.joined(separator: " "))
  }
}

private let vectors = WordVectors(
  table: Matrix(rows: 3, columns: 5, (0..<15).map { Float($0) / 7 - 1 }),
  rows: [StringID.of("chest"): 0, StringID.of("pain"): 2, StringID.of("("): 1])

private func layers(
  width: Int, depth: Int, pieces: Int, edges: ModelConfig.Edges, reach: Int = 1,
  hasVectors: Bool = false
) -> (MultiHashEmbed, MaxoutWindowEncoder) {
  var initializer = Initializer(seed: 13)
  var embedding = MultiHashEmbed(
    "embed", width: width,
    tables: [(.norm, 100), (.prefix, 50), (.ngrams, 50), (.shape, 20)], pieces: pieces,
    vectors: hasVectors ? vectors : nil, &initializer)
  var encoder = MaxoutWindowEncoder(
    "encode", width: width, depth: depth, reach: reach, pieces: pieces, edges: edges, &initializer)
  func disturb(_ parameter: inout Parameter) {
    for index in 0..<parameter.value.count {
      parameter.value.storage[index] += 0.2 * (initializer.random.nextUniform() - 0.5)
    }
  }
  embedding.visitParameters(disturb)
  encoder.visitParameters(disturb)
  return (embedding, encoder)
}

@Suite struct WindowPlanTests {
  struct Shape: CustomTestStringConvertible {
    let width: Int
    let depth: Int
    let pieces: Int
    let edges: ModelConfig.Edges
    var hasVectors = false
    var testDescription: String {
      "\(width)x\(depth), \(pieces) pieces, \(edges)\(hasVectors ? ", vectors" : "")"
    }
  }

  static let shapes = [
    Shape(width: 16, depth: 1, pieces: 1, edges: .zero),
    Shape(width: 16, depth: 2, pieces: 3, edges: .padded),
    Shape(width: 48, depth: 3, pieces: 2, edges: .zero),
    Shape(width: 96, depth: 4, pieces: 3, edges: .padded),
    Shape(width: 32, depth: 2, pieces: 3, edges: .padded, hasVectors: true),
    Shape(width: 96, depth: 4, pieces: 3, edges: .zero),
  ]

  @Test(arguments: shapes, PackedTests.available)
  func vectorsAreTheLayers(_ shape: Shape, _ instructions: Kernels.Instructions) throws {
    let (embedding, encoder) = layers(
      width: shape.width, depth: shape.depth, pieces: shape.pieces, edges: shape.edges,
      hasVectors: shape.hasVectors)
    let plan = try #require(WindowPlan(embedding, encoder, instructions: instructions))
    let documents = notes()
    let expected = encoder(embedding(TokenBatch(documents)))
    let workspace = WindowPlan.Workspace()
    let found = plan.features(documents, workspace)
    #expect(found.lengths == expected.lengths)
    let scale = expected.rows.storage.reduce(1) { max($0, abs($1)) }
    #expect(greatestDifference(found.rows, expected.rows) < 1e-5 * scale)
    #expect(plan.features(documents, workspace) == found, "the words known by now change nothing")
    for (document, rows) in zip(documents, found.ranges) {
      #expect(
        plan.features([document], WindowPlan.Workspace()).rows == found.rows[rows: rows],
        "to the last bit in any company")
    }
  }

  @Test func forgettingWordsChangesNothing() throws {
    let (embedding, encoder) = layers(width: 16, depth: 2, pieces: 3, edges: .zero)
    let plan = try #require(WindowPlan(embedding, encoder))
    let (small, large) = (WindowPlan.Workspace(wordBytes: 4096), WindowPlan.Workspace())
    for document in notes() {
      #expect(plan.features([document], small) == plan.features([document], large))
    }
  }

  @Test func whatTheKernelsDoNotKnowIsLeftToTheLayers() {
    let wide = layers(width: 16, depth: 1, pieces: 3, edges: .zero, reach: 2)
    #expect(WindowPlan(wide.0, wide.1) == nil)
    let odd = layers(width: 12, depth: 1, pieces: 3, edges: .zero)
    #expect(WindowPlan(odd.0, odd.1) == nil)
    let manifold = layers(width: 16, depth: 1, pieces: 4, edges: .zero)
    #expect(WindowPlan(manifold.0, manifold.1) == nil)
  }

  @Test func otherWeightsArePreparedAnew() throws {
    let config = ModelConfig(
      embedding: .init(width: 16, tables: [.init(attribute: .norm, rows: 50)], pieces: 3),
      encoder: .window(depth: 2, reach: 1, pieces: 3, edges: .zero),
      head: .transitions(hidden: 16, pieces: 2, hasUpper: true, decoding: .greedy, cutSize: 100))
    func model(seed: UInt64) -> NERModel {
      var model = NERModel(
        name: "m", config: config, labels: ["problem", "test"], seed: seed)
      var random = SeededGenerator(seed: seed)
      model.visitParameters { parameter in  // the upper layer begins at zero
        for index in 0..<parameter.value.count {
          parameter.value.storage[index] += random.nextUniform() - 0.5
        }
      }
      return model
    }
    var changed = model(seed: 1)
    let copy = changed
    let other = model(seed: 2)
    let before = try changed.recognize(notes())
    var weights: [Matrix] = []
    var source = other
    source.visitParameters { weights.append($0.value) }
    changed.visitParameters { $0.value = weights[$0.id] }
    #expect(try changed.recognize(notes()) == other.recognize(notes()))
    #expect(try copy.recognize(notes()) == before)
    #expect(try other.recognize(notes()) != before)
  }
}

@Suite struct GreedyPlanTests {
  @Test(arguments: 0..<24) func spansAreTheHeads(_ seed: UInt64) throws {
    let hasUpper = seed.isMultiple(of: 2)
    let pieces = 1 + Int(seed % 3)
    let system = TransitionSystem(labels: ["problem", "test", "treatment"])
    var initializer = Initializer(seed: seed)
    var scorer = TransitionScorer(
      "head", inputs: 21, hidden: 10, pieces: pieces, transitions: system.count,
      hasUpper: hasUpper, &initializer)
    scorer.visitParameters { parameter in
      for index in 0..<parameter.value.count {
        parameter.value.storage[index] = initializer.random.nextNormal() * 0.5
      }
    }
    let head = TransitionHead(system: system, scorer: scorer, decoding: .greedy, cutSize: 0)
    let plan = try #require(GreedyPlan(head))
    let documents = notes() + [Document(id: "space", text: "a \n\n b c \n d")]
    let lengths = documents.map(\.tokens.count)
    let features = Ragged(
      Matrix(
        rows: lengths.reduce(0, +), columns: 21,
        (0..<lengths.reduce(0, +) * 21).map { _ in initializer.random.nextNormal() }),
      lengths: lengths)
    let expected = head.decode(features, documents)
    let found = plan.decode(features, documents, GreedyPlan.Workspace())
    #expect(expected.joined().contains { $0.tokens.count > 1 })
    for (found, expected) in zip(found, expected) {
      #expect(found.map(\.tokens) == expected.map(\.tokens))
      #expect(found.map(\.label) == expected.map(\.label))
      #expect(zip(found, expected).allSatisfy { abs($0.confidence - $1.confidence) < 1e-4 })
    }
  }
}
