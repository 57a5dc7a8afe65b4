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
  ///   - limits: Shell commands run first, such as `ulimit`.
  init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String = "", in folder: TemporaryFolder
  ) throws {
    let name = "run-\(UInt32.random(in: .min ... .max))"
    let paths = (
      input: "\(folder.path)/\(name).in", output: "\(folder.path)/\(name).out",
      errors: "\(folder.path)/\(name).err"
    )
    try AtomicFile.write(input.utf8, to: paths.input)

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
    var raw: Int32 = 0
    while waitpid(child, &raw, 0) < 0, errno == EINTR {}
    status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
    output = String(decoding: try InputFile.read(paths.output), as: UTF8.self)
    errors = String(decoding: try InputFile.read(paths.errors), as: UTF8.self)
    for path in [paths.input, paths.output, paths.errors] { unlink(path) }
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
