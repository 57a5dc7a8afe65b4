#if canImport(Glibc)
  import Glibc
#endif

/// Reads a file or a stream line by line, in memory that does not grow with it.
///
/// A line ends at a line feed; what follows the last one is a line too unless it is empty.
public struct LineReader: ~Copyable {
  /// What belongs to the line and what to its ending.
  public enum Ending: Hashable, Sendable {
    /// Only the line feed is taken off.
    case lineFeed
    /// A carriage return before the line feed, or before the end of the file, is taken off too.
    case anyReturn
  }

  /// The most bytes a line may have unless told otherwise: 256 MiB.
  public static let defaultMaximumLength = 256 << 20

  /// What the file is called in errors.
  public let path: String
  /// The number of the line read last, from 1; 0 before the first.
  public private(set) var lineNumber = 0
  /// Whether the file began with a byte order mark; known once something has been read or peeked at.
  public private(set) var hasByteOrderMark = false

  private let descriptor: Int32
  private let isOwner: Bool
  private let ending: Ending
  private let keepsByteOrderMark: Bool
  private let maximumLength: Int
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var start = 0
  private var end = 0
  private var hasStarted = false
  private var isAtEnd = false

  /// Opens a file.
  ///
  /// - Throws: `FileError` when it cannot be opened or is a folder.
  public init(
    _ path: String, ending: Ending = .anyReturn, keepsByteOrderMark: Bool = false,
    maximumLength: Int = defaultMaximumLength
  ) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .current(.open, path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw FileError(
        path: path, operation: .read, reason: .wrongKind(expected: "a file, found a folder"))
    }
    self.init(
      descriptor: descriptor, isOwner: true, path: path, ending: ending,
      keepsByteOrderMark: keepsByteOrderMark, maximumLength: maximumLength)
  }

  /// Reads from a descriptor that stays the caller's: standard input, a pipe.
  public init(
    descriptor: Int32, path: String, ending: Ending = .anyReturn, keepsByteOrderMark: Bool = false,
    maximumLength: Int = defaultMaximumLength
  ) {
    self.init(
      descriptor: descriptor, isOwner: false, path: path, ending: ending,
      keepsByteOrderMark: keepsByteOrderMark, maximumLength: maximumLength)
  }

  private init(
    descriptor: Int32, isOwner: Bool, path: String, ending: Ending, keepsByteOrderMark: Bool,
    maximumLength: Int
  ) {
    self.descriptor = descriptor
    self.isOwner = isOwner
    self.path = path
    self.ending = ending
    self.keepsByteOrderMark = keepsByteOrderMark
    self.maximumLength = maximumLength
  }

  deinit { if isOwner { close(descriptor) } }

  /// The next line without its ending; nil after the last.
  ///
  /// - Throws: `FileError` when the file cannot be read or the line is longer than the maximum.
  public mutating func next() throws(FileError) -> [UInt8]? {
    try withNext { Array($0) }
  }

  /// Hands the next line, without its ending, to a closure; nil after the last. The bytes are there
  /// only until the closure returns.
  ///
  /// - Throws: `FileError` when the file cannot be read or the line is longer than the maximum.
  public mutating func withNext<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) throws(FileError) -> Result? {
    try begin()
    var searched = start
    while true {
      if let feed = indexOfLineFeed(from: searched) {
        return try take(upTo: feed, resumingAt: feed + 1, body)
      }
      searched = end
      if isAtEnd { return start == end ? nil : try take(upTo: end, resumingAt: end, body) }
      guard end - start <= maximumLength + 1 else { throw tooLong() }
      let moved = start
      try fill()
      if start != moved { searched -= moved - start }
    }
  }

  /// The first bytes that have not been read yet, at most `count`, left to be read.
  ///
  /// - Throws: `FileError` when the file cannot be read.
  public mutating func peek(_ count: Int) throws(FileError) -> [UInt8] {
    try begin()
    while end - start < count, !isAtEnd { try fill() }
    return Array(buffer[start..<min(end, start + count)])
  }

  /// Everything that has not been read yet.
  ///
  /// - Throws: `FileError` when the file cannot be read or holds more than `limit` bytes.
  public mutating func rest(limit: Int = InputFile.defaultLimit) throws(FileError) -> [UInt8] {
    try begin()
    while !isAtEnd {
      guard end - start <= limit else {
        throw FileError(path: path, operation: .read, reason: .tooLarge(limit: limit))
      }
      try fill()
    }
    defer { start = end }
    return Array(buffer[start..<end])
  }

  /// Whether a whole line has been read from the file already, so that `next` need not wait for one.
  public var holdsLine: Bool { indexOfLineFeed(from: start) != nil }

  private mutating func begin() throws(FileError) {
    guard !hasStarted else { return }
    hasStarted = true
    while end < 3, !isAtEnd { try fill() }
    if end >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF {
      hasByteOrderMark = true
      if !keepsByteOrderMark { start = 3 }
    }
  }

  private func indexOfLineFeed(from offset: Int) -> Int? {
    guard offset < end else { return nil }
    return buffer.withUnsafeBytes { raw -> Int? in
      guard let base = raw.baseAddress,
        let found = memchr(base + offset, 0x0A, end - offset)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func take<Result>(
    upTo lineEnd: Int, resumingAt next: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) throws(FileError) -> Result {
    var lineEnd = lineEnd
    if ending == .anyReturn, lineEnd > start, buffer[lineEnd - 1] == 0x0D { lineEnd -= 1 }
    guard lineEnd - start <= maximumLength else { throw tooLong() }
    lineNumber += 1
    let line = start..<lineEnd
    start = next
    return buffer.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[line])) }
  }

  private func tooLong() -> FileError {
    FileError(
      path: path, operation: .read,
      reason: .lineTooLong(line: lineNumber + 1, limit: maximumLength))
  }

  /// Reads more behind what is there, making room first.
  private mutating func fill() throws(FileError) {
    if start > 0, end == buffer.count || start == end {
      let kept = start..<end
      buffer.withUnsafeMutableBytes { raw in
        if let base = raw.baseAddress, !kept.isEmpty {
          memmove(base, base + kept.lowerBound, kept.count)
        }
      }
      start = 0
      end = kept.count
    }
    if end == buffer.count {
      buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
    while true {
      let offset = end
      let count = buffer.withUnsafeMutableBytes { raw in
        read(descriptor, raw.baseAddress?.advanced(by: offset), raw.count - offset)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .current(.read, path)
      }
      if count == 0 { isAtEnd = true }
      end += count
      return
    }
  }
}
