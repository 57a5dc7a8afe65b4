import Testing

@testable import Anonymize

@Suite struct ShapeMaskTests {
  static let table: [(String, String)] = [
    ("Kabir Khan", "Xxxxx Xxxx"),
    ("O'Brien-Smith, M.D.", "X'Xxxxx-Xxxxx, X.X."),
    ("03/14/1961", "dd/dd/dddd"),
    ("Nu\u{301}n\u{303}ez", "Xxxxxxx"),
    ("Núñez", "Xxxxx"),
    ("a\r\nB\u{2028}c\u{A0}9", "x\r\nX\u{2028}x\u{A0}d"),
    ("😀👍🏽", "xxx"),
    ("١２", "dd"),
    ("Кабир", "Xxxxx"),
    ("", ""),
  ]

  @Test(arguments: table)
  func shapesOneScalarForOneScalar(_ text: String, _ shape: String) {
    #expect(ShapeMask.mask(text) == shape)
    #expect(ShapeMask.mask(text).unicodeScalars.count == text.unicodeScalars.count)
  }

  @Test(arguments: table)
  func maskingTwiceIsMaskingOnce(_ text: String, _ shape: String) {
    #expect(ShapeMask.mask(ShapeMask.mask(text)) == ShapeMask.mask(text))
  }

  @Test func everyScalarKeepsItsPlaceAndLinesKeepTheirs() {
    for value in UInt32(0)...0x2FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let masked = ShapeMask.mask(scalar)
      if scalar.properties.isWhitespace {
        #expect(masked == scalar)
      } else if !scalar.isASCII {
        #expect(masked == "X" || masked == "x" || masked == "d")
      }
    }
  }
}
