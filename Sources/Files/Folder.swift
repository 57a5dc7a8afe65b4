#if canImport(Glibc)
  import Glibc
#endif

/// Folders and paths.
public enum Folder {
  /// Whether a folder stands at this path.
  public static func exists(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  /// Whether a file stands at this path.
  public static func hasFile(_ path: String) -> Bool { kind(of: path) == S_IFREG }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// The names in a folder, sorted by bytes, without `.` and `..`.
  ///
  /// - Throws: `FileError` when it cannot be listed.
  public static func names(in path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else { throw .current(.list, path) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes a folder and those above it; one that is there already is left as it is.
  ///
  /// - Throws: `FileError` when one cannot be made.
  public static func create(_ path: String, mode: UInt32 = 0o700) throws(FileError) {
    if path.isEmpty || exists(path) { return }
    let above = parent(of: path)
    if above != path { try create(above, mode: mode) }
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .current(.create, path) }
    guard exists(path) else {
      throw FileError(
        path: path, operation: .create, reason: .wrongKind(expected: "a folder, found a file"))
    }
  }

  /// The folder a path stands in; `.` for a bare name.
  public static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  public static func name(of path: String) -> String {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return trimmed }
    return String(trimmed[trimmed.index(after: slash)...])
  }

  /// The last part of a path without what follows its last dot.
  public static func stem(of path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// Puts a folder's entries on the disk. A file system that cannot is left alone.
  public static func sync(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

extension Folder {
  /// Gives a file or folder another place on the same file system.
  ///
  /// - Throws: `FileError` when it cannot be moved there.
  public static func rename(_ path: String, to other: String) throws(FileError) {
    guard Glibc.rename(path, other) == 0 else { throw .current(.rename, path) }
    sync(parent(of: other))
  }

  /// Removes a file; one that is not there is as good as removed.
  ///
  /// - Throws: `FileError` when it cannot be removed.
  public static func removeFile(_ path: String) throws(FileError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw .current(.remove, path) }
  }

  /// Removes a folder and all that is in it, links as links; one that is not there is as good as removed.
  ///
  /// - Throws: `FileError` when something in it cannot be removed.
  public static func remove(_ path: String) throws(FileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else { return try removeFile(path) }
    for name in try names(in: path) { try remove("\(path)/\(name)") }
    guard rmdir(path) == 0 || errno == ENOENT else { throw .current(.remove, path) }
  }
}

extension Folder {
  /// What a link says; nil where there is no link.
  public static func target(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes a link, or turns one that is there to something else, at once for whoever looks.
  ///
  /// - Throws: `FileError` when it cannot be made.
  public static func link(_ path: String, to target: String) throws(FileError) {
    let new = "\(path).new-\(getpid())"
    unlink(new)
    guard symlink(target, new) == 0 else { throw .current(.create, path) }
    try rename(new, to: path)
  }
}

extension Folder {
  /// A path from the root, so that it still holds from another folder. Links stay as they are.
  public static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let here = getcwd(nil, 0) else { return path }
    defer { free(here) }
    return String(cString: here) + "/" + path
  }

  /// Whether a path lies in a folder or is it, links followed as far as the path stands.
  public static func isInside(_ path: String, _ folder: String) -> Bool {
    let (inner, outer) = (resolved(path), resolved(folder))
    return inner == outer || inner.hasPrefix(outer.hasSuffix("/") ? outer : outer + "/")
  }

  /// The absolute path; of one that is not there, what stands above it with the rest.
  private static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let above = parent(of: path)
    return above == path ? path : "\(resolved(above))/\(name(of: path))"
  }
}
