import ArgumentParser
import Files
import Notation
import Trainer

/// A config on the command line, with what is replaced in it.
struct ConfigArgument: ParsableArguments {
  @Argument(help: .init("A config in spaCy's language.", valueName: "config"))
  var config: String

  @Option(
    name: .customLong("override"), parsing: .unconditionalSingleValue,
    help: .init(
      "Replaces a value of the config; --section.key value is the same.",
      valueName: "section.key value"))
  var overrides: [String] = []

  /// A config is a page or two; more than this (16 MiB) is another file.
  private static let limit = 16 << 20

  /// The config with everything replaced that the command line and the environment replace.
  ///
  /// - Throws: `FileError`, `ConfigError`.
  func read(_ console: Console) throws -> Config {
    let text = String(decoding: try InputFile.read(config, limit: Self.limit), as: UTF8.self)
    let overrides = try ConfigOverride.parse(
      Overrides.words(overrides),
      environment: console.environment(ConfigOverride.environmentVariable))
    return try Config(parsing: text, file: config, overrides: overrides)
  }
}
