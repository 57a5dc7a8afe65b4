#if canImport(Glibc)
  import Glibc
#endif

/// Where output goes: a file that appears when all of it is there, or standard output as it comes.
public struct OutputFile: ~Copyable {
  /// The path that means standard output.
  public static let standardOutput = "-"

  private var file: AtomicFile?
  private var buffer: [UInt8] = []

  /// Starts a file, or standard output for `-`.
  ///
  /// - Throws: `FileError` when the folder cannot be written.
  public init(_ path: String) throws(FileError) {
    file = path == Self.standardOutput ? nil : try AtomicFile(path)
  }

  /// Adds bytes.
  ///
  /// - Throws: `FileError` when they cannot be written.
  public mutating func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
    if file != nil {
      try file?.write(bytes)
    } else {
      buffer.append(contentsOf: bytes)
      if buffer.count >= 1 << 16 { try flush() }
    }
  }

  private mutating func flush() throws(FileError) {
    try Descriptor.write(buffer, to: STDOUT_FILENO, name: "standard output")
    buffer.removeAll(keepingCapacity: true)
  }

  /// Puts the file in its place, or the rest on standard output.
  ///
  /// - Throws: `FileError` when it cannot; then nothing has changed at the path.
  public consuming func commit() throws(FileError) {
    if let file = file.take() {
      try file.commit()
    } else {
      try flush()
    }
  }
}
