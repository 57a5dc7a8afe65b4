extension Archive {
  /// The bytes of a `.tar.gz` of these files, in this order: the same files give the same bytes. Owner and
  /// times are left out; every file is readable by all, and its folders are listed before it.
  ///
  /// Format: POSIX.1-2001 `ustar`, in gzip (RFC 1952).
  ///
  /// - Throws: `ArchiveError` for a path longer than the format takes, 100 bytes for the name and 155 for
  ///   what precedes it.
  public static func tarGz(
    _ files: [(path: String, bytes: [UInt8])]
  ) throws(ArchiveError) -> [UInt8] {
    var tar: [UInt8] = []
    var folders: Set<String> = []
    for file in files {
      var folder = ""
      for part in file.path.split(separator: "/").dropLast() {
        folder += "\(part)/"
        guard folders.insert(folder).inserted else { continue }
        tar += try header(folder, size: 0, isFolder: true)
      }
      tar += try header(file.path, size: file.bytes.count, isFolder: false)
      tar += file.bytes
      tar += [UInt8](repeating: 0, count: (512 - file.bytes.count % 512) % 512)
    }
    tar += [UInt8](repeating: 0, count: 1024)
    return Zlib.gzip(tar)
  }

  private static func header(
    _ path: String, size: Int, isFolder: Bool
  ) throws(ArchiveError) -> [UInt8] {
    guard let (prefix, name) = split(path) else {
      throw ArchiveError(
        path: path, entry: nil, reason: .unreadable("a path of at most 255 bytes is needed"))
    }
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
    }
    func octal(_ value: Int, _ digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(name, at: 0)
    put(octal(isFolder ? 0o755 : 0o644, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(size, 11), at: 124)
    put(octal(0, 11), at: 136)
    put("        ", at: 148)  // the checksum counts itself as spaces
    put(isFolder ? "5" : "0", at: 156)
    put("ustar\u{0}00", at: 257)
    put(prefix, at: 345)
    put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    return block
  }

  /// A path cut at a `/` into at most 155 and at most 100 bytes.
  private static func split(_ path: String) -> (prefix: String, name: String)? {
    if path.utf8.count <= 100 { return ("", path) }
    for place in path.indices where path[place] == "/" {
      let prefix = path[..<place]
      let name = path[path.index(after: place)...]
      if prefix.utf8.count <= 155, name.utf8.count <= 100, !name.isEmpty {
        return (String(prefix), String(name))
      }
    }
    return nil
  }
}
