/// How GPT-2 and RoBERTa cut a text into words before they merge bytes (Radford et al. 2019): the pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`, first alternative first.
enum GPT2Words {
  private enum Kind { case letter, number, space, other }

  private static let contractions: [[Unicode.Scalar]] = ["s", "t", "re", "ve", "m", "ll", "d"].map {
    Array($0.unicodeScalars)
  }

  /// Calls `body` with the half-open scalar range of each word; together they are the whole text.
  static func forEach(
    in scalars: [Unicode.Scalar], _ range: Range<Int>, _ body: (Range<Int>) -> Void
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = end(ofWordAt: start, scalars, range.upperBound)
      body(start..<end)
      start = end
    }
  }

  private static func end(ofWordAt start: Int, _ scalars: [Unicode.Scalar], _ limit: Int) -> Int {
    if scalars[start] == "'" {
      for contraction in contractions where start + contraction.count < limit {
        if scalars[start + 1...start + contraction.count].elementsEqual(contraction) {
          return start + 1 + contraction.count
        }
      }
    }
    let first = scalars[start] == " " && start + 1 < limit ? start + 1 : start
    let kind = kind(scalars[first])
    if kind != .space {
      return run(of: kind, from: first, scalars, limit)
    }
    let end = run(of: .space, from: start, scalars, limit)
    return end < limit && end - start > 1 ? end - 1 : end
  }

  private static func run(
    of kind: Kind, from start: Int, _ scalars: [Unicode.Scalar], _ limit: Int
  ) -> Int {
    var end = start
    while end < limit, Self.kind(scalars[end]) == kind { end += 1 }
    return end
  }

  private static func kind(_ scalar: Unicode.Scalar) -> Kind {
    if scalar.value < 0x80 {
      switch scalar.value {
      case 0x41...0x5A, 0x61...0x7A: return .letter
      case 0x30...0x39: return .number
      case 0x20, 0x09...0x0D: return .space
      default: return .other
      }
    }
    if scalar.properties.isWhitespace { return .space }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }
}
