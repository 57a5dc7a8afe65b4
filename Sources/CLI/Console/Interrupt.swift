import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Whether the user asked a command to stop. Set from a signal; read between two steps of the work.
final class Interrupt: Sendable {
  private let raised = Atomic<Bool>(false)
  private let terminated = Atomic<Bool>(false)

  /// The process's own.
  static let process = Interrupt()

  /// Whether to stop.
  var isRaised: Bool { raised.load(ordering: .relaxed) }

  /// Whether it was `kill` that asked, which reached this process alone; Ctrl-C reaches all in the
  /// foreground.
  var isTerminated: Bool { terminated.load(ordering: .relaxed) }

  /// Asks to stop.
  func raise(_ signal: Int32 = SIGINT) {
    if signal == SIGTERM { terminated.store(true, ordering: .relaxed) }
    raised.store(true, ordering: .relaxed)
  }

  /// From here on the first Ctrl-C (or `kill`) asks this process to stop, and the second ends it at once.
  /// A test's own flag watches nothing.
  func watch() {
    guard self === Interrupt.process else { return }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { Interrupt.process.raise($0) }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaction(number, &action, nil) }
  }
}
