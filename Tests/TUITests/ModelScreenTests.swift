import Journal
import Synchronization
import TestSupport
import Testing
import Text

@testable import TUI

/// A trainer that needs no model: numbers as a training gives them.
final class InventedTrainer: Sendable {
  struct State {
    var models: [ModelEntry] = [
      ModelEntry(number: 0, name: "invented-1", records: nil, f1: nil, isCurrent: true)
    ]
    var tasks: [TrainingTask] = []
    var failure: JournalError?
    var isWorse = false
  }

  let state = Mutex(State())

  /// Better on one label, worse on another.
  static var change: ScoreChange {
    let notes = InventedNotes.all
    let before = notes.map { note in
      note.predictions.map(\.span).filter { $0.label != "problem" || $0.start % 2 == 0 }
    }
    let after = notes.map { note in
      (note.gold.filter { $0.label == "problem" }
        + note.predictions.map(\.span).filter { $0.label != "problem" && $0.label != "test" })
        .sorted()
    }
    return ScoreChange(
      gold: notes.map { Example(document: $0.document, spans: $0.gold) }, before: before,
      after: after)
  }

  static let reports: [TrainingReport] =
    [.begun(corrections: 212, replayed: 96, dev: 24), .evaluated(step: 0, f1: 0.741)]
    + (1...40).map {
      .stepped($0, of: 60, loss: 40 / Double($0 + 6), seconds: Double($0) / 8)
    }
    + [(12, 0.752), (24, 0.768), (36, 0.764)].map { .evaluated(step: $0.0, f1: $0.1) }

  var port: TrainingPort {
    TrainingPort(
      train: { [self] task, control, report in
        try state.withLock { state in
          state.tasks.append(task)
          if let failure = state.failure { throw failure }
        }
        Self.reports.forEach(report)
        if task == .learningCurve {
          for (share, f1) in [(0.25, 0.742), (0.5, 0.751), (0.75, 0.76), (1, 0.768)] {
            report(.point(share: share, f1: f1))
          }
          return nil
        }
        guard control.mayGoOn() else { return nil }
        return state.withLock { state in
          let number = state.models.count
          state.models.append(
            ModelEntry(
              number: number, name: "retrained", records: 212, f1: 0.768, isCurrent: false))
          return TrainedModel(
            number: number, change: Self.change,
            nameInUse: task == .update ? "invented-1 #\(number)" : nil)
        }
      },
      promote: { [self] number in
        state.withLock { state in
          for index in state.models.indices {
            state.models[index].isCurrent = state.models[index].number == number
          }
        }
        return number == 0 ? "invented-1" : "invented-1 #\(number)"
      },
      discard: { [self] number in
        try state.withLock { state in
          if state.models.first(where: { $0.number == number })?.isCurrent == true {
            throw JournalError.badName("the model in use")
          }
          state.models.removeAll { $0.number == number }
        }
      },
      history: { [self] in state.withLock { $0.models } })
  }
}

/// Retraining on its screen.
@Suite struct ModelScreenTests {
  private let trainer = InventedTrainer()

  private func session(updatesAfter: Int? = nil) -> Session {
    var session = Session()
    session.journal = MemoryJournal()
    session.hasGold = false
    session.training = trainer.port
    session.training?.updatesAfter = updatesAfter
    return session
  }

  @Test func aModelIsTrainedComparedAndPutToUse() throws {
    var player = Player(session())
    try player.play("<F5>")
    #expect(player.state.screen == .model)
    #expect(player.state.training.history.map(\.number) == [0])
    try player.play("r")
    let training = player.state.training
    #expect(training.phase == .idle && training.candidate?.number == 1)
    #expect(training.points.map(\.step) == [0, 12, 24, 36])
    #expect(training.step == 40 && training.steps == 60)
    #expect(training.losses.count == 40)
    try player.play("b")
    #expect(player.state.training.candidate == nil)
    #expect(player.state.training.history.first(where: \.isCurrent)?.number == 1)
    #expect(player.state.modelName == "invented-1 #1")
    try player.play("r")
    #expect(player.state.training.candidate?.number == 2)
    try player.play("d")
    #expect(player.state.training.candidate == nil)
    #expect(player.state.training.history.map(\.number) == [0, 1])
    // Back to the first model, from the history.
    try player.play("hgg<Up><Up><Enter>")
    #expect(player.state.training.history.first(where: \.isCurrent)?.number == 0)
  }

