public import Text

/// Names a record by its text, so that decisions find it again whatever its file is called, and a journal
/// holds no name that may be a patient's.
///
/// FNV-1a of the text's UTF-8, 64 bits, as sixteen hexadecimal digits; a second record of the same text has
/// `-2` behind them. It guards against mistakes, not against intent.
public struct RecordKey: RawRepresentable, Hashable, Sendable {
  /// As the journal writes it.
  public let rawValue: String

  /// A key as the journal writes it.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The key of a text.
  ///
  /// - Parameter occurrence: From 1; counts records of the same text.
  public init(_ text: ScalarText, occurrence: Int = 1) {
    let value = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let digits = String(value, radix: 16)
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    rawValue = occurrence == 1 ? padded : "\(padded)-\(occurrence)"
  }

  /// The keys of some texts, in their order.
  public static func keys(of texts: some Sequence<ScalarText>) -> [RecordKey] {
    var counts: [RecordKey: Int] = [:]
    return texts.map { text in
      let key = RecordKey(text)
      counts[key, default: 0] += 1
      return counts[key] == 1 ? key : RecordKey(text, occurrence: counts[key] ?? 1)
    }
  }
}
