import ArgumentParser
import Corpus
import Files
import Journal
import TUI
import Text

/// Writes what was decided.
struct Export: Command {
  static let configuration = CommandConfiguration(
    abstract: "Write a data set's decisions: Prodigy's JSON lines, .spacy, spaCy's JSON, CoNLL.",
    discussion: """
      The name of OUT tells the format: .jsonl are Prodigy's tasks with Prodigy's hashes, which the other \
      formats lack. Records that somebody has accepted, rejected or ignored are written; .spacy, .json and \
      .conll take the accepted ones alone.

      trusted   the original text, for training
      masked    the masked text; nothing that was masked is in the file
      recipe    the masked text, and the original beside it in "original_text"

      Examples:
        clinspan export dev-1 dev-1.spacy
        clinspan export dev-1 for-annotators.jsonl --profile masked
      """)

  @Argument(help: .init("The folder of the decisions.", valueName: "dataset"))
  var dataset: String

  @Argument(help: .init("The file to write; - for standard output.", valueName: "out"))
  var output: String

  @Option(help: .init("trusted, masked or recipe.", valueName: "profile"))
  var profile = "trusted"

  @OptionGroup var annotator: AnnotatorOption

  @OptionGroup var assets: AssetsOption

  func run(_ console: Console) throws {
    guard let profile = ExportProfile(rawValue: profile) else {
      let names = ExportProfile.allCases.map(\.rawValue)
      let hint = Spelling.nearest(to: profile, among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw UsageError("--profile \(profile): expected \(names.joined(separator: ", "))\(hint)")
    }
    let data = try Dataset(opening: dataset)
    let name = try journalName(data, console)
    let contents = try JournalFile.read(data.journalPath(of: name))
    let notes = try Notes(data: data.settings.sources, text: nil, assets: assets, console)
    let shown = profile == .trusted ? nil : try masking(notes, contents.history, console)

    let named = CorpusWriter.format(ofName: output) ?? .prodigy
    let format = named == .jsonl ? .prodigy : named
    var writer = try CorpusWriter(output, format: format)
    let keys = RecordKey.keys(of: notes.records.map(\.document.text))
    var counts: (written: Int, open: Int) = (0, 0)
    for (index, key) in keys.enumerated() {
      guard let state = contents.history.records[key], state.decisions > 0 else { continue }
      guard let answer = state.facts.answer else {
        counts.open += 1
        continue
      }
      if format != .prodigy, answer != .accept { continue }
      let record = AnnotatedRecord(
        original: notes.records[index].document, masked: try shown?(index), state: state,
        dataset: Folder.name(of: dataset), annotator: name, time: contents.times[key])
      try writer.write(record.record(profile))
      counts.written += 1
    }
    Diagnostics.tell(try writer.finish(), on: console)
    tell(counts, lost: contents.history.records.keys.count { !Set(keys).contains($0) }, console)
    if profile == .recipe {
      console.note("clinspan: \(output) holds the original notes beside the masked ones")
    }
  }

  private func tell(_ counts: (written: Int, open: Int), lost: Int, _ console: Console) {
    console.note("\(counts.written) records written to \(output)")
    if counts.open > 0 {
      console.note("\(counts.open) records are begun but neither accepted, rejected nor ignored")
    }
    if lost > 0 {
      console.note(
        "clinspan: decisions on \(lost) records whose text the notes no longer hold were left out")
    }
  }

  /// Whose journal: the one named, the only one, or the user's.
  private func journalName(_ data: Dataset, _ console: Console) throws -> String {
    let known = try data.annotators()
    if annotator.annotator == nil, known.count == 1 { return known[0] }
    let name = annotator.name(console)
    guard known.contains(name) else {
      throw CommandFailure(
        "\(dataset): no journal of \(name)"
          + (known.isEmpty
            ? "; nothing was decided yet" : "; --annotator takes \(known.joined(separator: ", "))"))
    }
    return name
  }

  /// The notes as an annotator may see them: the rules' masks, and what was decided on them.
  private func masking(
    _ notes: Notes, _ history: History, _ console: Console
  ) throws -> @Sendable (Int) throws -> Document {
    var mask = try Mask(assets, console)
    mask.known = notes.phi
    return ExploreSession(
      records: notes.records,
      in: Environment(recognize: nil, privacy: .masked(mask.findings(in:))),
      options: ExploreOptions(
        source: notes.source, annotation: AnnotationOptions(history: history))
    ).masking()
  }
}
