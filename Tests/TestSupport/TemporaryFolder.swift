import Files
import Glibc

/// A folder that is gone, with all in it, when the test is done.
public final class TemporaryFolder: Sendable {
  /// Where it stands.
  public let path: String

  /// Makes an empty folder.
  public init() {
    var template = Array("/tmp/clinspan-\(String(repeating: "X", count: 6))".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, let made = mkdtemp(base) else {
        preconditionFailure("no temporary folder: \(String(cString: strerror(errno)))")
      }
      return String(cString: made)
    }
  }

  /// The path of a file or folder in it.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file in it, and the folders above the file; gives the path.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let path = file(name)
    try Folder.create(Folder.parent(of: path))
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    let content = Array(bytes)
    var offset = 0
    while offset < content.count {
      let count = content[offset...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { throw FileError.current(.write, path) }
      offset += count
    }
    return path
  }

  /// Writes a text file in it; gives the path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write(text.utf8, to: name)
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in (try? Folder.names(in: path)) ?? [] { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
