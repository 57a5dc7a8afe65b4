/// How BERT cleans a text and cuts it into words before it looks for pieces
/// (Devlin et al. 2019; `BertNormalizer` and `BertPreTokenizer` of Hugging Face's tokenizers).
struct BERTWords: Sendable {
  /// Lower-cases, and if nothing else is said strips accents too.
  let lowercases: Bool
  /// Decomposes letters and drops their non-spacing marks.
  let stripsAccents: Bool
  /// Sets ideographs apart.
  let isolatesIdeographs: Bool
  /// Drops control characters and makes every white space a space.
  let cleans: Bool

  /// A word: its cleaned UTF-8, and the scalar of the text that each byte came from.
  struct Word {
    var bytes: [UInt8] = []
    var sources: [Int] = []
  }

  /// Calls `body` with each word of some scalars of a text.
  func forEach(
    in scalars: [Unicode.Scalar], _ range: Range<Int>, _ body: (Word) -> Void
  ) {
    var word = Word()
    func end() {
      if !word.bytes.isEmpty {
        body(word)
        word.bytes.removeAll(keepingCapacity: true)
        word.sources.removeAll(keepingCapacity: true)
      }
    }
    func add(_ scalar: Unicode.Scalar, _ source: Int) {
      if Self.isWhitespace(scalar) { return end() }
      let standsAlone = Self.isPunctuation(scalar)
      if standsAlone { end() }
      for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
        word.bytes.append(byte)
        word.sources.append(source)
      }
      if standsAlone { end() }
    }
    for index in range {
      let scalar = scalars[index]
      if scalar.value < 0x80 {
        if cleans, scalar.value < 0x20, !Self.isWhitespaceControl(scalar) { continue }
        if cleans, scalar.value == 0x7F { continue }
        let isUpper = lowercases && 0x41...0x5A ~= scalar.value
        add(isUpper ? Unicode.Scalar(UInt8(scalar.value | 0x20)) : scalar, index)
        continue
      }
      if cleans, scalar.value == 0xFFFD || Self.isControl(scalar) { continue }
      if isolatesIdeographs, Self.isIdeograph(scalar) {
        end()
        add(scalar, index)
        end()
        continue
      }
      for part in stripsAccents ? scalar.canonicalDecomposition : [scalar] {
        if stripsAccents, part.properties.generalCategory == .nonspacingMark { continue }
        if lowercases {
          for lower in part.properties.lowercaseMapping.unicodeScalars { add(lower, index) }
        } else {
          add(part, index)
        }
      }
    }
    end()
  }

  private static func isWhitespaceControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\t" || scalar == "\n" || scalar == "\r"
  }

  private static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80
      ? scalar == " " || 0x09...0x0D ~= scalar.value : scalar.properties.isWhitespace
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .unassigned, .privateUse, .surrogate: true
    default: false
    }
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 33...47, 58...64, 91...96, 123...126: return true
    case ..<0x80: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }

  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
      0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
