/// How often predictions were right, wrong, and wanting.
public struct MatchCounts: Hashable, Sendable {
  /// Predictions that are gold.
  public var truePositives: Int
  /// Predictions that are not.
  public var falsePositives: Int
  /// Gold that was not predicted.
  public var falseNegatives: Int

  /// Counts, none unless given.
  public init(truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
  }

  /// Keeps the rates defined where there is nothing to divide by, as spaCy does.
  private static let tiny = 1e-100

  /// All that was predicted.
  public var predicted: Int { truePositives + falsePositives }
  /// All that should have been.
  public var gold: Int { truePositives + falseNegatives }
  /// Whether nothing was counted.
  public var isEmpty: Bool { predicted + gold == 0 }
  /// Share of predictions that are gold, 0…1; 0 without predictions.
  public var precision: Double { Double(truePositives) / (Double(predicted) + Self.tiny) }
  /// Share of gold that was predicted, 0…1; 0 without gold.
  public var recall: Double { Double(truePositives) / (Double(gold) + Self.tiny) }
  /// Harmonic mean of precision and recall.
  public var f1: Double {
    let (p, r) = (precision, recall)
    return 2 * ((p * r) / (p + r + Self.tiny))
  }

  /// Adds counts.
  public static func += (left: inout MatchCounts, right: MatchCounts) {
    left.truePositives += right.truePositives
    left.falsePositives += right.falsePositives
    left.falseNegatives += right.falseNegatives
  }
}
