/// Config overrides on the command line: `--training.max_steps 500`, `--paths.train=corpus/train.spacy`.
enum Overrides {
  /// The commands that read a config or a project.
  static let commands: Set<String> = ["train", "distill", "run", "check", "simulate"]

  /// The command line with every dotted flag turned into `--override NAME[=VALUE]`, the one option
  /// that ArgumentParser can know: any section and key may be named, and no flag of ours has a dot.
  static func gathered(_ arguments: [String]) -> [String] {
    guard let command = arguments.first(where: { $0 != "bench" }), commands.contains(command) else {
      return arguments
    }
    var gathered: [String] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word == "--" { return gathered + [word] + rest }
      guard word.hasPrefix("--"), word.prefix(while: { $0 != "=" }).contains(".") else {
        gathered.append(word)
        continue
      }
      gathered.append("--override")
      if !word.contains("="), let value = rest.first, !value.hasPrefix("--") {
        gathered.append("\(word.dropFirst(2)) \(value)")
        rest = rest.dropFirst()
      } else {
        gathered.append(String(word.dropFirst(2)))
      }
    }
    return gathered
  }

  /// The words as they stood on the command line, for the config's own parser.
  static func words(_ values: [String]) -> [String] {
    values.flatMap { value -> [String] in
      let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      return ["--" + parts[0]] + parts.dropFirst().map(String.init)
    }
  }
}
