import ArgumentParser
import Corpus
import Text
import Trainer

/// How a model is retrained: for the command and for the sessions that retrain.
struct RetrainingOptions: ParsableArguments {
  @Option(
    help: .init(
      "Gold that the model learnt from before, to be mixed in.", valueName: "file"))
  var replay: [String] = []

  @Option(
    help: .init("At most so many words replayed for each word corrected.", valueName: "n"))
  var replayRatio = 4.0

  @Option(
    help: .init(
      "Gold to choose and judge the new model by, never learnt from; without it a fifth of the corrections.",
      valueName: "file"))
  var dev: String?

  @Option(help: .init("Steps; without it, as many as the data asks for.", valueName: "n"))
  var steps: Int?

  @Option(
    help: .init("The learning rate's peak; without it, half of the config's.", valueName: "r"))
  var rate: Double?

  @Option(help: .init("What every random number follows from.", valueName: "n"))
  var seed: UInt64 = 0

  func validate() throws {
    guard replayRatio >= 0, replayRatio.isFinite else {
      throw ValidationError("--replay-ratio must be 0 or more.")
    }
    guard steps ?? 1 > 0 else { throw ValidationError("--steps must be 1 or more.") }
    guard rate ?? 1 > 0, rate?.isFinite ?? true else {
      throw ValidationError("--rate must be above 0.")
    }
  }

  /// The settings of a retraining.
  func settings(workers: Int) -> Retraining.Settings {
    var settings = Retraining.Settings()
    settings.steps = steps
    settings.rate = rate
    settings.replayRatio = replayRatio
    settings.seed = seed
    settings.workers = workers
    return settings
  }

  /// The gold of files, with what is wrong with them told where there is somebody to tell.
  ///
  /// - Throws: `CorpusError` where one cannot be read.
  static func gold(_ paths: [String], _ console: Console?) throws -> [Example] {
    try paths.flatMap { path in
      let contents = try CorpusReader().read(path)
      if let console { Diagnostics.tell(contents.diagnostics, on: console) }
      return contents.records.map { $0.tokenized().example }.filter { !$0.isUnannotated }
    }
  }

  /// What is learnt from and judged by.
  ///
  /// - Parameters:
  ///   - corrections: Of the data sets.
  ///   - more: Gold besides, all of it learnt from.
  func data(
    _ corrections: [Corrections], more: [Example], _ console: Console?
  ) throws -> RetrainingData {
    let replayed = try Self.gold(replay, console)
    guard let dev else {
      return RetrainingData(
        corrections: corrections.flatMap(\.learnt) + more, replay: replayed,
        dev: corrections.flatMap(\.held))
    }
    return RetrainingData(
      corrections: corrections.flatMap(\.all) + more, replay: replayed,
      dev: try Self.gold([dev], console))
  }
}
