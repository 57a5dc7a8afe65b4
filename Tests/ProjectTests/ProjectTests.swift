import Files
import Notation
import TestSupport
import Testing

@testable import Project

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct ProjectTests {
  static let cases = (try? Fixture.json("project_cases.json"))?["cases"]?.object

  @Test(arguments: (cases?.keys ?? []).sorted())
  func projectIsReadAsWeaselReadsIt(_ name: String) throws {
    let item = try #require(Self.cases?[name])
    let text = try #require(item["text"]?.string)
    let overrides = (item["overrides"]?.object?.members ?? []).map {
      ConfigOverride($0.key, $0.value)
    }
    func project() throws -> Project {
      try Project(
        parsing: Array(text.utf8), file: "project.yml", overrides: overrides,
        environment: { $0 == "PROJECT_TEST_HOME" ? "a home" : nil })
    }
    guard let expected = item["project"] else {
      #expect(throws: ProjectError.self) { try project() }
      return
    }
    let found = try project()
    #expect(found.title == expected["title"]?.string)
    #expect(found.directories == Self.strings(expected["directories"]))
    #expect(
      found.assets.map(\.destination)
        == (expected["assets"]?.array ?? []).compactMap { $0["dest"]?.string })
    #expect(found.workflows.map(\.name) == expected["workflows"]?.object?.keys ?? [])
    for (command, value) in zip(found.commands, expected["commands"]?.array ?? []) {
      #expect(command.name == value["name"]?.string)
      // With overrides confection doubles a dollar sign; ours stays single.
      let help = value["help"]?.string.map { $0.split(separator: "$$").joined(separator: "$") }
      #expect(command.help == help)
      #expect(command.script == Self.strings(value["script"]))
      #expect(command.dependencies == Self.strings(value["deps"]))
      #expect(command.alwaysRuns == value["no_skip"]?.bool ?? false)
    }
    #expect(found.commands.count == expected["commands"]?.array?.count)
  }

  private static func strings(_ value: JSONValue?) -> [String] {
    (value?.array ?? []).compactMap(\.string)
  }

  @Test(arguments: [
    (
      "commands:\n  - name: x\n    skript: [ls]\n",
      "project.yml: commands.x.skript: unknown key; did you mean \"script\"?"
    ),
    ("a: [\n", "project.yml:2: did not find expected node content while parsing a flow node"),
    (
      "commands:\n  - name: train\nworkflows:\n  all: [trian]\n",
      "project.yml: workflow \"all\": no command \"trian\"; did you mean \"train\"?"
    ),
    (
      "commands:\n  - name: x\n    script: ['${vars.y}']\nvars:\n  z: 1\n",
      "project.yml: project.commands: ${vars.y} refers to nothing in the file"
    ),
    ("- a\n", "project.yml: the file: expected keys and values"),
  ])
  func mistakeIsNamed(_ text: String, _ message: String) {
    let error = #expect(throws: ProjectError.self) {
      try Project(parsing: Array(text.utf8), file: "project.yml")
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test func shippedProjectHasTheOriginalsCommands() throws {
    let project = try Project(
      folder: Fixture.root, overrides: [ConfigOverride("vars.config", "config")])
    #expect(project.ignoredKeys.isEmpty)
    #expect(
      project.commands.map(\.name) == [
        "preprocess", "train", "train-trf", "evaluate", "evaluate-trf", "package", "package-trf",
        "visualize-model", "annotate",
      ])
    #expect(project.workflow("all")?.steps == ["preprocess", "train", "evaluate"])
    #expect(
      project.command("train")?.script == [
        "clinspan train configs/config.cfg --output training/config "
          + "--paths.train corpus/train.spacy --paths.dev corpus/dev.spacy"
      ])
    #expect(project.commands.allSatisfy { !$0.script.joined().contains("${") })
  }

  @Test func unknownTopLevelKeyIsToldAndIgnored() throws {
    #expect(try Project(parsing: Array("comands: []\n".utf8), file: "p").ignoredKeys == ["comands"])
  }
}

@Suite struct FingerprintTests {
  @Test func lockEntriesAreWeasels() throws {
    let fixture = try Fixture.json("project_cases.json")
    try withTemporaryFolder { folder in
      for member in try #require(fixture["files"]?.object?.members) {
        try Folder.create(Folder.parent(of: "\(folder)/\(member.key)"))
        try AtomicFile.write((member.value.string ?? "").utf8, to: "\(folder)/\(member.key)")
      }
      for member in try #require(fixture["links"]?.object?.members) {
        #expect(symlink(member.value.string ?? "", "\(folder)/\(member.key)") == 0)
      }
      let project = try Project(
        parsing: Array(try #require(fixture["tree_project"]?.string).utf8), file: "project.yml")
      // weasel's own lock file, read by us, says what we find.
      try AtomicFile.write(
        try #require(fixture["lock_file"]?.string).utf8, to: "\(folder)/project.lock")
      let lock = try ProjectLock(folder: folder)
      #expect(project.commands.count == 2)
      for command in project.commands {
        #expect(try ProjectLock.Entry(of: command, in: folder) == lock[command.name])
      }
    }
  }
}
