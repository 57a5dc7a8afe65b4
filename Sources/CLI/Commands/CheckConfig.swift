import ArgumentParser
import Files
import Notation
import Trainer

/// Says what a config means, or all that is wrong with it.
struct CheckConfig: Command {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print a config with every default in it, or all its mistakes.",
    discussion: """
      Unknown sections, keys and names are told with the nearest right ones, by line. What is printed is \
      what 'clinspan train' would use: references and overrides put in.

      Examples:
        clinspan check config configs/config.cfg
        clinspan check config configs/config.cfg --paths.train corpus/train.spacy
        clinspan check config old.cfg > full.cfg
      """)

  @OptionGroup var config: ConfigArgument
  @OptionGroup var format: OutputFormat

  func run(_ console: Console) throws {
    let check = ConfigCheck(try config.read(console))
    guard let settings = check.settings else {
      for problem in check.problems { console.note("clinspan: \(problem)") }
      throw CommandFailure(
        "\(config.config): \(Numbers.count(check.problems.count, "mistake")); nothing was changed")
    }
    try console.say(
      format.json
        ? JSONValue.object(settings.resolved.root).text(.pretty) : settings.resolved.serialized())
    tellCorpora(settings, console)
  }

  /// Training would stop at once for want of these.
  private func tellCorpora(_ settings: TrainerConfig, _ console: Console) {
    for (name, source) in [("train", settings.train), ("dev", settings.dev)] {
      guard let path = source.path else {
        console.note("Note: paths.\(name) is not set; train needs --paths.\(name) FILE")
        continue
      }
      if !Folder.hasFile(path), !Folder.exists(path) {
        console.note("Note: the \(name) corpus \(path) is not there")
      }
    }
  }
}
