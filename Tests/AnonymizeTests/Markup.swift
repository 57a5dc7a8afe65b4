import Files
import TestSupport
import Text

@testable import Anonymize

/// Texts with their PHI marked: `{LABEL:text}` must be masked, `{?LABEL:text}` may be, `{!:text}` must stay.
enum Markup {
  static func gold(_ id: String, _ markup: String) -> PHIGold {
    var text = ""
    var spans: [PHIGold.Span] = []
    for (index, piece) in markup.split(separator: "{", omittingEmptySubsequences: false)
      .enumerated()
    {
      guard index > 0, let colon = piece.firstIndex(of: ":"), let close = piece.firstIndex(of: "}")
      else {
        text += piece
        continue
      }
      let start = text.unicodeScalars.count
      text += piece[piece.index(after: colon)..<close]
      let label = piece[..<colon]
      let kind: PHIGold.Span.Kind =
        label.hasPrefix("!") ? .keep : label.hasPrefix("?") ? .strict : .phi
      spans.append(
        PHIGold.Span(
          Span(
            start..<text.unicodeScalars.count,
            Label(kind == .keep ? "KEEP" : String(label.drop { $0 == "?" }))), kind: kind))
      text += piece[piece.index(after: close)...]
    }
    return PHIGold(id: id, text: ScalarText(text), spans: spans)
  }

  /// The lines of a file of `Tests/Fixtures/phi` that are neither empty nor comments.
  static func lines(of name: String) -> [String] {
    let path = "\(InventedStylesTests.root)/Tests/Fixtures/phi/\(name)"
    guard let bytes = try? InputFile.read(path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { !$0.hasPrefix("#") }
  }

  /// What the rules make of some texts, as the policy for annotators says.
  static func score(_ gold: [PHIGold], by recognizer: PHIRecognizer) -> PHIScore {
    let anonymizer = Anonymizer(recognizers: [recognizer])
    let rules = PHICounts.Rules(for: gold)
    return PHIScore(
      gold.map { gold in
        let masked = anonymizer.anonymize(Document(id: gold.id, text: gold.text, tokens: []))
        return PHICounts(gold, masked: masked.replacements.map(\.original.range), rules)
      })
  }
}
