public import ArgumentParser
public import Corpus
import Notation
import Text

/// n2c2-2011 archives into the three files that training and evaluation read.
struct Preprocess: Command {
  static let configuration = CommandConfiguration(
    abstract: "Turn the n2c2-2011 archives into train.spacy, dev.spacy and test.spacy.",
    discussion: """
      IN is the folder of the archives as they were downloaded (.tar.gz, .zip), or of what was unpacked \
      from them. Training records are shuffled with seed 42; a fifth of them becomes dev.

      Examples:
        clinspan preprocess assets/n2c2_2011 corpus
        clinspan preprocess assets/n2c2_2011 corpus-seed --conversion seed
      """)

  @Argument(help: .init("Folder of archives or records.", valueName: "in"))
  var input: String

  @Argument(help: .init("Folder to write to.", valueName: "out"))
  var output: String

  @Option(
    help: .init(
      """
      How concepts become spans: 'aligned' puts each on its own text; 'seed' counts spaCy's tokens as \
      the original project does, which moves every concept behind a token that spaCy splits.
      """))
  var conversion: Conversion = .aligned

  @OptionGroup var format: OutputFormat

  func run(_ console: Console) throws {
    console.interrupt.watch()
    let report = try read(console)
    Diagnostics.tell(report.diagnostics, on: console)
    if format.json { return try console.say(Self.json(report).text(.pretty)) }
    for line in Self.table(report).lines { try console.say(line) }
    try console.say("")
    try console.say(Self.summary(report, conversion))
  }

  private func read(_ console: Console) throws -> PreprocessReport {
    var progress: Progress?
    defer { progress?.finish() }
    do throws(CorpusError) {
      return try Corpus.Preprocess.run(input: input, output: output, conversion: conversion) {
        (done, total) throws(CorpusError) in
        if console.interrupt.isRaised { throw .stopped }
        if progress == nil {
          progress = Progress("Reading", unit: "record", total: total, on: console)
        }
        progress?.advance(to: done)
      }
    } catch {
      guard case .stopped = error else { throw error }
      throw Stopped(kept: "Nothing was written.")
    }
  }

  private static func parts(_ report: PreprocessReport) -> [PreprocessReport.Part] {
    [report.train, report.dev, report.test]
  }

  static func table(_ report: PreprocessReport) -> Table {
    let labels = Set(parts(report).flatMap(\.spanCounts.keys)).sorted()
    return Table(
      header: ["FILE", "DOCUMENTS", "TOKENS"] + labels.map { $0.rawValue.uppercased() },
      rows: parts(report).map { part in
        [part.path, Numbers.grouped(part.documentCount), Numbers.grouped(part.tokenCount)]
          + labels.map { Numbers.grouped(part.spanCounts[$0] ?? 0) }
      },
      alignments: [.left] + Array(repeating: .right, count: labels.count + 2))
  }

  static func summary(_ report: PreprocessReport, _ conversion: Conversion) -> String {
    let lost = report.conceptCount - report.placedCount
    let place =
      switch conversion {
      case .aligned: "on their own text"
      case .seed: "by the numbers of spaCy's tokens, so not all on their own text"
      }
    let total = Numbers.count(report.conceptCount, "concept")
    if lost == 0 { return "\(total), all placed \(place)" }
    return "\(total): \(Numbers.grouped(report.placedCount)) placed \(place); "
      + "\(Numbers.grouped(lost)) left out"
  }

  static func json(_ report: PreprocessReport) -> JSONValue {
    [
      "files": .array(
        parts(report).map { part in
          [
            "path": .string(part.path), "documents": .integer(part.documentCount),
            "tokens": .integer(part.tokenCount),
            "spans": .object(
              JSONObject(
                part.spanCounts.sorted { $0.key < $1.key }
                  .map { .init($0.key.rawValue, .integer($0.value)) })),
          ]
        }),
      "concepts": .integer(report.conceptCount), "placed": .integer(report.placedCount),
      "problems": .integer(report.diagnostics.count),
    ]
  }
}

extension Conversion: ExpressibleByArgument {}
