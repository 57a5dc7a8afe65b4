extension Outside {
  /// Whether anything can be trained.
  var canTrain: Bool { world.training != nil }

  /// Does what takes no time: tells the training what the user wants. False where there is more to do.
  func ask(_ effect: TrainingEffect) -> Bool {
    switch effect {
    case .pause: control.ask(.pause)
    case .goOn: control.ask(.goOn)
    case .stop: control.ask(.stop)
    case .train:
      control.ask(.goOn)
      return false
    case .promote, .discard, .list: return false
    }
    return true
  }

  /// Trains, or changes which model is in use.
  func perform(
    _ effect: TrainingEffect, _ report: @escaping @Sendable (Action) -> Void
  ) -> Action {
    guard let port = world.training else { return .trained(.refused("nothing is trained here")) }
    do {
      switch effect {
      case .train(let task):
        return .trained(
          .ended(task, try port.train(task, control) { report(.trained(.report($0))) }))
      case .promote(let number):
        return .trained(.promoted(number, name: try port.promote(number)))
      case .discard(let number):
        try port.discard(number)
        return .trained(.discarded(number))
      case .list, .pause, .goOn, .stop: return .trained(.listed(try port.history()))
      }
    } catch {
      if case .train(let task) = effect { return .trained(.failed(task, "\(error)")) }
      return .trained(.refused("\(error)"))
    }
  }
}
