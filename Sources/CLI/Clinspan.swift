import ArgumentParser

/// The program: its commands, and what it does without one.
struct Clinspan: Command {
  static let configuration = CommandConfiguration(
    commandName: "clinspan",
    abstract: "See, mask, correct and retrain clinical named-entity models in a terminal.",
    discussion: """
      Without a command it opens the demo: the bundled model on invented notes. --version shows the \
      version, the Swift it was built with and the BLAS kernels in use.

      Exit status: 0 done, 1 failed, 64 wrong usage, 130 stopped with Ctrl-C.
      """,
    subcommands: [
      Explore.self, Annotate.self, Adjudicate.self, Export.self, Preprocess.self, Train.self,
      Adapt.self, Distill.self, Retrain.self, Evaluate.self, Predict.self,
      AnonymizeCommand.self, AuditCommand.self, VaultCommand.self,
      Compare.self, Run.self, Convert.self,
      ModelCommand.self, PackageCommand.self, Check.self, Bench.self,
    ])

  /// What may stand as the first word.
  static var commandNames: [String] {
    configuration.subcommands.flatMap {
      [$0.configuration.commandName ?? $0._commandName] + $0.configuration.aliases
    }
  }

  @OptionGroup var assets: AssetsOption

  @OptionGroup var screen: ScreenOptions

  func run(_ console: Console) throws {
    try Exploration.demo(assets, screen, console).run(console)
  }
}
