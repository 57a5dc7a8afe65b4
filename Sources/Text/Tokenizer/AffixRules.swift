/// spaCy's English prefix, suffix and infix patterns as matchers over UTF-8.
///
/// Ranges are of bytes and lie on scalar bounds; a look-behind or look-ahead stops at their ends.
struct AffixRules: Sendable {
  /// The rules of spaCy's English pipelines.
  static let english = AffixRules()

  private let classes = ScalarClasses.english
  /// Units of measure and currency names of more than one letter, without digits.
  private let units = ByteTable(EnglishTables.units.words)

  /// Bytes of the prefix with which a part of the text starts; 0 where there is none.
  func prefixLength(_ text: [UInt8], _ range: Range<Int>) -> Int {
    let first = EncodedScalar(text, at: range.lowerBound)
    let next = range.lowerBound + first.width
    switch first.value {
    case "+":
      return next < range.upperBound && text[next].isASCIIDigit ? 0 : 1
    case ".":
      let dots = periods(text, range)
      return dots >= 2 ? dots : 0
    case "U":
      return text[range].starts(with: "US$".utf8) ? 3 : 0
    case "C", "A":
      return next < range.upperBound && text[next] == UInt8(ascii: "$") ? 2 : 0
    default:
      return classes[first.value].contains(.prefix) ? first.width : 0
    }
  }

  /// Bytes of the longest suffix with which a part of the text ends; 0 where there is none.
  func suffixLength(_ text: [UInt8], _ range: Range<Int>) -> Int {
    guard !range.isEmpty else { return 0 }
    let last = EncodedScalar(text, before: range.upperBound)
    let start = range.upperBound - last.width
    switch last.value {
    case ".":
      return periodLength(text, range)
    case "+":
      return start > range.lowerBound && text[start - 1].isASCIIDigit ? 1 : 0
    case "s", "S":
      if start > range.lowerBound {
        let mark = EncodedScalar(text, before: start)
        if mark.value == "'" || mark.value == "\u{2019}" { return mark.width + 1 }
      }
    case "\u{2026}":
      if start > range.lowerBound, EncodedScalar(text, before: start).value == "\u{2026}" {
        return 2 * last.width
      }
    default: break
    }
    let kind = classes[last.value]
    if kind.contains(.suffix) { return last.width }
    return unitLength(text, range, last: last, kind)
  }

  /// A period ends a chunk as a token of its own after a digit, a lower-case letter, some signs, or two
  /// capitals; two periods and more always do.
  private func periodLength(_ text: [UInt8], _ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    let dots = range.upperBound - end
    if dots >= 2 { return dots }
    guard end > range.lowerBound else { return 0 }
    let last = EncodedScalar(text, before: end)
    let kind = classes[last.value]
    if kind.contains(.beforePeriod) { return 1 }
    let start = end - last.width
    guard start > range.lowerBound else { return 0 }
    let previous = EncodedScalar(text, before: start).value
    if kind.contains(.upper), classes[previous].contains(.upper) { return 1 }
    let isTemperature = "FCK".unicodeScalars.contains { $0.value == last.value & ~0x20 }
    return isTemperature && previous == "\u{B0}" ? 1 : 0
  }

  /// A unit or a currency that follows a digit. No unit holds a digit, so it starts after the last one.
  private func unitLength(
    _ text: [UInt8], _ range: Range<Int>, last: EncodedScalar, _ kind: ScalarClass
  ) -> Int {
    let lowest = max(range.lowerBound, range.upperBound - units.longest)
    var start = range.upperBound
    while start > lowest, !text[start - 1].isASCIIDigit { start -= 1 }
    guard start > range.lowerBound, start < range.upperBound, text[start - 1].isASCIIDigit else {
      return 0
    }
    if kind.contains(.suffixAfterDigit), start == range.upperBound - last.width {
      return last.width
    }
    return units.place(of: text, start..<range.upperBound) == nil ? 0 : range.upperBound - start
  }

