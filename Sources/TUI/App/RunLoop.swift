private import Dispatch
private import Glibc
private import Synchronization

/// Feeds events to the engine and draws. Only this and the terminal touch the screen.
struct RunLoop {
  let engine: Engine

  func run(_ state: inout AppState, on terminal: inout some Terminal) {
    var actions: [Action] = [.started]
    while true {
      for effect in engine.settle(&state, &actions) {
        switch effect {
        case .quit: return
        case .redraw: terminal.redraw()
        case .setMouse(let isOn): terminal.setMouse(isOn)
        case .suspend:
          terminal.suspend()
          actions += [.resized(terminal.size), .resumed]
        default: break
        }
      }
      guard actions.isEmpty else { continue }
      engine.outside.journal?.attend(state.frontRecord)
      terminal.draw(view(state))
      let event = terminal.nextEvent(wake: engine.background.wake)
      if event == .closed { return }
      // What a stopped process has missed.
      if event == .resumed { actions.append(.resized(terminal.size)) }
      if let action = event.action { actions.append(action) }
      actions += engine.background.finished()
    }
  }
}

/// On other threads. A byte in a pipe tells the main thread, which waits for keys, that something is done.
final class Workers: Background, Sendable {
  let wake: Int32
  let answersAtOnce = false
  private let signal: Int32
  private let queue = DispatchQueue(label: "work", qos: .utility, attributes: .concurrent)
  private let actions = Mutex<[Action]>([])
  /// Called first on whatever thread does the work.
  private let prepareThread: @Sendable () -> Void

  /// - Returns: nil where the system has no pipe left.
  init?(prepareThread: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wake = ends[0]
    signal = ends[1]
    self.prepareThread = prepareThread
  }

  deinit {
    close(wake)
    close(signal)
  }

  func perform(_ work: @escaping @Sendable () -> Action?) {
    queue.async { [self] in
      prepareThread()
      if let action = work() { bring(action) }
    }
  }

  func performQuietly(_ work: @escaping QuietWork) {
    QuietThread.run { [self] in
      prepareThread()
      bring(work { [self] in bring($0) })
    }
  }

  private func bring(_ action: Action) {
    actions.withLock { $0.append(action) }
    var byte: UInt8 = 0
    _ = write(signal, &byte, 1)  // a full pipe wakes the reader just as well
  }

  func finished() -> [Action] {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(wake, &bytes, bytes.count) > 0 {}
    return actions.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
