import Files
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// `scripts/bootstrap` on machines made of scripts: what each of its tools says is the test's choice.
@Suite struct BootstrapTests {
  /// The tools on a machine's PATH, and what they were asked.
  private struct Machine {
    let folder: TemporaryFolder
    var log: String { "\(folder.path)/calls" }

    /// - Parameters:
    ///   - installed: Debian packages that `dpkg-query` knows.
    ///   - modules: What `pkg-config` finds; nil when there is no `pkg-config`.
    init(installed: [String] = [], modules: [String]? = nil, userID: Int = 0, tools: [String] = [])
      throws
    {
      folder = TemporaryFolder()
      for tool in ["bash", "env", "cat", "mktemp", "rm"] {
        symlink("/bin/\(tool)", "\(folder.path)/\(tool)")
      }
      try add("swift", "exit 0")
      try add("id", "echo \(userID)")
      try add(
        "dpkg-query",
        """
        for last; do :; done
        case " \(installed.joined(separator: " ")) " in
          *" $last "*) printf 'install ok installed' ;;
          *) exit 1 ;;
        esac
        """)
      try add("apt-get", "echo \"apt-get $*\" >> \(log)")
      try add("sudo", "echo \"sudo $1\" >> \(log); shift; exec \"$@\"")
      if let modules {
        try add(
          "pkg-config",
          """
          case " \(modules.joined(separator: " ")) " in
            *" $2 "*) exit 0 ;;
            *) exit 1 ;;
          esac
          """)
      }
      for tool in tools { try add(tool, "exit 0") }
    }

    func add(_ tool: String, _ body: String) throws {
      let path = try folder.write("#!/bin/bash\n\(body)\n", to: tool)
      chmod(path, 0o755)
    }

    func bootstrap(_ arguments: String..., ci: Bool = false) throws -> Subprocess {
      try Subprocess(
        "/bin/bash", ["\(Fixture.root)/scripts/bootstrap"] + arguments,
        environment: ["PATH": folder.path].merging(ci ? ["CI": "true"] : [:]) { $1 }, in: folder)
    }

    var calls: String {
      (try? InputFile.read(log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }

  private static let all = ["libncursesw5-dev", "libopenblas-dev", "libarchive-dev", "zlib1g-dev"]

  @Test func isSilentWhenNothingIsMissing() throws {
    let machine = try Machine(installed: Self.all)
    let run = try machine.bootstrap()
    #expect(run.status == 0)
    #expect(run.output + run.errors == "")
    #expect(machine.calls == "")
  }

  @Test func believesPkgConfigWherePackagesHaveOtherNames() throws {
    let machine = try Machine(modules: ["ncursesw", "openblas", "libarchive", "zlib"])
    let run = try machine.bootstrap()
    #expect(run.status == 0)
    #expect(run.output + run.errors == "")
  }

  @Test func takesThePackageThatReplacedTheOldName() throws {
    let machine = try Machine(installed: ["libncurses-dev"] + Self.all.dropFirst())
    #expect(try machine.bootstrap("--check").status == 0)
  }

  @Test func asRootItInstallsWhatIsMissingWithoutAsking() throws {
    let machine = try Machine()
    let run = try machine.bootstrap("--tests")
    #expect(run.status == 0)
    #expect(
      machine.calls == """
        apt-get -q -y update
        apt-get -q -y install --no-install-recommends \(Self.all.joined(separator: " ")) tmux

        """)
    #expect(run.output == "")
    #expect(run.errors.contains("this machine lacks: \(Self.all[0])"))
  }

  @Test func onlyTheMissingOnesAreInstalled() throws {
    let machine = try Machine(
      installed: ["zlib1g-dev"], modules: ["openblas", "libarchive"], tools: ["tmux"])
    #expect(try machine.bootstrap("--tests").status == 0)
    #expect(machine.calls.hasSuffix("--no-install-recommends libncursesw5-dev\n"))
  }

  @Test func anotherUserIsNeverMadeRootUnasked() throws {
    let machine = try Machine(userID: 1000)
    let run = try machine.bootstrap()  // standard input is no terminal: there is no one to ask
    #expect(run.status == 1)
    #expect(machine.calls == "")
    #expect(run.errors.contains("sudo apt-get install \(Self.all[0])"))
  }

  @Test func continuousIntegrationUsesSudoThatNeverPrompts() throws {
    let machine = try Machine(userID: 1000)
    #expect(try machine.bootstrap(ci: true).status == 0)
    #expect(machine.calls.contains("sudo -n\napt-get -q -y update\n"))
  }

  @Test func checkChangesNothing() throws {
    let machine = try Machine()
    let run = try machine.bootstrap("--check")
    #expect(run.status == 1)
    #expect(machine.calls == "")
  }

  @Test func aFailedInstallIsReportedWithItsOutput() throws {
    let machine = try Machine()
    try machine.add("apt-get", "echo 'E: Unable to locate package'; [ \"$3\" = update ]")
    let run = try machine.bootstrap()
    #expect(run.status == 1)
    #expect(run.errors.contains("E: Unable to locate package"))
    #expect(run.errors.contains("could not install"))
  }

  @Test func withoutSwiftItSaysWhereToFindIt() throws {
    let machine = try Machine(installed: Self.all)
    unlink("\(machine.folder.path)/swift")
    let run = try machine.bootstrap()
    #expect(run.status == 1)
    #expect(run.errors.contains("https://www.swift.org/install"))
  }
}
