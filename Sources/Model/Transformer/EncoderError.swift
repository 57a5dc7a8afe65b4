/// Why a folder is not an encoder that can be used.
public enum EncoderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file that has to be there is not.
  case missing(path: String, expected: String)
  /// A file that says something else than was expected.
  case malformed(path: String, expected: String)
  /// Something this program does not compute.
  case unsupported(path: String, what: String, supported: String)

  /// One sentence: what, where and what to do.
  public var description: String {
    switch self {
    case .missing(let path, let expected): "\(path): expected \(expected) there"
    case .malformed(let path, let expected): "\(path): expected \(expected)"
    case .unsupported(let path, let what, let supported):
      "\(path): \(what) is not supported; \(supported) are"
    }
  }
}
