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
    // Only a shell can start in another folder without moving the whole process there.
    let words =
      folder == "." ? words : ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + words
    let program = words.first ?? ""
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    let number = posix_spawnp(&child, program, nil, nil, arguments, environ)
    guard number == 0 else { throw .cannotStart(program: program, number: number) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw .cannotStart(program: program, number: errno) }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}
