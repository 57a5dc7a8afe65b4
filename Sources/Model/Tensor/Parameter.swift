/// Something a model learns: a named matrix.
public struct Parameter: Identifiable, Sendable {
  /// Small, counted from 0, the same for parameters that are tied.
  public let id: Int
  /// Where it stands in the model, in dots: `embed.norm.table`. The name of its tensor in a file.
  public let name: String
  /// What has been learnt.
  public var value: Matrix

  /// A parameter.
  public init(id: Int, name: String, value: Matrix) {
    self.id = id
    self.name = name
    self.value = value
  }
}

/// Makes a model's parameters: counts their ids, and draws their first values.
public struct Initializer: Sendable {
  /// Where first values come from.
  public enum Distribution: Sendable {
    /// All the same.
    case constant(Float)
    /// Uniform in ±limit.
    case uniform(Float)
    /// Normal about a mean.
    case normal(mean: Float, deviation: Float)
  }

  /// How many parameters have been made.
  public private(set) var count = 0
  /// What the values are drawn with.
  public var random: SeededGenerator

  /// Whether values are drawn; otherwise they are zero, to be replaced.
  var draws: Bool

  /// An initializer; the same seed gives the same model, no seed one of zeros.
  public init(seed: UInt64?) {
    random = SeededGenerator(seed: seed ?? 0)
    draws = seed != nil
  }

  /// The next parameter. (rows, columns)
  public mutating func parameter(
    _ name: String, rows: Int, columns: Int, _ distribution: Distribution
  ) -> Parameter {
    defer { count += 1 }
    var value = Matrix(rows: rows, columns: columns)
    for index in 0..<(draws ? value.count : 0) {
      value.storage[index] =
        switch distribution {
        case .constant(let constant): constant
        case .uniform(let limit): (2 * random.nextUniform() - 1) * limit
        case .normal(let mean, let deviation): mean + deviation * random.nextNormal()
        }
    }
    return Parameter(id: count, name: name, value: value)
  }
}
