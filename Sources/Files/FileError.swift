#if canImport(Glibc)
  import Glibc
#endif

/// What went wrong with a file: facts only, never its content.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried.
  public enum Operation: String, Hashable, Sendable {
    case open, read, write, create, rename, remove, list, lock, stat
  }

  /// Why it failed.
  public enum Reason: Hashable, Sendable {
    /// The system's error number.
    case system(Int32)
    /// Larger than the reader takes, in bytes.
    case tooLarge(limit: Int)
    /// A line, counted from 1, longer than the reader takes, in bytes.
    case lineTooLong(line: Int, limit: Int)
    /// A folder where a file was expected, or the reverse.
    case wrongKind(expected: String)
  }

  /// The file or folder.
  public let path: String
  /// What was tried.
  public let operation: Operation
  /// Why it failed.
  public let reason: Reason

  /// An error.
  public init(path: String, operation: Operation, reason: Reason) {
    self.path = path
    self.operation = operation
    self.reason = reason
  }

  /// The error that `errno` now holds.
  public static func current(_ operation: Operation, _ path: String) -> FileError {
    FileError(path: path, operation: operation, reason: .system(errno))
  }

  /// One sentence: what, where, and the next step where there is one.
  public var description: String {
    switch reason {
    case .system(let number):
      let advice =
        switch number {
        case ENOENT: "; check the path"
        case EACCES, EPERM, EROFS: "; check the permissions, or choose another folder"
        case ENOSPC, EDQUOT: "; free some space and try again"
        default: ""
        }
      return "\(path): cannot \(operation.rawValue): \(String(cString: strerror(number)))\(advice)"
    case .tooLarge(let limit):
      return "\(path): larger than \(limit) bytes, the most this reader takes"
    case .lineTooLong(let line, let limit):
      return "\(path):\(line): a line longer than \(limit) bytes, the most this reader takes"
    case .wrongKind(let expected):
      return "\(path): expected \(expected)"
    }
  }
}
