public import Files
public import Notation

/// Why a project file cannot be used or a command of it cannot be run.
public enum ProjectError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is not the YAML read here.
  case yaml(file: String, YAMLError)
  /// A variable does not resolve, or an override names none.
  case variables(file: String, ConfigError)
  /// An override of a variable that the file neither has nor uses, and one it has of nearly that name.
  case unknownVariable(file: String, name: String, nearest: String)
  /// A value of the wrong kind, or one that is missing: `commands[2].script`.
  case wrongValue(file: String, key: String, expected: String)
  /// A key of a command or an asset that there is not.
  case unknownKey(file: String, key: String, nearest: String?)
  /// Two commands of one name.
  case duplicateCommand(file: String, name: String)
  /// A workflow called like a command.
  case workflowNamedLikeCommand(file: String, name: String)
  /// A workflow's step that is no command.
  case unknownStep(file: String, workflow: String, step: String, nearest: String?)
  /// Nothing of this name to run.
  case unknownCommand(name: String, known: [String], nearest: String?)
  /// A dependency that is not there.
  case missingDependency(command: String, path: String)
  /// A line of a script whose quotes are not closed.
  case malformedScript(command: String, line: String)
  /// A line of a script ended with another status than 0.
  case scriptFailed(command: String, line: String, status: Int32)
  /// A program that is not found or cannot be started.
  case cannotStart(program: String, number: Int32)
  /// A file could not be read or written.
  case file(FileError)

  /// One sentence: what, where, and the next step.
  public var description: String {
    func advice(_ nearest: String?) -> String { nearest.map { "; did you mean \"\($0)\"?" } ?? "" }
    switch self {
    case .yaml(let file, let error): return "\(file):\(error.line): \(error.problem)"
    case .variables(let file, let error): return "\(file): \(error)"
    case .unknownVariable(let file, let name, let nearest):
      return "\(file): no variable \"\(name)\"\(advice(nearest))"
    case .wrongValue(let file, let key, let expected):
      return "\(file): \(key): expected \(expected)"
    case .unknownKey(let file, let key, let nearest):
      return "\(file): \(key): unknown key\(advice(nearest))"
    case .duplicateCommand(let file, let name): return "\(file): two commands are named \"\(name)\""
    case .workflowNamedLikeCommand(let file, let name):
      return "\(file): \"\(name)\" is a workflow and a command; rename one"
    case .unknownStep(let file, let workflow, let step, let nearest):
      return "\(file): workflow \"\(workflow)\": no command \"\(step)\"\(advice(nearest))"
    case .unknownCommand(let name, let known, let nearest):
      return "no command or workflow \"\(name)\"\(advice(nearest)) "
        + "(there are: \(known.joined(separator: ", ")))"
    case .missingDependency(let command, let path):
      return "\(command): \(path) is not there; put it in place, or run the step that makes it"
    case .malformedScript(let command, let line):
      return "\(command): a quote is not closed in: \(line)"
    case .scriptFailed(let command, let line, let status):
      return "\(command): ended with status \(status): \(line)"
    case .cannotStart(let program, let number):
      return "\(program): cannot be started (error \(number)); is it installed and on the PATH?"
    case .file(let error): return error.description
    }
  }
}
