import Files
import Notation
import Project

/// The commands of a project on the screen: what runs, what is skipped, and what an interrupt leaves.
struct ProjectSession {
  let project: Project
  /// The project's folder.
  let folder: String
  let isForced: Bool
  let isDry: Bool
  let console: Console
  /// The program that a script means by `clinspan`: this one.
  let program: String

  /// Runs a command or a workflow.
  ///
  /// - Throws: `Stopped` after Ctrl-C; `ProjectError`; `FileError` where the screen cannot be written.
  func run(_ name: String) throws {
    var current = name
    var screen: FileError?
    func say(_ line: String) {
      do throws(FileError) { try console.say(line) } catch { screen = screen ?? error }
    }
    do {
      try ProjectRun(project, folder: folder, isForced: isForced, isDry: isDry).run(
        name,
        execute: { (words, folder) throws(ProjectError) in
          try execute(words, in: folder)
        },
        report: { event in
          if case .command(let name) = event { current = name }
          Self.lines(event).forEach(say)
        })
    } catch {
      if console.interrupt.isRaised || error.isInterrupt {
        throw Stopped(
          kept: "\(current) is not recorded as done: the next run starts it again; "
            + "the steps before it are kept.")
      }
      if case .missingDependency(_, let path) = error { tellAssets(at: path) }
      throw error
    }
    if let screen { throw screen }
  }

  /// The status with which a program ends on Ctrl-C.
  fileprivate static let interrupted = ExitStatus.interrupted

  private func execute(
    _ words: [String], in folder: String
  ) throws(ProjectError) -> Int32 {
    // Between two lines nobody else would hear it.
    if console.interrupt.isRaised { return Self.interrupted }
    do {
      try console.output.flush()
    } catch {
      throw .file(error)
    }
    var words = words
    if words[0] == ProjectSession.name { words[0] = program }
    let status = try ChildProcess.run(words, in: folder) { console.interrupt.isTerminated }
    return console.interrupt.isRaised ? Self.interrupted : status
  }

  private static let name = "clinspan"

  private static func lines(_ event: ProjectEvent) -> [String] {
    switch event {
    case .workflow(let name): ["ℹ Running workflow '\(name)'"]
    case .command(let name): ["", title(name)]
    case .skipped(let name): ["ℹ Skipping '\(name)': nothing changed"]
    case .line(let words): ["Running command: \(ShellWords.join(words))"]
    case .missingDependency(let command, let path):
      ["✘ Missing dependency specified by command '\(command)': \(path)"]
    }
  }

  /// A command's name in the middle of a line, as spaCy sets it.
  private static func title(_ text: String) -> String {
    let line = String(repeating: "=", count: max(3, (80 - text.count) / 2 - 2))
    return "\(line) \(text) \(line)"
  }

  /// Says what the project knows of a file that is not there.
  private func tellAssets(at path: String) {
    for asset in project.assets
    where asset.destination == path || asset.destination.hasPrefix(path + "/") {
      console.note(
        "  \(asset.destination)" + (asset.description.map { ": \($0)" } ?? "")
          + (asset.source.map { " (\($0))" } ?? ""))
    }
  }
}

extension ProjectError {
  /// Whether a line ended because the user stopped it.
  fileprivate var isInterrupt: Bool {
    if case .scriptFailed(_, _, ProjectSession.interrupted) = self { true } else { false }
  }
}
