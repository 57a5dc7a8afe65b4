import ArgumentParser
import Corpus
import Files
import Model
import Notation
import Text
import Trainer

#if canImport(Glibc)
  import Glibc
#endif

/// Trains a model as a config says, as `spacy train` does.
struct Train: Command {
  static let configuration = CommandConfiguration(
    abstract: "Train a model as a config says.",
    discussion: """
      Any value of the config can be replaced: --training.max_steps 500 --paths.train=FILE; \
      SPACY_CONFIG_OVERRIDES in the environment wins over both. Ctrl-C keeps the best checkpoint, and \
      --resume goes on from where a run was left.

      Examples:
        clinspan train configs/config.cfg --output training \\
          --paths.train corpus/train.spacy --paths.dev corpus/dev.spacy
        clinspan train configs/config.cfg -o training --resume
      """)

  @Argument(help: .init("A config in spaCy's language.", valueName: "config"))
  var config: String

  @Option(
    name: .shortAndLong,
    help: .init(
      "Folder for model-best and model-last; without it nothing is kept.", valueName: "dir"))
  var output: String?

  @Option(
    name: .customLong("override"), parsing: .unconditionalSingleValue,
    help: .init(
      "Replaces a value of the config; --section.key value is the same.",
      valueName: "section.key value"))
  var overrides: [String] = []

  @Flag(help: "Go on from where the run in --output was left.")
  var resume = false

  @Option(
    help: .init(
      "Parts each batch is cut into, one a processor; another number gives other weights.",
      valueName: "n"))
  var workers: Int?

  @Flag(name: [.customShort("V"), .long], help: .hidden) var verbose = false
  @OptionGroup var foreign: ForeignOptions

  func run(_ console: Console) throws {
    foreign.note(on: console)
    guard output != nil || !resume else { throw UsageError("--resume needs --output") }
    let trainer = try TrainerConfig(readConfig(console))
    var run = try TrainingRun(
      trainer, train: records(trainer.train.path, "train", console),
      dev: records(trainer.dev.path, "dev", console), workers: workers ?? Self.processors)
    let checkpoints = output.map(Checkpoints.init(folder:))
    if let checkpoints {
      if resume { try run.resume(from: checkpoints) } else { try checkpoints.clear() }
      try console.say("ℹ Saving to output directory: \(checkpoints.folder)")
    }
    console.interrupt.watch()
    try TrainingSession(
      checkpoints: checkpoints, meta: meta(of: trainer), console: console
    ).drive(&run)
  }

  private static var processors: Int { max(1, min(8, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }

  private func readConfig(_ console: Console) throws -> Config {
    let text = String(decoding: try InputFile.read(config, limit: 16 << 20), as: UTF8.self)
    let overrides = try ConfigOverride.parse(
      Overrides.words(overrides),
      environment: console.environment(ConfigOverride.environmentVariable))
    return try Config(parsing: text, file: config, overrides: overrides)
  }

  private func records(_ path: String?, _ name: String, _ console: Console) throws -> [Example] {
    guard let path, !path.isEmpty else {
      throw CommandFailure("the config names no \(name) corpus; add --paths.\(name) FILE")
    }
    let contents = try Corpus.CorpusReader().read(path)
    Diagnostics.tell(contents.diagnostics, on: console)
    return contents.records.map(\.example)
  }

  /// What the model's folder says of where it comes from.
  private func meta(of config: TrainerConfig) throws -> JSONObject {
    var data = JSONObject()
    for (name, path) in [("train", config.train.path), ("dev", config.dev.path)] {
      guard let path, Folder.hasFile(path) else { continue }
      data[name] = [
        "file": .string(Folder.name(of: path)), "fnv1a64": .string(try DataHash(file: path).hex),
      ]
    }
    return [
      "lang": "en", "version": "0.0.0", "clinspan_version": .string(Version.number),
      "seed": .integer(Int(clamping: config.seed)), "data": .object(data),
    ]
  }
}
