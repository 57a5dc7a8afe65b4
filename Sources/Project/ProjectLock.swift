public import Files
import Notation

/// The `project.lock` beside a project file: what each command ran on, and what came out.
public struct ProjectLock: Hashable, Sendable {
  /// One file or folder.
  public struct File: Hashable, Sendable {
    /// As the project file writes it.
    public var path: String
    /// Nil where nothing stood.
    public var md5: String?
  }

  /// What was so when a command had run.
  public struct Entry: Hashable, Sendable {
    /// The lines that were run.
    public var script: [String]
    /// What it ran on.
    public var dependencies: [File]
    /// What it made.
    public var outputs: [File]
  }

  /// The file's name in a project's folder.
  public static let fileName = "project.lock"
  /// What stands before a command's name in the file.
  static let program = "clinspan"

  private var values: JSONObject = [:]

  /// A lock without entries.
  public init() {}

  /// The lock in a folder; empty where there is none.
  ///
  /// - Throws: `ProjectError` when it cannot be read or is not a lock.
  public init(folder: String) throws(ProjectError) {
    let path = "\(folder)/\(Self.fileName)"
    guard Folder.hasFile(path) else { return }
    let bytes: [UInt8]
    do {
      bytes = try InputFile.read(path, limit: Project.maximumSize)
    } catch {
      throw .file(error)
    }
    let value: JSONValue
    do {
      value = try YAML.parse(bytes)
    } catch {
      throw .yaml(file: path, error)
    }
    guard let object = value.object ?? (value == .null ? [:] : nil) else {
      throw .wrongValue(file: path, key: "the file", expected: "commands' entries")
    }
    values = object
  }

  /// The entry of a command. Setting it leaves those of others as they were.
  public subscript(_ name: String) -> Entry? {
    get { values[name].flatMap(Entry.init) }
    set { values[name] = newValue?.value(name: name) }
  }

  /// Writes the lock into a folder.
  ///
  /// - Throws: `ProjectError`; then whatever stood there is untouched.
  public func write(to folder: String) throws(ProjectError) {
    do {
      try AtomicFile.write(
        JSONValue.object(values).yaml.utf8, to: "\(folder)/\(Self.fileName)", mode: 0o644)
    } catch {
      throw .file(error)
    }
  }
}

extension ProjectLock.Entry {
  /// What a command's entry would be now.
  ///
  /// - Throws: `FileError` for a file that cannot be read.
  public init(of command: Project.Command, in folder: String) throws(FileError) {
    func files(_ paths: [String]) throws(FileError) -> [ProjectLock.File] {
      var files: [ProjectLock.File] = []
      for path in paths {
        let place = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        files.append(.init(path: path, md5: try Fingerprint.md5(of: place)))
      }
      return files
    }
    script = command.script
    dependencies = try files(command.dependencies)
    outputs = try files(command.outputs + command.uncachedOutputs)
  }

  init?(_ value: JSONValue) {
    func files(_ value: JSONValue?) -> [ProjectLock.File] {
      (value?.array ?? []).compactMap { item in
        item["path"]?.string.map { .init(path: $0, md5: item["md5"]?.string) }
      }
    }
    guard let script = value["script"]?.array else { return nil }
    self.script = script.compactMap(\.string)
    dependencies = files(value["deps"])
    outputs = files(value["outs"])
  }

  fileprivate func value(name: String) -> JSONValue {
    func list(_ files: [ProjectLock.File]) -> JSONValue {
      .array(
        files.map { ["path": .string($0.path), "md5": $0.md5.map { .string($0) } ?? .null] })
    }
    return [
      "cmd": .string("\(ProjectLock.program) run \(name)"),
      "script": .array(script.map { .string($0) }), "deps": list(dependencies),
      "outs": list(outputs),
    ]
  }
}
