import Model
import Trainer

/// A retraining on the command line: progress where somebody watches, a line for each evaluation.
struct RetrainingSession {
  let console: Console
  /// Whether standard output is kept for the result.
  let isSilent: Bool

  /// Shares of the corrections in a learning curve, besides the whole.
  static let shares = [0.25, 0.5, 0.75]

  /// Takes it to its end, or to Ctrl-C.
  func drive(_ run: inout Retraining, title: String = "Retraining") throws {
    let progress = Progress(title, unit: "step", total: run.steps, on: console)
    let table = TrainingTable(components: [run.headName], scores: ["ents_p", "ents_r", "ents_f"])
    if !isSilent { for line in table.header { try console.say(line) } }
    while let event = run.next() {
      switch event {
      case .step(let result):
        progress.advance(to: result.step + 1)
      case .evaluated(let result):
        progress.hide()
        if !isSilent { try console.say(table.row(result)) }
      }
      if console.interrupt.isRaised { break }
    }
    progress.finish()
  }

  /// Dev F1 by the share of the corrections that is learnt from; the whole is the run that was made.
  func learningCurve(
    _ base: ModelFolder, _ data: RetrainingData, run: Retraining
  ) throws -> [RetrainingReport.CurvePoint] {
    var points: [RetrainingReport.CurvePoint] = []
    for share in Self.shares {
      let part = data.keeping(share: share, seed: run.settings.seed)
      var other = try Retraining(base, part, settings: run.settings)
      try drive(&other, title: "Learning curve, \(Int(share * 100)) %")
      points.append(
        .init(
          share: share, records: part.corrections.count, f1: other.bestResult?.metrics["ents_f"]))
    }
    return points + [
      .init(share: 1, records: data.corrections.count, f1: run.bestResult?.metrics["ents_f"])
    ]
  }
}
