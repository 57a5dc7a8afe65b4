import Files
public import Notation

/// A `project.yml`: what there is to run, in the schema of spaCy projects (weasel).
public struct Project: Hashable, Sendable {
  /// One command.
  public struct Command: Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// What it does, for the list of commands.
    public var help: String?
    /// What is run, a line each.
    public var script: [String]
    /// Files and folders that must be there; a change in one runs the command again.
    public var dependencies: [String]
    /// Files and folders that it makes; a change in one runs the command again.
    public var outputs: [String]
    /// Outputs that are not to be cached; here the same as `outputs`.
    public var uncachedOutputs: [String]
    /// Whether it runs even when nothing has changed.
    public var alwaysRuns: Bool
  }

  /// A file or folder the project needs and does not make.
  public struct Asset: Hashable, Sendable {
    /// Where it must be.
    public var destination: String
    /// Its MD5, when known.
    public var checksum: String?
    /// Where it comes from; never fetched here.
    public var source: String?
    /// What it is.
    public var description: String?
  }

  /// Commands that are run one after the other.
  public struct Workflow: Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// Its commands' names.
    public var steps: [String]
  }

  /// The file's name in a project's folder.
  public static let fileName = "project.yml"
  /// The most bytes of a project file or a lock: 4 MiB.
  public static let maximumSize = 4 << 20
  /// The variable that holds overrides besides those of the command line.
  public static let environmentVariable = "WEASEL_CONFIG_OVERRIDES"

  /// What it is.
  public var title: String?
  /// More about it.
  public var description: String?
  /// Folders that are made before anything is run.
  public var directories: [String]
  /// What it needs from elsewhere.
  public var assets: [Asset]
  /// In the file's order.
  public var workflows: [Workflow]
  /// In the file's order.
  public var commands: [Command]
  /// Top-level keys that mean nothing here, with the nearest one that does.
  public var ignoredKeys: [String]

  /// The command of a name.
  public func command(_ name: String) -> Command? { commands.first { $0.name == name } }

  /// The workflow of a name.
  public func workflow(_ name: String) -> Workflow? { workflows.first { $0.name == name } }

  /// The project in a folder.
  ///
  /// - Parameters:
  ///   - overrides: Of variables: `vars.name`.
  ///   - environment: The value of an environment variable, for `env`.
  /// - Throws: `ProjectError` naming the file, and the line or the key.
  public init(
    folder: String, overrides: [ConfigOverride] = [],
    environment: (String) -> String? = { _ in nil }
  ) throws(ProjectError) {
    let path = folder == "." ? Self.fileName : "\(folder)/\(Self.fileName)"
    let bytes: [UInt8]
    do {
      bytes = try InputFile.read(path, limit: Self.maximumSize)
    } catch {
      throw .file(error)
    }
    try self.init(
      parsing: bytes, file: path, overrides: overrides,
      environment: environment)
  }

  /// The project that a file's bytes hold.
  ///
  /// - Throws: `ProjectError` naming the file, and the line or the key.
  public init(
    parsing bytes: [UInt8], file: String, overrides: [ConfigOverride] = [],
    environment: (String) -> String? = { _ in nil }
  ) throws(ProjectError) {
    let raw: JSONValue
    do {
      raw = try YAML.parse(bytes)
    } catch {
      throw .yaml(file: file, error)
    }
    guard let object = raw.object else {
      throw .wrongValue(file: file, key: "the file", expected: "keys and values")
    }
    let reader = ProjectReader(file: file)
    // First as written: a mistake is to be named, not what became of it.
    _ = try reader.project(object)
    self = try reader.project(
      reader.substituted(object, overrides: overrides, environment: environment))
  }

  init(
    title: String?, description: String?, directories: [String], assets: [Asset],
    workflows: [Workflow], commands: [Command], ignoredKeys: [String]
  ) {
    self.title = title
    self.description = description
    self.directories = directories
    self.assets = assets
    self.workflows = workflows
    self.commands = commands
    self.ignoredKeys = ignoredKeys
  }
}
