import Corpus
import Files
import Journal
import TUI
import Text

/// What one annotator has said of some records: a data set's journal, or a corpus with spans.
struct AnnotatedSet {
  /// The annotator's name, or the file's.
  let name: String
  /// Where the notes are.
  let sources: [String]
  let labels: [Label]
  /// The spans of the records that are accepted, by record; nil for a corpus, whose records hold them.
  private let decided: [RecordKey: [Span]]?

  /// Opens `data set`, `data set/journal-NAME.jsonl` or a corpus.
  ///
  /// - Throws: `JournalError`; `CommandFailure` where it does not say whose journal is meant.
  init(_ path: String) throws {
    let folder = Folder.parent(of: path)
    if Dataset.exists(path) {
      let annotators = try Dataset(opening: path).annotators()
      guard annotators.count == 1 else {
        throw CommandFailure(
          annotators.isEmpty
            ? "\(path): nothing was decided in it yet"
            : "\(path): \(annotators.count) annotators; name one of their journals, such as "
              + "\(path)/journal-\(annotators[0]).jsonl")
      }
      try self.init(dataset: path, annotator: annotators[0])
    } else if Dataset.exists(folder), let name = Self.annotator(ofJournal: path) {
      try self.init(dataset: folder, annotator: name)
    } else {
      guard Folder.exists(path) || Folder.hasFile(path) else {
        throw CommandFailure("\(path): no data set, journal or corpus there")
      }
      self.init(
        name: Folder.name(of: path), sources: [Folder.absolute(path)], labels: [], decided: nil)
    }
  }

  private init(dataset: String, annotator: String) throws {
    let data = try Dataset(opening: dataset)
    let history = try JournalFile.read(data.journalPath(of: annotator)).history
    let accepted = history.records.filter { $0.value.facts.answer == .accept }
    self.init(
      name: annotator, sources: data.settings.sources, labels: data.settings.labels,
      decided: accepted.mapValues(\.draft.result))
  }

  private init(
    name: String, sources: [String], labels: [Label], decided: [RecordKey: [Span]]?
  ) {
    self.name = name
    self.sources = sources
    self.labels = labels
    self.decided = decided
  }

  private static func annotator(ofJournal path: String) -> String? {
    let name = Folder.name(of: path)
    guard name.hasPrefix("journal-"), name.hasSuffix(".jsonl") else { return nil }
    return String(name.dropFirst("journal-".count).dropLast(".jsonl".count))
  }

  /// The spans by record.
  ///
  /// - Parameter notes: those at `sources`.
  func spans(_ notes: Notes) -> [RecordKey: [Span]] {
    if let decided { return decided }
    let keys = RecordKey.keys(of: notes.records.map(\.document.text))
    return zip(keys, notes.records).reduce(into: [:]) { spans, pair in
      if let gold = pair.1.gold { spans[pair.0] = gold.sorted() }
    }
  }
}
