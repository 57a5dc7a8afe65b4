import Files
import Notation
import TestSupport
import Testing

@testable import CLI

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct RunCommandTests {
  private let folder = TemporaryFolder()

  /// Runs the program itself in this test's folder; scripts of the project run it again.
  private func clinspan(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> Subprocess {
    try Subprocess(
      "/bin/sh", ["-c", "cd \"$0\" && exec \"$@\"", folder.path, Subprocess.clinspan] + arguments,
      environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }, in: folder)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try InputFile.read(folder.file(name)), as: UTF8.self)
  }

  private func lock() throws -> String? {
    Folder.hasFile(folder.file("project.lock")) ? try text("project.lock") : nil
  }

  private static let project = """
    title: A small project
    vars:
      word: hello
    directories: [out]
    assets:
      - dest: raw
        description: Records from the portal
    workflows:
      all: [make, finish]
    commands:
      - name: make
        help: Copy what is raw
        script: ["cp raw out/made", "echo ${vars.word}"]
        deps: [raw]
        outputs: [out/made]
      - name: finish
        script: ["cp out/made out/final"]
        deps: [out/made]
        outputs: [out/final]
      - name: version
        script: ["clinspan --version"]
      - name: fail
        script: ["sh -c 'exit 3'", "echo never"]
      - name: wait
        script: ["sh -c 'touch started; exec sleep 60'"]
        outputs: [started]
    """

  @Test func runsThenSkipsThenRunsWhatDependsOnAChange() throws {
    try folder.write(Self.project, to: "project.yml")
    try folder.write("a", to: "raw")
    let first = try clinspan("run", "all")
    #expect(first.status == 0, "\(first.errors)")
    // Each heading stands before what its script prints.
    #expect(first.output.contains("Running command: echo hello\nhello\n"))
    #expect(try text("out/final") == "a")

    let second = try clinspan("run", "all")
    #expect(second.output.contains("Skipping 'make': nothing changed"))
    #expect(second.output.contains("Skipping 'finish': nothing changed"))
    #expect(!second.output.contains("Running command"))

    try folder.write("b", to: "out/final")
    let third = try clinspan("run", "all")
    #expect(third.output.contains("Skipping 'make'") && !third.output.contains("Skipping 'finish'"))
    #expect(try text("out/final") == "a")

    let forced = try clinspan("run", "make", "--force", "--vars.word", "bye")
    #expect(forced.output.contains("\nbye\n"))
  }

  @Test func theProgramItselfIsMeantByItsName() throws {
    try folder.write(Self.project, to: "project.yml")
    let run = try clinspan("run", "version")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("\nclinspan \(Version.number) ("))
  }

  @Test func aDryRunTouchesNothing() throws {
    try folder.write(Self.project, to: "project.yml")
    let run = InProcess("run", "all", folder.path, "--dry")
    #expect(run.status == 0)
    #expect(run.output.contains("Running command: cp raw out/made"))
    #expect(run.output.contains("Missing dependency specified by command 'make': raw"))
    #expect(try Folder.names(in: folder.path) == ["project.yml"])
  }

  @Test func aFailedScriptIsNamedAndNotRecorded() throws {
    try folder.write(Self.project, to: "project.yml")
    let run = try clinspan("run", "fail")
    #expect(run.status == 1)
    #expect(run.errors.contains("fail: ended with status 3: sh -c 'exit 3'"))
    #expect(!run.output.contains("never"))
    #expect(try lock() == nil)
  }

  @Test func whatIsMissingIsExplained() throws {
    try folder.write(Self.project, to: "project.yml")
    let run = try clinspan("run", "all")
    #expect(run.status == 1)
    #expect(run.errors.contains("raw: Records from the portal"))
    #expect(run.errors.contains("make: raw is not there"))

    let unknown = InProcess("run", "finsh", folder.path)
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("did you mean \"finish\"?"))
    #expect(InProcess("run", "all", folder.file("nowhere")).status == 1)
    let variable = InProcess("run", "all", folder.path, "--vars.wrod", "x")
    #expect(variable.errors.contains("no variable \"wrod\"; did you mean \"word\"?"))
  }

  /// Ctrl-C reaches the program and its child alike; `kill` reaches the program alone.
  @Test(arguments: ["-INT -- -$!", "-TERM $!"])
  func anInterruptedCommandIsNotRecorded(signal: String) throws {
    try folder.write(Self.project, to: "project.yml")
    let script = """
      set -m; cd "$0"; "$1" run wait & while [ ! -e started ]; do sleep 0.05; done
      kill \(signal); wait $!; echo "status $?"
      """
    let run = try Subprocess(
      "/bin/bash", ["-c", script, folder.path, Subprocess.clinspan],
      environment: ["PATH": "/usr/bin:/bin"], in: folder)
    #expect(run.output.contains("status 130"))
    #expect(run.errors.contains("Stopped. wait is not recorded as done"))
    #expect(try lock() == nil)
  }

  @Test func withoutANameTheCommandsAreListed() throws {
    try folder.write(Self.project, to: "project.yml")
    let text = try clinspan("run")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("A small project"))
    #expect(text.output.contains("make     Copy what is raw"))
    #expect(text.output.contains("all       make → finish"))
    let json = try JSONParser.parse(try clinspan("run", "--json").output)
    #expect(json["commands"]?.array?.count == 5)
    #expect(json["workflows"]?["all"]?.array == ["make", "finish"])
  }

  // MARK: - The project of the repository

  /// The repository's project in this test's folder, on invented records, its configs made tiny.
  private func writeOwnProject() throws {
    for name in ["project.yml", "configs/bio_cnn.cfg", "configs/config.cfg"] {
      try folder.write(try InputFile.read("\(Fixture.root)/\(name)"), to: name)
    }
    for part in try #require(Fixture.json("n2c2_mini.json")["records"]?.object).members {
      for record in part.value.object?.members ?? [] {
        let concepts = (record.value.array?[1].array?.compactMap(\.string) ?? []) + [""]
        let place = "data/n2c2_2011/\(part.key)"
        try folder.write(
          record.value.array?[0].string ?? "", to: "\(place)/docs/\(record.key).txt")
        try folder.write(
          concepts.joined(separator: "\n"), to: "\(place)/concepts/\(record.key).txt.con")
      }
    }
  }

  private static let tiny = [
    "SPACY_CONFIG_OVERRIDES": """
    --components.tok2vec.model.encode.width 16 --components.tok2vec.model.encode.depth 1 \
    --components.tok2vec.model.embed.rows [50,50,50,50] --training.max_steps 1
    """
  ]

  @Test func theProjectsWorkflowRunsFromArchivesToScoresAndThenSkips() throws {
    try writeOwnProject()
    func all() throws -> Subprocess {
      try clinspan("run", "all", "--vars.config", "config", environment: Self.tiny)
    }
    let first = try all()
    #expect(first.status == 0, "\(first.output)\(first.errors)")
    let metrics = try JSONParser.parse(InputFile.read(folder.file("metrics/config.json")))
    #expect(metrics.object?.keys.contains("ents_f") == true)
    let locked = try #require(try lock())

    let second = try all()
    #expect(second.status == 0)
    for step in ["preprocess", "train", "evaluate"] {
      #expect(second.output.contains("Skipping '\(step)': nothing changed"))
    }
    #expect(try lock() == locked)

    // Scores depend on the test file; the model does not.
    let scores = folder.file("metrics/config.json")
    try folder.write("{}", to: "metrics/config.json")
    let third = try all()
    #expect(third.output.contains("Skipping 'train'"))
    #expect(!third.output.contains("Skipping 'evaluate'"))
    #expect(try JSONParser.parse(InputFile.read(scores))["ents_f"] == metrics["ents_f"])
  }

  /// What someone who knew the original project types.
  @Test func theProjectHasTheOriginalsCommands() throws {
    let run = try Subprocess(
      "/bin/sh", ["-c", "cd \"$0\" && exec \"$1\" run --json", Fixture.root, Subprocess.clinspan],
      in: folder)
    let json = try JSONParser.parse(run.output)
    let names = json["commands"]?.array?.compactMap { $0["name"]?.string }
    #expect(
      names == [
        "preprocess", "train", "train-trf", "evaluate", "evaluate-trf", "package", "package-trf",
        "visualize-model", "annotate",
      ])
    #expect(json["workflows"]?["all"]?.array == ["preprocess", "train", "evaluate"])
    for command in json["commands"]?.array ?? [] {
      for line in command["script"]?.array ?? [] {
        #expect(line.string?.hasPrefix("clinspan ") == true)
      }
    }
  }
}
