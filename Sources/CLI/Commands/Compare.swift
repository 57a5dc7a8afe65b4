import ArgumentParser
import Files
import Notation
import Text

/// Holds one or two systems against gold and says where they differ.
struct Compare: Command {
  static let configuration = CommandConfiguration(
    abstract: "Hold one or two models, or their predictions, against gold; test the difference.",
    discussion: """
      Counts strict, exact, partial and type matches, what became of each span, labels confused, and \
      the 95 % interval that comes from the choice of documents. Two systems are scored on the same \
      draws. Models come before prediction files: the difference is the first less the second.

      Predictions are JSON lines {"id","spans":[{"start","end","label"}]} matched by id, or any corpus. \
      Runs of one system, such as training seeds, are parted by commas and counted together.

      Examples:
        clinspan compare --gold corpus/test.spacy --model training/model-best
        clinspan compare --gold test.jsonl --pred ours.jsonl --pred theirs.jsonl --json
        clinspan compare --gold test.jsonl --pred ours-1.jsonl,ours-2.jsonl --output report.md
      """)

  /// How the report is written.
  enum Format: String, EnumerableFlag {
    case json, markdown

    static func help(for value: Format) -> ArgumentHelp? {
      switch value {
      case .json: "Write the report as JSON."
      case .markdown: "Write the report as Markdown."
      }
    }

    /// What the name of a file asks for.
    init?(fileName: String) {
      if fileName.hasSuffix(".json") {
        self = .json
      } else if fileName.hasSuffix(".md") {
        self = .markdown
      } else {
        return nil
      }
    }
  }

  @Option(
    help: .init("Gold data: .spacy, JSON lines, n2c2 archives or folders.", valueName: "data"))
  var gold: String

  @Option(
    name: .shortAndLong,
    help: .init("A model folder, or the name of a bundled model.", valueName: "model"))
  var model: [String] = []

  @Option(help: .init("Predictions; - for standard input.", valueName: "file"))
  var pred: [String] = []

  @Option(help: .init("Count these labels only, parted by commas.", valueName: "labels"))
  var labels: String?

  @Option(help: .init("Draws of documents.", valueName: "n"))
  var samples = 2000

  @Option(help: .init("Seed of the draws.", valueName: "n"))
  var seed: UInt64 = 1

  @Flag(help: "Print the report, whatever the output is.")
  var report = false

  @Flag(exclusivity: .exclusive)
  var format: Format?

  @Option(
    name: .shortAndLong,
    help: .init(
      "Write here instead of to standard output; .json and .md choose the format.",
      valueName: "file"))
  var output: String?

  @OptionGroup var assets: AssetsOption

  func validate() throws {
    guard (1...2).contains(model.count + pred.count) else {
      throw ValidationError("Name one or two systems with --model and --pred.")
    }
    guard (1...1_000_000).contains(samples) else {
      throw ValidationError("--samples must be from 1 to 1,000,000.")
    }
    guard pred.count(where: { $0 == Self.standardInput }) + (gold == Self.standardInput ? 1 : 0) < 2
    else { throw ValidationError("Only one of the inputs can be standard input.") }
  }

  private static let standardInput = "-"

  private var systems: [ComparedSystem] {
    model.map { ComparedSystem(kind: .model, name: $0) }
      + pred.map { ComparedSystem(kind: .predictions, name: $0) }
  }

  func run(_ console: Console) throws {
    console.interrupt.watch()
    let gold = try ComparisonGold(reading: gold, on: console)
    let systems = systems
    let report = ComparisonReport(
      gold: gold.examples,
      systems: try zip(systems, ComparedSystem.names(of: systems)).map { system, name in
        try system.predictions(as: name, on: gold, assets, console)
      },
      labels: labels.map { Set($0.split(separator: ",").map { Label(String($0)) }) },
      samples: samples, seed: seed)
    let bytes = written(report, files: systems.map(\.paths))
    guard let output else { return try console.output.write(bytes) }
    try AtomicFile.write(bytes, to: output)
    console.note("Saved the report to \(output)")
  }

  private func written(_ report: ComparisonReport, files: [[String]]) -> [UInt8] {
    switch format ?? output.flatMap(Format.init(fileName:)) {
    case .json: report.json(files: files).encoded(.pretty) + [0x0A]
    case .markdown: Array(report.markdown.utf8)
    case nil: Array(report.text.utf8)
    }
  }
}
