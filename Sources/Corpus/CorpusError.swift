public import Files

/// Why a corpus cannot be read or written at all: facts only, never note text.
public enum CorpusError: Error, Hashable, Sendable {
  /// A file cannot be reached.
  case file(FileError)
  /// An archive cannot be unpacked.
  case archive(ArchiveError)
  /// A file is not what its format says, at a line or a byte where one is known.
  case malformed(file: String, line: Int? = nil, byte: Int? = nil, expected: String)
  /// Nobody knows what the file holds.
  case unknownFormat(file: String)
  /// Nothing of the format is there.
  case nothingFound(path: String, expected: String)
  /// The format cannot be read from, or written to, what was named.
  case unsupported(path: String, reason: String)
  /// The caller asked to stop.
  case stopped
}

extension CorpusError: CustomStringConvertible {
  /// What, where, and the next step where there is one.
  public var description: String {
    switch self {
    case .file(let error): return "\(error)"
    case .archive(let error): return "\(error)"
    case .malformed(let file, let line, let byte, let expected):
      var place = file
      if let line { place += ":\(line)" }
      if let byte { place += ", byte \(byte)" }
      return "\(place): expected \(expected)"
    case .unknownFormat(let file):
      let names = CorpusFormat.allCases.map(\.rawValue).joined(separator: ", ")
      return "\(file): cannot tell its format; name one of \(names)"
    case .nothingFound(let path, let expected): return "\(path): expected \(expected), found none"
    case .unsupported(let path, let reason): return "\(path): \(reason)"
    case .stopped: return "stopped"
    }
  }
}
