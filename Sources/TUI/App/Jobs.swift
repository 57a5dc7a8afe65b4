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
  /// Entries before this one have nothing left to do.
  private var scanned = 0

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Takes the next jobs off the list: the open record first, then the visible ones, then the rest.
  mutating func start(entries: [Entry], first wanted: [Int]) -> [Job] {
    var started: [Job] = []
    func pending(_ index: Int, _ running: Set<Job>) -> Job? {
      let entry = entries[index]
      if case .waiting = entry.shown { return only(.display(index), running) }
      if case .blocked = entry.shown { return nil }
      if case .waiting = entry.predictions { return only(.predict(index), running) }
      return nil
    }
    func only(_ job: Job, _ running: Set<Job>) -> Job? { running.contains(job) ? nil : job }

    for index in wanted where running.count < capacity {
      if let job = pending(index, running) {
        running.insert(job)
        started.append(job)
      }
    }
    var index = scanned
    while running.count < capacity, index < entries.count {
      if let job = pending(index, running) {
        running.insert(job)
        started.append(job)
      } else if index == scanned, isDone(entries[index]) {
        scanned += 1
      }
      index += 1
    }
    return started
  }

  private func isDone(_ entry: Entry) -> Bool {
    if case .blocked = entry.shown { return true }
    if case .waiting = entry.shown { return false }
    if case .waiting = entry.predictions { return false }
    return true
  }

  mutating func finish(_ job: Job) { running.remove(job) }

  /// Some entries have to be shown anew.
  mutating func restart() { scanned = 0 }

  /// Whether there may be more to come.
  var isWorking: Bool { !running.isEmpty }

  var isIdle: Bool { running.isEmpty }
}
