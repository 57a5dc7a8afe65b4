/// How far confidences can be believed: predictions in ten bins of equal width by their confidence, and in
/// each how many were right (Naeini et al. 2015; Guo et al. 2017).
public struct CalibrationCurve: Hashable, Sendable {
  /// The predictions of one bin.
  public struct Bin: Hashable, Sendable {
    /// Predictions.
    public var count = 0
    /// The sum of their confidences.
    public var confidence = 0.0
    /// How many were right.
    public var right = 0
  }

  /// From the least sure to the surest.
  public private(set) var bins = [Bin](repeating: Bin(), count: 10)

  /// A curve of nothing.
  public init() {}

  /// Adds one prediction; a confidence outside 0…1 counts as the nearer bound.
  public mutating func add(confidence: Double, isRight: Bool) {
    let confidence = min(max(confidence, 0), 1)
    let place = min(Int(confidence * Double(bins.count)), bins.count - 1)
    bins[place].count += 1
    bins[place].confidence += confidence
    bins[place].right += isRight ? 1 : 0
  }

  /// Predictions.
  public var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// The expected calibration error: the mean over predictions of |confidence − share right| of their
  /// bin, 0…1; nil without predictions.
  public var expectedError: Double? {
    guard count > 0 else { return nil }
    return bins.reduce(0) { $0 + abs($1.confidence - Double($1.right)) } / Double(count)
  }
}
