private import Files
private import Glibc
private import Notation
private import Synchronization
public import Text

/// Who is right where gold and a model differ.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  case gold
  case model
  /// The second of two models.
  case second
  /// The guideline does not say.
  case guideline
}

/// A difference between gold and a model, as verdicts name it.
public struct Difference: Hashable, Sendable {
  /// The record.
  public let record: RecordKey
  /// Gold's span; nil where the model alone has one.
  public let gold: Span?
  /// The model's span; nil where gold alone has one.
  public let predicted: Span?
  /// The second model's span; nil where it has none, or where there is no second model.
  public let second: Span?

  /// A difference.
  public init(record: RecordKey, gold: Span?, predicted: Span?, second: Span? = nil) {
    self.record = record
    self.gold = gold
    self.predicted = predicted
    self.second = second
  }
}

/// Verdicts on differences, in a file beside the data: the data itself is never touched. One JSON line a verdict,
/// the last one on a difference holds; 0600; offsets and labels, no text.
public final class VerdictFile: Sendable {
  /// Where it is.
  public let path: String
  private let descriptor: Int32
  private let clock: @Sendable () -> Double

  /// Opens a file, or begins one, and reads what it holds. Lines that cannot be read are passed over.
  ///
  /// - Throws: `JournalError` where it cannot be opened or is open elsewhere.
  public static func open(
    _ path: String, clock: @escaping @Sendable () -> Double = Timestamp.now
  ) throws(JournalError) -> (file: VerdictFile, verdicts: [Difference: Verdict]) {
    let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
    let descriptor = Glibc.open(path, flags, 0o600)
    guard descriptor >= 0 else { throw .file(.current(.open, path)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse(path)
    }
    let file = VerdictFile(path, descriptor, clock)
    do throws(FileError) {
      var verdicts: [Difference: Verdict] = [:]
      let bytes = try InputFile.read(path)
      for line in bytes.split(separator: 0x0A) {
        guard let value = try? JSONParser.parse(line), let key = value["record"]?.string else {
          continue
        }
        let difference = Difference(
          record: RecordKey(rawValue: key), gold: span(value["gold"]),
          predicted: span(value["predicted"]), second: span(value["second"]))
        verdicts[difference] = value["verdict"]?.string.flatMap(Verdict.init(rawValue:))
      }
      // A crash may have left a line without its end.
      if let last = bytes.last, last != 0x0A { try file.write([0x0A]) }
      return (file, verdicts)
    } catch {
      throw .file(error)
    }
  }

  private init(_ path: String, _ descriptor: Int32, _ clock: @escaping @Sendable () -> Double) {
    self.path = path
    self.descriptor = descriptor
    self.clock = clock
  }

  deinit { close(descriptor) }

  /// Appends a verdict, or that there is none any more, and waits until it is on the disk.
  ///
  /// - Throws: `JournalError.file` where the disk is full or fails.
  public func append(_ verdict: Verdict?, on difference: Difference) throws(JournalError) {
    var value: JSONObject = [
      "at": .string(Timestamp.text(clock())), "record": .string(difference.record.rawValue),
      "gold": Self.json(difference.gold), "predicted": Self.json(difference.predicted),
    ]
    if let second = difference.second { value["second"] = Self.json(second) }
    value["verdict"] = verdict.map { .string($0.rawValue) } ?? .null
    do throws(FileError) {
      try write(JSONValue.object(value).encoded() + [0x0A])
      guard fdatasync(descriptor) == 0 else { throw .current(.write, path) }
    } catch {
      throw .file(error)
    }
  }

  private func write(_ bytes: [UInt8]) throws(FileError) {
    let size = lseek(descriptor, 0, SEEK_END)
    let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else {
      let error = FileError.current(.write, path)
      _ = ftruncate(descriptor, size)
      throw error
    }
  }

  private static func json(_ span: Span?) -> JSONValue {
    guard let span else { return .null }
    return [
      "start": .integer(span.start), "end": .integer(span.end),
      "label": .string(span.label.rawValue),
    ]
  }

  private static func span(_ value: JSONValue?) -> Span? {
    guard let value, let start = value["start"]?.integer, let end = value["end"]?.integer,
      start < end, let label = value["label"]?.string
    else { return nil }
    return Span(start..<end, Label(label))
  }
}
