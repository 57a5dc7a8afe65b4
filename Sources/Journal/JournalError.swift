public import Files

/// Why a journal or a data set cannot be used. Never holds text of a note.
public enum JournalError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file could not be opened, read or written.
  case file(FileError)
  /// Another process has it open.
  case inUse(String)
  /// A line that is not the last is no line of a journal, or does not follow from those before it.
  case damaged(String, line: Int, JournalProblem)
  /// No data set stands there.
  case noDataset(String)
  /// A name that cannot be part of a file's name.
  case badName(String)
  /// A member of `dataset.json` is missing or of the wrong kind.
  case badSettings(String, key: String)

  /// What, where, and the next step.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .inUse(let path):
      "\(path): open in another session; close that one, or give each annotator a name with "
        + "--annotator"
    case .damaged(let path, let line, let problem):
      "\(path):\(line): \(problem); nothing was changed: take the file from a backup, or cut it "
        + "off before this line to go on from there"
    case .noDataset(let path):
      "\(path): no data set there; name the notes too, and it is made"
    case .badName(let name):
      "\"\(name)\": a name of letters, digits, dots and dashes is needed, since files are named after it"
    case .badSettings(let path, let key): "\(path): \(key) is missing or of the wrong kind"
    }
  }
}
