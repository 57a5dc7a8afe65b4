/// How long was worked, idle time left out.
public struct Worked: Hashable, Sendable {
  /// Seconds in all.
  public var seconds: Double
  /// Records that they were spent on.
  public var records: Int

  /// Some work.
  public init(seconds: Double = 0, records: Int = 0) {
    self.seconds = seconds
    self.records = records
  }

  /// Work by record, added up.
  public init(_ seconds: [RecordKey: Double]) {
    self.init(seconds: seconds.values.reduce(0, +), records: seconds.count)
  }
}

/// How long an annotator works on each record. A pause longer than the limit counts as the limit: the time
/// after it was somebody's lunch.
public struct Stopwatch: Equatable, Sendable {
  /// The longest pause that counts whole, in seconds.
  public let limit: Double
  private var record: RecordKey?
  private var last: Double?
  private var seconds: [RecordKey: Double] = [:]

  /// A watch at zero.
  public init(limit: Double = 60) { self.limit = limit }

  /// Somebody did something, and a record was in front meanwhile.
  ///
  /// - Parameters:
  ///   - record: the record in front from now on; nil for none.
  ///   - now: seconds from any start.
  public mutating func tick(_ record: RecordKey?, at now: Double) {
    if let last, let before = self.record {
      seconds[before, default: 0] += max(0, min(now - last, limit))
    }
    last = now
    self.record = record
  }

  /// The seconds spent on a record since the last time they were taken; nil where there are none.
  public mutating func take(_ record: RecordKey) -> Double? { seconds.removeValue(forKey: record) }

  /// Everything not taken yet.
  public var rest: [RecordKey: Double] { seconds }
}
