private import Glibc

/// A thread of its own for work that must never be in the way: the system gives it what others leave.
public enum QuietThread {
  private final class Box {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }

  /// Steps of `nice` below the others.
  private static let niceness: Int32 = 10
  /// Training goes deeper than the half megabyte that threads have by default on some systems.
  private static let stackSize = 8 << 20

  /// Does some work on a new thread; on this one where the system has no thread left.
  public static func run(_ work: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, stackSize)
    defer { pthread_attr_destroy(&attributes) }
    let box = Unmanaged.passRetained(Box(work))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, &attributes,
      { argument in
        // On Linux the number of a thread stands for that thread alone; 0 is the caller's.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, QuietThread.niceness)
        if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().work() }
        return nil
      }, box.toOpaque())
    if failure != 0 { box.takeRetainedValue().work() }
  }
}
