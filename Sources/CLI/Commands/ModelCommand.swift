import ArgumentParser

/// What can be done with a model besides using it.
struct ModelCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Import, export, install, check and look at models.",
    subcommands: [
      ModelInfo.self, ModelVerify.self, ModelImport.self, ModelExport.self, ModelInstall.self,
      ModelHistoryCommand.self, ModelPromote.self, ModelDiscard.self,
    ])

  func run(_ console: Console) throws { throw CleanExit.helpRequest(self) }
}
