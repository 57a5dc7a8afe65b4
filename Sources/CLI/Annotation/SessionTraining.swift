import Files
import Journal
import Model
import Notation
import Synchronization
import TUI
import Text
import Trainer

/// The model of a session of annotating, and its training in the background: what the screens are handed as
/// closures.
final class SessionTraining: Sendable {
  private let data: Dataset
  /// The folder of the model that the data set began with.
  private let first: String
  private let notes: [Document]
  private let options: RetrainingOptions
  private let model: Mutex<NERModel>

  /// Steps of an update in passing: some seconds' worth.
  private static let updateSteps = 60
  /// Steps are told of so many seconds apart.
  private static let pause = 0.1

  init(
    _ data: Dataset, first: String, model: NERModel, notes: [Document],
    options: RetrainingOptions
  ) {
    self.data = data
    self.first = first
    self.notes = notes
    self.options = options
    self.model = Mutex(model)
  }

  private var history: ModelHistory { DatasetModel.history(of: data.path) }

  /// What the model in use finds in a note.
  func recognize(_ document: Document) throws -> [Annotation] {
    try model.withLock { $0 }.recognize(document)
  }

  /// How doubtful the model in use is about a note.
  func doubt(_ document: Document) -> Double {
    model.withLock { $0 }.doubts(of: [document]).first ?? 0
  }

  /// What the screens are handed.
  ///
  /// - Parameter updatesAfter: After how many records decided on the model is updated; nil for never.
  func port(updatesAfter: Int?) -> TrainingPort {
    TrainingPort(
      train: { try self.train($0, $1, $2) }, promote: { try self.promote($0) },
      discard: { try self.history.discard($0) }, history: { try self.entries() },
      updatesAfter: updatesAfter)
  }

  // MARK: Training

  private func train(
    _ task: TrainingTask, _ control: TrainingControl,
    _ report: @Sendable (TrainingReport) -> Void
  ) throws -> TrainedModel? {
    let base = try ModelFolder(loading: history.current ?? first)
    let corrections = try Corrections(of: data, annotator: nil, notes: notes)
    let data = try options.data([corrections], more: [], nil)
    guard !data.corrections.isEmpty else {
      throw CommandFailure("no record has been accepted yet that may be learnt from")
    }
    report(
      .begun(
        corrections: data.corrections.count, replayed: data.replay.count, dev: data.dev.count))
    var settings = options.settings(workers: max(1, TrainingSetup.processors - 1))
    switch task {
    case .learningCurve:
      for share in RetrainingSession.shares + [1] {
        var run = try Retraining(
          base, data.keeping(share: share, seed: settings.seed), settings: settings)
        guard drive(&run, control, report) else { return nil }
        report(.point(share: share, f1: run.bestResult?.metrics["ents_f"]))
      }
      return nil
    case .retrain, .update:
      if task == .update { settings.steps = Self.updateSteps }
      var run = try Retraining(base, data, settings: settings)
      let isWhole = drive(&run, control, report)
      guard var result = run.result, isWhole || task == .retrain else { return nil }
      let change = run.change
      guard task == .update else {
        return TrainedModel(number: try history.add(result), change: change)
      }
      if let interval = change?.total?.difference?.interval, interval.high < 0 { return nil }
      result.meta[Self.updateMark] = true
      return try useUpdate(result, change)
    }
  }

  /// Takes the steps of a training; false where the user ended it.
  private func drive(
    _ run: inout Retraining, _ control: TrainingControl,
    _ report: @Sendable (TrainingReport) -> Void
  ) -> Bool {
    var (seconds, told) = (0.0, -1.0)
    var (loss, count) = (0.0, 0)
    while control.mayGoOn() {
      let start = Console.monotonicSeconds()
      guard let event = run.next() else { return true }
      seconds += Console.monotonicSeconds() - start
      switch event {
      case .step(let result):
        loss += result.loss
        count += 1
        guard seconds - told >= Self.pause || result.step + 1 == run.steps else { continue }
        report(
          .stepped(result.step + 1, of: run.steps, loss: loss / Double(count), seconds: seconds))
        (told, loss, count) = (seconds, 0, 0)
      case .evaluated(let result):
        report(.evaluated(step: result.step, f1: result.metrics["ents_f"]))
      }
    }
    return false
  }

  // MARK: Models

  private static let updateMark = "updated_in_passing"

  /// Puts an update to use in the place of the one before it.
  private func useUpdate(_ model: ModelFolder, _ change: ScoreChange?) throws -> TrainedModel {
    let before = try history.entries().filter { $0.meta[Self.updateMark]?.bool == true }
    let number = try history.add(model)
    let name = try promote(number)
    for entry in before { try history.discard(entry.number) }
    return TrainedModel(number: number, change: change, nameInUse: name)
  }

  private func promote(_ number: Int) throws -> String {
    try history.promote(number)
    let folder = try ModelFolder(loading: history.current ?? first)
    model.withLock { $0 = folder.model }
    return Self.name(folder.model, number)
  }

  /// What the title calls a model.
  static func name(_ model: NERModel, _ number: Int?) -> String {
    (number ?? 0) == 0 ? model.name : "\(model.name) #\(number ?? 0)"
  }

  private func entries() throws -> [ModelEntry] {
    let entries = try history.entries()
    let isFirst = !entries.contains(where: \.isCurrent)
    return [
      ModelEntry(
        number: 0, name: Folder.name(of: first), records: nil, f1: nil, isCurrent: isFirst)
    ]
      + entries.map { entry in
        ModelEntry(
          number: entry.number,
          name: entry.meta[Self.updateMark]?.bool == true ? "updated in passing" : "retrained",
          records: entry.meta["retraining"]?["records"]?.integer,
          f1: entry.meta["performance"]?["ents_f"]?.number, isCurrent: entry.isCurrent)
      }
  }
}
