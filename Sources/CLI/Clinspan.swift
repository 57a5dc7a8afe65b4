import ArgumentParser

@main
struct Clinspan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clinspan",
    abstract: "See, mask, correct and retrain clinical named-entity models in a terminal.")
}
