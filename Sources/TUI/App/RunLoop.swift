private import Dispatch
private import Glibc
private import Synchronization

/// Feeds events to `update`, performs the effects, draws. Only this and the terminal touch the screen.
struct RunLoop {
  let outside: Outside
  /// Runs work and brings back what came of it.
  let background: any Background

  func run(_ state: inout AppState, on terminal: inout some Terminal) {
    var actions: [Action] = [.started]
    while true {
      while !actions.isEmpty {
        for effect in update(&state, actions.removeFirst()) {
          switch effect {
          case .quit: return
          // Before anything else happens, and so before anything is drawn.
          case .append(let lines): actions.insert(outside.append(lines), at: 0)
          case .redraw: terminal.redraw()
          case .suspend:
            terminal.suspend()
            actions += [.resized(terminal.size), .resumed]
          case .display(let index, let orders):
            background.perform { [outside] in outside.display(index, orders) }
          case .reveal(let index, let orders):
            background.perform { [outside] in outside.reveal(index, orders) }
          case .predict(let index): background.perform { [outside] in outside.predict(index) }
          case .filterRecords(let filter):
            let entries = state.entries.indices
            background.perform { [state] in
              .filtered(filter, entries.filter { state.matches($0, filter) })
            }
          case .listErrors: background.perform { [state] in .listedErrors(state.errorRows) }
          case .judge(let difference, let verdict):
            actions.insert(outside.judge(verdict, on: difference), at: 0)
          case .findRecords(let query):
            let entries = state.entries
            background.perform { [outside] in outside.find(query, in: entries) }
          }
        }
        actions += background.finished()
      }
      outside.journal?.attend(state.frontRecord)
      terminal.draw(view(state))
      switch terminal.nextEvent(wake: background.wake) {
      case .key(let key): actions.append(.key(key))
      case .mouse(let mouse): actions.append(.mouse(mouse))
      case .paste(let text): actions.append(.pasted(text))
      case .resized(let size): actions.append(.resized(size))
      case .resumed: actions += [.resized(terminal.size), .resumed]
      case .idle: break
      case .closed: return
      }
      actions += background.finished()
    }
  }
}

/// Where effects that compute are performed.
protocol Background {
  /// A file descriptor that can be read when something is finished; -1 where nothing ever is later.
  var wake: Int32 { get }
  func perform(_ work: @escaping @Sendable () -> Action)
  /// What has come in since the last call.
  func finished() -> [Action]
}

/// At once, on the caller's thread: a scripted session is the same each time.
final class Immediate: Background {
  let wake: Int32 = -1
  private var actions: [Action] = []

  func perform(_ work: @escaping @Sendable () -> Action) { actions.append(work()) }

  func finished() -> [Action] {
    defer { actions = [] }
    return actions
  }
}

/// On other threads. A byte in a pipe tells the main thread, which waits for keys, that something is done.
final class Workers: Background, Sendable {
  let wake: Int32
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

  func perform(_ work: @escaping @Sendable () -> Action) {
    queue.async { [self] in
      prepareThread()
      let action = work()
      actions.withLock { $0.append(action) }
      var byte: UInt8 = 0
      _ = write(signal, &byte, 1)  // a full pipe wakes the reader just as well
    }
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
