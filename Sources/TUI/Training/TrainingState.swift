internal import Journal
internal import Text

/// What came from a training, or from the history of models.
enum TrainingNews: Equatable, Sendable {
  case report(TrainingReport)
  /// It ended: with a model, or without one.
  case ended(TrainingTask, TrainedModel?)
  case failed(TrainingTask, String)
  case listed([ModelEntry])
  /// A model is in use from now on.
  case promoted(Int, name: String)
  case discarded(Int)
  /// Something could not be done with the history.
  case refused(String)
}

/// What is asked of training and of the history of models.
enum TrainingEffect: Equatable, Sendable {
  case train(TrainingTask)
  case pause, goOn, stop
  case promote(Int)
  case discard(Int)
  case list
}

/// What the model screen knows.
struct TrainingState: Equatable, Sendable {
  /// What a training is doing.
  enum Phase: Equatable, Sendable {
    case idle, running, paused, stopping
  }

  /// Dev F1 after so many steps.
  struct Point: Equatable, Sendable {
    var step: Int
    var f1: Double?
  }

  /// Whether anything can be trained here.
  var isOffered = false
  var phase = Phase.idle
  var task = TrainingTask.retrain
  /// What is learnt from and judged by; nil before it is known.
  var sizes: (corrections: Int, replayed: Int, dev: Int)?
  var step = 0
  var steps = 0
  var seconds = 0.0
  /// Means over stretches of steps, so that there are never many.
  var losses: [Double] = []
  private var stride = 1
  private var pendingLosses: [Double] = []
  var points: [Point] = []
  var curve: [(share: Double, f1: Double?)] = []
  /// The model that waits to be put to use or discarded.
  var candidate: TrainedModel?
  var failure: String?
  var history: [ModelEntry] = []
  /// After how many records the model is updated in passing; nil for never.
  var updatesAfter: Int?
  /// Records finished when it was last updated.
  var updatedAt = 0
  /// Whether records are predicted anew by another model: then the list is arranged once more.
  var isRepredicting = false
  /// Whether the program ends when the training has.
  var isQuitting = false
  /// What was decided, counted when the screen is opened.
  var tally = CorrectionTally()

  var isBusy: Bool { phase != .idle }

  static func == (left: TrainingState, right: TrainingState) -> Bool {
    left.isOffered == right.isOffered && left.phase == right.phase && left.task == right.task
      && left.sizes.map { [$0.corrections, $0.replayed, $0.dev] }
        == right.sizes.map { [$0.corrections, $0.replayed, $0.dev] }
      && left.step == right.step && left.steps == right.steps && left.seconds == right.seconds
      && left.losses == right.losses && left.points == right.points
      && left.curve.map(\.share) == right.curve.map(\.share)
      && left.curve.map(\.f1) == right.curve.map(\.f1) && left.candidate == right.candidate
      && left.failure == right.failure && left.history == right.history
      && left.isQuitting == right.isQuitting && left.updatedAt == right.updatedAt
      && left.tally == right.tally
  }

  /// Begins to watch a training.
  mutating func begin(_ task: TrainingTask) {
    self.task = task
    phase = .running
    sizes = nil
    (step, steps, seconds) = (0, 0, 0)
    (losses, pendingLosses, stride) = ([], [], 1)
    points = []
    failure = nil
    if task != .learningCurve {
      curve = []
      candidate = nil
    }
  }

  /// Takes in a step's loss.
  mutating func add(loss: Double) {
    pendingLosses.append(loss)
    guard pendingLosses.count >= stride else { return }
    losses.append(pendingLosses.reduce(0, +) / Double(pendingLosses.count))
    pendingLosses = []
    guard losses.count > Self.mostLosses else { return }
    losses = Swift.stride(from: 0, to: losses.count - 1, by: 2).map {
      (losses[$0] + losses[$0 + 1]) / 2
    }
    stride *= 2
  }

  private static let mostLosses = 400
}

/// What annotators did, over all records.
struct CorrectionTally: Equatable, Sendable {
  var records = 0
  var accepted = 0
  var changed = 0
  var added = 0
  var deleted = 0

  init() {}

  init(_ history: History) {
    for state in history.records.values where state.isDone {
      records += 1
      for span in state.draft.spans {
        switch span.decision {
        case .accepted: accepted += 1
        case .changed: changed += 1
        case .added: added += 1
        case .deleted: deleted += 1
        case .predicted: break
        }
      }
    }
  }
}
