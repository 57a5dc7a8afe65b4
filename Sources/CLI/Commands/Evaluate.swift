import Anonymize
import ArgumentParser
import Corpus
import Files
import Model
import Notation
import Text

/// Scores a model on gold data, as `spacy evaluate` does.
struct Evaluate: Command {
  static let configuration = CommandConfiguration(
    abstract:
      "Score a model on gold data: spaCy's table and JSON, an interval and the errors' kinds.",
    discussion: """
      A prediction is right where label, start and end are gold's. The model sees the text alone; its \
      tokens are aligned to gold's.

      Examples:
        clinspan evaluate training/model-best corpus/test.spacy
        clinspan evaluate training/model-best corpus/test.spacy --output training/metrics.json
        clinspan evaluate demo assets/notes.jsonl --json

      With --phi it scores de-identification against gold PHI, JSON lines {"id","text","spans":[{"start","end",\
      "label","optional"?,"kind"?}]}: characters and spans masked, documents leaking, what was masked for \
      nothing, and traps ("kind":"keep"). Facilities and employers are listed but not asked for.

        clinspan evaluate --phi gold.jsonl --policy annotator
        clinspan evaluate --phi gold.jsonl --findings found.jsonl --json
      """)

  @Argument(
    help: .init(
      "A model folder, or the name of a bundled model; not with --phi.", valueName: "model"))
  var name: String

  @Argument(
    help: .init("Gold data: .spacy, JSON lines, n2c2 archives or folders.", valueName: "data"))
  var data: String?

  @Flag(help: "Score the finding of PHI.")
  var phi = false

  @Option(
    help: .init(
      "With --phi: score these findings, as 'anonymize --findings' writes them.", valueName: "file")
  )
  var findings: String?

  @Flag(help: "With --phi: ask for what only strict policies mask, too.")
  var strict = false

  @OptionGroup var policy: PolicyOption
  @OptionGroup var detection: DetectionOptions

  @Option(
    name: .shortAndLong, help: .init("Write the figures as JSON here too.", valueName: "file"))
  var output: String?

  @OptionGroup var transformer: TransformerOptions
  @OptionGroup var assets: AssetsOption
  @OptionGroup var format: OutputFormat
  @OptionGroup var foreign: ForeignOptions

  func validate() throws {
    if phi, data != nil { throw ValidationError("With --phi name the gold data alone.") }
    if !phi, data == nil { throw ValidationError("Name a model and gold data.") }
    if !phi, findings != nil || strict || detection.model != nil || detection.roster != nil {
      throw ValidationError("--findings, --strict, --roster and --model go with --phi.")
    }
  }

  func run(_ console: Console) throws {
    foreign.note(on: console)
    if phi { return try runPHI(console) }
    let data = data ?? ""
    var model = try ModelOption.load(name, assets, console).model
    transformer.apply(to: &model)
    let contents = try Corpus.CorpusReader().read(data)
    Diagnostics.tell(contents.diagnostics, on: console)
    let gold = contents.records.map(\.example).filter { !$0.isUnannotated }
    guard !gold.isEmpty else {
      throw CommandFailure("\(data): no document with gold spans; 'clinspan predict' needs none")
    }
    console.interrupt.watch()
    let run = try EvaluationRun(model, on: gold, console)
    try tell(run.metrics, run.lines, console)
  }

  private func runPHI(_ console: Console) throws {
    let gold = try PHIGoldFile.read(name)
    let run: PHIEvaluation
    if let findings {
      run = PHIEvaluation(
        gold, findings: try PHIGoldFile.findings(findings, for: gold), isStrict: strict)
    } else {
      let shipped = try Assets.locate(assets.assets, console)
      let gazetteer = try shipped.gazetteer()
      let anonymizer = Anonymizer(
        recognizers: try detection.recognizers(gazetteer, assets, console),
        policy: try policy.load(shipped), seed: 0)
      run = PHIEvaluation(
        gold, anonymizer, tokenized: detection.model != nil, isStrict: strict)
    }
    try tell(run.json, run.lines, console)
  }

  private func tell(_ metrics: JSONObject, _ lines: [String], _ console: Console) throws {
    let metrics = JSONValue.object(metrics).encoded(EvaluationRun.layout)
    if format.json {
      try console.output.write(metrics + [0x0A])
    } else {
      for line in lines { try console.say(line) }
    }
    if let output {
      try AtomicFile.write(metrics, to: output)
      console.note("Saved results to \(output)")
    }
  }
}

extension Example {
  /// Whether nothing is known of any token.
  var isUnannotated: Bool {
    spans.isEmpty && !document.tokens.isEmpty
      && document.tokens.allSatisfy { token in unannotated.contains { $0.overlaps(token.range) } }
  }
}
