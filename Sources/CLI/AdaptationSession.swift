import Files
import Model
import Notation
import Trainer

/// An adaptation on the screen and on the disk: a line and a saved encoder at each report.
struct AdaptationSession {
  /// Where the encoder goes.
  let place: ModelOutput
  /// What is said of it besides what it learnt.
  let record: JSONObject
  let console: Console
  /// Whether standard output is kept for a result.
  let isSilent: Bool

  /// The file beside the encoder that says what it was adapted to: counts, no text.
  static let recordName = "adaptation.json"

  /// Takes the run to its end, and gives its reports.
  ///
  /// - Throws: `Stopped` after Ctrl-C, with the encoder saved as it stood; `FileError` where it cannot be.
  func drive(_ run: inout Adaptation) throws -> [Adaptation.Report] {
    var reports: [Adaptation.Report] = []
    try say("   #    LOSS  HELD OUT\n----  ------  --------")
    let progress = Progress("Adapting", unit: "step", total: run.settings.steps, on: console)
    while let event = run.next() {
      switch event {
      case .step(let step):
        progress.advance(to: step)
        if console.interrupt.isRaised {
          progress.hide()
          try save(run, reports, steps: step)
          throw Stopped(
            kept:
              "\(place.path) is kept as it was after \(Numbers.count(step, "step")); adapt it further by naming it as the encoder."
          )
        }
      case .evaluated(let report):
        progress.hide()
        reports.append(report)
        try say(Self.row(report))
        if report.steps > 0 { try save(run, reports, steps: report.steps) }
      }
    }
    progress.hide()
    return reports
  }

  private func save(_ run: Adaptation, _ reports: [Adaptation.Report], steps: Int) throws {
    var record = record
    record["steps"] = .integer(steps)
    record["reports"] = .array(reports.map(\.json))
    let place = ModelOutput(path: place.path, mark: place.mark, mayReplace: true)
    try place.write { folder in
      try run.model.save(to: folder)
      try AtomicFile.write(
        JSONValue.object(record).encoded(.pretty), to: "\(folder)/\(Self.recordName)")
    }
  }

  private func say(_ line: String) throws {
    guard !isSilent else { return }
    try console.say(line)
    try console.output.flush()
  }

  private static func row(_ report: Adaptation.Report) -> String {
    func cell(_ value: Double?, _ width: Int) -> String {
      let text = value.map { Numbers.fixed($0, 3) } ?? ""
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let steps = String(report.steps)
    return String(repeating: " ", count: max(0, 4 - steps.count)) + steps
      + "  " + cell(report.loss, 6) + "  " + cell(report.heldOutLoss, 8)
  }
}

extension Adaptation.Report {
  /// The report for programs.
  var json: JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    return [
      "step": .integer(steps), "loss": number(loss), "held_out_loss": number(heldOutLoss),
    ]
  }
}
