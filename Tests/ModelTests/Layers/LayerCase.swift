@testable import Model
import Testing

/// Something made of rows of numbers: what layers take and return.
protocol Rows: Equatable {
  var matrix: Matrix { get set }
  /// Its parts, each of which a layer must treat alike alone and in company.
  var parts: [Self] { get }
}

extension Matrix: Rows {
  var matrix: Matrix {
    get { self }
    set { self = newValue }
  }
  var parts: [Matrix] { (0..<rows).map { self[rows: $0..<$0 + 1] } }
}

extension Ragged: Rows {
  var matrix: Matrix {
    get { rows }
    set { rows = newValue }
  }
  var parts: [Ragged] { ranges.map { Ragged(rows[rows: $0], lengths: [$0.count]) } }
}

/// One layer under contract: what it maps to what, with every type erased.
struct LayerCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let outputColumns: Int
  let checks: Checks

  /// The contract's clauses.
  struct Checks: Sendable {
    let shape: @Sendable (Int) -> Void
    let gradient: @Sendable (Float) -> Void
    let batching: @Sendable () -> Void
    let inferenceIsTrainingWithoutDropout: @Sendable () -> Void
    let everyParameterIsReached: @Sendable () -> Void
    let tiedContributionsAddUp: @Sendable () -> Void
  }

  init<L: Layer>(
    _ name: String, outputColumns: Int, input: L.Input,
    _ make: @Sendable (inout Initializer) -> L
  ) where L.Input: Rows & Sendable, L.Output: Rows {
    var initializer = Initializer(seed: 3)
    var layer = make(&initializer)
    // Away from the special values of a fresh layer: zero biases, unit gains.
    layer.visitParameters { parameter in
      for index in parameter.value.storage.indices {
        parameter.value.storage[index] += 0.2 * (initializer.random.nextUniform() - 0.5)
      }
    }
    testDescription = name
    self.outputColumns = outputColumns
    let contract = Contract(layer: layer, input: input)
    checks = Checks(
      shape: { contract.shape(outputColumns: $0) }, gradient: { contract.gradient(dropout: $0) },
      batching: { contract.batching() },
      inferenceIsTrainingWithoutDropout: { contract.inferenceIsTrainingWithoutDropout() },
      everyParameterIsReached: { contract.everyParameterIsReached() },
      tiedContributionsAddUp: { contract.tiedContributionsAddUp() })
  }
}

private struct Contract<L: Layer>: Sendable where L.Input: Rows & Sendable, L.Output: Rows {
  let layer: L
  let input: L.Input

  func learning(dropout: Float) -> Pass {
    .training(dropout: dropout, random: SeededGenerator(seed: 11))
  }

