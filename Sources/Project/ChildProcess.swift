#if canImport(Glibc)
  import Glibc
#endif

/// A program that runs while we wait, with our input, output and environment.
public enum ChildProcess {
  /// Runs a program, found on the PATH, in a folder.
  ///
  /// - Returns: Its exit status; 128 and the signal's number where a signal ended it.
  /// - Throws: `ProjectError.cannotStart`.
  @Sendable public static func run(
    _ words: [String], in folder: String
  ) throws(ProjectError) -> Int32 {
    try run(words, in: folder, endsEarly: { false })
  }

  /// Runs a program, found on the PATH, in a folder.
  ///
  /// - Parameter endsEarly: Asked after each signal that this process handles: whether the program is
  ///   to be ended too. One from the keyboard has reached it already.
  /// - Returns: Its exit status; 128 and the signal's number where a signal ended it.
  /// - Throws: `ProjectError.cannotStart`.
  public static func run(
    _ words: [String], in folder: String, endsEarly: () -> Bool
  ) throws(ProjectError) -> Int32 {
    // Only a shell can start in another folder without moving the whole process there.
    let words =
      folder == "." ? words : ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + words
    let child = try start(words)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else {
        throw .cannotStart(program: words.first ?? "", number: errno)
      }
      if endsEarly() { kill(child, SIGTERM) }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  private static func start(_ words: [String]) throws(ProjectError) -> pid_t {
    let program = words.first ?? ""
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    // What this process ignores, its programs do not have to: SIGPIPE ends most of them rightly.
    var ignored = sigset_t()
    sigemptyset(&ignored)
    sigaddset(&ignored, SIGPIPE)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setsigdefault(&attributes, &ignored)
    // A thread of a pool may block signals; its programs must hear them.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var child = pid_t()
    let number = posix_spawnp(&child, program, nil, &attributes, arguments, environ)
    guard number == 0 else { throw .cannotStart(program: program, number: number) }
    return child
  }
}
