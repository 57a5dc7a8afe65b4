/// Numbers as the screens write them.
enum Format {
  /// With commas between thousands: `12,345`.
  static func count(_ number: Int) -> String {
    let digits = Array(String(abs(number)))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A share of one to three places: `.712`, `1.00`.
  static func share(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    guard thousandths < 1000 else { return "1.00" }
    return "." + String(repeating: "0", count: 3 - String(thousandths).count) + "\(thousandths)"
  }

  /// A probability to two places: `.97`; certain only where it is: .996 is `.99`.
  static func probability(_ value: Float) -> String {
    let hundredths = max(0, Int(value * 100 + 0.0001))
    guard hundredths < 100 else { return "1.0" }
    return "." + (hundredths < 10 ? "0" : "") + "\(hundredths)"
  }

  /// To one place: `4.1`.
  static func tenths(_ value: Float) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// `54 s`, `1:48 min`, `2 h 05 min`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60)) min" }
    return "\(whole / 3600) h \(two(whole % 3600 / 60)) min"
  }

  /// A threshold in hundredths: `.50`.
  static func threshold(_ hundredths: Int) -> String { probability(Float(hundredths) / 100) }

  /// `1 span`, `2 spans`.
  static func plural(_ number: Int, _ noun: String) -> String {
    "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
  }
}
