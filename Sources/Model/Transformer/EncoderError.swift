/// Why a folder is not an encoder that can be used.
public enum EncoderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No folder of the name that a config gives.
  case noFolder(name: String)
  /// A file that has to be there is not.
  case missing(path: String, expected: String)
  /// A file that says something else than was expected.
  case malformed(path: String, expected: String)
  /// Something this program does not compute.
  case unsupported(path: String, what: String, supported: String)

  /// One sentence: what, where and what to do.
  public var description: String {
    switch self {
    case .noFolder(let name):
      "\(name): no folder of this name, and nothing is downloaded; scripts/fetch-encoder installs MiniLM "
        + "(docs/models.md tells how to bring others), then give its folder with "
        + "--components.transformer.model.name DIR"
    case .missing(let path, let expected): "\(path): expected \(expected) there"
    case .malformed(let path, let expected): "\(path): expected \(expected)"
    case .unsupported(let path, let what, let supported):
      "\(path): \(what) is not supported; \(supported) are"
    }
  }
}
