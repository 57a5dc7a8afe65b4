/// Replaces text by its shape, one scalar for one scalar.
///
/// An upper- or title-case letter becomes `X`, a decimal digit `d`; white space and ASCII punctuation stay;
/// every other scalar (letters, marks, symbols, emoji, invisible ones) becomes `x`. Offsets, lines and the
/// scalar count are therefore those of the original. The shape still tells the length of each word.
public enum ShapeMask {
  /// The shape of a text.
  ///
  /// A text whose letters and digits are already `X`, `x` and `d` is returned as it is, so that masking
  /// twice is masking once.
  public static func mask(_ text: String) -> String {
    if isShape(text.unicodeScalars) { return text }
    var masked = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { masked.append(mask(scalar)) }
    return String(masked)
  }

  /// The shape of one scalar.
  public static func mask(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII {
      switch scalar {
      case "A"..."Z": return "X"
      case "a"..."z": return "x"
      case "0"..."9": return "d"
      case "\t"..."\r", " "..."~": return scalar
      default: return "x"
      }
    }
    let properties = scalar.properties
    if properties.isWhitespace { return scalar }
    switch properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter: return "X"
    case .decimalNumber: return "d"
    default: return "x"
    }
  }

  /// Whether a text is what `mask` makes: only `X`, `x`, `d`, white space and ASCII punctuation.
  static func isShape(_ scalars: some Sequence<Unicode.Scalar>) -> Bool {
    scalars.allSatisfy { scalar in
      scalar == "X" || scalar == "x" || scalar == "d"
        || (mask(scalar) == scalar && !isASCIILetterOrDigit(scalar))
    }
  }

  private static func isASCIILetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "A"..."Z", "a"..."z", "0"..."9": true
    default: false
    }
  }
}
