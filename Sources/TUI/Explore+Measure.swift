private import Glibc

extension ExploreSession {
  /// Plays a script and returns, for each of its events, the seconds of this thread's CPU time from the
  /// event to its finished frame: for `make bench`.
  ///
  /// Work in the background is done beforehand; what ncurses sends to the terminal is not counted.
  public func frameTimes(_ script: KeyScript, size: Size, theme: Theme = .dark) -> [Double] {
    var state = initialState(size: size, theme: theme)
    var actions: [Action] = [.started]
    func settle() {
      while !actions.isEmpty {
        for effect in update(&state, actions.removeFirst()) {
          switch effect {
          case .display(let index, let orders): actions.append(outside.display(index, orders))
          case .reveal(let index, let orders): actions.append(outside.reveal(index, orders))
          case .append(let lines): actions.insert(outside.append(lines), at: 0)
          case .filterRecords(let filter):
            actions.append(
              .filtered(filter, state.entries.indices.filter { state.matches($0, filter) }))
          case .listErrors: actions.append(.listedErrors(state.errorRows))
          case .judge(let difference, let verdict):
            actions.insert(outside.judge(verdict, on: difference), at: 0)
          case .predict(let index): actions.append(outside.predict(index))
          case .findRecords, .redraw, .suspend, .quit: break
          }
        }
      }
    }
    settle()
    return script.events.map { event in
      let start = Self.threadSeconds()
      switch event {
      case .key(let key): actions.append(.key(key))
      case .mouse(let mouse): actions.append(.mouse(mouse))
      case .paste(let text): actions.append(.pasted(text))
      case .resized(let size): actions.append(.resized(size))
      case .resumed, .idle, .closed: break
      }
      settle()
      let canvas = view(state)
      precondition(canvas.size == state.size, "frame \(canvas.size), window \(state.size)")
      return Self.threadSeconds() - start
    }
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
