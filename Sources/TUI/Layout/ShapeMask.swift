internal import Anonymize
internal import Text

extension ScalarText {
  /// The text with some ranges replaced by their shape, one scalar for one scalar, so that every offset
  /// means the same in both texts. What of a range lies outside the text is ignored.
  func shapeMasked(over ranges: [Range<Int>]) -> ScalarText {
    var isMasked = [Bool](repeating: false, count: count)
    for range in ranges {
      for offset in range.clamped(to: 0..<count) { isMasked[offset] = true }
    }
    var masked = String.UnicodeScalarView()
    var run = String.UnicodeScalarView()
    for (scalar, isMasked) in zip(scalars, isMasked) {
      if isMasked {
        run.append(scalar)
      } else {
        if !run.isEmpty { masked += ShapeMask.mask(String(run)).unicodeScalars }
        run = String.UnicodeScalarView()
        masked.append(scalar)
      }
    }
    masked += ShapeMask.mask(String(run)).unicodeScalars
    return ScalarText(String(masked))
  }
}
