import Digests
public import Files

#if canImport(Glibc)
  import Glibc
#endif

/// The MD5 of files and folders, as weasel computes them.
public enum Fingerprint {
  /// The MD5 of a file's bytes; of a folder, that of the bytes of all its files, one after the other,
  /// in the order of their paths (part by part), names not counted. Nil where nothing stands.
  ///
  /// - Throws: `FileError` for what cannot be read.
  public static func md5(of path: String) throws(FileError) -> String? {
    var hash = MD5()
    if Folder.exists(path) {
      for file in try files(below: path) { try add(file, to: &hash) }
    } else if Folder.hasFile(path) {
      try add(path, to: &hash)
    } else {
      return nil
    }
    return hash.hexDigest
  }

  /// The files below a folder in the order of their paths, part by part. A folder that is a link is
  /// not entered.
  static func files(below folder: String) throws(FileError) -> [String] {
    var files: [String] = []
    for name in try Folder.names(in: folder) {
      let path = "\(folder)/\(name)"
      if Folder.hasFile(path) {
        files.append(path)
      } else if Folder.exists(path), !isLink(path) {
        files += try Self.files(below: path)
      }
    }
    return files
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  private static func add(_ path: String, to hash: inout MD5) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .current(.open, path) }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .current(.read, path)
      }
      if count == 0 { return }
      hash.update(count == buffer.count ? buffer : Array(buffer[..<count]))
    }
  }
}
