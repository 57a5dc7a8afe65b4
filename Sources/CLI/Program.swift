import ArgumentParser
import Files

#if canImport(Glibc)
  import Glibc
#endif

/// A command of clinspan: it speaks through the console given, so that a test can run it in process.
protocol Command: ParsableCommand {
  /// Does the work.
  ///
  /// - Throws: Any error; its description is what the user reads, so it holds no note text.
  func run(_ console: Console) throws
}

/// How a run of the program ends, as the shell sees it.
enum ExitStatus {
  static let success: Int32 = 0
  static let failure: Int32 = 1
  static let usage: Int32 = 64
  static let interrupted: Int32 = 130
}

/// A failure that only the command line can see: one sentence, with the next step.
struct CommandFailure: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The user pressed Ctrl-C; says what of the work was kept.
struct Stopped: Error, Equatable {
  let kept: String
}

@main
enum Program {
  static func main() {
    prepareProcess()
    exit(run(Array(CommandLine.arguments.dropFirst()), Console.process()))
  }

  /// Runs one command line and gives its exit status.
  static func run(_ arguments: [String], _ console: Console) -> Int32 {
    let status = finish(console) {
      // Not a flag of the root command, which would take `package`'s option of this name for its own.
      if arguments == ["--version"] { return try console.say(Version.line) }
      try suggest(arguments)
      var command = try Clinspan.parseAsRoot(Overrides.gathered(arguments))
      if let command = command as? any Command {
        try command.run(console)
      } else {
        try command.run()  // help, completion scripts
      }
    }
    let written = finish(console) { try console.output.flush() }
    return status == ExitStatus.success ? written : status
  }

  private static func finish(_ console: Console, _ body: () throws -> Void) -> Int32 {
    do {
      try body()
      return ExitStatus.success
    } catch let stopped as Stopped {
      console.note("Stopped. \(stopped.kept)")
      return ExitStatus.interrupted
    } catch let error as FileError where error.isClosedOutput {
      return ExitStatus.success  // the reader of a pipe has seen enough
    } catch let error as UsageError {
      console.note("clinspan: \(error.description)")
      return ExitStatus.usage
    } catch let error where isFromArgumentParser(error) {
      return finish(parserError: error, console)
    } catch {
      console.note("clinspan: \(error)")
      return ExitStatus.failure
    }
  }

  private static func finish(parserError error: any Error, _ console: Console) -> Int32 {
    let code = Clinspan.exitCode(for: error)
    let message = Clinspan.fullMessage(for: error)
    if code.isSuccess {
      console.output.writeIgnoringFailure(message + "\n")
      return ExitStatus.success
    }
    if !message.isEmpty { console.note(message) }
    return code == .validationFailure ? ExitStatus.usage : code.rawValue
  }

  /// ArgumentParser wraps what its parser throws in types of its own, which alone have a usage line.
  private static func isFromArgumentParser(_ error: any Error) -> Bool {
    let module = String(reflecting: type(of: error)).prefix { $0 != "." }
    return module == "ArgumentParser"
  }

  /// Names the nearest command where the first word is none.
  private static func suggest(_ arguments: [String]) throws {
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return }
    let known = Clinspan.commandNames
    if known.contains(word) { return }
    let nearest = Spelling.nearest(to: word, among: known)
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "see 'clinspan --help'"
    throw UsageError("'\(word)' is not a command; \(hint)")
  }
}

/// A command line that cannot be carried out as written; exit status 64.
struct UsageError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// What holds for the whole process from its first moment.
private func prepareProcess() {
  umask(0o077)
  signal(SIGPIPE, SIG_IGN)
  if getenv("CLINSPAN_DEBUG") != nil { return }
  // Memory holds notes: a crash must leave neither a core file nor the runtime's dump of registers.
  var none = rlimit(rlim_cur: 0, rlim_max: 0)
  setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  // A collector that the system pipes cores to ignores that limit; it gets none of the memory.
  let filter = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC)
  if filter >= 0 {
    _ = write(filter, "0", 1)
    close(filter)
  }
  for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE] { signal(number, SIG_DFL) }
}
