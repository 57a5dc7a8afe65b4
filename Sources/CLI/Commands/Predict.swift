import ArgumentParser
import Files
import Model

/// Writes what a model finds, one JSON line a note.
struct Predict: Command {
  static let configuration = CommandConfiguration(
    abstract: "Write what a model finds in notes, one JSON line a note.",
    discussion: """
      Writes {"id","text","spans":[{"start","end","label","score"}]} a line; offsets count Unicode code \
      points of the text as it came in, and the end is exclusive.

      Examples:
        clinspan predict notes/                          a folder of .txt, with the bundled model
        clinspan predict training/model-best corpus/test.spacy --output found.jsonl
        cat notes.jsonl | clinspan predict - | jq .spans  a stream, answered as it comes
      """)

  @OptionGroup var model: ModelOption

  @Argument(
    help: .init(
      "A model folder first, if it is one; then files, folders or - for standard input.",
      valueName: "data"))
  var data: [String]

  @Option(
    name: .shortAndLong, help: .init("Write here instead of to standard output.", valueName: "file")
  )
  var output: String?

  func run(_ console: Console) throws {
    let (name, paths) = try model.split(data, console)
    let recognizer = try model.load(name, console).model
    console.interrupt.watch()
    let run = PredictionRun(
      recognizer: recognizer, source: DocumentSource(paths: paths, console: console),
      console: console)
    let report = try Self.write(run, to: output, console)
    if report.problemCount > 0 {
      throw CommandFailure(
        "\(Numbers.count(report.problemCount, "document")) could not be read; "
          + "the other \(Numbers.grouped(report.documentCount)) are done")
    }
  }

  /// Runs, with the result in a file or on standard output. What was done before Ctrl-C is kept.
  static func write(_ run: PredictionRun, to output: String?, _ console: Console) throws
    -> PredictionRun.Report
  {
    guard let output else {
      return try run.run(write: console.output.write, flush: console.output.flush)
    }
    var file = try AtomicFile(output)
    let result = Result { try run.run(write: { try file.write($0) }) }
    switch result {
    case .success(let report):
      try file.commit()
      return report
    case .failure(let error):
      if error is Stopped { try file.commit() }
      throw error
    }
  }
}
