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
      """)

  @Argument(help: .init("A model folder, or the name of a bundled model.", valueName: "model"))
  var name: String

  @Argument(
    help: .init("Gold data: .spacy, JSON lines, n2c2 archives or folders.", valueName: "data"))
  var data: String

  @Option(
    name: .shortAndLong, help: .init("Write the figures as JSON here too.", valueName: "file"))
  var output: String?

  @OptionGroup var assets: AssetsOption
  @OptionGroup var format: OutputFormat
  @OptionGroup var foreign: ForeignOptions

  func run(_ console: Console) throws {
    foreign.note(on: console)
    let model = try ModelOption.load(name, assets, console).model
    let contents = try Corpus.CorpusReader().read(data)
    Diagnostics.tell(contents.diagnostics, on: console)
    let gold = contents.records.map(\.example).filter { !$0.isUnannotated }
    guard !gold.isEmpty else {
      throw CommandFailure("\(data): no document with gold spans; 'clinspan predict' needs none")
    }
    console.interrupt.watch()
    let run = try EvaluationRun(model, on: gold, console)
    let metrics = JSONValue.object(run.metrics).encoded(EvaluationRun.layout)
    if format.json {
      try console.output.write(metrics + [0x0A])
    } else {
      for line in run.lines { try console.say(line) }
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
