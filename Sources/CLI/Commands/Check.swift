import ArgumentParser

/// Explains the user's input or surroundings before they cost an hour.
struct Check: Command {
  static let configuration = CommandConfiguration(
    abstract: "Explain what is wrong with an input, or with the terminal, and what to do.",
    subcommands: [CheckConfig.self, CheckData.self, CheckTerminal.self, CheckKeys.self])

  func run(_ console: Console) throws { throw CleanExit.helpRequest(self) }
}
