import Files

/// The files of a spaCy model, in a folder or in an archive held in memory.
public struct SpacyFiles: Sendable {
  /// What the model is called in errors: its folder, or the archive's file.
  public let path: String
  private let content: Content

  private enum Content: Sendable {
    case folder(String)
    case entries([String: [UInt8]])
  }

  /// The most bytes that a file of a model may have.
  static let limit = 4 << 30

  /// A folder that `nlp.to_disk` wrote, or an installed package: a folder that holds one.
  ///
  /// - Throws: `FileError` when it cannot be listed, `SpacyModelError` when no model is in it.
  public init(folder path: String) throws {
    self.path = path
    if Folder.hasFile("\(path)/config.cfg") {
      content = .folder(path)
      return
    }
    let inner = try Folder.names(in: path).map { "\(path)/\($0)" }.filter {
      Folder.hasFile("\($0)/config.cfg")
    }
    guard inner.count == 1 else {
      throw SpacyModelError(
        path: path, .malformed(expected: "a spaCy model (a folder with config.cfg)"))
    }
    content = .folder(inner[0])
  }

  /// A folder that holds word vectors, of a model or a vocabulary.
  init(vectors path: String) throws {
    self.path = path
    content = .folder(path)
  }

  /// The files of a package (`.tar.gz` or `.whl`): what stands beside its one `config.cfg`.
  ///
  /// - Throws: `SpacyModelError` when no model is among them.
  public init(archive path: String, entries: [(path: String, bytes: [UInt8])]) throws {
    self.path = path
    let roots = entries.map(\.path).filter { $0 == "config.cfg" || $0.hasSuffix("/config.cfg") }
      .map { $0.dropLast("config.cfg".count) }
    guard let root = roots.first, roots.count == 1 else {
      throw SpacyModelError(
        path: path, .malformed(expected: "a package with one config.cfg, found \(roots.count)"))
    }
    var files: [String: [UInt8]] = [:]
    for entry in entries where entry.path.hasPrefix(root) {
      files[String(entry.path.dropFirst(root.count))] = entry.bytes
    }
    content = .entries(files)
  }

  /// Where a file stands, for errors.
  func place(of name: String) -> String {
    switch content {
    case .folder(let folder): "\(folder)/\(name)"
    case .entries: "\(path), \(name)"
    }
  }

  /// A file that may be missing.
  func optional(_ name: String) throws(FileError) -> [UInt8]? {
    switch content {
    case .entries(let files): return files[name]
    case .folder(let folder):
      guard Folder.hasFile("\(folder)/\(name)") else { return nil }
      return try InputFile.read("\(folder)/\(name)", limit: Self.limit)
    }
  }

  /// A file.
  func required(_ name: String) throws -> [UInt8] {
    guard let bytes = try optional(name) else {
      throw SpacyModelError(path: path, .missing(name))
    }
    return bytes
  }
}
