private import Glibc

/// Moments as a journal writes them.
public enum Timestamp {
  /// Seconds since 1970, UTC.
  public static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// `2026-11-22T12:04:51.250Z`.
  public static func text(_ seconds: Double) -> String {
    var fields = tm()
    var whole = time_t(seconds.rounded(.down))
    gmtime_r(&whole, &fields)
    let thousandths = Int((seconds - seconds.rounded(.down)) * 1000)
    return date(fields) + "T" + clock(fields) + "." + padded(thousandths, 3) + "Z"
  }

  /// `12:04:51`, where the terminal stands.
  public static func localClock(_ seconds: Double) -> String { clock(local(seconds)) }

  /// `2026-11-22 12:04`, where the terminal stands.
  public static func localDate(_ seconds: Double) -> String {
    let fields = local(seconds)
    return date(fields) + " " + clock(fields).prefix(5)
  }

  /// Seconds since 1970 of what `text` wrote; nil for anything else.
  public static func seconds(_ text: String) -> Double? {
    let numbers = text.split { !$0.isNumber }.map { Int($0) }
    guard numbers.count == 7, !numbers.contains(nil) else { return nil }
    let values = numbers.compactMap { $0 }
    var fields = tm()
    fields.tm_year = Int32(clamping: values[0] - 1900)
    fields.tm_mon = Int32(clamping: values[1] - 1)
    fields.tm_mday = Int32(clamping: values[2])
    fields.tm_hour = Int32(clamping: values[3])
    fields.tm_min = Int32(clamping: values[4])
    fields.tm_sec = Int32(clamping: values[5])
    return Double(timegm(&fields)) + Double(values[6]) / 1000
  }

  private static func local(_ seconds: Double) -> tm {
    var fields = tm()
    var whole = time_t(seconds.rounded(.down))
    localtime_r(&whole, &fields)
    return fields
  }

  private static func date(_ fields: tm) -> String {
    "\(padded(Int(fields.tm_year) + 1900, 4))-\(padded(Int(fields.tm_mon) + 1, 2))-"
      + padded(Int(fields.tm_mday), 2)
  }

  private static func clock(_ fields: tm) -> String {
    "\(padded(Int(fields.tm_hour), 2)):\(padded(Int(fields.tm_min), 2)):"
      + padded(Int(fields.tm_sec), 2)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
