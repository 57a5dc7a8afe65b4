#if canImport(Glibc)
  import Glibc
#endif

/// Writing to what is open.
public enum Descriptor {
  /// Writes all of some bytes, however many calls that takes.
  ///
  /// - Parameter name: What an error calls it.
  /// - Throws: `FileError` when a call fails; some of the bytes may be written by then.
  public static func write(
    _ bytes: [UInt8], to descriptor: Int32, name: String
  ) throws(FileError) {
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes { raw in
        Glibc.write(descriptor, raw.baseAddress?.advanced(by: offset), raw.count - offset)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw .current(.write, name)
      }
      offset += written
    }
  }
}
