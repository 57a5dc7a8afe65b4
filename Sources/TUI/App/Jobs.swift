internal import Text

/// Work in the background: which records are being masked and recognized, and which come next.
struct Jobs: Equatable, Sendable {
  /// One piece of work.
  enum Job: Hashable, Sendable {
    /// Finds out what of the record may be shown.
    case display(Int)
    /// Asks the model.
    case predict(Int)
  }

  /// How many may run at a time.
  let capacity: Int
  private(set) var running: Set<Job> = []
  /// Entries before this one have been looked at: what they need runs, is done, or waits in `followUps`.
  private var next = 0
  /// Entries that have become ready for their next job.
  private var followUps: [Int] = []
  /// Predictions under way by a model that is no longer in use.
  private var stale: Set<Int> = []

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Takes the next jobs off the list: the open record first, then the visible ones, then the rest.
  mutating func start(entries: EntryTable, first wanted: [Int]) -> [Job] {
    var started: [Job] = []
    func pending(_ index: Int, _ running: Set<Job>) -> Job? {
      let entry = entries[index]
      if case .waiting = entry.shown { return only(.display(index), running) }
      if case .blocked = entry.shown { return nil }
      if case .waiting = entry.predictions { return only(.predict(index), running) }
      return nil
    }
    func only(_ job: Job, _ running: Set<Job>) -> Job? { running.contains(job) ? nil : job }

    func take(_ index: Int) {
      guard let job = pending(index, running) else { return }
      running.insert(job)
      started.append(job)
    }
    for index in wanted where running.count < capacity { take(index) }
    while running.count < capacity, let index = followUps.popLast() { take(index) }
    while running.count < capacity, next < entries.count {
      take(next)
      next += 1
    }
    return started
  }

  mutating func finish(_ job: Job) {
    running.remove(job)
    if case .display(let index) = job { followUps.append(index) }
  }

  /// Another model is in use: what is under way does not count, and entries wait anew.
  mutating func distrustPredictions() {
    for case .predict(let index) in running { stale.insert(index) }
    restart()
  }

  /// Whether a prediction that came is by a model that is no longer in use. Asked once: then it is asked
  /// for anew.
  mutating func isStale(_ index: Int) -> Bool {
    guard stale.remove(index) != nil else { return false }
    followUps.append(index)
    return true
  }

  /// Some entries have to be shown anew.
  mutating func restart() { next = 0 }

  /// Whether there may be more to come.
  var isWorking: Bool { !running.isEmpty }

  var isIdle: Bool { running.isEmpty }
}
