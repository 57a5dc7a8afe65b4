#if canImport(Glibc)
  import Glibc
#endif

/// Numbers as people read them.
enum Numbers {
  /// With so many digits after the point, rounded as C's `%.nf` does.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    withVaList([Int32(decimals), value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 384)  // the longest Double has 309 digits
      let count = vsnprintf(&buffer, buffer.count, "%.*f", arguments)
      return String(
        decoding: buffer.prefix(Int(max(0, count))).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// With commas between thousands.
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// `0:07`, `12:30`, `2:05:00`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds.rounded(), 1e9)))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// `1 note`, `2,000 notes`.
  static func count(_ value: Int, _ unit: String) -> String {
    "\(grouped(value)) \(unit)\(value == 1 ? "" : "s")"
  }
}
