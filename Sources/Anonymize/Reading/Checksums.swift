/// Check digits of published identifiers. A right one raises a finding's score; a wrong one vetoes nothing.
enum Checksum {
  /// Luhn's sum over decimal digits (ISO/IEC 7812): cards, and NPI after the prefix 80840.
  static func isLuhn(_ digits: some BidirectionalCollection<Int>) -> Bool {
    var sum = 0
    var doubles = false
    for digit in digits.reversed() {
      let value = doubles ? digit * 2 : digit
      sum += value > 9 ? value - 9 : value
      doubles.toggle()
    }
    return sum % 10 == 0
  }

  /// A vehicle identification number's check digit (49 CFR 565.15), in upper-case bytes.
  static func isVIN(_ bytes: some Collection<UInt8>) -> Bool {
    guard bytes.count == 17 else { return false }
    let weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    var sum = 0
    var check: UInt8 = 0
    for (index, byte) in bytes.enumerated() {
      guard let value = vinValue(byte) else { return false }
      sum += value * weights[index]
      if index == 8 { check = byte }
    }
    let remainder = sum % 11
    return check == (remainder == 10 ? .of("X") : UInt8(remainder) + 0x30)
  }

  private static func vinValue(_ byte: UInt8) -> Int? {
    switch byte {
    case .of("0")...(.of("9")): Int(byte - 0x30)
    case .of("A")...(.of("H")): Int(byte - .of("A")) + 1
    case .of("J")...(.of("N")): Int(byte - .of("J")) + 1
    case .of("P"): 7
    case .of("R"): 9
    case .of("S")...(.of("Z")): Int(byte - .of("S")) + 2
    default: nil
    }
  }
}