  @Test func anotherModelLeavesWhatWasDecidedAndRedoesTheRest() throws {
    var player = Player(session())
    try player.play("a")
    let decided = try #require(player.state.note?.index)
    let history = player.state.annotating?.history
    let draft = player.state.annotating?.open?.draft
    let before = player.state.entries[decided].predictions
    try player.play("<F5>")
    // From here on the state waits for the world, and asks for what it needs.
    let model = TrainedModel(number: 1, change: nil)
    _ = update(&player.state, .trained(.ended(.retrain, model)))
    let effects = update(&player.state, .trained(.promoted(1, name: "new")))
    #expect(player.state.annotating?.history == history)
    #expect(player.state.annotating?.open?.draft == draft)
    #expect(player.state.entries[decided].predictions == before)
    let waiting = player.state.entries.indices.filter {
      player.state.entries[$0].predictions == .waiting
    }
    #expect(waiting == player.state.entries.indices.filter { $0 != decided })
    #expect(effects.contains { if case .predict = $0 { true } else { false } })
    // The last answer has the list arranged once more.
    var arranged = 0
    for index in waiting {
      let effects = update(&player.state, .predicted(index, Reading()))
      arranged += effects.count { if case .arrange = $0 { true } else { false } }
    }
    #expect(arranged == 1)
  }

  @Test func whatTheOldModelWasAskedDoesNotCount() throws {
    var player = Player(session())
    // Two predictions are under way when the model changes.
    var state = player.state
    for index in state.entries.indices where index > 1 {
      state.entries[index].predictions = .waiting
    }
    state.jobs.restart()
    let asked = update(&state, .resumed).compactMap { effect -> Int? in
      if case .predict(let index) = effect { index } else { nil }
    }
    #expect(asked.count == 2)
    _ = update(&state, .trained(.promoted(1, name: "new")))
    let again = update(&state, .predicted(asked[0], Reading()))
    #expect(state.entries[asked[0]].predictions == .waiting)
    #expect(!again.isEmpty)
    _ = update(&state, .predicted(asked[1], Reading()))
    #expect(state.entries[asked[1]].predictions == .waiting)
    // The next answer is the new model's.
    for index in state.entries.indices { _ = update(&state, .predicted(index, Reading())) }
    #expect(state.entries.allSatisfy { $0.predictions != .waiting })
    player.state = state
  }

  @Test func trainingIsPausedGoneOnWithAndStopped() throws {
    var player = Player(session(), holdsTraining: true)
    let control = player.engine.outside.control
    try player.play("<F5>r<Space>")
    #expect(player.state.training.phase == .paused && control.asked == .pause)
    try player.play("<Space>")
    #expect(player.state.training.phase == .running && control.asked == .goOn)
    #expect(control.mayGoOn())
    try player.play("r")
    #expect(player.state.message?.isWarning == true, "one training at a time")
    try player.play("S")
    #expect(player.state.training.phase == .stopping && !control.mayGoOn())
    player.send(.trained(.ended(.retrain, nil)))
    #expect(player.state.training.phase == .idle && player.state.training.candidate == nil)
    // The next one is not stopped by what was asked of the last.
    try player.play("r")
    #expect(player.state.training.phase == .running && control.mayGoOn())
  }

  @Test func quittingAsksStopsAndKeepsTheBest() throws {
    var player = Player(session(), holdsTraining: true)
    try player.play("<F5>rQ")
    #expect(!player.effects.contains(.quit))
    #expect(player.state.message?.isWarning == true)
    // Another key takes it back.
    try player.play("<F2>q")
    #expect(!player.effects.contains(.quit))
    try player.play("q")
    #expect(!player.engine.outside.control.mayGoOn() && !player.effects.contains(.quit))
    player.send(.trained(.ended(.retrain, TrainedModel(number: 1, change: nil))))
    #expect(player.effects.last == .quit)
  }

