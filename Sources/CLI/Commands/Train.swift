import ArgumentParser
import Files
import Trainer

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

  @OptionGroup var setup: TrainingSetup

  @Option(
    name: .shortAndLong,
    help: .init(
      "Folder for model-best and model-last; without it nothing is kept.", valueName: "dir"))
  var output: String?

  @Flag(help: "Go on from where the run in --output was left.")
  var resume = false

  @Flag(name: [.customShort("V"), .long], help: .hidden) var verbose = false
  @OptionGroup var foreign: ForeignOptions

  func run(_ console: Console) throws {
    foreign.note(on: console)
    guard output != nil || !resume else { throw UsageError("--resume needs --output") }
    var run = try setup.run(console)
    let checkpoints = output.map(Checkpoints.init(folder:))
    if let checkpoints {
      if resume { try run.resume(from: checkpoints) } else { try checkpoints.clear() }
      try console.say("ℹ Saving to output directory: \(checkpoints.folder)")
    }
    console.interrupt.watch()
    try TrainingSession(
      checkpoints: checkpoints, meta: setup.meta(of: run.config), console: console
    ).drive(&run)
  }
}
