import Testing
import Text

@testable import Anonymize

/// Laws that hold for every text: notes put together at random, the same at every run.
@Suite struct PropertyTests {
  static let pieces = [
    "Patient: Kabir Khan\n", "Mr. Quill", "Dr. Núñez", "SSN 123-45-6789", "MRN: 4455667",
    "03/14/2021", "March 28-30, 2021", "2021-02-28", "Tuesday", "617-555-0143", "a@b.example",
    "\r\n",
    " ", ", ", ". ", "😀👍🏽", "e\u{301}", "\u{200B}", "chest pain", "aspirin 81 mg", "\t", "|",
    "12 Oak Street, Springfield, IL 62704", "DOB: 01/02/1929", "age 93", "[NAME-2]", "Xxxxx",
    "Wilson disease", "Кабир Хан", "１２３-45-6789", "[**2151-7-16**]", "\u{2028}", "Khan", "K. Khan",
    "https://x.example/p?q=1", "192.168.0.7", "\u{A0}", "St. Mary's Hospital", "\u{85}",
  ]

  /// Two hundred documents of up to thirty pieces.
  static let documents: [Document] = {
    var state: UInt64 = 7
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    return (0..<200).map { number in
      let text = (0..<random(30)).map { _ in
        pieces[random(pieces.count)] + (random(3) == 0 ? "" : " ")
      }
      return Document(id: "\(number)", text: text.joined())
    }
  }()

  static let policies = PHIPolicy.Rule.allCases.filter { $0 != .keep }.map { rule in
    PHIPolicy(
      name: rule.rawValue, rules: Dictionary(uniqueKeysWithValues: Label.allPHI.map { ($0, rule) }))
  }

  private func anonymize(_ document: Document, _ policy: PHIPolicy) -> AnonymizedDocument {
    Anonymizer(recognizers: [PHIRecognizer()], policy: policy, seed: 3).anonymize(document)
  }

  @Test func shapesKeepEveryScalarsPlaceAndEveryLine() {
    func breaks(_ text: ScalarText) -> [Int] {
      text.scalars.enumerated().compactMap { $1.properties.isWhitespace ? $0 : nil }
    }
    for document in Self.documents {
      let masked = anonymize(document, .annotator)
      #expect(masked.document.text.count == document.text.count)
      #expect(breaks(masked.document.text) == breaks(document.text))
      #expect(masked.map.isIdentity)
      #expect(masked.document.tokens.map(\.range) == document.tokens.map(\.range))
    }
  }

  /// Where a mask shows the rules what they could not see before, as in words that were glued together, the
  /// audit says so: nothing passes in silence.
  @Test func shapingTwiceIsShapingOnceOrTheAuditTells() {
    let audit = LeakAudit(recognizers: [PHIRecognizer()])
    var same = 0
    for document in Self.documents {
      let once = anonymize(document, .annotator)
      let twice = anonymize(once.document, .annotator)
      if twice.document.text == once.document.text {
        same += 1
      } else {
        #expect(audit.audit(once, of: document, policy: .annotator).verdict != .clear)
      }
    }
    #expect(same * 10 >= Self.documents.count * 9)
  }

  /// Notes as people write them are masked once for all.
  @Test(arguments: InventedStylesTests.notes)
  func notesAreMaskedOnceForAll(_ note: InventedStylesTests.Note) throws {
    let recognizer = try #require(InventedStylesTests.recognizer)
    let anonymizer = Anonymizer(recognizers: [recognizer])
    let once = anonymizer.anonymize(Document(id: "a", text: note.gold.text, tokens: [])).document
    #expect(anonymizer.anonymize(once).document.text == once.text)
  }

  @Test(arguments: policies)
  func theMapLeadsBothWays(_ policy: PHIPolicy) {
    for document in Self.documents {
      let masked = anonymize(document, policy)
      var offset = 0
      for segment in masked.map.segments {
        while offset < segment.source.lowerBound {
          let there = masked.map.toOutput(offset..<offset + 1)
          #expect(masked.document.text[there] == document.text[offset..<offset + 1])
          #expect(masked.map.toSource(there) == offset..<offset + 1)
          offset += 1
        }
        offset = segment.source.upperBound
        #expect(masked.map.toSource(segment.output) == segment.source || segment.output.isEmpty)
      }
      #expect(LeakAudit.fits(masked.document, original: document, map: masked.map))
    }
  }

