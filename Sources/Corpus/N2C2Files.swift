import Files

/// The files of n2c2-2011 records, found in archives and folders and paired by name.
///
/// A part, such as `Beth_Train`, has `docs/NAME.txt` and `concepts/NAME.txt.con`, and may have
/// `chains/NAME.txt.chains`. The older `txt/NAME.txt` with `concept/NAME.con`, and all side by side in
/// one folder, are taken too.
struct N2C2Files {
  /// A file and where it came from.
  struct Source {
    let origin: String
    let bytes: [UInt8]
  }

  /// What a file holds.
  enum Kind: String, CaseIterable {
    case document, concepts, chains

    /// By the ending of a file's name.
    init?(name: String) {
      if name.hasSuffix(".con") {
        self = .concepts
      } else if name.hasSuffix(".chains") {
        self = .chains
      } else if name.hasSuffix(".txt") {
        self = .document
      } else {
        return nil
      }
    }

    /// Names of folders that hold only such files.
    static let folders: Set<String> = ["docs", "txt", "concepts", "concept", "chains"]
  }

  /// Files that lie together: a hospital's records of one release.
  struct Part {
    let name: String
    let isTest: Bool
    var hasDocsFolder = false
    /// By kind, then by the record's name.
    var files: [Kind: [String: Source]] = [:]
  }

  private var partsByName: [String: Part] = [:]
  private(set) var diagnostics: [Diagnostic] = []

  /// The parts that hold records, by name: Beth before Partners.
  var parts: [Part] {
    partsByName.values
      .filter { $0.hasDocsFolder || $0.files[.concepts] != nil }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Finds the files at a path: an archive, a folder of archives, unpacked folders, or all of these.
  init(_ path: String) throws(CorpusError) {
    if Folder.exists(path) {
      try addFolder(path, below: [Folder.name(of: path)])
    } else {
      try addArchive(path)
    }
  }

  private mutating func addFolder(_ path: String, below parents: [String]) throws(CorpusError) {
    for name in try fileError({ () throws(FileError) in try Folder.names(in: path) })
    where !name.hasPrefix(".") {
      let child = "\(path)/\(name)"
      if Folder.exists(child) {
        // The corpus lies at most so deep; a link back up would lead on for ever.
        if parents.count < 8 { try addFolder(child, below: parents + [name]) }
      } else if Archive.hasArchiveName(name) {
        try addArchive(child)
      } else if Kind(name: name) != nil {
        let bytes = try fileError { () throws(FileError) in try InputFile.read(child) }
        add(bytes, parts: parents + [name], origin: child)
      }
    }
  }

  private mutating func addArchive(_ path: String) throws(CorpusError) {
    for entry in try Archive.entries(of: path) {
      let parts = entry.path.split(separator: "/").map(String.init)
      add(entry.bytes, parts: [Folder.name(of: path)] + parts, origin: "\(path)/\(entry.path)")
    }
  }

  private mutating func add(_ bytes: [UInt8], parts path: [String], origin: String) {
    guard let file = path.last, !file.hasPrefix("."), let kind = Kind(name: file) else { return }
    var folders = path.dropLast()
    let isInOwnFolder = folders.last.map { Kind.folders.contains($0) } ?? false
    if isInOwnFolder { folders.removeLast() }
    let name = folders.last ?? "."
    var part =
      partsByName[name] ?? Part(name: name, isTest: Self.isTest(Array(folders)))
    if kind == .document, isInOwnFolder { part.hasDocsFolder = true }
    let record = Self.recordName(file)
    if let first = part.files[kind]?[record] {
      // The archives often lie beside what was unpacked from them.
      if first.bytes != bytes {
        diagnostics.append(Diagnostic(file: origin, .duplicate(id: record)))
      }
    } else {
      part.files[kind, default: [:]][record] = Source(origin: origin, bytes: bytes)
    }
    partsByName[name] = part
  }

  /// A file's name without the endings that say what it holds.
  private static func recordName(_ file: String) -> String {
    var name = file[...]
    for ending in [".con", ".chains", ".txt"] where name.hasSuffix(ending) {
      name = name.dropLast(ending.count)
    }
    return String(name)
  }

  /// Whether a part is for testing: the innermost folder or archive whose name says so decides.
  private static func isTest(_ folders: [String]) -> Bool {
    for folder in folders.reversed() {
      let name = folder.lowercased()
      if name.contains("train") { return false }
      if name.contains("test") || name.hasPrefix("task_1c") { return true }
    }
    return false
  }
}

/// Passes a result on, a file's error as a corpus error.
func fileError<Value>(_ body: () throws(FileError) -> Value) throws(CorpusError) -> Value {
  do throws(FileError) { return try body() } catch { throw .file(error) }
}
