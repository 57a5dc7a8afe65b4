private import Glibc
private import Synchronization
public import Text

/// What a training does next, as the user says; asked between two steps.
public final class TrainingControl: Sendable {
  /// What is asked of a training.
  enum Wish: Sendable {
    case goOn, pause, stop
  }

  private let wish = Mutex(Wish.goOn)

  /// Nothing is asked yet.
  public init() {}

  func ask(_ wish: Wish) { self.wish.withLock { $0 = wish } }

  /// What was asked last.
  var asked: Wish { wish.withLock { $0 } }

  /// Waits while the user wants a pause; false once the training should end, with the best it has.
  public func mayGoOn() -> Bool {
    while true {
      switch wish.withLock({ $0 }) {
      case .goOn: return true
      case .stop: return false
      case .pause: usleep(50_000)
      }
    }
  }
}

/// What is to be trained.
public enum TrainingTask: Hashable, Sendable {
  /// A new model, to be judged by the user.
  case retrain
  /// The same on parts of the corrections, for the learning curve.
  case learningCurve
  /// A short one in passing; its model is put to use unless it is worse.
  case update
}

/// What a training tells while it runs.
public enum TrainingReport: Hashable, Sendable {
  /// What it learns from, and what it is judged by: numbers of records.
  case begun(corrections: Int, replayed: Int, dev: Int)
  /// A step was taken.
  ///
  /// - Parameters:
  ///   - loss: Of its batch.
  ///   - seconds: Since the first step, pauses left out.
  case stepped(Int, of: Int, loss: Double, seconds: Double)
  /// The model was scored on dev after so many steps.
  case evaluated(step: Int, f1: Double?)
  /// A point of the learning curve: dev F1 after learning from a share of the corrections.
  case point(share: Double, f1: Double?)
}

/// A model that came of a training.
public struct TrainedModel: Hashable, Sendable {
  /// Its number in the history.
  public var number: Int
  /// What became better or worse on dev; nil without a dev set.
  public var change: ScoreChange?
  /// Whether it is in use already, under this name.
  public var nameInUse: String?

  /// A model.
  public init(number: Int, change: ScoreChange?, nameInUse: String? = nil) {
    self.number = number
    self.change = change
    self.nameInUse = nameInUse
  }
}

/// A line of the history of models.
public struct ModelEntry: Hashable, Sendable {
  /// 0 is the model that the data set began with.
  public var number: Int
  /// What it is called.
  public var name: String
  /// Corrected records that it learnt from; nil for the first.
  public var records: Int?
  /// On dev, 0…1.
  public var f1: Double?
  /// Whether it is in use.
  public var isCurrent: Bool

  /// A line.
  public init(number: Int, name: String, records: Int?, f1: Double?, isCurrent: Bool) {
    self.number = number
    self.name = name
    self.records = records
    self.f1 = f1
    self.isCurrent = isCurrent
  }
}

/// Training and the models it makes, supplied by the command line. The screens see no model.
public struct TrainingPort: Sendable {
  /// Trains, on the caller's thread: tells how it goes, and asks before each step whether to go on. Nil where
  /// it was stopped before there was a model, or none was asked for.
  public var train:
    @Sendable (TrainingTask, TrainingControl, @Sendable (TrainingReport) -> Void) throws
      -> TrainedModel?
  /// Puts a model to use; gives its name.
  public var promote: @Sendable (Int) throws -> String
  /// Removes a model that is not in use.
  public var discard: @Sendable (Int) throws -> Void
  /// All models.
  public var history: @Sendable () throws -> [ModelEntry]
  /// After how many records decided on the model is updated in passing; nil for never.
  public var updatesAfter: Int?

  /// A port.
  public init(
    train:
      @escaping @Sendable (
        TrainingTask, TrainingControl, @Sendable (TrainingReport) -> Void
      ) throws -> TrainedModel?,
    promote: @escaping @Sendable (Int) throws -> String,
    discard: @escaping @Sendable (Int) throws -> Void,
    history: @escaping @Sendable () throws -> [ModelEntry], updatesAfter: Int? = nil
  ) {
    self.train = train
    self.promote = promote
    self.discard = discard
    self.history = history
    self.updatesAfter = updatesAfter
  }
}