  @Test func aFailureIsTold() throws {
    trainer.state.withLock { $0.failure = .inUse("a full disk") }
    var player = Player(session())
    try player.play("<F5>r")
    #expect(player.state.training.phase == .idle)
    #expect(player.state.training.failure != nil)
    #expect(player.state.message?.isWarning == true)
    trainer.state.withLock { $0.failure = nil }
    try player.play("r")
    #expect(player.state.training.failure == nil && player.state.training.candidate != nil)
    try player.play("h<Up><Up>d")
    #expect(player.state.message?.isWarning == true, "the model in use stays")
  }

  @Test func theModelLearnsInPassing() throws {
    var player = Player(session(updatesAfter: 2))
    try player.play("<Enter>")
    #expect(trainer.state.withLock { $0.tasks }.isEmpty)
    try player.play("<Enter>")
    #expect(trainer.state.withLock { $0.tasks } == [.update])
    #expect(player.state.modelName == "invented-1 #1")
    #expect(player.state.screen == .annotate && player.state.training.candidate == nil)
    try player.play("<Enter><Enter>")
    #expect(trainer.state.withLock { $0.tasks } == [.update, .update])
  }

  @Test func theCurveIsDrawnBesideTheModelThatWaits() throws {
    var player = Player(session())
    try player.play("<F5>rl")
    #expect(player.state.training.curve.map(\.share) == [0.25, 0.5, 0.75, 1])
    #expect(player.state.training.candidate?.number == 1)
    #expect(trainer.state.withLock { $0.tasks } == [.retrain, .learningCurve])
  }

  @Test func nothingIsTrainedWhereNothingIsDecided() throws {
    let state = try Session().state("<F5>r")
    #expect(state.screen == .model && state.training.phase == .idle)
    #expect(state.message?.text.contains("clinspan annotate") == true)
  }

  @Test func lossesStayFewHoweverManyStepsThereAre() {
    var training = TrainingState()
    for step in 0..<20_000 { training.add(loss: Double(step)) }
    #expect((200...401).contains(training.losses.count))
    #expect(training.losses == training.losses.sorted())
  }
}

@Suite struct PlotTests {
  @Test func aCurveRisesFromLeftToRight() {
    var canvas = Canvas(size: Size(width: 14, height: 4))
    let plot = Plot(
      values: [1, 2, nil, 4], places: nil, format: { "\(Int($0))" }, usesBraille: false)
    plot.draw(
      in: Rect(x: 0, y: 0, width: 14, height: 4), style: .plain, axis: .plain, on: &canvas)
    let lines = canvas.description.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("4|") && lines[3].hasPrefix("1|"))
    #expect(lines[0].hasSuffix("*") && lines[3].contains("|*"))
    #expect(lines[0].count == 14)
  }

  @Test(arguments: [[], [nil], [Double.nan], [.infinity], [3], [3, 3, 3], [1e300, -1e300]])
  func anyValuesAreDrawn(values: [Double?]) {
    for size in [Size(width: 0, height: 0), Size(width: 3, height: 2), Size(width: 30, height: 5)] {
      for braille in [true, false] {
        var canvas = Canvas(size: size)
        Plot(values: values, places: nil, format: ModelScreen.decimal, usesBraille: braille).draw(
          in: Rect(x: 0, y: 0, width: size.width, height: size.height), style: .plain,
          axis: .plain, on: &canvas)
        #expect(canvas.size == size)
      }
    }
  }
}

@Suite struct DoubtTests {
  /// The most doubtful record comes first, whatever its least sure span; another model's doubts take their
  /// place.
  @Test func theListIsOrderedByDoubt() throws {
    let doubts = Mutex([0.1, 0.5, 0.3, 0.2, 0.6, 0.0])
    var session = Session()
    session.journal = MemoryJournal()
    session.hasGold = false
    session.training = InventedTrainer().port
    let ids = InventedNotes.all.map(\.document.id)
    session.doubt = { document in
      doubts.withLock { $0[ids.firstIndex(of: document.id) ?? 0] }
    }
    var player = Player(session)
    try player.play("<F2>ss")
    #expect(player.state.arrangement.sorting == .uncertainty)
    #expect(player.state.order == [4, 1, 2, 3, 0, 5])
    doubts.withLock { $0.reverse() }
    try player.play("<F5>rb<F2>")
    #expect(player.state.order == [1, 4, 3, 2, 5, 0])
  }
}
