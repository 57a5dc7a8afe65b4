import Files
import Testing
import Text

@testable import Anonymize

/// Letters, tables, messages, notes in capitals and without, of several countries: what the rules find in
/// styles that they were not written on.
@Suite struct InventedStylesTests {
  struct Note: Sendable, CustomTestStringConvertible {
    let gold: PHIGold
    var testDescription: String { gold.id }
  }

  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  /// Documents of `{LABEL:text}`, apart by `---`, each after a line `# name`.
  static let notes: [Note] = {
    let path = "\(root)/Tests/Fixtures/phi/invented-styles.txt"
    guard let bytes = try? InputFile.read(path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "---\n").dropFirst().map {
      let lines = $0.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      return note(String(lines[0].dropFirst(2)), String(lines.last ?? ""))
    }
  }()

  private static func note(_ id: String, _ markup: String) -> Note {
    Note(gold: Markup.gold(id, markup))
  }

  static let recognizer: PHIRecognizer? =
    (try? Gazetteer(path: "\(root)/assets/gazetteers/words.bin")).map {
      PHIRecognizer(gazetteer: $0)
    }

  private func counts(_ note: Note) throws -> PHICounts {
    let recognizer = try #require(Self.recognizer)
    let masked = Anonymizer(recognizers: [recognizer])
      .anonymize(Document(id: note.gold.id, text: note.gold.text, tokens: []))
    return PHICounts(
      note.gold, masked: masked.replacements.map(\.original.range),
      PHICounts.Rules(for: Self.notes.map(\.gold)))
  }

  @Test func mostOfWhatIdentifiesIsFoundAndLittleElse() throws {
    let score = PHIScore(try Self.notes.map(counts))
    #expect(Self.notes.count > 30)
    #expect(try #require(score[.characterRecall]) > 0.94)
    #expect(try #require(score[.characterPrecision]) > 0.97)
  }

  @Test(arguments: notes.filter { $0.gold.id.hasPrefix("traps") })
  func wordsThatOnlyLookLikeNamesStay(_ note: Note) throws {
    #expect(try counts(note).falseMasked == 0)
  }
}
