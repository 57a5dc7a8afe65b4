import Corpus
import Journal
import Model
import Text

/// What annotators have corrected: the records that they accepted, as gold.
struct Corrections {
  /// To be learnt from.
  private(set) var learnt: [Example] = []
  /// A fifth of the records, told by their text and so always the same: what a model is judged by where
  /// there is no dev set.
  private(set) var held: [Example] = []

  /// All of them.
  var all: [Example] { learnt + held }

  /// Reads the journals of a data set. Where several people accepted one record, the latest counts.
  ///
  /// - Parameters:
  ///   - annotator: Whose journal; nil for all.
  ///   - notes: The data set's notes.
  /// - Throws: `JournalError` where a journal cannot be read or is damaged.
  init(of data: Dataset, annotator: String?, notes: [Document]) throws {
    let names = try annotator.map { [$0] } ?? data.annotators()
    let journals = try names.map {
      (name: $0, contents: try JournalFile.read(data.journalPath(of: $0)))
    }
    for (key, note) in zip(RecordKey.keys(of: notes.map(\.text)), notes) {
      let accepted = journals.compactMap { journal -> (AnnotatedRecord, time: Double)? in
        guard let state = journal.contents.history.records[key], state.facts.answer == .accept
        else { return nil }
        let time = journal.contents.times[key] ?? 0
        return (
          AnnotatedRecord(
            original: note, masked: nil, state: state, dataset: "", annotator: journal.name,
            time: time), time
        )
      }
      guard let (record, _) = accepted.max(by: { $0.time < $1.time }) else { continue }
      let example = record.record(.trusted).example
      if Self.isHeld(key) { held.append(example) } else { learnt.append(example) }
    }
  }

  /// One record in five.
  private static func isHeld(_ key: RecordKey) -> Bool {
    (UInt64(key.rawValue.prefix(16), radix: 16) ?? 1) % 5 == 0
  }
}
