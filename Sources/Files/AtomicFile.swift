#if canImport(Glibc)
  import Glibc
#endif

/// A file that appears whole or not at all: written under a temporary name beside its place, synced,
/// then renamed. Readable by its owner only. What is no file, such as `/dev/null` or a pipe, stays what it is:
/// bytes are written to it directly.
public struct AtomicFile: ~Copyable {
  private let path: String
  /// nil where the bytes go to `path` itself.
  private let temporary: String?
  let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Starts a file; nothing is at `path` until `commit`.
  ///
  /// - Throws: `FileError` when the folder cannot be written.
  public init(_ path: String, mode: UInt32 = 0o600) throws(FileError) {
    self.path = path
    if Self.isDevice(path) {
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let name = "\(path).tmp-\(getpid())-\(UInt32.random(in: .min ... .max))"
      temporary = name
      descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    }
    guard descriptor >= 0 else {
      throw FileError(path: path, operation: .create, reason: .system(errno))
    }
  }

  /// Whether something stands there that is neither file nor folder. To rename a file to its name would take it
  /// away from everybody.
  private static func isDevice(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// Adds bytes.
  ///
  /// - Throws: `FileError` when the disk is full or fails; the file at `path` is untouched.
  public mutating func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 18 { try flush() }
  }

  private mutating func flush() throws(FileError) {
    try Descriptor.write(buffer, to: descriptor, name: path)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Syncs the bytes to the disk and gives the file its name.
  ///
  /// - Throws: `FileError` when any step fails; then nothing has changed at `path`.
  public consuming func commit() throws(FileError) {
    try flush()
    guard let temporary else { return }
    guard fsync(descriptor) == 0 else {
      throw FileError(path: path, operation: .write, reason: .system(errno))
    }
    guard rename(temporary, path) == 0 else {
      throw FileError(path: path, operation: .rename, reason: .system(errno))
    }
    Folder.sync(Folder.parent(of: path))
  }

  deinit {
    close(descriptor)
    // After a commit there is nothing of this name any more.
    if let temporary { unlink(temporary) }
  }

  /// Writes a whole file at once.
  ///
  /// - Throws: `FileError`, with whatever stood at `path` untouched.
  public static func write(
    _ bytes: some Sequence<UInt8>, to path: String, mode: UInt32 = 0o600
  ) throws(FileError) {
    var file = try AtomicFile(path, mode: mode)
    try file.write(bytes)
    try file.commit()
  }
}
