import Notation
import Testing
import Text

@testable import Anonymize

private func document(_ text: String) -> Document {
  Document(id: "a", text: ScalarText(text), tokens: [])
}

private struct Silent: Recognizer {
  let name = "silent"
  func recognize(_ document: Document) -> [Annotation] { [] }
}

@Suite struct PatternSearchTests {
  @Test func findsEveryValueThatEndsAtAPlace() {
    let search = PatternSearch(["he", "she", "hers", "his", "e"].map { Array($0.utf8) })
    let found = search.matches(in: Array("ushers".utf8)).map {
      "\($0.pattern)@\($0.range.lowerBound)"
    }
    #expect(Set(found) == ["1@1", "0@2", "4@3", "2@2"])
  }
}

@Suite struct LeakAuditTests {
  /// Every planted identifier, in whatever spacing, case or punctuation, is found when it is left standing.
  @Test func aThousandPlantedIdentifiersAreAllFound() {
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let audit = LeakAudit(recognizers: [Silent()])
    var missed = 0
    for _ in 0..<1000 {
      let digits = (0..<9).map { _ in "\(random(10))" }.joined()
      let letters = (0..<6).map { _ in String(UnicodeScalar(UInt8(97 + random(26)))) }.joined()
      let value: String
      let planted: String
      switch random(4) {
      case 0:
        value = "\(digits.prefix(3))-\(digits.dropFirst(3).prefix(2))-\(digits.suffix(4))"
        planted =
          [digits, "\(digits.prefix(3)) \(digits.dropFirst(3).prefix(2)) \(digits.suffix(4))"][
            random(2)]
      case 1:
        value = "\(letters.capitalizedFirst) \(letters.reversed())"
        planted =
          [value.uppercased(), value.replacing(" ", with: "  "), value.replacing(" ", with: "_")][
            random(3)]
      case 2:
        value = "\(letters)@example.com"
        planted = value.uppercased()
      default:
        value = "M\(digits)"
        planted = "m\(digits.prefix(4))-\(digits.suffix(5))"
      }
      let outcome = audit.audit(
        document("The patient did well. \(planted), then home."),
        knownValues: [Roster.Entry(value, .id)])
      if outcome.verdict != .blocked
        || !outcome.findings.contains(where: { $0.kind == .knownValue })
      {
        missed += 1
      }
    }
    #expect(missed == 0)
  }

  @Test func whatThePolicyPutInIsNotALeak() {
    let anonymizer = Anonymizer(
      recognizers: [PHIRecognizer()],
      policy: PHIPolicy(name: "r", rules: [.name: .surrogate, .date: .shiftDate, .ssn: .surrogate]))
    let original = document("Dr. Khan saw her on 03/14/2021. SSN 123-45-6789.")
    let masked = anonymizer.anonymize(original)
    let outcome = LeakAudit(recognizers: [PHIRecognizer()]).audit(
      masked, of: original, policy: anonymizer.policy)
    #expect(outcome.verdict == .clear)
  }

  @Test func aMissedRepeatOfAMaskedValueBlocks() {
    let original = document("Seen: Kabir Khan. Later kabir-khan left.")
    let span = Annotation(span: Span(6..<16, .name), source: .human)
    let masked = Anonymizer(recognizers: []).apply([span], to: original)
    let outcome = LeakAudit(recognizers: [Silent()]).audit(masked, of: original, policy: .annotator)
    #expect(outcome.verdict == .blocked)
    #expect(outcome.findings.contains { $0.kind == .knownValue && $0.span.range == 24..<34 })
  }

  @Test func aBlockedDocumentStaysBlocked() {
    struct Failing: Recognizer {
      let name = "failing"
      struct Broken: Error {}
      func recognize(_ document: Document) throws -> [Annotation] { throw Broken() }
    }
    let original = document("Khan")
    let masked = Anonymizer(recognizers: [Failing()]).anonymize(original)
    #expect(
      LeakAudit(recognizers: []).audit(masked, of: original, policy: .annotator).verdict == .blocked
    )
    let outcome = LeakAudit(recognizers: [Failing()]).audit(original, policy: .annotator)
    #expect(outcome.verdict == .blocked)
  }

  @Test func theReportHoldsNoText() throws {
    let original = document("Dr. Zebulon saw her on 03/14/2021. SSN 123-45-6789. Tiggywinkle?")
    let masked = Anonymizer(recognizers: [PHIRecognizer()]).anonymize(original)
    var report = AnonymizationReport(policy: "annotator")
    report.add(
      masked,
      LeakAudit(recognizers: [PHIRecognizer()]).audit(masked, of: original, policy: .annotator))
    for text in [report.markdown, report.json.text()] {
      #expect(!text.contains("Zebulon") && !text.contains("6789") && !text.contains("Tiggy"))
    }
    #expect(report.byLabel[.ssn] == 1 && report.rows.count == 1)
  }
}

@Suite struct AuditLogTests {
  @Test func aChangedLineBreaksTheChain() throws {
    var log = AuditLog()
    let lines = (0..<3).map { log.line("anonymize", ["documents": .integer($0)]) }
    let whole = lines.flatMap { $0 }
    #expect(try AuditLog(continuing: whole, file: "log").last == log.last)
    let changed = String(decoding: whole, as: UTF8.self).replacing(
      "\"documents\":1", with: "\"documents\":7")
    #expect(throws: AuditLogError(file: "log", line: 2)) {
      try AuditLog(continuing: Array(changed.utf8), file: "log")
    }
    #expect(throws: AuditLogError(file: "log", line: 1)) {
      try AuditLog(continuing: lines[1] + lines[2], file: "log")
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
