public import ArgumentParser
public import Corpus
import Files
import Notation

/// Turns a corpus of one format into another.
struct Convert: Command {
  static let configuration = CommandConfiguration(
    abstract: "Convert annotated notes between formats; says what the new one cannot hold.",
    discussion: """
      Formats: \(CorpusFormat.allCases.map(\.rawValue).joined(separator: ", ")). They are told from \
      names and content; name them where that fails. n2c2, brat, i2b2-2014 and text are folders.

      Examples:
        clinspan convert annotations.jsonl corpus/train.spacy
        clinspan convert brat-folder/ train.jsonl
        clinspan convert train.spacy brat-folder/ --to brat
        clinspan convert train.iob corpus --converter ner
        zcat notes.jsonl.gz | clinspan convert - - --from doccano --to prodigy > tasks.jsonl
      """)

  @Argument(help: .init("A file, a folder, or - for standard input.", valueName: "in"))
  var input: String

  @Argument(help: .init("A file, a folder, or - for standard output.", valueName: "out"))
  var output: String

  @Option(help: .init("The format of the input.", valueName: "format"))
  var from: CorpusFormat?

  @Option(help: .init("The format of the output.", valueName: "format"))
  var to: CorpusFormat?

  @OptionGroup var format: OutputFormat
  @OptionGroup var foreign: ForeignConversion

  private static let stream = "-"

  func validate() throws {
    if format.json, output == Self.stream {
      throw ValidationError("--json and the corpus cannot both go to standard output.")
    }
    if output == Self.stream, target == nil {
      throw ValidationError("Standard output has no name that tells a format; add --to.")
    }
    if Folder.exists(input), Self.trimmed(input) == Self.trimmed(place) {
      throw ValidationError("The output would mix with the input; name another folder.")
    }
  }

  /// The output's format: named, or spaCy's own for a folder that stands where a file would.
  private var target: CorpusFormat? {
    to ?? foreign.target ?? (foreign.converter != nil && Folder.exists(output) ? .docBin : nil)
  }

  /// Where the output goes: as named, or in spaCy's way under the input's name in a folder.
  private var place: String { foreign.place(of: output, from: input, as: target) }

  private static func trimmed(_ path: String) -> Substring {
    let end = path.lastIndex { $0 != "/" }
    return end.map { path[...$0] } ?? path[...]
  }

  func run(_ console: Console) throws {
    console.interrupt.watch()
    foreign.note(on: console)
    let progress = Progress("Converting", unit: "record", total: nil, on: console)
    var diagnostics = Diagnostics(on: console)
    var done = 0
    let report: CorpusConversion.Report
    do throws(CorpusError) {
      report = try CorpusConversion.run(
        input: input, output: place, from: from ?? foreign.source, to: target,
        diagnostics: { diagnostics.tell($0) },
        progress: {
          done = $0
          progress.advance(to: $0)
        }, shouldStop: { console.interrupt.isRaised })
    } catch {
      progress.finish()
      switch error {
      case .stopped: throw Stopped(kept: kept(done))
      case .file(let error): throw error  // a pipe that is closed is no failure
      default: throw error
      }
    }
    progress.finish()
    diagnostics.finish()
    try tell(report, diagnostics, console)
  }

  /// What an interrupt leaves.
  private func kept(_ done: Int) -> String {
    if output == Self.stream || Folder.exists(output) {
      return "The first \(Numbers.count(done, "record")) are written."
    }
    return "Nothing was written."
  }

  private func tell(
    _ report: CorpusConversion.Report, _ diagnostics: Diagnostics, _ console: Console
  ) throws {
    if format.json {
      let facts: JSONValue = [
        "from": .string(report.source.rawValue), "to": .string(report.target.rawValue),
        "documents": .integer(report.recordCount), "problems": .integer(diagnostics.count),
        "losses": .integer(diagnostics.lossCount),
      ]
      return try console.say(facts.text(.pretty))
    }
    let lost =
      diagnostics.lossCount > 0
      ? "; \(Numbers.count(diagnostics.lossCount, "thing")) left out, named above" : ""
    console.note(
      "\(Numbers.count(report.recordCount, "document")) from \(report.source.rawValue) "
        + "to \(report.target.rawValue)\(lost)")
  }
}

extension CorpusFormat: ExpressibleByArgument {}
