import Text

/// A text folded to one byte a scalar, for scanners that look at bytes.
///
/// Accents, full-width forms, dashes, quotes and look-alike letters fold to ASCII; combining marks and
/// invisible scalars are left out. What has no ASCII counterpart becomes one of the bytes below.
struct FoldedText {
  /// An upper-case letter of another script.
  static let otherUpper: UInt8 = 0x80
  /// Any other letter of another script.
  static let otherLetter: UInt8 = 0x81
  /// A letter of a script without case.
  static let uncasedLetter: UInt8 = 0x83
  /// Anything else outside ASCII.
  static let otherSymbol: UInt8 = 0x82

  /// The folded bytes.
  let bytes: [UInt8]
  /// The scalar offset of each byte, and the end; empty when byte and scalar offsets are the same.
  private let offsets: [Int32]

  /// Folds a text.
  init(_ text: ScalarText) {
    if text.isASCII {
      bytes = text.utf8
      offsets = []
      return
    }
    var bytes: [UInt8] = []
    var offsets: [Int32] = []
    bytes.reserveCapacity(text.count)
    offsets.reserveCapacity(text.count + 1)
    var offset: Int32 = 0
    for scalar in text.scalars {
      if let byte = Self.fold(scalar) {
        bytes.append(byte)
        offsets.append(offset)
      }
      offset += 1
    }
    self.bytes = bytes
    if bytes.count == text.count {
      self.offsets = []
    } else {
      offsets.append(offset)
      self.offsets = offsets
    }
  }

  /// The half-open scalar range of a range of bytes; marks and invisible scalars that follow its last
  /// scalar belong to it.
  func scalarRange(_ range: Range<Int>) -> Range<Int> {
    if offsets.isEmpty { return range }
    return Int(offsets[range.lowerBound])..<Int(offsets[range.upperBound])
  }

  /// The first byte at or after a scalar offset.
  func byte(ofScalar offset: Int) -> Int {
    offsets.isEmpty ? offset : offsets[..<bytes.count].partitioningIndex { Int($0) >= offset }
  }

  /// The folded byte of a scalar; nil for one that is left out.
  static func fold(_ scalar: Unicode.Scalar) -> UInt8? {
    let value = scalar.value
    switch value {
    case ..<0x80: return UInt8(value)
    case 0xC0..<0x180: return latin1ToExtendedA[Int(value - 0xC0)]
    case 0x1E00..<0x1F00: return known(latinAdditional[Int(value - 0x1E00)], scalar)
    case 0xFF01...0xFF5E: return UInt8(value - 0xFEE0)
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: return UInt8(ascii: "-")
    case 0x2018...0x201B, 0x2032, 0xB4: return UInt8(ascii: "'")
    case 0x201C...0x201F, 0x2033, 0xAB, 0xBB: return UInt8(ascii: "\"")
    case 0xB5, 0x3BC: return UInt8(ascii: "u")
    case 0x85, 0x2028, 0x2029: return UInt8(ascii: "\n")
    case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000, 0x1680: return UInt8(ascii: " ")
    case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFE00...0xFE0F, 0xFEFF:
      return nil
    case 0x300...0x36F: return nil
    // What was no UTF-8 stands inside a word as often as not: "Nu�ez" is a word that no list knows.
    case 0xFFFD: return otherLetter
    case 0x400..<0x460: return known(cyrillic[Int(value - 0x400)], scalar)
    default: return byCategory(scalar)
    }
  }

  private static func known(_ byte: UInt8, _ scalar: Unicode.Scalar) -> UInt8? {
    byte == UInt8(ascii: "?") ? byCategory(scalar) : byte
  }

  private static func byCategory(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter: otherUpper
    case .lowercaseLetter, .modifierLetter: otherLetter
    case .otherLetter: uncasedLetter
    case .decimalNumber:
      scalar.properties.numericValue.map { UInt8(ascii: "0") + UInt8($0) } ?? otherSymbol
    case .nonspacingMark, .enclosingMark, .spacingMark, .format: nil
    default: otherSymbol
    }
  }

  private static let latin1ToExtendedA = Array(
    ("AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
      + "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNn"
      + "OoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs").utf8)
  private static let latinAdditional = Array(
    ("AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPp"
      + "RrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyas????"
      + "AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOo"
      + "UuUuUuUuUuUuUuYyYyYyYy??????").utf8)
  /// U+0400…U+045F by the Latin letter each looks like.
  private static let cyrillic = Array(
    ("?????SIIJ???????A?B??E????K?MHO?PCT??X??????????"
      + "a????e????k???o?pc?y?x???????????????siij???????").utf8)
}
