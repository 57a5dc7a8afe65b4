import ArgumentParser

/// What can be done with a model besides using it.
struct ModelCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Import, export and look at models.",
    subcommands: [ModelImport.self, ModelExport.self])

  func run(_ console: Console) throws { throw CleanExit.helpRequest(self) }
}
