import TestSupport
import Testing

/// What only the program as a process can show.
@Suite struct ProcessTests {
  private let folder = TemporaryFolder()

  private func clinspan(
    _ arguments: String..., environment: [String: String] = [:], input: String = ""
  ) throws -> Subprocess {
    try Subprocess(
      Subprocess.clinspan, arguments, environment: environment, input: input, in: folder)
  }

  /// A shell line in which `$0` is the program.
  private func shell(_ line: String) throws -> Subprocess {
    try Subprocess(
      "/bin/bash", ["-c", line, Subprocess.clinspan], environment: ["PATH": "/usr/bin:/bin"],
      in: folder)
  }

  @Test func resultsGoToStandardOutputAndTroublesToStandardError() throws {
    let good = try clinspan("--version")
    #expect(good.status == 0)
    #expect(good.output.hasPrefix("clinspan "))
    #expect(good.errors == "")

    let bad = try clinspan("no-such-command")
    #expect(bad.status == 64)
    #expect(bad.output == "")
    #expect(bad.errors.hasPrefix("clinspan: 'no-such-command' is not a command"))
  }

  @Test func aClosedPipeIsNoFailure() throws {
    let run = try shell("\"$0\" --help | head -c 1 > /dev/null; echo ${PIPESTATUS[0]}")
    #expect(run.output == "0\n")
    #expect(run.errors == "")
  }

  @Test func aFullDiskIsReported() throws {
    let run = try shell("\"$0\" --version > /dev/full")
    #expect(run.status == 1)
    #expect(run.errors.contains("standard output: cannot write: No space left on device"))
  }

  /// Every call that reaches the network has to be imported from the C library by name.
  @Test func nothingInTheProgramCanOpenAConnection() throws {
    #expect(try imports("sigaction"), "the search itself works")
    for name in ["socket", "connect", "getaddrinfo", "gethostbyname", "sendto", "sendmsg"] {
      #expect(try !imports(name), "imports \(name)")
    }
  }

  private func imports(_ name: String) throws -> Bool {
    try shell("LC_ALL=C grep -qaP '\\x00\(name)\\x00' \"$0\"").status == 0
  }
}
