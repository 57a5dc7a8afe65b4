import Files
import TestSupport

#if canImport(Glibc)
  import Glibc
#endif

/// A program run to its end, as a shell would run it.
struct Subprocess {
  let status: Int32
  let output: String
  let errors: String

  /// - Parameters:
  ///   - environment: All that the program sees of the environment.
  ///   - whileRunning: What to do to the process while its input is still open, given its id and what gives
  ///     its output so far; the process should have ended or be about to when this returns.
  init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String = "", in folder: TemporaryFolder,
    whileRunning: ((pid_t, () throws -> String) throws -> Void)? = nil
  ) throws {
    let name = "run-\(UInt32.random(in: .min ... .max))"
    let paths = (
      input: "\(folder.path)/\(name).in", output: "\(folder.path)/\(name).out",
      errors: "\(folder.path)/\(name).err"
    )
    // Held open, a pipe has no end that the program could come to.
    var held: Int32 = -1
    if whileRunning == nil {
      try AtomicFile.write(input.utf8, to: paths.input)
    } else {
      mkfifo(paths.input, 0o600)
      held = open(paths.input, O_RDWR | O_CLOEXEC)
      try Descriptor.write(Array(input.utf8), to: held, name: paths.input)
    }
    defer { if held >= 0 { close(held) } }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, paths.input, O_RDONLY, 0)
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 1, paths.output, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, paths.errors, flags, 0o600)

    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    // Tests run on threads that block signals; the program is to hear them.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var child = pid_t()
    let failure = posix_spawn(&child, program, &actions, &attributes, words, variables)
    guard failure == 0 else {
      throw FileError(path: program, operation: .open, reason: .system(failure))
    }
    defer { for path in [paths.input, paths.output, paths.errors] { unlink(path) } }
    var raw: Int32 = 0
    do {
      try whileRunning?(child) { String(decoding: try InputFile.read(paths.output), as: UTF8.self) }
    } catch {
      kill(child, SIGKILL)
      waitpid(child, &raw, 0)
      throw error
    }
    while waitpid(child, &raw, 0) < 0, errno == EINTR {}
    status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
    output = String(decoding: try InputFile.read(paths.output), as: UTF8.self)
    errors = String(decoding: try InputFile.read(paths.errors), as: UTF8.self)
  }

  /// The program as this test run built it.
  static let clinspan: String = {
    // The test bundle lies beside the products.
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") }
    let products = bundle.flatMap {
      $0.firstRange(of: ".xctest").map { end in
        Folder.parent(of: String(bundle?[..<end.lowerBound] ?? ""))
      }
    }
    return "\(products ?? "\(Fixture.root)/.build/debug")/clinspan"
  }()
}
