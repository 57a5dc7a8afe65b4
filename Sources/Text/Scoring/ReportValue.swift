/// A report's facts as plain values, for whatever notation they are to be written in.
public indirect enum ReportValue: Hashable, Sendable {
  /// Not known, or not defined.
  case none
  case integer(Int)
  case number(Double)
  case text(String)
  case list([ReportValue])
  /// Named values, in order.
  case fields([Field])

  /// A named value.
  public struct Field: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: ReportValue

    /// A named value.
    public init(_ name: String, _ value: ReportValue) {
      self.name = name
      self.value = value
    }
  }

  static func number(_ value: Double?) -> ReportValue { value.map { .number($0) } ?? .none }
}

extension Double {
  /// The nearest number with as many decimal places, half to even, as Python's `round` gives it.
  func rounded(toPlaces places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = self * scale
    let down = scaled.rounded(.down)
    // The product is rounded itself; where it seems to lie half way, its error says on which side.
    let error = (-scaled).addingProduct(self, scale)
    if scaled - down == 0.5, error != 0 { return (error > 0 ? down + 1 : down) / scale }
    return scaled.rounded(.toNearestOrEven) / scale
  }
}

extension ComparisonReport {
  /// The report's facts. Rates are exact; intervals, differences and shares are rounded to five and four
  /// decimal places, since the draws know no more.
  public var facts: ReportValue {
    var fields: [ReportValue.Field] = [
      .init("documents", .integer(documents)), .init("samples", .integer(samples)),
    ]
    for (name, system) in zip(["a", "b"], systems) { fields.append(.init(name, facts(of: system))) }
    if let difference {
      fields.append(
        .init(
          "a_minus_b",
          byRate(difference) { difference in
            .fields([
              .init("difference", .number(difference.value.rounded(toPlaces: 5))),
              .init("interval", bounds(difference.interval)),
              .init(
                "share_not_above_zero", .number(difference.shareNotAboveZero.rounded(toPlaces: 4))),
            ])
          }))
    }
    return .fields(fields)
  }

  private func facts(of system: System) -> ReportValue {
    let counts = system.counts
    let perLabel = labels.compactMap { label -> ReportValue.Field? in
      guard let one = counts.perLabel[label], !one.isEmpty else { return nil }
      return .init(
        label.rawValue,
        .fields(
          rates(counts.rates(of: label)) + [
            .init("gold", .integer(one.gold)), .init("predicted", .integer(one.predicted)),
          ]))
    }
    let confusion = (labels + [nil]).map { gold in
      ReportValue.Field(
        gold?.rawValue ?? Self.noLabel,
        .fields(
          (labels + [nil]).map { predicted in
            .init(
              predicted?.rawValue ?? Self.noLabel,
              .integer(counts[gold: gold, predicted: predicted]))
          }))
    }
    return .fields(
      [.init("name", .text(system.name))] + rates(counts.rates()) + [
        .init("gold", .integer(counts.gold)), .init("predicted", .integer(counts.predicted)),
        .init("per_label", .fields(perLabel)),
        .init(
          "outcomes", .fields(Outcome.allCases.map { .init($0.rawValue, .integer(counts[$0])) })),
        .init(
          "schemes",
          .fields(
            MatchScheme.allCases.map { .init($0.rawValue, .fields(rates(counts.rates($0)))) })),
        .init("f_by_file", .list(system.f1ByRun.map { .number($0) })),
        .init("interval", byRate(system.interval, bounds)),
        .init("documents_without_prediction", .integer(system.documentsWithoutPrediction)),
        .init("confusion", .fields(confusion)),
      ])
  }

  /// What stands for no label in tables of gold against predicted labels.
  static let noLabel = "none"

  private func rates(_ rates: Rates) -> [ReportValue.Field] {
    [
      .init("p", .number(rates.precision)), .init("r", .number(rates.recall)),
      .init("f", .number(rates.f1)),
    ]
  }

  private func bounds(_ interval: Bootstrap.Interval) -> ReportValue {
    .list([
      .number(interval.low.rounded(toPlaces: 5)), .number(interval.high.rounded(toPlaces: 5)),
    ])
  }

  private func byRate<Value>(
    _ values: Bootstrap.ByRate<Value>, _ write: (Value) -> ReportValue
  ) -> ReportValue {
    .fields([
      .init("p", values.precision.map(write) ?? .none),
      .init("r", values.recall.map(write) ?? .none), .init("f", values.f1.map(write) ?? .none),
    ])
  }
}
