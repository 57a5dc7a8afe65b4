/// What varies between passes over a model: whether units are dropped, how many, by which numbers.
public struct Pass: Sendable {
  /// Whether this pass learns; false drops nothing.
  public let isTraining: Bool
  /// Probability that a unit is dropped, 0 ..< 1; 0 when not training.
  public let dropout: Float
  /// Where masks come from.
  public var random: SeededGenerator
  /// How many threads a layer may use.
  public var workers = 1
  /// What affine maps multiply.
  var products = Products.float32

  /// The numbers that products are of; their sums are 32-bit floats.
  enum Products: Sendable {
    case float32
    /// Half as long, twice as fast, 8 bits precise.
    case bfloat16
  }

  /// A pass that drops nothing and keeps nothing random.
  public static let inference = Pass(
    isTraining: false, dropout: 0, random: SeededGenerator(seed: 0))

  /// A pass that learns.
  public static func training(dropout: Float, random: SeededGenerator) -> Pass {
    precondition(0 <= dropout && dropout < 1, "Pass: dropout \(dropout), not in 0 ..< 1")
    return Pass(isTraining: true, dropout: dropout, random: random)
  }

  private init(isTraining: Bool, dropout: Float, random: SeededGenerator) {
    self.isTraining = isTraining
    self.dropout = dropout
    self.random = random
  }
}
