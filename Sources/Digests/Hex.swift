/// Bytes as text of base 16.
public enum Hex {
  /// Two digits a byte, in lower case.
  public static func text(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// What such a text says; nil where it is none.
  public static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { UInt8(exactly: Character(UnicodeScalar($0)).hexDigitValue ?? 99) }
    guard digits.count.isMultiple(of: 2), digits.allSatisfy({ $0 ?? 99 < 16 }) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map {
      (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0)
    }
  }
}
