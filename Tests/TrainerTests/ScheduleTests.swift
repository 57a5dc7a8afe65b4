import Notation
import TestSupport
import Testing

@testable import Trainer

@Suite struct ScheduleTests {
  @Test func warmupLinearIsThincs() throws {
    let expected = try Fixture.json("adam_schedules.json")["warmup_linear"]
    let schedule = Schedule.warmupLinear(peak: 5e-5, warmup: 250, total: 20_000)
    let values = try #require(expected?["values"]?.object?.members)
    #expect(values.count > 10)
    for member in values {
      let step = try #require(Int(member.key))
      let value = try #require(member.value.number)
      #expect(abs(schedule.value(at: step) - value) <= 1e-18, "step \(step)")
    }
  }

  @Test func compoundingIsThincs() throws {
    let expected = try Fixture.json("adam_schedules.json")["compounding"]
    let schedule = Schedule.compounding(start: 100, stop: 1000, compound: 1.001)
    for member in try #require(expected?["values"]?.object?.members) {
      #expect(schedule.value(at: try #require(Int(member.key))) == member.value.number)
    }
  }

  @Test(arguments: [
    (
      "constant_then",
      Schedule.constantThen(rate: 0.5, steps: 3, .decaying(base: 1, decay: 0.1, t: 0))
    ),
    ("decaying", .decaying(base: 0.001, decay: 1e-4, t: 5)),
    ("slanted_triangular", .slantedTriangular(maximum: 0.1, steps: 50, cut: 0.1, ratio: 32, t: 0)),
    ("cyclic_triangular", .cyclicTriangular(minimum: 0.1, maximum: 1, period: 7)),
    ("compounding_down", .compounding(start: 100, stop: 10, compound: 0.9)),
  ])
  func otherSeriesAreThincs(_ name: String, _ schedule: Schedule) throws {
    let values = try #require(
      try Fixture.json("training_cases.json")["schedules"]?[name]?.array)
    #expect(values.count == 60)
    for (step, value) in values.enumerated() {
      #expect(abs(schedule.value(at: step) - (value.number ?? .nan)) < 1e-14, "step \(step)")
    }
  }

  @Test func cosineRisesToItsPeakAndEndsAtZero() {
    let schedule = Schedule.warmupCosine(peak: 2, warmup: 10, total: 110)
    #expect(schedule.value(at: 0) == 0)
    #expect(schedule.value(at: 5) == 1)
    #expect(schedule.value(at: 10) == 2)
    #expect(abs(schedule.value(at: 60) - 1) < 1e-12)
    #expect(abs(schedule.value(at: 110)) < 1e-12)
    #expect(abs(schedule.value(at: 500)) < 1e-12)
  }
}
