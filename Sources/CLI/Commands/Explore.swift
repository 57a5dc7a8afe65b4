import ArgumentParser
import Corpus
import Files
import Journal
import Model
import Notation
import TUI
import Text

/// Opens records on the terminal, with what a model finds in them and what gold says.
struct Explore: Command {
  static let configuration = CommandConfiguration(
    abstract:
      "Look at notes in the terminal: spans in place, labels, confidence, gold beside the model's.",
    discussion: """
      Without data it shows the bundled notes; without --model it finds spans with the bundled model. \
      Gold spans of the data lie beside the model's. Names, dates and numbers are masked; --reveal lets M \
      show a record as it is, --no-masked masks nothing. Who looked at which record then, and when, is told \
      by a journal that holds no text. ? in the screen shows the keys.

      Examples:
        clinspan explore corpus/test.spacy --model training/model-best
        clinspan explore notes/ --reveal
        clinspan explore notes/ --plain
        clinspan explore test.spacy -m model-a --against model-b --verdicts verdicts.jsonl
        clinspan explore --text "Dr. Quill denies that she has chest pain."
        echo "Given aspirin for a mild headache." | clinspan explore -
      """,
    aliases: ["visualize-model"])

  @OptionGroup var model: ModelOption

  @Argument(
    help: .init(
      "Notes: .txt, JSON lines, .spacy, n2c2 archives, folders; - for standard input.",
      valueName: "data"))
  var data: [String] = []

  @Option(help: .init("Look at this one text.", valueName: "text"))
  var text: String?

  @Flag(help: "Show no model's spans, only those of the data.")
  var noModel = false

  @Option(
    help: .init(
      "Keep verdicts on differences between gold and the model (F4) in this file; the data stay as they are.",
      valueName: "file"))
  var verdicts: String?

  @Option(
    help: .init(
      "Compare a second model with the first (F4): a model, or a file of its predictions.",
      valueName: "model"))
  var against: String?

  @Option(
    help: .init(
      "The journal of a session with --reveal or --no-masked; without, one in $XDG_STATE_HOME/clinspan.",
      valueName: "file"))
  var journal: String?

  @OptionGroup var screen: ScreenOptions

  func run(_ console: Console) throws {
    // The words are left out of the message: they are likely the rest of a note.
    guard text == nil || data.isEmpty else {
      throw UsageError("more words follow the one of --text; put the whole text in quotes")
    }
    var notes = try Notes(data: data, text: text, assets: model.assets, console)
    guard against == nil || !noModel else {
      throw UsageError("--against compares with the model that --no-model leaves out")
    }
    let second = try against.map { try SecondModel($0, &notes, data, model.assets, console) }
    try Exploration(
      notes: notes, model: noModel ? nil : try model.load(nil, console).model,
      mask: screen.masked ? try Mask(model.assets, console) : nil, screen: screen,
      second: second, verdicts: try verdicts.map { try VerdictFile.open($0) }, visitsPath: journal
    ).run(console)
  }
}

/// The notes to look at, and what to call them.
struct Notes {
  var records: [TUI.Record] = []
  var source: String
  /// PHI that the data names, in members `phi` of its records; ranges by document.
  var phi: [Document.ID: [Range<Int>]] = [:]

  init(data: [String], text: String?, assets: AssetsOption, _ console: Console) throws {
    if let text {
      source = "text"
      records = [.init(document: Document(id: "text", text: text), gold: nil)]
      return
    }
    guard !data.isEmpty else {
      source = "demo notes"
      try add(try Assets.locate(assets.assets, console).path("notes.jsonl"), console)
      return
    }
    source = data.map { $0 == "-" ? "standard input" : Folder.name(of: $0) }.joined(separator: ", ")
    for path in data { try add(path, console) }
    if records.isEmpty { throw CommandFailure("\(source): no note in it") }
  }

  private mutating func add(_ path: String, _ console: Console) throws {
    switch SourceKind(path) {
    case .corpus, .lines:
      let contents = try Corpus.CorpusReader().read(path)
      Diagnostics.tell(contents.diagnostics, on: console)
      for record in contents.records {
        phi[record.id, default: []] += Self.phi(of: record)
      }
      records += contents.records.map { record in
        let example = record.example
        return .init(document: example.document, gold: example.isUnannotated ? nil : example.spans)
      }
    case .stream, .text, .texts:
      try DocumentSource(paths: [path], console: console).read { event in
        switch event {
        case .document(let source): records.append(.init(document: source.document, gold: nil))
        case .problem(let problem): console.note("clinspan: \(problem)")
        case .idle: break
        }
      }
    }
  }
}

extension Notes {
  /// The ranges of a record's `phi` that lie in its text.
  private static func phi(of record: Corpus.Record) -> [Range<Int>] {
    (record.details["phi"]?.array ?? []).compactMap { span in
      guard let start = span["start"]?.integer, let end = span["end"]?.integer, 0 <= start,
        start < end, end <= record.example.document.text.count
      else { return nil }
      return start..<end
    }
  }
}

