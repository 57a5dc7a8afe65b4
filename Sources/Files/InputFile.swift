#if canImport(Glibc)
  import Glibc
#endif

/// Reading whole files.
public enum InputFile {
  /// The most `read` takes unless told otherwise: 4 GiB.
  public static let defaultLimit = 4 << 30

  /// The size of a file in bytes.
  ///
  /// - Throws: `FileError` when it is not there or is a folder.
  public static func size(_ path: String) throws(FileError) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .current(.open, path) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileError(
        path: path, operation: .read, reason: .wrongKind(expected: "a file, found a folder"))
    }
    return Int(status.st_size)
  }

  /// The bytes of a file.
  ///
  /// - Throws: `FileError` when it cannot be opened or read, is a folder, or is larger than `limit`.
  public static func read(_ path: String, limit: Int = defaultLimit) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .current(.open, path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .current(.stat, path) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileError(
        path: path, operation: .read, reason: .wrongKind(expected: "a file, found a folder"))
    }
    guard Int(status.st_size) <= limit else {
      throw FileError(path: path, operation: .read, reason: .tooLarge(limit: limit))
    }
    return try readAll(descriptor, path: path, expecting: Int(status.st_size), limit: limit)
  }

  /// What an open descriptor holds up to its end, for pipes and standard input.
  ///
  /// - Throws: `FileError` when it cannot be read or holds more than `limit` bytes.
  public static func readAll(
    _ descriptor: Int32, path: String, expecting size: Int = 0, limit: Int = defaultLimit
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    let chunk = max(1 << 16, min(size + 1, 1 << 24))
    var buffer = [UInt8](repeating: 0, count: chunk)
    while true {
      let count = Glibc.read(descriptor, &buffer, chunk)
      if count < 0 {
        if errno == EINTR { continue }
        throw .current(.read, path)
      }
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else {
        throw FileError(path: path, operation: .read, reason: .tooLarge(limit: limit))
      }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}
