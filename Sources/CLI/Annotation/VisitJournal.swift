import Files
import Journal
import TUI

/// The journal of a session that decides nothing but may show records as they are: who, when, which.
struct VisitJournal {
  /// What it holds already.
  let history: History
  /// Where the session's lines go.
  let port: JournalPort

  /// The journal in a file or, where none is named, that of the user.
  ///
  /// - Throws: `CommandFailure` where no place for it is known; `JournalError` where it cannot be written.
  init(path: String?, model: String?, isMasked: Bool, _ console: Console) throws {
    let annotator = AnnotatorOption.user(console)
    let paths = try path.map { [$0] } ?? Self.places(for: annotator, console)
    var (file, contents) = try Self.open(firstOf: paths[...], annotator)
    try file.append([
      contents.history.note(
        .started(
          .init(program: Version.line, model: model, isMasked: isMasked, isBlind: false)))
    ])
    contents.history.confirm()
    contents.tellTorn(on: console)
    history = contents.history
    port = JournalPort(file)
  }

  /// The user's journals below the XDG state folder, one for each session that may be open at a time.
  private static func places(for annotator: String, _ console: Console) throws -> [String] {
    func variable(_ name: String) -> String? {
      console.environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    guard let state = variable("XDG_STATE_HOME") ?? variable("HOME").map({ "\($0)/.local/state" })
    else {
      throw CommandFailure(
        "what is shown unmasked is journaled, and no home folder is known; name a file with --journal"
      )
    }
    let folder = "\(state)/clinspan"
    try Folder.create(folder)
    return try (1...16).map { number in
      let name = number == 1 ? annotator : "\(annotator)-\(number)"
      return "\(folder)/\(try JournalFile.name(of: name))"
    }
  }

  /// Opens the first that no other session has open.
  private static func open(
    firstOf paths: ArraySlice<String>, _ annotator: String
  ) throws(JournalError) -> (file: JournalFile, contents: JournalFile.Contents) {
    guard let path = paths.first else { throw .badName(annotator) }
    do throws(JournalError) {
      return try JournalFile.open(path, annotator: annotator)
    } catch .inUse where paths.count > 1 {
      return try open(firstOf: paths.dropFirst(), annotator)
    }
  }
}

extension JournalPort {
  /// Into a file.
  init(_ file: JournalFile) {
    self.init(
      append: { Timestamp.localClock(try file.append($0)) }, attend: { file.attend($0) },
      worked: { file.worked })
  }
}

extension JournalFile.Contents {
  /// Says where the end of a journal is that a crash cut short.
  func tellTorn(on console: Console) {
    guard let torn else { return }
    console.note(
      "clinspan: the journal's last line was cut short, as by a crash; it is kept in \(torn)")
  }
}
