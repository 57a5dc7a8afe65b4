import Anonymize
import ArgumentParser
import Files
import Model
import Text

/// What helps the rules to find PHI.
struct DetectionOptions: ParsableArguments {
  @Option(
    help: .init(
      "Names and numbers known in advance: a value a line, after its label and a tab where it is no name.",
      valueName: "file"))
  var roster: String?

  @Option(
    name: .shortAndLong,
    help: .init("A model whose persons, or PHI of any kind, count as a vote.", valueName: "model"))
  var model: String?

  /// The rules first, then the model's vote.
  ///
  /// - Throws: What is wrong with the roster or the model.
  func recognizers(
    _ gazetteer: Gazetteer, _ assets: AssetsOption, _ console: Console
  ) throws -> [any Recognizer] {
    let known = try roster.map(RosterFile.read) ?? .empty
    let rules = PHIRecognizer(gazetteer: gazetteer, roster: known)
    guard let model else { return [rules] }
    let loaded = try ModelOption.load(model, assets, console).model
    return [rules, PersonVote(of: loaded, gazetteer: gazetteer)]
  }
}

/// A roster on disk: a value a line; `LABEL<tab>value` where it is no name; `#` begins a remark.
enum RosterFile {
  /// Reads a roster.
  ///
  /// - Throws: `FileError`; `CommandFailure` that names the line of an unknown label.
  static func read(_ path: String) throws -> Roster {
    var entries: [Roster.Entry] = []
    var reader = try LineReader(path)
    while let line = try reader.next() {
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix("#") || text.allSatisfy(\.isWhitespace) { continue }
      let parts = text.split(separator: "\t", maxSplits: 1)
      if parts.count == 2 {
        let label = Label(String(parts[0]))
        guard Label.allPHI.contains(label) else {
          throw CommandFailure(
            "\(path):\(reader.lineNumber): expected a label before the tab: "
              + Label.allPHI.map(\.rawValue).joined(separator: ", "))
        }
        entries.append(Roster.Entry(String(parts[1]), label))
      } else {
        entries.append(Roster.Entry(text))
      }
    }
    return Roster(entries)
  }
}
