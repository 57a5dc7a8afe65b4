import Model
import Testing

@Suite struct GradientsTests {
  let tied = Parameter(id: 3, name: "w", value: Matrix(rows: 1, columns: 2))
  let other = Parameter(id: 0, name: "b", value: Matrix(rows: 1, columns: 1))

  @Test func contributionsToATiedParameterAddUp() {
    var gradients = Gradients()
    gradients[tied] += Matrix(rows: 1, columns: 2, [1, 2])
    gradients[tied] += Matrix(rows: 1, columns: 2, [10, 20])
    #expect(gradients[tied].storage == [11, 22])
    #expect(gradients[other].storage == [0])
    #expect(gradients.contains(tied) && !gradients.contains(other))
  }

  @Test func workersAddUp() {
    var first = Gradients()
    first[other] += Matrix(rows: 1, columns: 1, [1])
    var second = Gradients()
    second[other] += Matrix(rows: 1, columns: 1, [2])
    second[tied] += Matrix(rows: 1, columns: 2, [3, 4])
    first.add(second)
    first.scale(by: 2)
    #expect(first[other].storage == [6])
    #expect(first[tied].storage == [6, 8])
    first.reset()
    #expect(first[tied].storage == [0, 0])
  }
}