  func shape(outputColumns: Int) {
    var pass = learning(dropout: 0.3)
    let (output, back) = layer.forward(input, &pass)
    #expect(output.matrix.rows == input.matrix.rows)
    #expect(output.matrix.columns == outputColumns)
    var gradients = Gradients()
    let dInput = back(output, &gradients)
    #expect(dInput.matrix.rows == input.matrix.rows)
    #expect(dInput.matrix.columns == input.matrix.columns)
    var copy = layer
    copy.visitParameters { parameter in
      let gradient = gradients[parameter]
      #expect(
        gradient.rows == parameter.value.rows && gradient.columns == parameter.value.columns)
    }
  }

  /// ⟨∇L, v⟩ against (L(θ + εv) − L(θ − εv)) / 2ε along a random direction, L = Σ r⊙y, in Double.
  func gradient(dropout: Float) {
    var random = SeededGenerator(seed: 5)
    func noise(_ like: Matrix) -> Matrix {
      Matrix(
        rows: like.rows, columns: like.columns,
        (0..<like.count).map { _ in 2 * random.nextUniform() - 1 })
    }
    func loss(_ layer: L, _ input: L.Input, _ weights: Matrix) -> Double {
      var pass = learning(dropout: dropout)
      return dot(layer.forward(input, &pass).output.matrix, weights)
    }
    var pass = learning(dropout: dropout)
    let (output, back) = layer.forward(input, &pass)
    var dOutput = output
    dOutput.matrix = noise(output.matrix)
    var gradients = Gradients()
    let dInput = back(dOutput, &gradients)

    let towards = noise(input.matrix)
    expectSlope(dot(dInput.matrix, towards), "input") { step in
      var moved = input
      moved.matrix.add(towards, scaled: step)
      return loss(layer, moved, dOutput.matrix)
    }
    var original = layer
    original.visitParameters { parameter in
      let id = parameter.id
      let towards = noise(parameter.value)
      expectSlope(dot(gradients[parameter], towards), parameter.name) { step in
        var moved = layer
        moved.visitParameters { if $0.id == id { $0.value.add(towards, scaled: step) } }
        return loss(moved, input, dOutput.matrix)
      }
    }
  }

  func batching() {
    var pass = Pass.inference
    let together = layer.forward(input, &pass).output.parts
    for (index, part) in input.parts.enumerated() {
      let alone = layer.forward(part, &pass).output.matrix
      #expect(
        zip(together[index].matrix.storage, alone.storage).allSatisfy { abs($0 - $1) < 1e-5 },
        "part \(index)")
    }
  }

  func inferenceIsTrainingWithoutDropout() {
    var inference = Pass.inference
    var training = learning(dropout: 0)
    #expect(
      layer.forward(input, &inference).output == layer.forward(input, &training).output)
  }

  func everyParameterIsReached() {
    var pass = learning(dropout: 0)
    let (output, back) = layer.forward(input, &pass)
    var dOutput = output
    dOutput.matrix = Matrix(
      rows: output.matrix.rows, columns: output.matrix.columns,
      (0..<output.matrix.count).map { Float(($0 * 7919) % 13) - 6 })
    var gradients = Gradients()
    _ = back(dOutput, &gradients)
    var copy = layer
    copy.visitParameters { parameter in
      #expect(gradients[parameter].storage.contains { $0 != 0 }, "\(parameter.name)")
    }
  }

  func tiedContributionsAddUp() {
    var pass = learning(dropout: 0)
    let (output, back) = layer.forward(input, &pass)
    var once = Gradients()
    _ = back(output, &once)
    var twice = Gradients()
    _ = back(output, &twice)
    _ = back(output, &twice)
    var copy = layer
    copy.visitParameters { parameter in
      #expect(
        zip(once[parameter].storage, twice[parameter].storage).allSatisfy {
          abs(2 * $0 - $1) <= 1e-4 * max(1, abs($1))
        }, "\(parameter.name)")
    }
  }
}

/// Σ x⊙y in Double.
func dot(_ x: Matrix, _ y: Matrix) -> Double {
  zip(x.storage, y.storage).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// Expects a directional derivative to be the slope of `loss` at 0.
///
/// Too long a step meets curvature and the kinks of maxima, too short a one the rounding of 32 bits:
/// one of several has to agree within a hundredth. A wrong gradient agrees with none.
func expectSlope(_ found: Double, _ what: String, of loss: (Float) -> Double) {
  var misses: [Double] = []
  for step: Float in [1e-2, 3e-3, 1e-3, 3e-4, 1e-4] {
    let slope = (loss(step) - loss(-step)) / Double(2 * step)
    let miss = abs(found - slope) / max(abs(found), abs(slope), 0.1)
    if miss <= 1e-2 { return }
    misses.append(miss)
  }
  Issue.record("\(what): the gradient's \(found) misses the slope by \(misses)")
}

extension Matrix {
  mutating func add(_ other: Matrix, scaled factor: Float) {
    for index in storage.indices { storage[index] += factor * other.storage[index] }
  }

  /// Uniform in ±1.
  static func random(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
    var random = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      (0..<rows * columns).map { _ in 2 * random.nextUniform() - 1 })
  }
}
