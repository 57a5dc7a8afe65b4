import Notation

/// Reads the values of a project file.
struct ProjectReader {
  private static let keys = [
    "title", "description", "vars", "env", "directories", "assets", "workflows", "commands",
    "remotes", "spacy_version", "check_requirements",
  ]
  private static let commandKeys = [
    "name", "help", "script", "deps", "outputs", "outputs_no_cache", "no_skip",
  ]
  private static let assetKeys = [
    "dest", "url", "git", "checksum", "description", "extra",
  ]

  let file: String

  func project(_ object: JSONObject) throws(ProjectError) -> Project {
    var commands: [Project.Command] = []
    for (index, item) in try items(object["commands"], "commands").enumerated() {
      let command = try command(item, at: "commands[\(index)]")
      guard !commands.contains(where: { $0.name == command.name }) else {
        throw .duplicateCommand(file: file, name: command.name)
      }
      commands.append(command)
    }
    var assets: [Project.Asset] = []
    for (index, item) in try items(object["assets"], "assets").enumerated() {
      assets.append(try asset(item, at: "assets[\(index)]"))
    }
    return Project(
      title: try string(object["title"], "title"),
      description: try string(object["description"], "description"),
      directories: try strings(object["directories"], "directories"), assets: assets,
      workflows: try workflows(object["workflows"], of: commands.map(\.name)),
      commands: commands,
      ignoredKeys: object.keys.filter { !Self.keys.contains($0) })
  }

  private func workflows(
    _ value: JSONValue?, of commands: [String]
  ) throws(ProjectError) -> [Project.Workflow] {
    guard let value, value != .null else { return [] }
    guard let object = value.object else {
      throw .wrongValue(
        file: file, key: "workflows", expected: "names, each with a list of commands")
    }
    var workflows: [Project.Workflow] = []
    for member in object.members {
      guard !commands.contains(member.key) else {
        throw .workflowNamedLikeCommand(file: file, name: member.key)
      }
      let steps = try strings(member.value, "workflows.\(member.key)")
      for step in steps where !commands.contains(step) {
        throw .unknownStep(
          file: file, workflow: member.key, step: step,
          nearest: Spelling.nearest(to: step, in: commands))
      }
      workflows.append(.init(name: member.key, steps: steps))
    }
    return workflows
  }

  private func command(
    _ value: JSONValue, at key: String
  ) throws(ProjectError) -> Project.Command {
    let object = try checked(value, at: key, knows: Self.commandKeys)
    guard let name = try string(object["name"], "\(key).name"), !name.isEmpty else {
      throw .wrongValue(file: file, key: "\(key).name", expected: "a name")
    }
    let place = "commands.\(name)"
    var alwaysRuns = false
    if let value = object["no_skip"], value != .null {
      guard let flag = value.bool else {
        throw .wrongValue(file: file, key: "\(place).no_skip", expected: "true or false")
      }
      alwaysRuns = flag
    }
    return Project.Command(
      name: name, help: try string(object["help"], "\(place).help"),
      script: try strings(object["script"], "\(place).script"),
      dependencies: try strings(object["deps"], "\(place).deps"),
      outputs: try strings(object["outputs"], "\(place).outputs"),
      uncachedOutputs: try strings(object["outputs_no_cache"], "\(place).outputs_no_cache"),
      alwaysRuns: alwaysRuns)
  }

  private func asset(_ value: JSONValue, at key: String) throws(ProjectError) -> Project.Asset {
    let object = try checked(value, at: key, knows: Self.assetKeys)
    let destination = object["dest"] ?? object["git"]?["path"]
    guard let dest = try string(destination, "\(key).dest"), !dest.isEmpty else {
      throw .wrongValue(file: file, key: "\(key).dest", expected: "a path")
    }
    let checksum = try string(object["checksum"], "\(key).checksum")
    if let checksum,
      checksum.utf8.count != 32 || UInt64(checksum.prefix(16), radix: 16) == nil
        || UInt64(checksum.suffix(16), radix: 16) == nil
    {
      throw .wrongValue(
        file: file, key: "\(key).checksum", expected: "an MD5, 32 hexadecimal digits")
    }
    return Project.Asset(
      destination: dest, checksum: checksum,
      source: try string(object["url"] ?? object["git"]?["repo"], "\(key).url"),
      description: try string(object["description"], "\(key).description"))
  }

  private func checked(
    _ value: JSONValue, at key: String, knows known: [String]
  ) throws(ProjectError) -> JSONObject {
    guard let object = value.object else {
      throw .wrongValue(file: file, key: key, expected: "keys and values")
    }
    for unknown in object.keys where !known.contains(unknown) {
      let place = object["name"]?.string.map { "commands.\($0)" } ?? key
      throw .unknownKey(
        file: file, key: "\(place).\(unknown)", nearest: Spelling.nearest(to: unknown, in: known))
    }
    return object
  }

  private func items(_ value: JSONValue?, _ key: String) throws(ProjectError) -> [JSONValue] {
    guard let value, value != .null else { return [] }
    guard let items = value.array else {
      throw .wrongValue(file: file, key: key, expected: "a list")
    }
    return items
  }

  private func string(_ value: JSONValue?, _ key: String) throws(ProjectError) -> String? {
    guard let value, value != .null else { return nil }
    guard let string = value.string else {
      throw .wrongValue(file: file, key: key, expected: "a string")
    }
    return string
  }

  private func strings(_ value: JSONValue?, _ key: String) throws(ProjectError) -> [String] {
    let items = try items(value, key)
    let strings = items.compactMap(\.string)
    guard strings.count == items.count else {
      throw .wrongValue(file: file, key: key, expected: "a list of strings")
    }
    return strings
  }

  /// The file's values with `${vars.x}` and `${env.x}` replaced, by way of the config language.
  func substituted(
    _ object: JSONObject, overrides: [ConfigOverride], environment: (String) -> String?
  ) throws(ProjectError) -> JSONObject {
    var project = object
    let variables = object["vars"]?.object ?? JSONObject()
    var fromEnvironment = object["env"]?.object ?? JSONObject()
    for member in fromEnvironment.members {
      let text = member.value.string.flatMap(environment) ?? ""
      fromEnvironment[member.key] = (try? JSONParser.parse(text)) ?? .string(text)
    }
    // An empty section would be written as one, and null as a value.
    project["vars"] = .object(variables)
    project["env"] = .object(fromEnvironment)
    let root: JSONObject = [
      "project": .object(project), "vars": .object(variables), "env": .object(fromEnvironment),
    ]
    let text = Config(root: root).serialized()
    try check(overrides, of: variables.keys, in: text)
    do {
      let config = try Config(parsing: text, overrides: overrides)
      return config.root["project"]?.object ?? object
    } catch {
      throw .variables(
        file: file,
        ConfigError(key: error.key, problem: error.problem, nearest: error.nearest))
    }
  }

  /// An override of a variable that there is not, and that nothing asks for, is mistyped where one of
  /// nearly that name is there; any other new variable is taken, as weasel does.
  private func check(
    _ overrides: [ConfigOverride], of known: [String], in text: String
  ) throws(ProjectError) {
    for override in overrides where override.path.hasPrefix("vars.") {
      let name = String(override.path.dropFirst("vars.".count).prefix { $0 != "." })
      if known.contains(name) || text.contains("${vars.\(name)") { continue }
      if let nearest = Spelling.nearest(to: name, in: known) {
        throw .unknownVariable(file: file, name: name, nearest: nearest)
      }
    }
  }
}
