import Corpus
import Digests
public import Files
import Model
import Notation

/// A model packed for others: the tree that `pip` installs, with the model of this program in it and,
/// where spaCy can run the model, spaCy's own form of it too.
///
///     en_NAME-VERSION/
///       checksums.sha256  MANIFEST.in  README.md  meta.json  pyproject.toml  setup.py
///       en_NAME/
///         __init__.py     load()
///         meta.json
///         clinspan/       the model as this program reads it
///         en_NAME-VERSION/  the model as spaCy reads it, where it can
public struct ModelPackage: Sendable {
  /// What it is called.
  public let name: PackageName
  /// Whether spaCy can load it.
  public let isForSpacy: Bool
  /// The files by their paths below `en_NAME-VERSION`, by path.
  public let files: [(path: String, bytes: [UInt8])]

  static let checksums = "checksums.sha256"
  static let modelFolder = "clinspan"

  /// Packs a model that lies in a folder.
  ///
  /// - Throws: What loading it throws.
  public init(packing path: String, as name: PackageName) throws {
    var folder = try ModelFolder(loading: path)
    folder.model.name = name.module
    folder.meta["lang"] = "en"
    folder.meta["version"] = .string(name.version)
    folder.config.root = Self.withoutPaths(folder.config.root)
    let spacy: SpacyExport?
    do {
      spacy = try SpacyExport(folder, path: path, name: name.name, version: name.version)
    } catch {
      spacy = nil
    }
    let templates = PackageTemplates(
      name: name, folder: folder, spacy: spacy.map { _ in SpacyExport.spacyVersion })
    var files = templates.files
    files += folder.files().map { ("\(name.module)/\(Self.modelFolder)/\($0.path)", $0.bytes) }
    for file in spacy?.files ?? [] {
      files.append(("\(name.module)/\(name.full)/\(file.path)", file.bytes))
    }
    for document in ["LICENSE", "LICENSES_SOURCES"] where Folder.hasFile("\(path)/\(document)") {
      files.append((document, try InputFile.read("\(path)/\(document)", limit: 16 << 20)))
    }
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    files.append((Self.checksums, Self.list(files)))
    self.name = name
    self.files = files
    isForSpacy = spacy != nil
  }

  /// Settings that say nothing of the machine on which the model was trained.
  private static func withoutPaths(_ root: JSONObject) -> JSONObject {
    var root = root
    func clearing(_ section: String, _ isPath: (String) -> Bool) {
      guard let object = root[section]?.object else { return }
      root[section] = .object(
        JSONObject(object.members.map { .init($0.key, isPath($0.key) ? .null : $0.value) }))
    }
    clearing("paths") { _ in true }
    clearing("initialize") { ["vectors", "init_tok2vec", "vocab_data", "lookups"].contains($0) }
    // A transformer goes by its name alone; its weights and tokenizer are in the package.
    for component in root["components"]?.object?.keys ?? [] {
      guard var components = root["components"]?.object,
        var object = components[component]?.object, var model = object["model"]?.object,
        let name = model["name"]?.string
      else { continue }
      model["name"] = .string(Folder.name(of: name))
      object["model"] = .object(model)
      components[component] = .object(object)
      root["components"] = .object(components)
    }
    for corpus in root["corpora"]?.object?.keys ?? [] {
      guard var object = root["corpora"]?[corpus]?.object, var corpora = root["corpora"]?.object
      else { continue }
      if object["path"] != nil { object["path"] = .null }
      corpora[corpus] = .object(object)
      root["corpora"] = .object(corpora)
    }
    return root
  }

  /// `sha256sum`'s lines.
  private static func list(_ files: [(path: String, bytes: [UInt8])]) -> [UInt8] {
    Array(files.map { "\(Hex.text(Digest.sha256($0.bytes)))  \($0.path)\n" }.joined().utf8)
  }

  /// Writes the tree below a folder and `dist/en_NAME-VERSION.tar.gz` with its checksum in it. The same
  /// model gives the same bytes.
  ///
  /// - Returns: The archive's path and its SHA-256.
  /// - Throws: `FileError` when it cannot be written.
  public func save(to path: String) throws -> (archive: String, checksum: String) {
    for file in files {
      let place = "\(path)/\(file.path)"
      try Folder.create(Folder.parent(of: place))
      try AtomicFile.write(file.bytes, to: place)
    }
    let archive = "\(path)/dist/\(name.full).tar.gz"
    let bytes = try Archive.tarGz(files.map { ("\(name.full)/\($0.path)", $0.bytes) })
    let checksum = Hex.text(Digest.sha256(bytes))
    try Folder.create("\(path)/dist")
    try AtomicFile.write(bytes, to: archive)
    try AtomicFile.write("\(checksum)  \(name.full).tar.gz\n".utf8, to: archive + ".sha256")
    return (archive, checksum)
  }
}

/// A package's archive, read and checked.
public struct PackedModel: Sendable {
  /// The module's name: `en_NAME`.
  public let name: String
  /// Its version.
  public let version: String
  /// The model's files.
  private let files: [(path: String, bytes: [UInt8])]

  /// Reads an archive and compares every file of the model with the checksums in it.
  ///
  /// - Throws: `CorpusError` for an archive that cannot or must not be unpacked, `PackageError` for one that
  ///   is no package, or not whole.
  public init(reading path: String) throws {
    let entries = try Archive.entries(of: path)
    let mark = "/" + ModelPackage.checksums
    guard let list = entries.first(where: { $0.path.hasSuffix(mark) }),
      list.path.split(separator: "/").count == 2
    else {
      let isSpacy = entries.contains { $0.path.hasSuffix("/config.cfg") }
      throw isSpacy ? PackageError.spacyOnly(path: path) : .notAPackage(path: path)
    }
    let root = String(list.path.dropLast(ModelPackage.checksums.count))
    var sums: [String: String] = [:]
    for line in String(decoding: list.bytes, as: UTF8.self).split(separator: "\n") {
      guard line.count > 66 else { throw PackageError.notAPackage(path: path) }
      sums[String(line.dropFirst(66))] = String(line.prefix(64))
    }
    var found: [String: [UInt8]] = [:]
    for entry in entries where entry.path.hasPrefix(root) && entry.path != list.path {
      let name = String(entry.path.dropFirst(root.count))
      found[name] = entry.bytes
    }
    var files: [(path: String, bytes: [UInt8])] = []
    var module: String?
    for (name, sum) in sums.sorted(by: { $0.key < $1.key }) {
      guard let bytes = found[name] else { throw PackageError.missing(path: path, file: name) }
      guard Hex.text(Digest.sha256(bytes)) == sum else {
        throw PackageError.checksum(path: path, file: name)
      }
      let parts = name.split(separator: "/")
      guard parts.count == 3, parts[1] == ModelPackage.modelFolder else { continue }
      module = String(parts[0])
      files.append((String(parts[2]), bytes))
    }
    let metaBytes = files.first { $0.path == "meta.json" }?.bytes
    guard let module, module.hasPrefix("en_"), let metaBytes,
      let meta = try? JSONParser.parse(metaBytes), let version = meta["version"]?.string
    else { throw PackageError.notAPackage(path: path) }
    let name = try PackageName(name: module, version: version)
    self.name = name.module
    self.version = name.version
    self.files = files
  }

  /// Writes the model's folder.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public func save(to path: String) throws(FileError) {
    try Folder.create(path)
    for file in files { try AtomicFile.write(file.bytes, to: "\(path)/\(file.path)") }
  }
}
