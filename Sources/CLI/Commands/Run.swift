import ArgumentParser
import Files
import Notation
import Project

/// Runs the commands and workflows of a `project.yml`, as `spacy project run` does.
struct Run: Command {
  static let configuration = CommandConfiguration(
    abstract: "Run a command or workflow of project.yml, leaving out what has not changed.",
    discussion: """
      A command runs when its script, its deps or its outputs differ from those in project.lock, and is \
      recorded there once it is done; one that fails or is interrupted is not. Any variable can be \
      replaced: --vars.config spacy_config. Without a name the commands are listed.

      Examples:
        clinspan run                          what there is to run
        clinspan run all                      preprocess, train, evaluate
        clinspan run train --force --vars.config spacy_config
        clinspan run all --dry                what would run
      """)

  @Argument(help: .init("A command or workflow.", valueName: "name"))
  var name: String?

  @Argument(help: .init("The folder of project.yml.", valueName: "folder"))
  var folder = "."

  @Flag(name: [.customShort("F"), .long], help: "Run even what has not changed.")
  var force = false

  @Flag(name: [.customShort("D"), .long], help: "Show the scripts without running them.")
  var dry = false

  @Option(
    name: .customLong("override"), parsing: .unconditionalSingleValue,
    help: .init(
      "Replaces a variable; --vars.name value is the same.", valueName: "vars.name value"))
  var overrides: [String] = []

  @OptionGroup var format: OutputFormat

  func run(_ console: Console) throws {
    let project = try Project(
      folder: folder,
      overrides: ConfigOverride.parse(
        Overrides.words(overrides),
        environment: console.environment(Project.environmentVariable)),
      environment: console.environment)
    for key in project.ignoredKeys {
      console.note("Note: \(Project.fileName): \(key) means nothing here")
    }
    guard let name else { return try list(project, console) }
    guard let program = Assets.executablePath() else {
      throw CommandFailure("cannot tell where this program is; is /proc mounted?")
    }
    console.interrupt.watch()
    try ProjectSession(
      project: project, folder: folder, isForced: force, isDry: dry, console: console,
      program: program
    ).run(name)
  }

  private func list(_ project: Project, _ console: Console) throws {
    if format.json { return try console.say(Self.json(project).text(.pretty)) }
    if let title = project.title { try console.say(title + "\n") }
    let workflows = project.workflows.map { [$0.name, $0.steps.joined(separator: " → ")] }
    for (header, rows) in [
      ("COMMAND", project.commands.map { [$0.name, $0.help ?? ""] }), ("WORKFLOW", workflows),
    ] where !rows.isEmpty {
      for line in Table(header: [header, ""], rows: rows, underlinesHeader: false).lines {
        try console.say(line)
      }
      try console.say("")
    }
    try console.say("clinspan run NAME runs one; clinspan run NAME --dry shows what it would do.")
  }

  private static func json(_ project: Project) -> JSONValue {
    [
      "title": project.title.map { .string($0) } ?? .null,
      "commands": .array(
        project.commands.map { command in
          [
            "name": .string(command.name), "help": command.help.map { .string($0) } ?? .null,
            "script": .array(command.script.map { .string($0) }),
          ]
        }),
      "workflows": .object(
        JSONObject(
          project.workflows.map { .init($0.name, .array($0.steps.map { .string($0) })) })),
    ]
  }
}
