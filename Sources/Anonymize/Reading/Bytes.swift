/// What a folded byte is. A table of 256, since scanners ask once a byte.
enum ByteClass {
  static let digit: UInt8 = 1
  static let upper: UInt8 = 2
  static let lower: UInt8 = 4
  static let space: UInt8 = 8  // space and tab
  static let newline: UInt8 = 16
  static let letter: UInt8 = upper | lower
  static let wordish: UInt8 = upper | lower | digit

  static let table: [UInt8] = (0..<256).map { value in
    switch UInt8(value) {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), FoldedText.otherUpper: upper
    case UInt8(ascii: "a")...UInt8(ascii: "z"), FoldedText.otherLetter, FoldedText.uncasedLetter:
      lower
    case UInt8(ascii: " "), UInt8(ascii: "\t"): space
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0B, 0x0C: newline
    default: 0
    }
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isLetter: Bool { ByteClass.table[Int(self)] & ByteClass.letter != 0 }
  var isUpper: Bool { ByteClass.table[Int(self)] & ByteClass.upper != 0 }
  var isLower: Bool { ByteClass.table[Int(self)] & ByteClass.lower != 0 }
  var isWordish: Bool { ByteClass.table[Int(self)] & ByteClass.wordish != 0 }
  /// Space or tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
  var isNewline: Bool { ByteClass.table[Int(self)] & ByteClass.newline != 0 }
  /// The lower-case form of an ASCII letter; anything else as it is.
  var lowered: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

  /// A byte literal by its character: `.of("-")`.
  static func of(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(ascii: scalar) }
}

/// FNV-1a, 64 bits, over lower-cased bytes: the key of words in tables built here and by
/// `scripts/gazetteers`.
struct WordHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func feed(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  static func of(_ word: some StringProtocol) -> UInt64 {
    var hash = WordHash()
    for byte in word.utf8 { hash.feed(byte.lowered) }
    return hash.value
  }
}
