import Testing
import Text

@testable import Anonymize

/// One frame a line: what stands in brackets is found, and nothing else.
@Suite struct FrameTests {
  static let table = [
    "Hi [Petra], call me. Thanks, [Ignatius]",
    "Kind regards,\n[Tova Quill]",
    "My patient [Xiomara] (53F) is well.",
    "daughters [Ottilie] and [Fern] visit",
    "KAM/jlt is in the text", "Dictated\n[KAM]/[jlt]\nbelow", "[Jyotiraditya Venkataraman] (PT)",
    "Patlent Narne: none",
    "Mother [Anna] (née [van Houten])",
    "| Name | DOB | Dx |\n|---|---|---|\n| [Zib Quoll] | [04/17/1988] | gout |\n| [Fenn, Otto] | [9/9/61] | asthma |",
    "last,first,zip\n[Poole],[Denny],[94601]",
    "drug,dose,route\naspirin,81,po",
    "lives at [Flat 2B, 19 Gorse Lane], [Aberfeldy], [WX4 7QT]",
    "Take vitamin B12 5MG and B12 5ML daily.",
    "[27 rue des Lilas], [Montpellier]",
    "[4402 County Road 19] is far",
    "call [01632 960 417] or [0491 570 156]",
    "NDC 0093-7180-01 stays",
    "NHS No: [943 476 5919]; Our ref: [JH/pt/884213]; plate [KXR 4471]",
    "dr [pham] to review since [tuesday]",
    "negative on [1/11]; strength 4/5; flu shot [Oct '22]; seen [03MAR23]",
    "great-aunt, [92], lived to [97]",
    "from [HALVERSON, GUNNAR] 68 M",
    "Salter-Harris II fracture, Weber B, Miles walked: 2",
    "Attending: [Kwabena Asante], M.D.",
    "RN [P. Abarquez] GAVE KCL",
    "seen by [Jos\u{FFFD}] and [Nu\u{FFFD}ez] today",
  ]

  @Test(arguments: table)
  func findsWhatTheFrameSays(_ markup: String) throws {
    let recognizer = try #require(InventedStylesTests.recognizer)
    var text = ""
    var expected: [String] = []
    for piece in markup.split(separator: "[", omittingEmptySubsequences: false) {
      if let close = piece.firstIndex(of: "]") {
        expected.append(String(piece[..<close]))
        text += piece.filter { $0 != "]" }
      } else {
        text += piece
      }
    }
    let masked = Anonymizer(recognizers: [recognizer]).anonymize(Document(id: "a", text: text))
    let found = masked.replacements.map { ScalarText(text)[$0.original.range] }
    #expect(found == expected)
  }

  @Test func aRosterIsFoundInEveryOrderAndSpelling() {
    let roster = Roster([
      .init("Otto Zibbel"), .init("Quux"), .init("12-ZQ-9", .id), .init("xy", .id),
    ])
    let document = Document(
      id: "a", text: "ZIBBEL, OTTO; otto  zibbel; Zibbel said quux. 12zq9, x12zq9x, xy")
    let masked = Anonymizer(recognizers: [PHIRecognizer(roster: roster)]).anonymize(document)
    let found = masked.replacements.map { document.text(of: $0.original) }
    #expect(found == ["ZIBBEL, OTTO", "otto  zibbel", "Zibbel", "quux", "12zq9"])
  }

  /// A model that was trained on PHI votes with its own labels, or with those of others that mean them;
  /// what is masked already is left alone.
  @Test func aModelOfPHIVotesAsItIs() throws {
    struct Model: Recognizer {
      let name = "model"
      func recognize(_ document: Document) -> [Annotation] {
        [
          Span(0..<6, "NAME"), Span(11..<17, "problem"), Span(18..<24, "NAME"),
          Span(28..<34, "PATIENT"), Span(38..<44, "HOSP"), Span(44..<45, "PERSON_OF_NOTE"),
        ].map {
          Annotation(span: $0, source: .model(name))
        }
      }
    }
    let document = Document(id: "a", text: "Zibbel has rashes [NAME] as Quopps at Ulmenn.")
    let votes = try PersonVote(of: Model(), gazetteer: .empty).recognize(document)
    #expect(
      votes.map(\.span) == [Span(0..<6, "NAME"), Span(28..<34, "NAME"), Span(38..<44, "HOSPITAL")])
  }

  /// A model's vote adds names; a mention without one adds nothing, and nothing is ever taken away.
  @Test func aVoteOnlyAdds() throws {
    struct Persons: Recognizer {
      let name = "model"
      let ranges: [Range<Int>]
      func recognize(_ document: Document) -> [Annotation] {
        ranges.map { Annotation(span: Span($0, "person"), source: .model(name)) }
      }
    }
    let text = "The patient saw her nephew Zibbel. SSN 123-45-6789. She agreed with Aspirin."
    let document = Document(id: "a", text: text)
    let all = ScalarText(text).count
    let vote = PersonVote(of: Persons(ranges: [0..<11, 16..<33, 52..<55]), gazetteer: .empty)
    #expect(try vote.recognize(document).map { document.text(of: $0.span) } == ["Zibbel"])
    let rules = PHIRecognizer()
    let without = Anonymizer(recognizers: [rules]).anonymize(document)
    let with = Anonymizer(recognizers: [rules, vote]).anonymize(document)
    func covered(_ masked: AnonymizedDocument) -> Set<Int> {
      Set(masked.replacements.flatMap { Array($0.original.range) })
    }
    #expect(covered(with).isSuperset(of: covered(without)))
    #expect(covered(with).isSuperset(of: 27..<33) && all > 33)
  }
}