  /// Dates of one patient, in whatever form and note, move by the same number of days.
  @Test func intervalsStayInTheText() throws {
    let policy = PHIPolicy(name: "s", rules: [.date: .shiftDate])
    for patient in 0..<40 {
      let first = CivilDay(number: 15_000 + patient * 37)
      let second = CivilDay(number: first.number + 1 + patient * 11)
      let texts = [
        "Seen on \(first.month)/\(first.day)/\(first.year).",
        "Seen on \(second.year)-\(Self.two(second.month))-\(Self.two(second.day)).",
      ]
      let moved = try texts.map { text -> CivilDay in
        let masked = Anonymizer(recognizers: [PHIRecognizer()], policy: policy, seed: 5)
          .anonymize(Document(id: text, text: text), patient: "\(patient)")
        let date = try #require(masked.replacements.first?.text)
        let numbers = date.split { !$0.isNumber }.compactMap { Int($0) }
        return date.contains("-")
          ? CivilDay(year: numbers[0], month: numbers[1], day: numbers[2])
          : CivilDay(year: numbers[2], month: numbers[0], day: numbers[1])
      }
      #expect(moved[1].number - moved[0].number == second.number - first.number)
      #expect((moved[0].number - first.number) % 7 == 0 && moved[0].number != first.number)
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  @Test func noSurrogateIsAnOriginal() {
    let policy = PHIPolicy(
      name: "s", rules: Dictionary(uniqueKeysWithValues: Label.allPHI.map { ($0, .surrogate) }))
    for document in Self.documents {
      let masked = anonymize(document, policy)
      // Dates may meet by chance: two visits a shift apart.
      // A title names nobody and stays.
      let mine = masked.replacements.filter {
        !["dr", "mr"].contains(Surrogates.compact($0.text)) && $0.original.label != .date
          && $0.original.label != .age
      }
      let originals = Set(mine.map { Surrogates.compact(document.text[$0.original.range]) })
      for replacement in mine where !Surrogates.compact(replacement.text).isEmpty {
        #expect(!originals.contains(Surrogates.compact(replacement.text)), "\(document.id)")
      }
    }
  }

  /// Two values of a patient never share a surrogate, and one value never has two, over all documents.
  @Test func surrogatesAreOneToOneForAPatient() {
    let policy = PHIPolicy(name: "s", rules: [.name: .surrogate, .mrn: .surrogate])
    let anonymizer = Anonymizer(recognizers: [PHIRecognizer()], policy: policy, seed: 9)
    var memory = PatientMemory(patient: "p", key: PHIKey(seed: 9))
    for number in 0..<60 {
      let text =
        "Dr. Zib\(String(UnicodeScalar(UInt8(97 + number % 26))))ox saw her. MRN: \(4_455_600 + number)"
      _ = anonymizer.anonymize(Document(id: "\(number)", text: text), memory: &memory)
    }
    let codes = memory.surrogates.filter { $0.key.hasPrefix("MRN/") }
    #expect(codes.count == 60)
    #expect(Set(codes.values).count == 60)
    let again = memory
    _ = anonymizer.anonymize(
      Document(id: "x", text: "MRN: 4455600, MRN 44-556-00"), memory: &memory)
    #expect(memory == again)
  }

  @Test func aPartThatFailsBlocksWhereverItFails() {
    struct Failing: Recognizer {
      let name = "failing"
      struct Broken: Error {}
      func recognize(_ document: Document) throws -> [Annotation] {
        if document.text.count % 2 == 0 { throw Broken() }
        return []
      }
    }
    let anonymizer = Anonymizer(recognizers: [PHIRecognizer(), Failing()])
    let audit = LeakAudit(recognizers: [PHIRecognizer(), Failing()])
    for document in Self.documents {
      let masked = anonymizer.anonymize(document)
      let outcome = audit.audit(masked, of: document, policy: .annotator)
      if document.text.count % 2 == 0 {
        #expect(masked.isBlocked && outcome.verdict == .blocked)
        #expect(ShapeMask.isShape(masked.document.text.scalars))
      } else {
        #expect(!masked.isBlocked)
      }
    }
  }
}
