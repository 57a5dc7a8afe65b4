import Files

#if canImport(Glibc)
  import Glibc
#endif

/// Where a command reads, speaks and learns that it should stop: the process's own streams, or a
/// test's.
final class Console {
  /// The result: what another program may read.
  let output: any Sink
  /// What is said to the person: progress, notes, errors.
  let errors: any Sink
  /// The descriptor that `-` reads from.
  let input: Int32
  /// Whether Ctrl-C was pressed.
  let interrupt: Interrupt
  /// Whether a person watches `errors`, so that a line may be drawn over.
  let errorsAreTerminal: Bool
  /// Whether a person watches `output` and types into `input`.
  let isInteractive: Bool
  /// Columns of the terminal.
  let columns: Int
  /// Seconds that pass as a clock's do, from any start.
  let now: () -> Double
  /// The environment's variables.
  let environment: (String) -> String?

  init(
    output: any Sink, errors: any Sink, input: Int32, interrupt: Interrupt,
    errorsAreTerminal: Bool = false, isInteractive: Bool = false, columns: Int = 80,
    now: @escaping () -> Double = Console.monotonicSeconds,
    environment: @escaping (String) -> String? = Console.processEnvironment
  ) {
    self.output = output
    self.errors = errors
    self.input = input
    self.interrupt = interrupt
    self.errorsAreTerminal = errorsAreTerminal
    self.isInteractive = isInteractive
    self.columns = columns
    self.now = now
    self.environment = environment
  }

  /// The process's own.
  static func process() -> Console {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    return Console(
      output: DescriptorSink(STDOUT_FILENO, name: Sinks.outputName, flushesLines: isTerminal),
      errors: DescriptorSink(STDERR_FILENO, name: "standard error", flushesLines: true),
      input: STDIN_FILENO, interrupt: .process,
      errorsAreTerminal: isatty(STDERR_FILENO) == 1,
      isInteractive: isTerminal && isatty(STDIN_FILENO) == 1,
      columns: terminalColumns(STDERR_FILENO) ?? 80)
  }

  /// Writes a line of the result.
  ///
  /// - Throws: `FileError` when it cannot be written.
  func say(_ line: String) throws(FileError) { try output.write(Array((line + "\n").utf8)) }

  /// Tells the person something.
  func note(_ line: String) { errors.writeIgnoringFailure(line + "\n") }

  /// Throws `Stopped` once Ctrl-C was pressed.
  func checkInterrupt(_ kept: @autoclosure () -> String) throws {
    if interrupt.isRaised { throw Stopped(kept: kept()) }
  }

  static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  static func processEnvironment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  private static func terminalColumns(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
