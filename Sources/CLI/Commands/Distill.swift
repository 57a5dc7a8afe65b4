import ArgumentParser
import Files
import Model
import Notation
import Text
import Trainer

/// Trains a small, fast model on what large, slow ones say of texts that nobody annotated.
struct Distill: Command {
  static let configuration = CommandConfiguration(
    abstract: "Train a fast model on what slower, better ones say of texts that nobody annotated.",
    discussion: """
      The teachers read the texts; the config's model learns from what they believe and from the gold of \
      --paths.train, where gold stands as it is. A student that is a random field over the teachers' own tags \
      (configs/best.cfg, configs/compact.cfg) learns how probable they hold every reading; any other, the \
      spans that more than half of them find. As fast as the same model trained without teachers.

      Values of the config can be replaced as in 'clinspan train'; more text wants more steps. Texts that are \
      also gold or dev are passed over. Ctrl-C keeps the best checkpoint, --resume goes on from there. No \
      text is written anywhere but into the model's weights.

      Examples:
        clinspan distill configs/best.cfg --teacher training/trf/model-best --texts notes/ -o training/small \\
          --paths.train corpus/train.spacy --paths.dev corpus/dev.spacy --paths.vectors glove.npy \\
          --training.max_steps 5000 --training.optimizer.learn_rate.total_steps 5000
        clinspan distill configs/compact.cfg --teacher trf-0 --teacher trf-1 --texts a.jsonl --texts b.jsonl \\
          -o training/small --paths.dev corpus/dev.spacy
      """)

  @OptionGroup var setup: TrainingSetup

  @Option(
    help: .init(
      "Who is asked: a model folder, or the name of a bundled or installed model; several count alike.",
      valueName: "model"))
  var teacher: [String]

  @Option(
    help: .init(
      "What they are asked about: a file, a folder or - for standard input.", valueName: "data"))
  var texts: [String]

  @OptionGroup var teaching: TeachingOptions

  @Option(
    name: .shortAndLong, help: .init("Folder for model-best and model-last.", valueName: "dir"))
  var output: String

  @Flag(help: "Go on from where the run in --output was left.")
  var resume = false

  @OptionGroup var precision: PrecisionOption
  @OptionGroup var assets: AssetsOption
  @OptionGroup var format: OutputFormat

  func validate() throws {
    guard !teacher.isEmpty else { throw ValidationError("Name a teacher with --teacher.") }
    guard !texts.isEmpty else { throw ValidationError("Name the texts with --texts.") }
  }

  func run(_ console: Console) throws {
    let trainer = try setup.settings(console)
    let gold =
      trainer.train.path == nil ? [] : try setup.records(trainer.train.path, "train", console)
    let dev = try setup.records(trainer.dev.path, "dev", console)
    let teachers = try teacher.map { name in
      var model = try ModelOption.load(name, assets, console).model
      model.precision = precision.precision
      return model
    }
    let distillation = try Distillation(
      teachers, into: trainer, gold: gold, settings: teaching.settings)
    console.interrupt.watch()
    let lessons = try TeachingRun(
      distillation: distillation,
      texts: UnannotatedTexts(
        source: DocumentSource(paths: texts, console: console),
        known: Set((gold + dev).map(\.document.text)), partLength: teaching.partLength,
        console: console)
    ).run()
    guard lessons.wordCount > 0 else {
      throw CommandFailure(
        "the texts hold nothing to learn from: no words, or only texts that are also gold or dev")
    }
    var run = try setup.run(
      trainer, train: gold, dev: dev, taught: (lessons.lessons, distillation))
    let checkpoints = Checkpoints(folder: output)
    if resume { try run.resume(from: checkpoints) } else { try checkpoints.clear() }
    let report = try DistillationReport(
      teachers: teacher.map(Folder.name(of:)), distillation: distillation, lessons: lessons,
      goldCount: gold.count, goldRounds: run.goldRounds, teachersScore: distillation.score(on: dev))
    if !format.json { console.note(report.title) }
    var meta = try setup.meta(of: trainer)
    meta["distillation"] = report.json
    let evaluations = try TrainingSession(
      checkpoints: checkpoints, meta: meta, console: console, isSilent: format.json
    ).drive(&run)
    if format.json {
      try console.say(
        report.json(evaluations, head: run.config.headName, at: checkpoints).text(.pretty))
    }
  }
}

/// How teachers are asked.
struct TeachingOptions: ParsableArguments {
  @Option(
    help: .init("Makes the teachers less sure where above 1, surer below.", valueName: "t"))
  var temperature: Float = 1

  @Option(
    help: .init(
      "About so many words of text for each word of gold in a pass; gold is repeated for it.",
      valueName: "n"))
  var textRatio = 2.0

  @Flag(help: "Teach the spans that most teachers find even where beliefs could be taught.")
  var spans = false

  @Option(
    help: .init(
      "With spans, leave open what the teachers are less sure of than this, 0 to 1.", valueName: "p"
    ))
  var minConfidence: Float = 0

  @Option(help: .init("Long texts are cut into parts of at most so many tokens.", valueName: "n"))
  var partLength = 400

  func validate() throws {
    guard temperature > 0, temperature.isFinite else {
      throw ValidationError("--temperature must be above 0.")
    }
    guard textRatio >= 0, textRatio.isFinite else {
      throw ValidationError("--text-ratio must be 0 or more.")
    }
    guard (0...1).contains(minConfidence) else {
      throw ValidationError("--min-confidence must be 0 to 1.")
    }
    guard partLength > 0 else { throw ValidationError("--part-length must be 1 or more.") }
  }

  /// What the trainer needs to know of them.
  var settings: Distillation.Settings {
    var settings = Distillation.Settings()
    settings.temperature = temperature
    settings.textRatio = textRatio
    settings.teachesSpans = spans
    settings.minimumConfidence = minConfidence
    return settings
  }
}
