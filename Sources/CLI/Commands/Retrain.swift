import ArgumentParser
import Files
import Journal
import Model
import Notation
import TUI
import Text
import Trainer

/// Goes on training a model on what was corrected.
struct Retrain: Command {
  static let configuration = CommandConfiguration(
    abstract: "Train a model further on what was corrected, and compare it with the one in use.",
    discussion: """
      DATASET is a folder of 'clinspan annotate'; its accepted records are learnt from, by the model in use \
      there (or --model). The new model joins the data set's models, without being put to use: 'clinspan \
      model history' lists them, 'clinspan model promote' puts one to use. With --output it goes there.

      Ctrl-C ends it early and keeps the best so far. Training starts from the model's weights, with a fresh \
      optimizer; --replay mixes in what it learnt from before, so that it forgets less.

      Examples:
        clinspan retrain dev-1 --dev corpus/dev.spacy --replay corpus/train.spacy
        clinspan retrain dev-1 --learning-curve
        clinspan retrain --model training/model-best --gold more.spacy --dev dev.spacy --output next
      """)

  @Argument(help: .init("Folders of decisions.", valueName: "dataset"))
  var datasets: [String] = []

  @Option(help: .init("Gold to learn from besides.", valueName: "file"))
  var gold: [String] = []

  @OptionGroup var model: ModelOption

  @Option(
    help: .init(
      "Whose corrections; everybody's where none is given.", valueName: "name"))
  var annotator: String?

  @OptionGroup var retraining: RetrainingOptions

  @Option(
    name: .shortAndLong,
    help: .init("The folder to write the model to.", valueName: "dir"))
  var output: String?

  @Flag(help: "Replace a model that is in --output.")
  var force = false

  @Flag(help: "Also retrain on a quarter, half and three quarters of the corrections.")
  var learningCurve = false

  @Option(
    help: .init(
      "Parts each batch is cut into, one a processor; another number gives other weights.",
      valueName: "n"))
  var workers: Int?

  @OptionGroup var format: OutputFormat

  func validate() throws {
    guard !datasets.isEmpty || !gold.isEmpty else {
      throw ValidationError("Name a data set, or gold to learn from with --gold.")
    }
    guard (workers ?? 1) > 0 else { throw ValidationError("--workers must be 1 or more.") }
    if datasets.count != 1, output == nil {
      throw ValidationError("Without one data set, name the folder to write with --output.")
    }
  }

  func run(_ console: Console) throws {
    let place = output.map { ModelOutput(path: $0, mark: "meta.json", mayReplace: force) }
    try place?.check()
    let sets = try datasets.map { try Dataset(opening: $0) }
    let base =
      try sets.first.map { try DatasetModel($0).load(model, console) } ?? model.load(console)
    let corrections = try sets.map { data in
      let notes = try Notes(
        data: data.settings.sources, text: nil, assets: model.assets, console)
      return try Corrections(
        of: data, annotator: annotator, notes: notes.records.map(\.document))
    }
    let data = try retraining.data(
      corrections, more: RetrainingOptions.gold(gold, console), console)
    guard !data.corrections.isEmpty else {
      throw CommandFailure(
        "nothing to learn from: no record was accepted yet, or all of them are in the dev set")
    }
    var run = try Retraining(
      base, data, settings: retraining.settings(workers: workers ?? TrainingSetup.processors))
    if !format.json { console.note(RetrainingReport.title(data, base: base.model.name)) }
    console.interrupt.watch()
    let session = RetrainingSession(console: console, isSilent: format.json)
    try session.drive(&run)
    guard let result = run.result else {
      throw Stopped(kept: "Nothing is kept: the run had not got to its first evaluation.")
    }
    var report = RetrainingReport(run)
    if learningCurve, !console.interrupt.isRaised {
      report.curve = try session.learningCurve(base, data, run: run)
    }
    report.place = try save(result, place)
    for line in format.json ? [report.json.text(.pretty)] : report.lines { try console.say(line) }
  }

  /// Writes the model where it belongs, and says what to do with it.
  private func save(_ model: ModelFolder, _ place: ModelOutput?) throws -> RetrainingReport.Place {
    guard let place else {
      let history = DatasetModel.history(of: datasets[0])
      return .history(dataset: datasets[0], number: try history.add(model))
    }
    try place.write(model.save)
    return .folder(place.path)
  }
}

extension ModelOption {
  /// Loads the model named, the bundled one where none is.
  func load(_ console: Console) throws -> ModelFolder { try load(nil, console) }
}
