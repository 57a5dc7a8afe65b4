import Anonymize
import Text

/// What hides protected health information on a screen.
struct Mask: Sendable {
  private let anonymizer: Anonymizer
  /// PHI that the data itself names, by document: hidden whatever the rules find.
  var known: [Document.ID: [Range<Int>]] = [:]

  /// The rules with the bundled word lists.
  ///
  /// - Throws: Where the word lists cannot be read: masking by half of the rules would look like masking.
  init(_ assets: AssetsOption, _ console: Console) throws {
    let path = try Assets.locate(assets.assets, console).path("gazetteers/words.bin")
    anonymizer = Anonymizer(recognizers: [PHIRecognizer(gazetteer: try Gazetteer(path: path))])
  }

  /// The ranges of PHI in a document.
  ///
  /// - Throws: `CommandFailure` where a part of the anonymizer failed: then nothing may be shown.
  @Sendable func ranges(in document: Document) throws -> [Range<Int>] {
    let result = anonymizer.anonymize(document)
    if case .blocked(let part) = result.status {
      throw CommandFailure("\(part) could not read the note; it is not shown")
    }
    return result.replacements.map(\.original.range) + (known[document.id] ?? [])
  }
}
