private import Files
private import Glibc
private import Notation
private import Synchronization

/// A journal on the disk, open for one annotator: what is decided is appended and synced before anybody is
/// told that it is saved.
///
/// The file is readable by its owner only, and locked while it is open. One annotator has one file, so two
/// can work on one data set.
public final class JournalFile: Sendable {
  /// Where it is.
  public let path: String
  /// Who writes it.
  public let annotator: String
  private let descriptor: Int32
  private let clock: @Sendable () -> Double
  private let watch: Mutex<Stopwatch>
  /// Seconds that lines tell of, by record.
  private let told: Mutex<[RecordKey: Double]>
  /// Bytes that are whole lines: where the next one begins.
  private let size: Mutex<Int>

  /// What a journal held when it was opened.
  public struct Contents: Sendable {
    /// Everything that was decided.
    public var history = History()
    /// Seconds since 1970 of the last line; nil in a new journal.
    public var lastSaved: Double?
    /// Where the torn end of the file was put; nil where it was whole.
    public var torn: String?
    /// Seconds since 1970 of the last decision on each record.
    public var times: [RecordKey: Double] = [:]
    /// Seconds worked, by record.
    public var seconds: [RecordKey: Double] = [:]
  }

  /// Opens a journal, or begins one, and replays it. A last line that was cut short, as a crash or a full
  /// disk leaves it, is moved to a file beside and named in the contents.
  ///
  /// - Parameter clock: seconds since 1970.
  /// - Throws: `JournalError` where it cannot be opened, somebody else has it open, or it has been damaged.
  public static func open(
    _ path: String, annotator: String, clock: @escaping @Sendable () -> Double = Timestamp.now
  ) throws(JournalError) -> (file: JournalFile, contents: Contents) {
    let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
    let descriptor = Glibc.open(path, flags, 0o600)
    guard descriptor >= 0 else { throw .file(.current(.open, path)) }
    do throws(JournalError) {
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        if errno == EWOULDBLOCK { throw .inUse(path) }
        throw .file(.current(.lock, path))
      }
      _ = fchmod(descriptor, 0o600)
      Folder.sync(Folder.parent(of: path))
      var contents = Contents()
      let size = try recover(path, descriptor, &contents)
      let file = JournalFile(
        path, annotator, descriptor, size: size, told: contents.seconds, clock: clock)
      return (file, contents)
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// What a journal holds, without opening it for writing: for exports. A torn end is passed over.
  ///
  /// - Throws: `JournalError` where it cannot be read or has been damaged.
  public static func read(_ path: String) throws(JournalError) -> Contents {
    var contents = Contents()
    _ = try replay(path, try bytes(path), into: &contents)
    return contents
  }

  private init(
    _ path: String, _ annotator: String, _ descriptor: Int32, size: Int,
    told: [RecordKey: Double], clock: @escaping @Sendable () -> Double
  ) {
    self.path = path
    self.told = Mutex(told)
    self.annotator = annotator
    self.descriptor = descriptor
    self.clock = clock
    self.size = Mutex(size)
    watch = Mutex(Stopwatch())
  }

  deinit { close(descriptor) }

  /// What the journal of an annotator is called.
  ///
  /// - Throws: `JournalError.badName` where the annotator's name cannot be part of a file's name.
  public static func name(of annotator: String) throws(JournalError) -> String {
    let isPlain = annotator.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "-_.".unicodeScalars.contains($0)
    }
    guard isPlain, !annotator.isEmpty, !annotator.hasPrefix("."), annotator.utf8.count <= 64 else {
      throw .badName(annotator)
    }
    return "journal-\(annotator).jsonl"
  }

  // MARK: Writing

  /// Appends lines and, where one is a decision, waits until they are on the disk.
  ///
  /// - Returns: seconds since 1970, as the lines say.
  /// - Throws: `JournalError` where the disk is full or fails; then the file ends where it ended before.
  @discardableResult
  public func append(_ lines: [JournalLine]) throws(JournalError) -> Double {
    let now = clock()
    let time = Timestamp.text(now)
    var bytes: [UInt8] = []
    for line in lines {
      let seconds = line.record.flatMap { record in watch.withLock { $0.take(record) } }
      if let seconds, let record = line.record {
        told.withLock { $0[record, default: 0] += seconds }
      }
      bytes += line.json(time: time, annotator: annotator, seconds: seconds).encoded()
      bytes.append(0x0A)
    }
    let failure = size.withLock { size -> FileError? in
      do throws(FileError) {
        try Descriptor.write(bytes, to: descriptor, name: path)
        if lines.contains(where: \.isDecision), fdatasync(descriptor) != 0 {
          throw .current(.write, path)
        }
        size += bytes.count
        return nil
      } catch {
        _ = ftruncate(descriptor, off_t(size))
        return error
      }
    }
    if let failure { throw .file(failure) }
    return now
  }

  /// Says that somebody did something, and which record is in front: for the time per record.
  public func attend(_ record: RecordKey?) {
    let now = clock()
    watch.withLock { $0.tick(record, at: now) }
  }

  /// How long was worked, as the lines tell, without idle time.
  public var worked: Worked { told.withLock { Worked($0) } }

  // MARK: Reading

  private static func bytes(_ path: String) throws(JournalError) -> [UInt8] {
    do throws(FileError) {
      return try InputFile.read(path)
    } catch {
      throw .file(error)
    }
  }

  /// Replays the file, and cuts off what a crash left of its last line. Returns the size of what is whole.
  private static func recover(
    _ path: String, _ descriptor: Int32, _ contents: inout Contents
  ) throws(JournalError) -> Int {
    let bytes = try bytes(path)
    let whole = try replay(path, bytes, into: &contents)
    guard whole < bytes.count else { return whole }
    do throws(FileError) {
      let aside = "\(path).torn-\(whole)"
      try AtomicFile.write(bytes[whole...], to: aside)
      contents.torn = aside
      guard ftruncate(descriptor, off_t(whole)) == 0, fsync(descriptor) == 0 else {
        throw .current(.write, path)
      }
    } catch {
      throw .file(error)
    }
    return whole
  }

  /// Replays whole lines and returns where they end. Only the last line may be torn.
  private static func replay(
    _ path: String, _ bytes: [UInt8], into contents: inout Contents
  ) throws(JournalError) -> Int {
    var start = 0
    var number = 0
    while start < bytes.count {
      number += 1
      guard let end = bytes[start...].firstIndex(of: 0x0A) else { return start }
      let value: JSONValue
      do {
        value = try JSONParser.parse(bytes[start..<end])
      } catch {
        if end == bytes.count - 1 { return start }
        throw .damaged(path, line: number, .unreadable("\(error)"))
      }
      do throws(JournalProblem) {
        let key = value["record"]?.string.map { RecordKey(rawValue: $0) }
        let proposals = key.flatMap { contents.history.records[$0]?.draft.proposals } ?? []
        let line = try JournalLine(value, proposals: proposals)
        try contents.history.replay(line)
        if let time = value["at"]?.string.flatMap(Timestamp.seconds), line.isDecision {
          contents.lastSaved = time
          if let record = contents.history.lastRecord { contents.times[record] = time }
        }
        if let record = line.record, let seconds = value["seconds"]?.number {
          contents.seconds[record, default: 0] += seconds
        }
      } catch {
        throw .damaged(path, line: number, error)
      }
      start = end + 1
    }
    return start
  }
}
