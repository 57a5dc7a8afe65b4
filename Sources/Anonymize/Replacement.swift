public import Text

/// One piece of PHI and what stands in its place.
public struct Replacement: Hashable, Sendable {
  /// Where the PHI stood in the original, and its label.
  public let original: Span
  /// Half-open scalar range of the replacement in the output.
  public let replaced: Range<Int>
  /// What stands there now.
  public let text: String
  /// Which rule found it.
  public let reason: String
  /// How surely, 0…1.
  public let confidence: Float

  /// A replacement.
  public init(
    original: Span, replaced: Range<Int>, text: String, reason: String, confidence: Float
  ) {
    self.original = original
    self.replaced = replaced
    self.text = text
    self.reason = reason
    self.confidence = confidence
  }
}
