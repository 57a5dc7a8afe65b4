import Synchronization

@testable import CLI

/// The result of a command line run inside the test's process.
struct InProcess {
  let status: Int32
  let output: String
  let errors: String

  /// Runs a command line with streams, environment and clock of its own.
  init(_ arguments: String..., environment: [String: String] = [:]) {
    self.init(arguments, environment: environment)
  }

  /// Runs a command line with streams, environment and clock of its own.
  init(
    _ arguments: [String], input: Int32 = -1, environment: [String: String] = [:],
    interrupt: Interrupt = Interrupt()
  ) {
    let output = MemorySink()
    let errors = MemorySink()
    let console = Console(
      output: output, errors: errors, input: input, interrupt: interrupt, now: { 0 },
      environment: { environment[$0] })
    status = Program.run(arguments, console)
    self.output = output.text
    self.errors = errors.text
  }
}
