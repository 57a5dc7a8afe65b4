import ArgumentParser
import Files
import Model
import Notation
import Text
import Trainer

/// Goes on with an encoder's pretraining on notes that nobody annotated.
struct Adapt: Command {
  static let configuration = CommandConfiguration(
    abstract: "Teach a pretrained encoder the language of texts that nobody annotated.",
    discussion: """
      Words of the texts are hidden and the encoder guesses them, as it was pretrained. The new folder is then \
      what a transformer config is trained on, in place of the old one; Hugging Face's transformers open it, too.

      Leave texts out that you test on (--without). What the encoder learns of the texts is in its weights: they \
      are as private as the texts. One text in twenty is not learnt from; how well the encoder guesses there is \
      shown (loss, in nats a piece; lower is better). Ctrl-C keeps the encoder as it then is.

      Examples:
        clinspan adapt encoders/minilm --texts notes/ --texts corpus/train.spacy -o encoders/minilm-notes \\
          --without corpus/test.spacy
        clinspan train configs/best_trf.cfg -o training/trf --components.transformer.model.name \\
          encoders/minilm-notes --paths.train corpus/train.spacy --paths.dev corpus/dev.spacy
      """)

  @Argument(
    help: .init(
      "The encoder's folder, as Hugging Face's transformers save one.", valueName: "encoder"))
  var encoder: String

  @Option(
    help: .init("What it reads: a file, a folder or - for standard input.", valueName: "data"))
  var texts: [String]

  @Option(help: .init("Texts that are passed over where --texts has them.", valueName: "data"))
  var without: [String] = []

  @Option(name: .shortAndLong, help: .init("The folder to write.", valueName: "dir"))
  var output: String

  @OptionGroup var options: AdaptationOptions

  @Flag(help: "Replace an encoder that is there.")
  var force = false

  @OptionGroup var format: OutputFormat

  func validate() throws {
    guard !texts.isEmpty else { throw ValidationError("Name the texts with --texts.") }
  }

  func run(_ console: Console) throws {
    let place = ModelOutput(path: output, mark: "config.json", mayReplace: force)
    guard Folder.absolute(output) != Folder.absolute(encoder) else {
      throw UsageError("--output is the encoder itself; name another folder")
    }
    try place.prepare()
    let model = try MaskedLanguageModel(
      PretrainedEncoder(folder: encoder), seed: options.seed)
    console.interrupt.watch()
    var known: Set<ScalarText> = []
    try DocumentSource(paths: without, console: console, cutsTokens: false).read { event in
      if case .document(let source) = event { known.insert(source.document.text) }
    }
    var parts: [Document] = []
    let counts = try UnannotatedTexts(
      source: DocumentSource(paths: texts, console: console), known: known,
      partLength: options.partLength, console: console
    ).read("Reading", stopped: "Nothing is kept: nothing had been learnt.") { parts.append($0) }
    let words = parts.reduce(0) { $0 + $1.tokens.count }
    var settings = options.settings
    settings.workers = options.workers ?? TrainingSetup.processors
    var run = try Adaptation(model, to: parts, settings)
    let record: JSONObject = [
      "encoder": .string(Folder.name(of: encoder)), "notes": .integer(counts.readCount),
      "passed_over": .integer(counts.passedOver), "unreadable": .integer(counts.problemCount),
      "words": .integer(words), "seed": .integer(Int(clamping: settings.seed)),
      "clinspan_version": .string(Version.number),
    ]
    if !format.json {
      console.note(
        "Learning from \(Numbers.count(words, "word")) of \(Numbers.count(counts.readCount, "note")), "
          + "\(Numbers.count(run.pieceCount, "piece")) a pass"
          + (model.hasPretrainedHead
            ? "" : "; the encoder came without a head, which is learnt from nothing"))
    }
    let reports = try AdaptationSession(
      place: place, record: record, console: console, isSilent: format.json
    ).drive(&run)
    guard format.json else { return try console.say("✔ Saved the encoder to \(output)") }
    var result = record
    result["folder"] = .string(output)
    result["reports"] = .array(reports.map(\.json))
    try console.say(JSONValue.object(result).text(.pretty))
  }
}

/// How much is learnt, and how.
struct AdaptationOptions: ParsableArguments {
  @Option(help: .init("Batches to learn from.", valueName: "n"))
  var steps = Adaptation.Settings().steps

  @Option(help: .init("Pieces in a batch, about.", valueName: "n"))
  var batch = Adaptation.Settings().batchPieces

  @Option(help: .init("The highest learning rate.", valueName: "rate"))
  var rate = Adaptation.Settings().rate

  @Option(help: .init("The share of words that are hidden, 0 to 1.", valueName: "share"))
  var hidden = Adaptation.Settings().hiddenShare

  @Option(help: .init("Draws what is hidden, and the order of texts.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: .init("Long texts are cut into parts of at most so many tokens.", valueName: "n"))
  var partLength = 120

  @Option(help: .init("Threads; another number gives other weights.", valueName: "n"))
  var workers: Int?

  func validate() throws {
    guard steps > 0 else { throw ValidationError("--steps must be 1 or more.") }
    guard batch > 0 else { throw ValidationError("--batch must be 1 or more.") }
    guard rate > 0, rate.isFinite else { throw ValidationError("--rate must be above 0.") }
    guard hidden > 0, hidden < 1 else {
      throw ValidationError("--hidden must be above 0 and below 1.")
    }
    guard partLength > 0 else { throw ValidationError("--part-length must be 1 or more.") }
    guard (workers ?? 1) > 0 else { throw ValidationError("--workers must be 1 or more.") }
  }

  /// What the trainer needs to know of them, the workers apart.
  var settings: Adaptation.Settings {
    var settings = Adaptation.Settings()
    settings.steps = steps
    settings.batchPieces = batch
    settings.rate = rate
    settings.hiddenShare = hidden
    settings.seed = seed
    settings.evaluationFrequency = max(1, (steps + 9) / 10)
    return settings
  }
}