/// What the first model is compared with: another model, or what it has written to a file.
struct SecondModel {
  let name: String
  /// nil where the notes hold its predictions.
  private(set) var model: NERModel?

  /// A model by its folder or name, or a file of predictions on the data, which the notes then hold.
  ///
  /// - Throws: what either throws; `UsageError` where predictions are not of one file of data.
  init(
    _ path: String, _ notes: inout Notes, _ data: [String], _ assets: AssetsOption,
    _ console: Console
  ) throws {
    name = Folder.name(of: path)
    guard Folder.hasFile(path) else {
      model = try ModelOption.load(path, assets, console).model
      return
    }
    guard data.count == 1 else {
      throw UsageError("--against \(path): predictions are compared on one file of data with gold")
    }
    let gold = try ComparisonGold(reading: data[0], on: console)
    let spans = try PredictionFile(path: path, gold: gold, console: console).spans()
    notes.records = notes.records.map { record in
      let found = (spans[record.document.id] ?? []).map {
        Annotation(span: $0, source: .model(name))
      }
      return .init(document: record.document, gold: record.gold, second: found)
    }
  }
}

/// A session on the terminal, by lines, or the screen that some keys lead to.
struct Exploration {
  let notes: Notes
  let model: NERModel?
  /// What hides PHI; nil where all may be seen.
  let mask: Mask?
  let screen: ScreenOptions
  /// Labels in the order of the legend; those of notes and model come behind.
  var labels: [Label] = []
  /// Whether the first note is opened at once.
  var opensFirst = false
  /// Whether gold lies over the spans from the start; a key turns it on and off.
  var showsGold = true
  /// What was decided before; nil where records are only looked at.
  var annotation: AnnotationOptions?
  var journal: JournalPort?
  /// A model that is trained as it is used, what the title calls it, and after how many records it is
  /// updated in passing; takes the place of `model`.
  var training: (training: SessionTraining, name: String, updatesAfter: Int?)?
  /// What the model is compared with.
  var second: SecondModel?
  /// The two annotators to decide between, whose spans the notes hold.
  var adjudication: (first: String, second: String)?
  /// Where verdicts go, and those that are there.
  var verdicts: (file: VerdictFile, verdicts: [Difference: Verdict])?
  /// Where a session that decides nothing tells what it showed; nil for the user's own place.
  var visitsPath: String?

  /// What `clinspan` alone opens: the bundled notes, masked, with the bundled model where it is there.
  static func demo(
    _ assets: AssetsOption, _ screen: ScreenOptions, _ console: Console
  ) throws -> Exploration {
    let folder = try Assets.locate(assets.assets, console)
    let isTrained = folder.modelNames.contains(ModelOption.bundled)
    return Exploration(
      notes: try Notes(data: [], text: nil, assets: assets, console),
      model: isTrained ? try ModelOption.load(ModelOption.bundled, assets, console).model : nil,
      mask: try Mask(assets, console), screen: screen, opensFirst: true, showsGold: false)
  }

  func run(_ console: Console) throws {
    var recognize: (@Sendable (Document) throws -> [Annotation])?
    if let model { recognize = { document in try model.recognize(document) } }
    var doubt: (@Sendable (Document) -> Double)?
    if let training = training?.training {
      recognize = { try training.recognize($0) }
      doubt = { training.doubt($0) }
    }
    var mask = mask
    mask?.known = notes.phi
    var judge: (@Sendable (Difference, Verdict?) throws -> Void)?
    if let file = verdicts?.file { judge = { try file.append($1, on: $0) } }
    var options = ExploreOptions(
      source: notes.source, modelName: training?.name ?? model?.name, labels: labels,
      theme: try screen.colorTheme(), usesMouse: !screen.noMouse,
      opensFirstRecord: opensFirst || notes.records.count == 1, keymap: try screen.keymap(),
      showsGold: showsGold, annotation: annotation)
    options.verdicts = verdicts?.verdicts ?? [:]
    options.secondName = second?.name
    options.adjudication = adjudication
    var journal = journal
    if annotation == nil, screen.reveal || mask == nil {
      let visits = try VisitJournal(
        path: visitsPath, model: model?.name, isMasked: mask != nil, console)
      (options.visits, journal) = (visits.history, visits.port)
    }
    var world = Environment(
      recognize: recognize, doubt: doubt,
      privacy: mask.map { .masked($0.findings(in:)) } ?? .shown, canReveal: screen.reveal,
      journal: journal, judge: judge,
      training: training.map { $0.training.port(updatesAfter: $0.updatesAfter) })
    if let model { world.probabilities = { try model.probabilities(of: $1, in: $0) } }
    if let model = second?.model { world.second = { try model.recognize($0) } }
    let session = ExploreSession(records: notes.records, in: world, options: options)
    try screen.run(session, console)
  }
}
