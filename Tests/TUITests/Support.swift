import Journal
import Synchronization
import TestSupport
import Text

@testable import TUI

/// A session over invented notes.
struct Session {
  var notes = InventedNotes.all
  var isMasked = false
  var hasModel = true
  var hasGold = true
  var theme = Theme.dark
  var size = Size(width: 80, height: 24)
  var keymap = Keymap.standard
  /// Where decisions go; nil where records are only looked at.
  var journal: MemoryJournal?
  var history = History()
  var isBlind = false
  var canReveal = false
  /// Whether the journal tells what was looked at, and nothing is decided.
  var onlyLooks = false
  /// Findings of every note that its rule is not sure of.
  var doubts: [PHIFinding] = []
  var judge: (@Sendable (Difference, Verdict?) throws -> Void)?
  var training: TrainingPort?
  var doubt: (@Sendable (Document) -> Double)?
  /// Whether a second model is compared: one that finds gold alone, and none of every third span.
  var hasSecond = false
  /// The annotators to decide between: gold is the first one's, the predictions are the other's.
  var adjudication: (first: String, second: String)?

  var world: Environment {
    let (notes, doubts) = (notes, doubts)
    let note: @Sendable (Document) -> InventedNotes.Note? = { document in
      notes.first { $0.document.id == document.id }
    }
    let recognize: @Sendable (Document) throws -> [Annotation] = { note($0)?.predictions ?? [] }
    var world = Environment(
      recognize: hasModel ? recognize : nil, doubt: doubt,
      privacy: isMasked ? .masked { (note($0)?.findings ?? []) + doubts } : .shown,
      canReveal: canReveal, journal: journal?.port, judge: judge, training: training)
    if hasSecond {
      world.second = { document in
        (note(document)?.gold ?? []).enumerated().filter { $0.offset % 3 != 2 }.map {
          Annotation(span: $0.element, source: .model("invented-2"), confidence: 0.8)
        }
      }
    }
    return world
  }

  var explore: ExploreSession {
    var options = ExploreOptions(
      source: "invented notes", modelName: "invented-1", labels: InventedNotes.labels,
      theme: theme, workers: 2, keymap: keymap)
    if journal != nil, !onlyLooks {
      options.annotation = AnnotationOptions(
        history: history, isBlind: isBlind, savedAt: history.done.isEmpty ? nil : "11:59:59")
    }
    if journal != nil, onlyLooks { options.visits = history }
    options.secondName = hasSecond ? "invented-2" : nil
    options.adjudication = adjudication
    return ExploreSession(
      records: notes.map { Record(document: $0.document, gold: hasGold ? $0.gold : nil) },
      in: world, options: options)
  }

  /// The last screen after some keys.
  func screen(_ keys: String) throws -> Canvas {
    explore.replay(try KeyScript(keys), size: size, theme: theme)
  }

  /// The state after some keys, every effect performed.
  func state(_ keys: String) throws -> AppState {
    var player = Player(self)
    try player.play(keys)
    return player.state
  }
}

/// A state with its world, fed by hand.
struct Player {
  var state: AppState
  let engine: Engine
  /// What only a terminal can do, in order: quit, redraw, suspend.
  var effects: [Effect] = []

  /// - Parameter holdsTraining: Whether trainings begin and are not heard of again, for a test to say how
  ///   they go.
  init(_ session: Session, holdsTraining: Bool = false) {
    let explore = session.explore
    engine = Engine(explore.outside, holdsTraining ? Holding() : Immediate())
    state = explore.initialState(size: session.size, theme: session.theme)
    send(.started)
  }

  mutating func send(_ action: Action) {
    var actions = [action]
    effects += engine.settle(&state, &actions)
  }

  mutating func play(_ keys: String) throws {
    for event in try KeyScript(keys).events {
      if let action = event.action { send(action) }
    }
  }
}

/// At once, but for what is done quietly: that is never done.
final class Holding: Background {
  let wake: Int32 = -1
  let answersAtOnce = true
  private let others = Immediate()

  func perform(_ work: @escaping @Sendable () -> Action?) { others.perform(work) }
  func performQuietly(_ work: @escaping QuietWork) {}
  func finished() -> [Action] { others.finished() }
}

extension InventedNotes.Note {
  /// What identifies somebody, as a rule would find it.
  var findings: [PHIFinding] { phi.map { PHIFinding($0, "NAME", reason: "invented-rule") } }
}

/// A journal in memory, which can be full.
final class MemoryJournal: Sendable {
  private let state = Mutex<(lines: [JournalLine], isFull: Bool)>(([], false))

  var lines: [JournalLine] { state.withLock { $0.lines } }

  var isFull: Bool {
    get { state.withLock { $0.isFull } }
    set { state.withLock { $0.isFull = newValue } }
  }

  /// What replaying the lines gives.
  var history: History {
    get throws {
      var history = History()
      for line in lines { try history.replay(line) }
      return history
    }
  }

  var port: JournalPort {
    JournalPort(append: { [self] lines in
      try state.withLock { state in
        if state.isFull { throw JournalError.inUse("a full disk") }
        state.lines += lines
      }
      return "12:00:00"
    })
  }
}
