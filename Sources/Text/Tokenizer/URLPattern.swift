/// spaCy's pattern for a web address, e-mail address or host name, which stays one token.
///
/// An optional scheme, an optional `user:password@`, a public IPv4 address or a host name that ends in a
/// lower-case top-level domain, an optional port and an optional path. After Diego Perini's pattern
/// (https://gist.github.com/dperini/729294), with spaCy's changes.
struct URLPattern: Sendable {
  private let classes = ScalarClasses.english

  /// Whether all of a part of the text, which holds no white space, is an address.
  func matches(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    // A host has a period, and whatever lies before it may end in an "@" or a scheme.
    guard text[range].contains(UInt8(ascii: ".")) else { return false }
    if host(text, range.lowerBound..<range.upperBound) { return true }
    if let start = endOfScheme(text, range), host(text, start..<range.upperBound) { return true }
    return afterAuthentication(text, range)
  }

  /// Whether a host follows an "@", which is not the first sign.
  ///
  /// A host holds no "@", so of those before the next `:/?#` only the last can have one after it: one
  /// pass is enough.
  private func afterAuthentication(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    var start: Int?
    for index in range {
      if text[index] == UInt8(ascii: "@") {
        if index > range.lowerBound { start = index + 1 }
      } else if Self.endsHost(text[index]) {
        if let start, host(text, start..<range.upperBound) { return true }
        start = nil
      }
    }
    return start.map { host(text, $0..<range.upperBound) } ?? false
  }

  /// Whether a byte starts what may follow a host.
  private static func endsHost(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
      || byte == UInt8(ascii: "#")
  }

  /// The byte after `scheme://`.
  private func endOfScheme(_ text: [UInt8], _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    var count = 0
    while index < range.upperBound {
      let scalar = EncodedScalar(text, at: index)
      switch scalar.value {
      case "+", "-", ".": break
      case ":":
        let isScheme = count >= 2 && text[index..<range.upperBound].starts(with: "://".utf8)
        return isScheme ? index + 3 : nil
      default: guard classes[scalar.value].contains(.word) else { return nil }
      }
      count += 1
      index += scalar.width
    }
    return nil
  }

  /// Whether a part of the text is a host with an optional port and path.
  private func host(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    var end = range.lowerBound
    while end < range.upperBound, !Self.endsHost(text[end]) { end += 1 }
    guard isTail(text, end..<range.upperBound) else { return false }
    return isDomain(text, range.lowerBound..<end) || isPublicAddress(text, range.lowerBound..<end)
  }

  /// `:port`, 2 to 5 digits, then a path or the end.
  private func isTail(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard let first = text[range].first, first == UInt8(ascii: ":") else { return true }
    var index = range.lowerBound + 1
    var digits = 0
    while index < range.upperBound {
      let scalar = EncodedScalar(text, at: index)
      guard classes[scalar.value].contains(.decimal) else { break }
      digits += 1
      index += scalar.width
    }
    guard (2...5).contains(digits) else { return false }
    return index == range.upperBound || "/?#".utf8.contains(text[index])
  }

  /// Labels, each followed by a period, then a top-level domain of 2 to 63 lower-case letters.
  private func isDomain(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    var labels = 0
    var label = LabelScan()
    var isLower = true
    var index = range.lowerBound
    while index < range.upperBound {
      let scalar = EncodedScalar(text, at: index)
      if scalar.value == "." {
        guard label.isLabel else { return false }
        labels += 1
        label = LabelScan()
        isLower = true
      } else {
        label.add(scalar.value)
        isLower = isLower && classes[scalar.value].contains(.lower)
      }
      index += scalar.width
    }
    return labels > 0 && isLower && (2...63).contains(label.count)
  }

  /// A host name's label: letters and digits, with `_` and `-` inside, up to 64 scalars.
  private struct LabelScan {
    var count = 0
    private var isPlain = true
    private var startsPlain = false
    private var endsPlain = false

    mutating func add(_ scalar: UInt32) {
      let isAlphanumeric =
        scalar < 0x80 ? UInt8(scalar).isASCIIAlphanumeric : (0xA1...0xFFFF).contains(scalar)
      if count == 0 { startsPlain = isAlphanumeric }
      endsPlain = isAlphanumeric
      isPlain = isPlain && (isAlphanumeric || scalar == "_" || scalar == "-")
      count += 1
    }

    var isLabel: Bool { (1...64).contains(count) && isPlain && startsPlain && endsPlain }
  }

  /// Four decimal octets of an address that is neither private, loopback, multicast nor a network's.
  private func isPublicAddress(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard text[range].count(where: { $0 == UInt8(ascii: ".") }) == 3 else { return false }
    var octets: [[UInt32]] = [[]]
    var index = range.lowerBound
    while index < range.upperBound {
      let scalar = EncodedScalar(text, at: index)
      if scalar.value == "." {
        octets.append([])
      } else if classes[scalar.value].contains(.decimal) {
        octets[octets.count - 1].append(scalar.value)
      } else {
        return false
      }
      index += scalar.width
    }
    guard octets.allSatisfy({ (1...3).contains($0.count) }) else { return false }
    return isFirst(octets[0]) && isMiddle(octets[1]) && isMiddle(octets[2]) && isLast(octets[3])
      && !isPrivate(octets)
  }

  private func isPrivate(_ octets: [[UInt32]]) -> Bool {
    func reads(_ octet: Int, _ literal: String) -> Bool {
      octets[octet].elementsEqual(literal.unicodeScalars.map(\.value))
    }
    if reads(0, "10") || reads(0, "127") { return true }
    if reads(0, "169"), reads(1, "254") { return true }
    if reads(0, "192"), reads(1, "168") { return true }
    guard reads(0, "172"), octets[1].count == 2 else { return false }
    let (tens, ones) = (octets[1][0], octets[1][1])
    if tens == "1" { return (0x36...0x39).contains(ones) }
    return tens == "2" || tens == "3" && (ones == "0" || ones == "1")
  }

  // In each pattern a digit class is ASCII and `\d` any decimal digit, as in the original.

  /// `[1-9]\d?|1\d\d|2[01]\d|22[0-3]`
  private func isFirst(_ digits: [UInt32]) -> Bool {
    if digits.count < 3 { return (0x31...0x39).contains(digits[0]) }
    if digits[0] == "1" { return true }
    guard digits[0] == "2" else { return false }
    return digits[1] == "0" || digits[1] == "1"
      || digits[1] == "2" && (0x30...0x33).contains(digits[2])
  }

  /// `1?\d{1,2}|2[0-4]\d|25[0-5]`
  private func isMiddle(_ digits: [UInt32]) -> Bool {
    if digits.count < 3 || digits[0] == "1" { return true }
    guard digits[0] == "2" else { return false }
    return (0x30...0x34).contains(digits[1])
      || digits[1] == "5" && (0x30...0x35).contains(digits[2])
  }

  /// `[1-9]\d?|1\d\d|2[0-4]\d|25[0-4]`
  private func isLast(_ digits: [UInt32]) -> Bool {
    if digits.count < 3 { return (0x31...0x39).contains(digits[0]) }
    if digits[0] == "1" { return true }
    guard digits[0] == "2" else { return false }
    return (0x30...0x34).contains(digits[1])
      || digits[1] == "5" && (0x30...0x34).contains(digits[2])
  }
}
