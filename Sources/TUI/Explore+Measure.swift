private import Glibc

extension ExploreSession {
  /// Plays a script and returns, for each of its frames, the seconds of this thread's CPU time from the
  /// event to the finished frame: for `make bench`. What work in the background brings is an event too.
  ///
  /// The work itself is not counted, nor what ncurses sends to the terminal.
  ///
  /// - Parameters:
  ///   - onOpen: hears the seconds until the first frame.
  ///   - onEvent: hears the number of each event that is over.
  public func frameTimes(
    _ script: KeyScript, size: Size, theme: Theme = .dark, onOpen: (Double) -> Void = { _ in },
    onEvent: (Int) -> Void = { _ in }
  ) -> [Double] {
    let start = Self.threadSeconds()
    var state = initialState(size: size, theme: theme)
    let background = Deferred()
    let engine = Engine(outside, background)
    var actions: [Action] = [.started]
    _ = engine.settle(&state, &actions)
    precondition(view(state).size == size)
    onOpen(Self.threadSeconds() - start)
    repeat {
      _ = engine.settle(&state, &actions)
      actions += background.finished()
    } while !actions.isEmpty
    return script.events.enumerated().flatMap { number, event -> [Double] in
      defer { onEvent(number + 1) }
      actions = event.action.map { [$0] } ?? []
      var times: [Double] = []
      repeat {
        let start = Self.threadSeconds()
        _ = engine.settle(&state, &actions)
        let canvas = view(state)
        precondition(canvas.size == state.size, "frame \(canvas.size), window \(state.size)")
        times.append(Self.threadSeconds() - start)
        actions += background.finished()
      } while !actions.isEmpty
      return times
    }
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
