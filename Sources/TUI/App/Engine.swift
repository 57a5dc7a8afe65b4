private import Synchronization

/// Performs what `update` asks for: the one place where effects become deeds.
struct Engine {
  let outside: Outside
  /// Runs work and brings back what came of it.
  let background: any Background
  private let finding = Newest()
  private let arranging = Newest()
  private let listing = Newest()
  private let reading = Newest()

  init(_ outside: Outside, _ background: any Background) {
    self.outside = outside
    self.background = background
  }

  /// Feeds actions to `update` until none is left, and performs the effects.
  ///
  /// - Parameter effects: to be performed first.
  /// - Returns: what only a terminal can do, in order: the mouse, redraw, suspend, quit. Nothing is done after quit.
  func settle(
    _ state: inout AppState, _ actions: inout [Action], after effects: [Effect] = []
  ) -> [Effect] {
    var rest: [Effect] = []
    var effects = effects
    while !effects.isEmpty || !actions.isEmpty {
      if effects.isEmpty { effects = update(&state, actions.removeFirst()) }
      for effect in effects {
        if effect == .quit { return rest + [.quit] }
        perform(effect, state, &actions) { rest.append($0) }
      }
      effects = []
      if background.answersAtOnce { actions += background.finished() }
    }
    return rest
  }

  private func perform(
    _ effect: Effect, _ state: AppState, _ actions: inout [Action], orElse leave: (Effect) -> Void
  ) {
    switch effect {
    // These two before anything else happens, and so before anything is drawn.
    case .append(let lines): actions.insert(outside.append(lines), at: 0)
    case .judge(let difference, let verdict):
      actions.insert(outside.judge(verdict, on: difference), at: 0)
    case .display(let index, let orders):
      background.perform { [outside] in outside.display(index, orders) }
    case .reveal(let index, let orders):
      background.perform { [outside] in outside.reveal(index, orders) }
    case .predict(let index): background.perform { [outside] in outside.predict(index) }
    case .findRecords(let query):
      let isStale = finding.begin()
      background.perform { [outside, entries = state.entries] in
        outside.find(query, in: entries, isStale: isStale)
      }
    case .arrange(let arrangement, let thresholds):
      let isStale = arranging.begin()
      background.perform { [entries = state.entries] in
        arrangement.rows(of: entries, thresholds, isStale: isStale)
          .map { .arranged(arrangement, all: $0.all, shown: $0.shown) }
      }
    case .recount: background.perform { .recount }
    case .listErrors(let view, let isAnew):
      let isStale = listing.begin()
      let known = isAnew ? nil : state.comparison.all
      background.perform { [entries = state.entries, thresholds = state.thresholds] in
        guard let all = known ?? ErrorList(of: entries, thresholds, isStale: isStale) else {
          return nil
        }
        return .listedErrors(
          view, view.rows(of: all.rows, entries), all: known == nil ? all : nil)
      }
    case .training(let effect):
      if outside.ask(effect) { return }
      guard case .train = effect else {
        return background.perform { [outside] in outside.perform(effect) { _ in } }
      }
      background.performQuietly { [outside] tell in outside.perform(effect, tell) }
    case .listTexts:
      let isStale = reading.begin()
      background.perform { [entries = state.entries] in
        SameText.places(in: entries, isStale: isStale).map { .listedTexts($0) }
      }
    case .redraw, .suspend, .quit, .setMouse: leave(effect)
    }
  }
}

/// Numbers the runs of one kind of work, so that an older one stops when a newer one has begun.
private final class Newest: Sendable {
  private let number = Atomic<Int>(0)

  /// Begins a run; what is returned tells whether another one has begun since.
  func begin() -> @Sendable () -> Bool {
    let own = number.add(1, ordering: .relaxed).newValue
    return { [self] in number.load(ordering: .relaxed) != own }
  }
}

/// Work that takes long: it tells how far it is, and at last what came of it.
typealias QuietWork =
  @Sendable (_ tell: @escaping @Sendable (Action) -> Void) -> Action

/// Where effects that compute are performed.
protocol Background {
  /// A file descriptor that can be read when something is finished; -1 where nothing ever is later.
  var wake: Int32 { get }
  /// Whether work is done when `perform` returns.
  var answersAtOnce: Bool { get }
  /// Does some work; where nil comes of it, nothing is told.
  func perform(_ work: @escaping @Sendable () -> Action?)
  /// Does what takes long, out of everybody's way, and tells meanwhile how far it is.
  func performQuietly(_ work: @escaping QuietWork)
  /// What has come in since the last call.
  func finished() -> [Action]
}

/// At once, on the caller's thread: a scripted session is the same each time.
final class Immediate: Background {
  let wake: Int32 = -1
  let answersAtOnce = true
  private var actions: [Action] = []

  func perform(_ work: @escaping @Sendable () -> Action?) {
    if let action = work() { actions.append(action) }
  }

  func performQuietly(_ work: @escaping QuietWork) { actions += Told.all(of: work) }

  func finished() -> [Action] {
    defer { actions = [] }
    return actions
  }
}

/// When it is told to, on the caller's thread: what the main thread does can be timed alone.
final class Deferred: Background {
  let wake: Int32 = -1
  let answersAtOnce = false
  private var waiting: [@Sendable () -> [Action]] = []

  func perform(_ work: @escaping @Sendable () -> Action?) {
    waiting.append { work().map { [$0] } ?? [] }
  }

  func performQuietly(_ work: @escaping QuietWork) { waiting.append { Told.all(of: work) } }

  func finished() -> [Action] {
    defer { waiting = [] }
    return waiting.flatMap { $0() }
  }
}

/// Gathers what work tells that is done at once.
private final class Told: Sendable {
  private let actions = Mutex<[Action]>([])

  static func all(of work: QuietWork) -> [Action] {
    let told = Told()
    let last = work { action in told.actions.withLock { $0.append(action) } }
    return told.actions.withLock { $0 } + [last]
  }
}
