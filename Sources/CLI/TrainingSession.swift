import Files
import Notation
import Trainer

/// A training run on the screen and on the disk: spaCy's table, a checkpoint at each evaluation.
struct TrainingSession {
  /// Where models are kept; nil keeps none.
  let checkpoints: Checkpoints?
  /// What is said of each model besides its scores.
  let meta: JSONObject
  let console: Console
  /// Whether standard output is kept for a result.
  var isSilent = false

  /// Takes the run to its end, and gives its evaluations.
  ///
  /// - Throws: `Stopped` after Ctrl-C, with the run saved as it stood; `TrainerError` where it cannot be.
  @discardableResult
  func drive(_ run: inout TrainingRun) throws -> [EvaluationResult] {
    let config = run.config
    let table = TrainingTable(
      components: [config.headName], scores: config.scoreWeights.map(\.name))
    for line in table.header { try say(line) }
    var log: [UInt8] = []
    var best: EvaluationResult?
    var evaluations: [EvaluationResult] = []
    var isSaved = false
    let progress = StepProgress(config.maximumSteps, on: console)
    while let event = run.next() {
      switch event {
      case .step(let result):
        isSaved = false
        progress.advance(result)
        if console.interrupt.isRaised {
          progress.hide()
          try checkpoints?.save(run, nil, meta: meta)
          throw Stopped(kept: kept(best))
        }
      case .evaluated(let result):
        progress.hide()
        try say(table.row(result))
        evaluations.append(result)
        try checkpoints?.save(run, result, meta: meta)
        isSaved = true
        if result.isBest { best = result }
        if let file = config.logFile {
          log += table.record(result).encoded() + [0x0A]
          try AtomicFile.write(log, to: file)
        }
      }
    }
    progress.hide()
    if !isSaved { try checkpoints?.save(run, nil, meta: meta) }
    if let end = run.end { console.note(end.sentence(config)) }
    if let checkpoints {
      try say("✔ Saved pipeline to output directory\n\(checkpoints.last)")
    }
    return evaluations
  }

  private func say(_ line: String) throws {
    guard !isSilent else { return }
    try console.say(line)
    try console.output.flush()
  }

  private func kept(_ best: EvaluationResult?) -> String {
    guard let checkpoints else { return "Nothing is kept: no --output was given." }
    let resume = "go on with --resume."
    guard let best else { return "\(checkpoints.last) is kept; \(resume)" }
    let score = Numbers.fixed(best.score, 2)
    return "\(checkpoints.best) (score \(score) at step \(best.step)) and \(checkpoints.last) "
      + "are kept; \(resume)"
  }
}

/// How far a run is, drawn only where someone watches: the table tells a log enough.
private final class StepProgress {
  private let progress: Progress?

  init(_ steps: Int, on console: Console) {
    progress =
      console.errorsAreTerminal
      ? Progress("Training", unit: "step", total: steps > 0 ? steps : nil, on: console) : nil
  }

  func advance(_ result: StepResult) { progress?.advance(to: result.step + 1) }
  func hide() { progress?.hide() }
}

extension TrainingEnd {
  fileprivate func sentence(_ config: TrainerConfig) -> String {
    switch self {
    case .patience: "Ended: no better score in \(Numbers.grouped(config.patience)) steps."
    case .maximumSteps: "Ended: the config's last step."
    case .maximumEpochs: "Ended: the config's last epoch."
    }
  }
}
