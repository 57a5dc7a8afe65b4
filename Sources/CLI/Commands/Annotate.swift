import ArgumentParser
import Corpus
import Files
import Journal
import Model
import TUI
import Text
import Trainer

/// Opens records on the terminal to be corrected; every decision goes into a journal.
struct Annotate: Command {
  static let configuration = CommandConfiguration(
    abstract:
      "Correct a model's spans in the terminal, on masked text; nothing decided is ever lost.",
    discussion: """
      DATASET is a folder; it is made where it is not there, and keeps a journal for each annotator. Without \
      SOURCE the session goes on with the notes, the model and the labels of the last one. Each decision is \
      on the disk before the screen shows it; u undoes, across records and days. ? shows the keys.

      Notes are masked: names, dates and numbers stand as shapes, and decisions hold offsets, never text. \
      --reveal allows M to show a record as it is, which the journal tells. 'clinspan export' writes what \
      was decided.

      F5 retrains the model on what was accepted, in the background, and shows what became better; --dev and       --replay name gold to judge it by and to mix in. --update learns as records are finished.

      Examples:
        clinspan annotate dev-1 notes.jsonl --model training/model-best --label problem,test,treatment
        clinspan annotate dev-1
        clinspan annotate dev-1 --update --replay corpus/train.spacy --dev corpus/dev.spacy
      """)

  @Argument(help: .init("The folder of the decisions.", valueName: "dataset"))
  var dataset: String

  @Argument(
    help: .init("Notes: .txt, JSON lines, .spacy, n2c2 archives, folders.", valueName: "source"))
  var source: [String] = []

  @OptionGroup var model: ModelOption

  @Option(
    name: .customLong("label"),
    help: .init(
      "Labels, divided by commas, in the order of their keys.",
      valueName: "a,b,c"))
  var labels: String?

  @OptionGroup var annotator: AnnotatorOption

  @Flag(help: "Keep the model's spans from the annotator: for gold that no model has led.")
  var blind = false

  @Flag(help: "Correct the spans that the notes come with, not a model's.")
  var noModel = false

  @Flag(
    help:
      "Correct the spans that the notes come with; the model's are compared with them (F4, e edits)."
  )
  var gold = false

  @Flag(help: "Update the model in passing, as records are finished.")
  var update = false

  @Option(help: .init("Records finished between two updates.", valueName: "n"))
  var updateAfter = 5

  @OptionGroup var retraining: RetrainingOptions

  @OptionGroup var screen: ScreenOptions

  func validate() throws {
    guard updateAfter > 0 else { throw ValidationError("--update-after must be 1 or more.") }
  }

  func run(_ console: Console) throws {
    let data = try openDataset()
    let notes = try Notes(data: data.settings.sources, text: nil, assets: model.assets, console)
    // A model that is named goes before those that were made here.
    if model.model != nil { try DatasetModel.history(of: data.path).promote(0) }
    let training = try data.settings.model.map { name in
      try Self.training(
        data, first: model.folder(name, console), notes.records.map(\.document), retraining)
    }
    let (file, contents) = try JournalFile.open(
      data.journalPath(of: annotator.name(console)), annotator: annotator.name(console))
    var history = contents.history
    let isMasked = screen.masked
    try file.append([
      history.note(
        .started(
          .init(
            program: Version.line, model: training?.name, isMasked: isMasked, isBlind: blind)))
    ])
    history.confirm()
    contents.tellTorn(on: console)
    let options = AnnotationOptions(
      history: history, isBlind: blind, startsFromGold: gold,
      savedAt: contents.lastSaved.map(Timestamp.localClock),
      news: news(contents, notes.records.count))
    try Exploration(
      notes: notes, model: nil, mask: isMasked ? try Mask(model.assets, console) : nil,
      screen: screen, labels: data.settings.labels, annotation: options,
      journal: JournalPort(file),
      training: training.map { ($0.training, $0.name, update ? updateAfter : nil) }
    ).run(console)
  }

  /// The model in use, ready to be retrained, and what the title calls it.
  private static func training(
    _ data: Dataset, first: String, _ notes: [Document], _ options: RetrainingOptions
  ) throws -> (training: SessionTraining, name: String) {
    let history = DatasetModel.history(of: data.path)
    let model = try ModelFolder(loading: history.current ?? first).model
    return (
      SessionTraining(data, first: first, model: model, notes: notes, options: options),
      SessionTraining.name(model, history.currentNumber)
    )
  }

  /// The data set, made or given other settings where notes are named.
  private func openDataset() throws -> Dataset {
    let wanted = labels.map { $0.split(separator: ",").map { Label(String($0)) } }
    if source.isEmpty {
      let data = try Dataset(opening: dataset)
      if wanted == nil, model.model == nil, !noModel { return data }
      return try Dataset(
        creating: dataset,
        .init(
          sources: data.settings.sources, model: noModel ? nil : model.model ?? data.settings.model,
          labels: wanted ?? data.settings.labels))
    }
    if source.contains("-") {
      throw UsageError("notes from standard input cannot be annotated: they would be gone tomorrow")
    }
    let sources = source.map { Folder.absolute($0) }
    let before = Dataset.exists(dataset) ? try Dataset(opening: dataset) : nil
    let name = model.model.map { Folder.exists($0) ? Folder.absolute($0) : $0 }
    let settings = Dataset.Settings(
      sources: sources, model: noModel ? nil : name ?? ModelOption.bundled,
      labels: wanted ?? before?.settings.labels ?? [])
    if let before, before.settings == settings { return before }
    return try Dataset(creating: dataset, settings)
  }

  /// Where the session goes on.
  private func news(_ contents: JournalFile.Contents, _ count: Int) -> String? {
    guard let last = contents.lastSaved, !contents.history.done.isEmpty else { return nil }
    let done = contents.history.records.values.count(where: \.isDone)
    let decisions = contents.history.done.count
    return "\(done) of \(count) done, \(decisions) decision\(decisions == 1 ? "" : "s"), "
      + "last saved \(Timestamp.localDate(last))"
  }
}
