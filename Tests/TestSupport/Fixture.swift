import Files
public import Notation

/// Reference data that tests read.
///
/// `Tests/Fixtures` is part of the repository. The shared folder lies beside the repository and holds
/// what may not be part of it; tests that need it carry `.enabled(if: Fixture.hasShared("…"))`.
public enum Fixture {
  /// The repository's folder.
  public static let root: String = {
    let support = Folder.parent(of: #filePath)
    return Folder.parent(of: Folder.parent(of: support))
  }()

  /// The path of a file in `Tests/Fixtures`.
  public static func path(_ name: String) -> String { "\(root)/Tests/Fixtures/\(name)" }

  /// The path of a file in the shared folder.
  public static func sharedPath(_ name: String) -> String {
    "\(Folder.parent(of: root))/shared/\(name)"
  }

  /// Whether the shared folder holds this file or folder.
  public static func hasShared(_ name: String) -> Bool {
    let path = sharedPath(name)
    return Folder.hasFile(path) || Folder.exists(path)
  }

  /// A JSON file of `Tests/Fixtures`.
  public static func json(_ name: String) throws -> JSONValue {
    try JSONParser.parse(InputFile.read(path(name)))
  }

  /// A JSON file of the shared folder.
  public static func sharedJSON(_ name: String) throws -> JSONValue {
    try JSONParser.parse(InputFile.read(sharedPath(name)))
  }

  /// The lines of a JSON-lines file, empty ones left out.
  public static func jsonLines(_ path: String) throws -> [JSONValue] {
    try InputFile.read(path).split(separator: 0x0A).map { try JSONParser.parse(Array($0)) }
  }
}
