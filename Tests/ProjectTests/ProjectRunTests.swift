import Files
import Notation
import TestSupport
import Testing

@testable import Project

#if canImport(Glibc)
  import Glibc
#endif

/// Runs `body` in a new folder, which is gone afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  var template = Array("/tmp/clinspan-project-XXXXXX".utf8CString)
  let folder = String(cString: try #require(mkdtemp(&template)))
  defer { remove(folder) }
  try body(folder)
}

private func remove(_ path: String) {
  for name in (try? Folder.names(in: path)) ?? [] {
    let inner = "\(path)/\(name)"
    var status = stat()
    if lstat(inner, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      remove(inner)
    } else {
      unlink(inner)
    }
  }
  rmdir(path)
}

@Suite struct ProjectRunTests {
  /// `raw` → `made` → `final`, and a command that always runs.
  static let text = """
    vars:
      word: hello
    directories: [out]
    workflows:
      all: [make, finish, show]
    commands:
      - name: make
        script: ["copy raw out/made ${vars.word}"]
        deps: [raw]
        outputs: [out/made]
      - name: finish
        script: ["copy out/made out/final", "note"]
        deps: [out/made]
        outputs: [out/final]
      - name: show
        script: ["note"]
        deps: [out/final]
    """

  /// What was executed, and how it ends.
  final class Shell {
    var lines: [String] = []
    var failing: String?

    func execute(_ words: [String], _ folder: String) throws(ProjectError) -> Int32 {
      lines.append(words.joined(separator: " "))
      if let failing, words.joined(separator: " ").hasPrefix(failing) { return 3 }
      if words[0] == "copy" {
        do {
          try AtomicFile.write(
            try InputFile.read("\(folder)/\(words[1])") + Array(words.dropFirst(3).joined().utf8),
            to: "\(folder)/\(words[2])")
        } catch {
          throw .file(error)
        }
      }
      return 0
    }
  }

  private func run(
    _ folder: String, _ name: String = "all", overrides: [ConfigOverride] = [],
    isForced: Bool = false, isDry: Bool = false, shell: Shell = Shell()
  ) throws -> (lines: [String], skipped: [String]) {
    let project = try Project(
      parsing: Array(Self.text.utf8), file: "project.yml", overrides: overrides)
    var skipped: [String] = []
    try ProjectRun(project, folder: folder, isForced: isForced, isDry: isDry).run(
      name, execute: { words, folder throws(ProjectError) in try shell.execute(words, folder) },
      report: { if case .skipped(let name) = $0 { skipped.append(name) } })
    return (shell.lines, skipped)
  }

  private func write(_ text: String, _ path: String) throws {
    try AtomicFile.write(text.utf8, to: path)
  }

  @Test func onlyWhatDependsOnAChangeRunsAgain() throws {
    try withTemporaryFolder { folder in
      try write("a", "\(folder)/raw")
      let first = try run(folder)
      #expect(
        first.lines == ["copy raw out/made hello", "copy out/made out/final", "note", "note"])
      let second = try run(folder)
      #expect(second.lines == ["note"])  // nothing to compare: it always runs
      #expect(second.skipped == ["make", "finish"])
      // Touched, not changed: the MD5 is the same.
      try write("a", "\(folder)/raw")
      #expect(try run(folder).skipped == ["make", "finish"])
      try write("b", "\(folder)/raw")
      #expect(try run(folder).lines.count == 4)
      // An output changed by hand is made again, and so is what follows from it.
      try write("x", "\(folder)/out/final")
      let third = try run(folder)
      #expect(third.skipped == ["make"])
      #expect(third.lines.first == "copy out/made out/final")
      // Another variable is another script.
      let fourth = try run(folder, overrides: [ConfigOverride("vars.word", "bye")])
      #expect(fourth.skipped.isEmpty)
      #expect(try run(folder, isForced: true).skipped.isEmpty)
    }
  }

  @Test func failedCommandIsNotRecordedAndStopsTheWorkflow() throws {
    try withTemporaryFolder { folder in
      try write("a", "\(folder)/raw")
      let shell = Shell()
      shell.failing = "copy out/made"
      #expect(
        throws: ProjectError.scriptFailed(
          command: "finish", line: "copy out/made out/final", status: 3)
      ) { try run(folder, shell: shell) }
      #expect(shell.lines == ["copy raw out/made hello", "copy out/made out/final"])
      let lock = try ProjectLock(folder: folder)
      #expect(lock["make"] != nil)
      #expect(lock["finish"] == nil)
      // A second line that fails leaves its command undone too.
      shell.failing = "note"
      #expect(throws: ProjectError.self) { try run(folder, shell: shell) }
      #expect(try ProjectLock(folder: folder)["finish"] == nil)
      #expect(try run(folder).skipped == ["make"])
    }
  }

  @Test func missingDependencyStopsARunAndIsShownInADryOne() throws {
    try withTemporaryFolder { folder in
      #expect(throws: ProjectError.missingDependency(command: "make", path: "raw")) {
        try run(folder)
      }
      let lines = try run(folder, isDry: true).lines
      #expect(lines.isEmpty)
      let names = try Folder.names(in: folder)
      #expect(names == ["out"])  // made by the run that failed; no lock
    }
  }

  @Test func unknownNameListsWhatThereIs() throws {
    let error = #expect(throws: ProjectError.self) { try run("/nowhere", "finsh") }
    #expect(
      error?.description == "no command or workflow \"finsh\"; did you mean \"finish\"? "
        + "(there are: make, finish, show, all)")
  }

  @Test func lockKeepsWhatItDoesNotKnow() throws {
    try withTemporaryFolder { folder in
      try write("a", "\(folder)/raw")
      try write("other:\n  cmd: weasel run other\n  extra: 1\n", "\(folder)/project.lock")
      _ = try run(folder, "make")
      let text = String(decoding: try InputFile.read("\(folder)/project.lock"), as: UTF8.self)
      #expect(text.contains("extra: 1"))
      #expect(text.contains("cmd: clinspan run make"))
    }
  }

  @Test func brokenLockIsNamed() throws {
    try withTemporaryFolder { folder in
      try write("a", "\(folder)/raw")
      try write("a: [\n", "\(folder)/project.lock")
      #expect(throws: ProjectError.self) { try run(folder) }
    }
  }
}

@Suite struct ChildProcessTests {
  @Test func statusSignalAndFolderAreThoseOfTheProgram() throws {
    try withTemporaryFolder { folder in
      let statuses = try [
        ChildProcess.run(["sh", "-c", "echo x > made; exit 7"], in: folder),
        ChildProcess.run(["true"], in: "."), ChildProcess.run(["sh", "-c", "kill -9 $$"], in: "."),
      ]
      #expect(statuses == [7, 0, 137])
      #expect(Folder.hasFile("\(folder)/made"))
      #expect(throws: ProjectError.self) {
        try ChildProcess.run(["clinspan-no-such-program"], in: ".")
      }
    }
  }

  @Test func wordsReachTheProgramAsTheyAre() throws {
    try withTemporaryFolder { folder in
      let status = try ChildProcess.run(
        ["sh", "-c", "test \"$1\" = 'a b'", "sh", "a b"], in: folder)
      #expect(status == 0)
    }
  }
}
