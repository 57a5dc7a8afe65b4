#if canImport(Glibc)
  import Glibc
#endif

/// A file that appears whole or not at all: written under a temporary name beside its place, synced,
/// then renamed. Readable by its owner only.
public struct AtomicFile: ~Copyable {
  private let path: String
  private let temporary: String
  let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Starts a file; nothing is at `path` until `commit`.
  ///
  /// - Throws: `FileError` when the folder cannot be written.
  public init(_ path: String, mode: UInt32 = 0o600) throws(FileError) {
    self.path = path
    temporary = "\(path).tmp-\(getpid())-\(UInt32.random(in: .min ... .max))"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else {
      throw FileError(path: path, operation: .create, reason: .system(errno))
    }
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
    unlink(temporary)  // already renamed after a commit; then there is nothing of this name
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
