import ArgumentParser
import Files
import Journal
import Notation
import TUI
import Text

/// Makes one set of decisions of two annotators': what both say is taken over, the rest is decided on the
/// screen.
struct Adjudicate: Command {
  static let configuration = CommandConfiguration(
    abstract: "Decide between two annotators, and say how far they agree.",
    discussion: """
      A and B are data sets of 'clinspan annotate', journals in them, or corpora with spans, over the same \
      notes. Records that both have accepted count. Spans on which both agree are taken over; F4 lists the \
      others: 1 the first is right, 2 the second, 0 neither, e corrects by hand, u undoes. A record is done \
      when its last difference is decided. The decisions go into a journal in the data set --output, which \
      'clinspan annotate' opens and 'clinspan export' writes like any other; without it only the agreement is \
      shown. A and B stay as they are.

      Agreement is Cohen's kappa over the label of each token, and the F1 of whole spans.

      Examples:
        clinspan adjudicate dev-1/journal-ann.jsonl dev-1/journal-bob.jsonl --output dev-1-final
        clinspan adjudicate ann.jsonl bob.jsonl --json
      """)

  @Argument(help: .init("What the first annotator has said.", valueName: "a"))
  var first: String

  @Argument(help: .init("What the second annotator has said.", valueName: "b"))
  var second: String

  @Option(
    help: .init("The folder of the decisions; made where it is not there.", valueName: "dataset"))
  var output: String?

  @Flag(help: "Print the agreement as JSON, and open nothing.")
  var json = false

  @OptionGroup var annotator: AnnotatorOption

  @OptionGroup var assets: AssetsOption

  @OptionGroup var screen: ScreenOptions

  func run(_ console: Console) throws {
    let (a, b) = (try AnnotatedSet(first), try AnnotatedSet(second))
    var notes = try Notes(data: a.sources, text: nil, assets: assets, console)
    let others =
      b.sources == a.sources
      ? notes : try Notes(data: b.sources, text: nil, assets: assets, console)
    let spans = (first: a.spans(notes), second: b.spans(others))
    let keys = RecordKey.keys(of: notes.records.map(\.document.text))
    let isShared = keys.map { spans.first[$0] != nil && spans.second[$0] != nil }
    guard isShared.contains(true) else {
      throw CommandFailure(
        "\(first), \(second): no record that both have accepted; records are known by their text")
    }
    let names = Self.names(a, b)
    var figures = AgreementFigures(names.0, names.1)
    for (index, key) in keys.enumerated() {
      guard let first = spans.first[key], let second = spans.second[key] else { continue }
      let tokens = notes.records[index].document.tokens.map(\.range)
      figures.add(Agreement(tokens: tokens, first: first, second: second), number: index + 1)
    }
    if json { return try console.say(figures.json.text()) }
    guard let output else { return try figures.lines.forEach { try console.say($0) } }

    notes.records = zip(keys, notes.records).map { key, record in
      guard let first = spans.first[key], let second = spans.second[key] else {
        return TUI.Record(document: record.document, gold: nil, predicted: [])
      }
      return TUI.Record(
        document: record.document, gold: first,
        predicted: second.map { Annotation(span: $0, source: .human) })
    }
    let data = try dataset(output, a)
    let name = annotator.name(console)
    let (file, contents) = try JournalFile.open(
      data.journalPath(of: name), annotator: name)
    var history = contents.history
    let merged = try merge(
      keys.compactMap { key in
        guard let first = spans.first[key], let second = spans.second[key] else { return nil }
        return (key, first, second)
      }, into: file, &history)
    let exploration = Exploration(
      notes: notes, model: nil, mask: screen.masked ? try Mask(assets, console) : nil,
      screen: screen, labels: data.settings.labels,
      annotation: AnnotationOptions(
        history: history, savedAt: contents.lastSaved.map(Timestamp.localClock),
        news: Self.news(merged, history, figures)),
      journal: JournalPort(
        append: { Timestamp.localClock(try file.append($0)) }, attend: { file.attend($0) },
        worked: { file.worked }),
      adjudication: names)
    try exploration.run(console)
  }

  /// What the two are called: by their names, or by A and B where these are the same.
  private static func names(_ a: AnnotatedSet, _ b: AnnotatedSet) -> (String, String) {
    a.name == b.name ? ("\(a.name) A", "\(b.name) B") : (a.name, b.name)
  }

  private func dataset(_ output: String, _ a: AnnotatedSet) throws -> Dataset {
    if Dataset.exists(output) {
      let data = try Dataset(opening: output)
      guard data.settings.sources == a.sources else {
        throw CommandFailure("\(output): a data set of other notes; name another folder")
      }
      return data
    }
    return try Dataset(creating: output, .init(sources: a.sources, model: nil, labels: a.labels))
  }

  /// Journals what both say of the records that are not in the journal yet, at once.
  private func merge(
    _ records: [(key: RecordKey, first: [Span], second: [Span])], into file: JournalFile,
    _ history: inout History
  ) throws -> Int {
    var lines = [
      history.note(
        .started(
          .init(program: Version.line, model: nil, isMasked: screen.masked, isBlind: false)))
    ]
    var count = 0
    for (key, first, second) in records where history.records[key] == nil {
      let merge = Merge(first: first, second: second)
      lines += history.decide(merge.edit, on: key, draft: merge.draft)
      count += 1
    }
    try file.append(lines)
    history.confirm()
    return count
  }

  private static func news(
    _ merged: Int, _ history: History, _ figures: AgreementFigures
  ) -> String {
    let left = history.records.values.reduce(0) { $0 + ($1.isDone ? 0 : $1.draft.undecided) }
    let f1 = figures.all.spanCounts.f1.map { "F1 \(Numbers.fixed($0, 3))" } ?? ""
    return "\(merged) records merged, \(left) spans to decide; \(f1)"
  }
}
