import Model
import Notation
import TestSupport
import Testing

@testable import Trainer

private struct OneMatrix: Parameterized {
  var parameter: Parameter
  mutating func visitParameters(_ visit: (inout Parameter) -> Void) { visit(&parameter) }
}

private struct Tied: Parameterized {
  var first: Parameter
  var second: Parameter
  mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    visit(&first)
    visit(&second)
  }
}

@Suite struct AdamTests {
  private static func matrix(_ value: JSONValue?) -> Matrix? {
    guard let rows = value?.array, !rows.isEmpty else { return nil }
    let storage = rows.flatMap { $0.array?.compactMap(\.number) ?? [] }.map { Float($0) }
    return Matrix(rows: rows.count, columns: storage.count / rows.count, storage)
  }

  @Test(arguments: ["seed", "no_decay_noclip", "L2_not_decay", "averages"])
  func stepsAreThincs(_ name: String) throws {
    let cases = try #require(try Fixture.json("adam_schedules.json")["adam"]?.array)
    let item = try #require(cases.first { $0["name"]?.string == name })
    let config = item["config"]
    func number(_ key: String) throws -> Double { try #require(config?[key]?.number) }
    let hasAverages = config?["use_averages"]?.bool ?? true
    var adam = Adam(
      .init(
        beta1: try number("beta1"), beta2: try number("beta2"), epsilon: try number("eps"),
        decay: try number("L2"), isDecayDecoupled: config?["L2_is_weight_decay"]?.bool ?? true,
        clip: try number("grad_clip"), keepsAverages: hasAverages))
    let initial = try #require(Self.matrix(item["initial"]))
    var model = OneMatrix(parameter: Parameter(id: 3, name: "w", value: initial))
    let steps = try #require(item["steps"]?.array)
    #expect(steps.count == 6)
    for step in steps {
      var gradients = Gradients()
      gradients[model.parameter] += try #require(Self.matrix(step["grad"]))
      adam.update(&model, gradients, rate: try number("learn_rate"))
      let weights = try #require(Self.matrix(step["weights"]))
      expectClose(model.parameter.value, weights)
      if let average = Self.matrix(step["average"]) {
        expectClose(adam.averaged(model).parameter.value, average)
      } else {
        #expect(!hasAverages)
      }
    }
  }

  private func expectClose(_ found: Matrix, _ expected: Matrix) {
    for (one, other) in zip(found.storage, expected.storage) {
      #expect(abs(one - other) <= 1e-6, "\(one), expected \(other)")
    }
  }

  @Test func tiedParametersMoveOnceAndStayEqual() {
    let parameter = Parameter(id: 0, name: "w", value: Matrix(rows: 1, columns: 2, [1, -2]))
    var tied = Tied(first: parameter, second: parameter)
    var single = OneMatrix(parameter: parameter)
    var gradients = Gradients()
    gradients[parameter] += Matrix(rows: 1, columns: 2, [0.3, 0.1])
    let settings = Adam.Settings(
      beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01, isDecayDecoupled: true, clip: 1,
      keepsAverages: false)
    var one = Adam(settings)
    var other = Adam(settings)
    one.update(&tied, gradients, rate: 0.1)
    other.update(&single, gradients, rate: 0.1)
    #expect(tied.first.value == tied.second.value)
    #expect(tied.first.value == single.parameter.value)
    #expect(one.moments == other.moments)
  }

  @Test func parameterWithoutGradientStaysAsItIs() {
    var model = OneMatrix(
      parameter: Parameter(id: 0, name: "w", value: Matrix(rows: 1, columns: 1, [2])))
    var adam = Adam(
      .init(
        beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.5, isDecayDecoupled: true, clip: 1,
        keepsAverages: true))
    adam.update(&model, Gradients(), rate: 1)
    #expect(model.parameter.value.storage == [2])
    #expect(adam.averaged(model).parameter.value.storage == [2])
  }

  @Test func scaleDividesTheGradientBeforeItIsClipped() {
    let parameter = Parameter(id: 0, name: "w", value: Matrix(rows: 1, columns: 1, [0]))
    func moved(by gradient: Float, scale: Float) -> Matrix {
      var model = OneMatrix(parameter: parameter)
      var adam = Adam(
        .init(
          beta1: 0.9, beta2: 0.999, epsilon: 1, decay: 0, isDecayDecoupled: true, clip: 1,
          keepsAverages: false))
      var gradients = Gradients()
      gradients[parameter] += Matrix(rows: 1, columns: 1, [gradient])
      adam.update(&model, gradients, rate: 1, scale: scale)
      return model.parameter.value
    }
    #expect(moved(by: 4, scale: 0.125) == moved(by: 0.5, scale: 1))
    #expect(moved(by: 4, scale: 0.125) != moved(by: 1, scale: 1))
  }
}
