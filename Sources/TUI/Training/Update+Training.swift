internal import Journal
internal import Text

extension AppState {
  /// Opens the model screen.
  mutating func openModel() -> [Effect] {
    screen = .model
    training.tally = annotating.map { CorrectionTally($0.history) } ?? CorrectionTally()
    return training.isOffered ? [.training(.list)] : []
  }

  /// A command on the model screen.
  mutating func performInModel(_ command: Command) -> [Effect] {
    switch command {
    case .retrain: return begin(.retrain)
    case .learningCurve: return begin(.learningCurve)
    case .pauseTraining:
      switch training.phase {
      case .running:
        training.phase = .paused
        return [.training(.pause)]
      case .paused:
        training.phase = .running
        return [.training(.goOn)]
      case .idle, .stopping: return []
      }
    case .stopTraining: return stopTraining()
    case .promoteModel: return training.candidate.map { [.training(.promote($0.number))] } ?? []
    case .discardModel: return training.candidate.map { [.training(.discard($0.number))] } ?? []
    case .showModels:
      let current = training.history.firstIndex(where: \.isCurrent) ?? 0
      popup = .models(ListState())
      setPopupList(current, of: training.history.count)
      return [.training(.list)]
    case .back: screen = annotating == nil || note == nil ? .records : .annotate
    default: break
    }
    return []
  }

  private mutating func begin(_ task: TrainingTask) -> [Effect] {
    training.begin(task)
    training.updatedAt = totals.finished
    return [.training(.train(task))]
  }

  private mutating func stopTraining() -> [Effect] {
    training.phase = .stopping
    message = Message(text: "stopping after this step; the best so far is kept")
    return [.training(.stop)]
  }

  /// Ends the program; a training first, with what it has.
  mutating func quit() -> [Effect] {
    guard training.isBusy, !training.isQuitting else { return [.quit] }
    guard isQuitArmed else {
      isQuitArmed = true
      message = Message(
        text: "a training runs: once more stops it, keeps the best and quits", isWarning: true)
      return []
    }
    training.isQuitting = true
    return stopTraining()
  }

  /// Why a command of the model screen cannot be done now; nil where it can.
  func obstacleInTraining(to command: Command) -> String? {
    switch command {
    case .retrain, .learningCurve, .showModels:
      if !training.isOffered { return "nothing is retrained here; clinspan annotate does that" }
      if command == .showModels { return nil }
      return training.isBusy ? "a training runs already; S stops it" : nil
    case .pauseTraining, .stopTraining:
      return training.isBusy ? nil : "no training runs"
    case .promoteModel, .discardModel:
      return training.candidate == nil ? "no new model waits; r trains one" : nil
    default: return nil
    }
  }

  /// Begins an update in passing, once enough records were finished since the last.
  mutating func updateInPassing() -> [Effect] {
    guard let step = training.updatesAfter, training.isOffered, !training.isBusy,
      totals.finished >= training.updatedAt + step
    else { return [] }
    return begin(.update)
  }

  // MARK: What comes back

  /// Takes in what a training tells.
  mutating func take(_ news: TrainingNews) -> [Effect] {
    switch news {
    case .report(let report): take(report)
    case .ended(let task, let model):
      training.phase = .idle
      if training.isQuitting { return [.quit] }
      if let name = model?.nameInUse { return use(name, says: "the model has learnt from you") }
      if task == .update { return [] }
      if task == .retrain { training.candidate = model }
      message = Message(text: ended(task, model), isWarning: task == .retrain && model == nil)
      return [.training(.list)]
    case .failed(_, let reason):
      training.phase = .idle
      training.failure = reason
      if training.isQuitting { return [.quit] }
      message = Message(text: "not trained: \(reason)", isWarning: true)
    case .listed(let entries):
      training.history = entries
      if case .models(let list) = popup { setPopupList(list.selection, of: entries.count) }
    case .promoted(let number, let name):
      if training.candidate?.number == number { training.candidate = nil }
      return use(
        name, says: number == 0 ? "the first model is in use" : "model \(number) is in use")
        + [.training(.list)]
    case .discarded(let number):
      if training.candidate?.number == number { training.candidate = nil }
      message = Message(text: "model \(number) is discarded")
      return [.training(.list)]
    case .refused(let reason): message = Message(text: reason, isWarning: true)
    }
    return []
  }

  private func ended(_ task: TrainingTask, _ model: TrainedModel?) -> String {
    if task == .learningCurve { return "the learning curve is there" }
    guard let model else { return "stopped before there was a model" }
    return "model \(model.number) is there: b puts it to use, d discards it"
  }

  private mutating func take(_ report: TrainingReport) {
    switch report {
    case .begun(let corrections, let replayed, let dev):
      training.sizes = (corrections, replayed, dev)
      (training.step, training.steps) = (0, 0)
    case .stepped(let step, let steps, let loss, let seconds):
      (training.step, training.steps, training.seconds) = (step, steps, seconds)
      training.add(loss: loss)
    case .evaluated(let step, let f1): training.points.append(.init(step: step, f1: f1))
    case .point(let share, let f1): training.curve.append((share, f1))
    }
  }

  /// Another model is in use: what nobody has decided on yet is predicted anew. What was decided stays.
  private mutating func use(_ name: String, says text: String) -> [Effect] {
    modelName = name
    jobs.distrustPredictions()
    for index in entries.indices where entries[index].work?.undecided == nil {
      // What somebody is looking at does not change under their hands.
      if entries[index].predictions == .none || showsNote && note?.index == index { continue }
      entries[index].predictions = .waiting
      if annotating?.openIndex == index { annotating?.open = nil }
    }
    training.isRepredicting = true
    refreshNote()
    message = Message(text: text + "; open records are predicted anew")
    return recountAll()
  }

  /// Arranges the list once more when the last record has been predicted anew.
  mutating func arrangeAfterPredicting() -> [Effect] {
    guard training.isRepredicting, !jobs.isWorking else { return [] }
    training.isRepredicting = false
    return arrange { _ in }
  }
}
