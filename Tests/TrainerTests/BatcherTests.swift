import Notation
import TestSupport
import Testing

@testable import Trainer

@Suite struct BatcherTests {
  private static func integers(_ value: JSONValue?) -> [Int] {
    value?.array?.compactMap(\.integer) ?? []
  }

  @Test func batchesAreSpaCysOverTwoEpochs() throws {
    let cases = try #require(try Fixture.json("training_cases.json")["batches"]?.array)
    #expect(cases.count == 60)
    for (number, item) in cases.enumerated() {
      let size = item["size"]?.array ?? []
      let schedule: Schedule =
        size.count == 2
        ? .constant(size[1].number ?? 0)
        : .compounding(
          start: size[1].number ?? 0, stop: size[2].number ?? 0, compound: size[3].number ?? 0)
      let discards = item["discard"]?.bool ?? false
      let kind = item["kind"]?.string
      let batcher: Batcher =
        switch kind {
        case "words": .words(size: schedule, tolerance: 0.2, discardsOversize: discards)
        case "padded": .padded(size: schedule, buffer: 16, discardsOversize: discards)
        default: .sequences(size: schedule)
        }
      var position = 0
      for epoch in item["epochs"]?.array ?? [] {
        let batches = batcher.batches(of: Self.integers(item["lengths"]), position: &position)
        #expect(batches == epoch.array?.map(Self.integers), "case \(number), \(kind ?? "")")
      }
    }
  }

  @Test func subdivisionsAreSpaCys() throws {
    let cases = try #require(try Fixture.json("training_cases.json")["subdivisions"]?.array)
    #expect(cases.count == 16)
    for item in cases {
      let lengths = Self.integers(item["lengths"])
      let parts = Batcher.subdivide(
        Array(lengths.indices), lengths: lengths, into: item["count"]?.integer ?? 0)
      #expect(parts == item["parts"]?.array?.map(Self.integers))
    }
  }
}
