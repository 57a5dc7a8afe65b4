import Files
import Notation

/// What happens while a project's commands run.
public enum ProjectEvent: Hashable, Sendable {
  /// A workflow starts.
  case workflow(String)
  /// A command starts, or is looked at.
  case command(String)
  /// Nothing has changed since it last ran.
  case skipped(String)
  /// A line of its script is about to run; in a dry run it is only shown.
  case line([String])
  /// In a dry run: a dependency is not there yet.
  case missingDependency(command: String, path: String)
}

/// Runs the commands of a project, leaving out those for which nothing has changed.
public struct ProjectRun: Sendable {
  /// What is run.
  public let project: Project
  /// Its folder; scripts run in it.
  public let folder: String
  /// Whether commands run though nothing has changed.
  public let isForced: Bool
  /// Whether scripts are only shown.
  public let isDry: Bool

  /// A run in a folder.
  public init(_ project: Project, folder: String, isForced: Bool = false, isDry: Bool = false) {
    self.project = project
    self.folder = folder
    self.isForced = isForced
    self.isDry = isDry
  }

  /// Runs a command, or each command of a workflow in turn, and stops at the first that fails. A
  /// command that fails or is interrupted is not recorded as done.
  ///
  /// - Parameters:
  ///   - name: The command or workflow.
  ///   - execute: Runs the words of a line in a folder and returns its exit status.
  ///   - report: Is told what happens, before it does.
  /// - Throws: `ProjectError`.
  public func run(
    _ name: String,
    execute: (_ words: [String], _ folder: String) throws(ProjectError) -> Int32 =
      ChildProcess.run,
    report: (ProjectEvent) -> Void = { _ in }
  ) throws(ProjectError) {
    let steps: [String]
    if let workflow = project.workflow(name) {
      steps = workflow.steps
      report(.workflow(name))
    } else if project.command(name) != nil {
      steps = [name]
    } else {
      let known = project.commands.map(\.name) + project.workflows.map(\.name)
      throw .unknownCommand(
        name: name, known: known, nearest: Spelling.nearest(to: name, in: known))
    }
    if !isDry { try makeFolders() }
    for step in steps {
      guard let command = project.command(step) else { continue }
      try run(command, execute: execute, report: report)
    }
  }

  private func makeFolders() throws(ProjectError) {
    for directory in project.directories {
      do {
        try Folder.create(path(directory))
      } catch {
        throw .file(error)
      }
    }
  }

  private func path(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }

  private func run(
    _ command: Project.Command,
    execute: ([String], String) throws(ProjectError) -> Int32, report: (ProjectEvent) -> Void
  ) throws(ProjectError) {
    for dependency in command.dependencies
    where !Folder.exists(path(dependency)) && !Folder.hasFile(path(dependency)) {
      guard isDry else { throw .missingDependency(command: command.name, path: dependency) }
      report(.missingDependency(command: command.name, path: dependency))
    }
    report(.command(command.name))
    if !isForced, try !hasChanged(command) {
      report(.skipped(command.name))
      return
    }
    for line in command.script {
      guard let words = ShellWords.split(line) else {
        throw .malformedScript(command: command.name, line: line)
      }
      if words.isEmpty { continue }
      report(.line(words))
      if isDry { continue }
      let status = try execute(words, folder)
      guard status == 0 else {
        throw .scriptFailed(command: command.name, line: line, status: status)
      }
    }
    if !isDry { try record(command) }
  }

  /// Whether a command has something to do: it always runs, makes nothing that could be compared, or
  /// its lines, dependencies or outputs differ from those recorded.
  public func hasChanged(_ command: Project.Command) throws(ProjectError) -> Bool {
    let lock = try ProjectLock(folder: folder)
    guard !command.alwaysRuns, let entry = lock[command.name], !entry.outputs.isEmpty else {
      return true
    }
    return try entry != current(command)
  }

  private func record(_ command: Project.Command) throws(ProjectError) {
    // Read anew: a script may have run other commands.
    var lock = try ProjectLock(folder: folder)
    lock[command.name] = try current(command)
    try lock.write(to: folder)
  }

  private func current(_ command: Project.Command) throws(ProjectError) -> ProjectLock.Entry {
    do {
      return try ProjectLock.Entry(of: command, in: folder)
    } catch {
      throw .file(error)
    }
  }
}
