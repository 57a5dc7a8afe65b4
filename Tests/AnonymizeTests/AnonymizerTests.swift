import Testing
import Text

@testable import Anonymize

private struct Failing: Recognizer {
  let name = "failing"
  struct Broken: Error {}
  func recognize(_ document: Document) throws -> [Annotation] { throw Broken() }
}

private struct Fixed: Recognizer {
  let name = "fixed"
  let annotations: [Annotation]
  func recognize(_ document: Document) throws -> [Annotation] { annotations }
}

private func document(_ text: String, id: String = "a") -> Document {
  Document(id: id, text: ScalarText(text), tokens: [])
}

private func found(_ range: Range<Int>, _ label: Label, _ confidence: Float = 1) -> Annotation {
  Annotation(span: Span(range, label), source: .rule("test"), confidence: confidence)
}

@Suite struct AnonymizerTests {
  @Test func masksWhatIsFoundAndNothingElse() {
    let anonymizer = Anonymizer(recognizers: [PHIRecognizer()])
    let masked = anonymizer.anonymize(document("Seen by Dr. Smith on 03/14/2021.\nSSN 123-45-6789"))
    #expect(masked.document.text.string == "Seen by Dr. Xxxxx on dd/dd/dddd.\nSSN ddd-dd-dddd")
    #expect(masked.status == .masked)
    #expect(masked.map.isIdentity)
  }

  @Test func aFailingRecognizerBlocksTheDocument() {
    let anonymizer = Anonymizer(recognizers: [PHIRecognizer(), Failing()])
    let masked = anonymizer.anonymize(document("Kabir Khan has a cough"))
    #expect(masked.status == .blocked(part: "failing"))
    #expect(masked.document.text.string == "Xxxxx Xxxx xxx x xxxxx")
  }

  @Test func aSpanOutsideTheTextBlocksTheDocument() {
    let anonymizer = Anonymizer(recognizers: [Fixed(annotations: [found(3..<99, .name)])])
    #expect(anonymizer.anonymize(document("short")).isBlocked)
  }

  @Test func everyDocumentOfABatchIsMasked() {
    let anonymizer = Anonymizer(recognizers: [PHIRecognizer()])
    let documents = (0..<300).map { document("SSN 123-45-6789", id: "\($0)") }
    let masked = anonymizer.anonymize(documents)
    #expect(masked.count == 300)
    #expect(masked.allSatisfy { $0.document.text.string == "SSN ddd-dd-dddd" })
  }

  @Test func overlapsNeverUncoverACharacter() {
    let anonymizer = Anonymizer(
      recognizers: [
        Fixed(annotations: [
          found(0..<6, .name, 0.6), found(4..<9, .id, 0.9), found(8..<12, .date, 0.7),
          found(2..<3, .ssn, 1),
        ])
      ])
    let masked = anonymizer.anonymize(document("abcdefghijklmnop"))
    #expect(masked.document.text.string == "xxxxxxxxxxxxmnop")
    #expect(masked.replacements.count == 1)
  }

  @Test func doubtsAreAnsweredNotMasked() {
    let anonymizer = Anonymizer(
      recognizers: [Fixed(annotations: [found(0..<3, .name, 0.3), found(4..<7, .place, 0.9)])])
    let masked = anonymizer.anonymize(document("Pat 12B ok"))
    #expect(masked.document.text.string == "Pat 12B ok")
    #expect(masked.doubts.map(\.span) == [Span(0..<3, .name)])
  }

  @Test func maskedTokensLoseTheirNorms() {
    let text = ScalarText("Jan. ok")
    let tokens = [
      Token(range: 0..<4, isFollowedBySpace: true, norm: "January"),
      Token(range: 5..<7, isFollowedBySpace: false, norm: "okay"),
    ]
    let anonymizer = Anonymizer(recognizers: [Fixed(annotations: [found(0..<4, .date)])])
    let masked = anonymizer.anonymize(Document(id: "a", text: text, tokens: tokens))
    #expect(masked.document.tokens.map(\.norm) == [nil, "okay"])
    #expect(masked.document.tokens.map(\.range) == [0..<4, 5..<7])
  }
}
