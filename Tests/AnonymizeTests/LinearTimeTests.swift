import Testing
import Text

@testable import Anonymize

/// Work grows with the text, not with its square: counted as bytes looked at, since time is not testable.
@Suite struct HostileInputTests {
  static let inputs: [(String, String)] = [
    ("letters", String(repeating: "a", count: 20_000)),
    ("capitals", String(repeating: "A", count: 20_000)),
    ("digits", String(repeating: "1-", count: 500_000)),
    ("at signs", String(repeating: "a@", count: 50_000)),
    ("dots", String(repeating: "a.", count: 50_000)),
    ("colons", String(repeating: "1:", count: 50_000)),
    ("names", String(repeating: "Smith ", count: 50_000)),
    ("initials", String(repeating: "A. ", count: 50_000)),
    ("labels", String(repeating: "Name: ", count: 50_000)),
    ("brackets", String(repeating: "[", count: 50_000)),
    ("newlines", String(repeating: "\n", count: 50_000)),
    ("streets", String(repeating: "12 Oak ", count: 50_000)),
    ("hospital", String(repeating: "Saint ", count: 50_000) + "Hospital"),
    ("dates", String(repeating: "3/14/2021 ", count: 50_000)),
    ("marks", "a" + String(repeating: "\u{301}", count: 50_000)),
  ]

  @Test(arguments: inputs)
  func hostileTextIsMaskedWhole(_ name: String, _ text: String) {
    let document = Document(id: name, text: ScalarText(text), tokens: [])
    let masked = Anonymizer(recognizers: [PHIRecognizer()]).anonymize(document)
    #expect(masked.document.text.count == document.text.count)
    #expect(
      masked.document.text.utf8.filter { $0 == 0x0A }.count
        == document.text.utf8.filter { $0 == 0x0A }.count)
  }
}