  /// The bytes of the first infix at or after an index; nil where there is none up to the end.
  func infix(_ text: [UInt8], _ range: Range<Int>, from index: Int) -> Range<Int>? {
    var index = index
    while index < range.upperBound {
      if text[index].isASCIIAlphanumeric {
        index += 1
        continue
      }
      let scalar = EncodedScalar(text, at: index)
      let length = infixLength(text, range, at: index, scalar)
      if length > 0 { return index..<index + length }
      index += scalar.width
    }
    return nil
  }

  private func infixLength(
    _ text: [UInt8], _ range: Range<Int>, at index: Int, _ scalar: EncodedScalar
  ) -> Int {
    /// The class of what follows, nothing at the end.
    func after(_ width: Int) -> ScalarClass {
      let next = index + width
      return next < range.upperBound ? classes[EncodedScalar(text, at: next).value] : []
    }
    let next = index + scalar.width
    let before: EncodedScalar? =
      index > range.lowerBound ? EncodedScalar(text, before: index) : nil
    let kindBefore = before.map { classes[$0.value] } ?? []
    let followsDigit = index > range.lowerBound && text[index - 1].isASCIIDigit
    let followsLetter = kindBefore.contains(.letter)

    switch scalar.value {
    case ".":
      let dots = periods(text, index..<range.upperBound)
      if dots >= 2 { return dots }
      let isBetween =
        !kindBefore.isDisjoint(with: [.lower, .quote])
        && !after(1).isDisjoint(with: [.upper, .quote])
      return isBetween ? 1 : 0
    case "+", "*", "^":
      return followsDigit && isDigitOrHyphen(text, range, next) ? 1 : 0
    case ",":
      return followsLetter && after(1).contains(.letter) ? 1 : 0
    case ":", "<", ">", "=", "/", "~", "\u{2013}":
      return (followsLetter || followsDigit) && after(scalar.width).contains(.letter)
        ? scalar.width : 0
    case "-":
      if followsDigit, isDigitOrHyphen(text, range, next) { return 1 }
      guard followsLetter || followsDigit else { return 0 }
      return hyphens(text, range, at: index, scalar, upTo: 3, after)
    case "\u{2014}":
      guard followsLetter || followsDigit else { return 0 }
      return hyphens(text, range, at: index, scalar, upTo: 2, after)
    case "\u{2026}":
      return scalar.width
    default:
      return classes[scalar.value].contains(.icon) ? scalar.width : 0
    }
  }

  /// The fewest hyphens in a row, up to a limit, that a letter follows.
  private func hyphens(
    _ text: [UInt8], _ range: Range<Int>, at index: Int, _ scalar: EncodedScalar, upTo limit: Int,
    _ after: (Int) -> ScalarClass
  ) -> Int {
    for count in 1...limit {
      let length = count * scalar.width
      let last = index + length - scalar.width
      guard last < range.upperBound, EncodedScalar(text, at: last).value == scalar.value else {
        return 0
      }
      if after(length).contains(.letter) { return length }
    }
    return 0
  }

  /// How many periods a part of the text starts with.
  private func periods(_ text: [UInt8], _ range: Range<Int>) -> Int {
    var end = range.lowerBound
    while end < range.upperBound, text[end] == UInt8(ascii: ".") { end += 1 }
    return end - range.lowerBound
  }

  private func isDigitOrHyphen(_ text: [UInt8], _ range: Range<Int>, _ index: Int) -> Bool {
    index < range.upperBound && (text[index].isASCIIDigit || text[index] == UInt8(ascii: "-"))
  }
}

extension UInt8 {
  /// `0`…`9`.
  var isASCIIDigit: Bool { self &- 0x30 < 10 }
  /// `0`…`9`, `A`…`Z` or `a`…`z`.
  var isASCIIAlphanumeric: Bool { isASCIIDigit || (self | 0x20) &- 0x61 < 26 }
}

/// A scalar literal in a pattern over scalar values.
func ~= (pattern: Unicode.Scalar, value: UInt32) -> Bool { pattern.value == value }

/// Whether a scalar's value is that of a literal.
func == (value: UInt32, scalar: Unicode.Scalar) -> Bool { value == scalar.value }
