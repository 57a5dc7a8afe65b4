import Files
import Notation
import Testing
import Text

@testable import Anonymize

@Suite struct DateShiftTests {
  static let table: [(String, Int, String)] = [
    ("03/14/2021", 7, "03/21/2021"), ("3/28/21", 7, "4/4/21"), ("2021-12-30", 7, "2022-01-06"),
    ("14MAR2021", -14, "28FEB2021"), ("March 14th, 2021", 7, "March 21st, 2021"),
    ("14 March 2021", 28, "11 April 2021"), ("Mar. 14, 2021", 7, "Mar. 21, 2021"),
    ("02/29/2020", 364, "02/27/2021"), ("20210315", 7, "20210322"),
    ("2021-03-14T09:26:53Z", 7, "2021-03-21T09:26:53Z"),
    ("March 28-30, 2021", 7, "April 4-6, 2021"),
    ("March 20-28, 2021", 7, "March 27-April 4, 2021"), ("03/2021", 28, "04/2021"),
    ("the 14th of March", 7, "the 21st of March"), ("Sunday 3/14", 7, "Sunday 3/21"),
    ("Tuesday", 7, "Tuesday"), ("May 2", 7, "May 9"), ("13/02/2021", 7, "20/02/2021"),
  ]

  @Test(arguments: table)
  func movesADateInItsForm(_ text: String, _ days: Int, _ moved: String) {
    #expect(DateShift.shift(text, by: days) == moved)
  }

  @Test func intervalsStay() throws {
    var generator = SystemRandomNumberGenerator()
    for patient in 0..<50 {
      let days = DateShift.days(of: "\(patient)", key: PHIKey(seed: 7))
      #expect(days % 7 == 0 && days != 0 && abs(days) <= 364)
      let first = CivilDay(number: Int.random(in: 10_000...20_000, using: &generator))
      let second = CivilDay(number: first.number + Int.random(in: 0...900, using: &generator))
      let moved = [first, second].map { day in
        DateShift.shift("\(day.month)/\(day.day)/\(day.year)", by: days) ?? ""
      }.map { text -> Int in
        let parts = text.split(separator: "/").compactMap { Int($0) }
        return parts.count == 3
          ? CivilDay(year: parts[2], month: parts[0], day: parts[1]).number : 0
      }
      #expect(moved[1] - moved[0] == second.number - first.number)
    }
  }

  @Test func everyDayOfFourCenturiesIsItself() {
    for number in stride(from: -80_000, through: 80_000, by: 1) {
      let day = CivilDay(number: number)
      #expect(
        day.isValid && CivilDay(year: day.year, month: day.month, day: day.day).number == number)
    }
  }
}

@Suite struct OffsetMapTests {
  private func masked(_ policy: PHIPolicy) -> (Document, AnonymizedDocument) {
    let text = "Dr. Kabir Khan saw her on 03/14/2021. SSN 123-45-6789. Mr. Khan agreed 😀."
    let document = Document(id: "a", text: text)
    return (
      document, Anonymizer(recognizers: [PHIRecognizer()], policy: policy).anonymize(document)
    )
  }

  static let policies = PHIPolicy.Rule.allCases.map { rule in
    PHIPolicy(
      name: rule.rawValue, rules: Dictionary(uniqueKeysWithValues: Label.allPHI.map { ($0, rule) }))
  }

  @Test(arguments: policies)
  func offsetsOutsideReplacementsComeBack(_ policy: PHIPolicy) {
    let (document, masked) = masked(policy)
    let inside = Set(masked.replacements.flatMap { Array($0.original.range) })
    for offset in 0..<document.text.count where !inside.contains(offset) {
      let there = masked.map.toOutput(offset..<offset + 1)
      #expect(masked.map.toSource(there) == offset..<offset + 1)
      #expect(masked.document.text[there] == document.text[offset..<offset + 1])
    }
  }

  @Test(arguments: policies)
  func replacementsStandWhereTheyAreSaidTo(_ policy: PHIPolicy) {
    let (_, masked) = masked(policy)
    for replacement in masked.replacements {
      #expect(masked.document.text[replacement.replaced] == replacement.text)
      #expect(masked.map.toOutput(replacement.original.range) == replacement.replaced)
      #expect(masked.map.toSource(replacement.replaced) == replacement.original.range)
    }
  }

  @Test(arguments: policies)
  func spansAcrossAReplacementAreWidenedNotGuessed(_ policy: PHIPolicy) {
    let (document, masked) = masked(policy)
    for start in 0..<document.text.count {
      let range = start..<min(start + 9, document.text.count)
      let back = masked.map.toSource(masked.map.toOutput(range))
      #expect(back.lowerBound <= range.lowerBound && back.upperBound >= range.upperBound)
    }
  }
}

@Suite struct PolicyTests {
  private static let folder =
    String(#filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 })
    + "/configs/phi"

  static func load(_ name: String) throws -> PHIPolicy {
    let path = "\(folder)/\(name).cfg"
    let text = String(decoding: try InputFile.read(path), as: UTF8.self)
    return try PHIPolicy(Config(parsing: text, file: path))
  }

  @Test(arguments: ["annotator", "safe-harbor", "limited-data-set", "research", "strict"])
  func shippedPoliciesHaveARuleForEveryLabel(_ name: String) throws {
    let policy = try Self.load(name)
    #expect(policy.name == name)
    #expect(Set(policy.rules.keys) == Set(Label.allPHI))
  }

  @Test func theAnnotatorFileIsTheDefault() throws {
    let policy = try Self.load("annotator")
    #expect(Label.allPHI.allSatisfy { policy[$0] == PHIPolicy.annotator[$0] })
  }

  @Test func aLabelWithoutARuleIsMasked() {
    #expect(PHIPolicy(name: "none", rules: [:])["WHATEVER"] == .shape)
  }

  @Test func whatSafeHarborForbidsIsTold() throws {
    #expect(try Self.load("safe-harbor").beyondSafeHarbor.isEmpty)
    #expect(try Self.load("research").beyondSafeHarbor == [.date])
    #expect(try Self.load("limited-data-set").beyondSafeHarbor == [.location, .zip, .date, .age])
  }

  @Test(arguments: [
    ("[policy]\nname = \"x\"\ntreshold = 1\n", "p.cfg:3: policy.treshold: expected one of"),
    (
      "[policy]\nname = \"x\"\n[policy.rules]\nNAMES = \"tag\"\n",
      "p.cfg:4: policy.rules.NAMES: expected one of the labels"
    ),
    (
      "[policy]\nname = \"x\"\n[policy.rules]\nNAME = \"hide\"\n",
      "p.cfg:4: policy.rules.NAME: expected one of keep, shape"
    ),
    (
      "[policy]\nname = \"x\"\nthreshold = 2\n",
      "p.cfg:3: policy.threshold: expected a number from 0 to 1"
    ),
    ("[training]\n", "expected a section [policy]"),
  ])
  func aMistakeIsNamedWithItsLine(_ text: String, _ message: String) throws {
    let config = try Config(parsing: text, file: "p.cfg")
    do {
      _ = try PHIPolicy(config)
      Issue.record("accepted")
    } catch {
      #expect(error.description.contains(message))
    }
  }

  @Test func safeHarborGeneralizes() throws {
    let text =
      "DOB: 01/02/1929. Seen 03/14/2021, age 92. From Alstead, NH 03602 or Cambridge, MA 02139."
    let masked = Anonymizer(recognizers: [PHIRecognizer()], policy: try Self.load("safe-harbor"))
      .anonymize(Document(id: "a", text: text)).document.text.string
    #expect(masked.contains("DOB: [90+]. Seen 2021, age 90+."))
    #expect(masked.contains("000**") && masked.contains("021**"))
  }
}

@Suite struct SurrogateTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  private func research(_ text: String, patient: String = "p") throws -> AnonymizedDocument {
    let gazetteer = try Gazetteer(path: "\(Self.root)/assets/gazetteers/words.bin")
    return Anonymizer(
      recognizers: [PHIRecognizer(gazetteer: gazetteer)], policy: try PolicyTests.load("research"),
      key: PHIKey(seed: 0), gazetteer: gazetteer
    ).anonymize(Document(id: "a", text: text), patient: patient)
  }

  @Test func onePersonStaysOnePerson() throws {
    let masked = try research("Patient: KHAN, KABIR\nMr. Khan came. Dr. Rossi saw Kabir Khan.")
    let names = masked.replacements.filter { $0.original.label == .name }.map(\.text)
    try #require(names.count == 4)
    let parts = names[0].split(separator: ",").map { $0.trimmingPrefix(" ").lowercased() }
    #expect(names[1].lowercased() == parts[0])
    #expect(names[3].lowercased() == "\(parts[1]) \(parts[0])")
    #expect(names[0] == names[0].uppercased())
  }

  @Test func surrogatesCannotBeReal() throws {
    let masked = try research(
      "Tel: 617-555-0143, SSN 123-45-6789, card 4111 1111 1111 1111, NPI 1234567893, DEA BJ1234563, IP 10.20.30.40, a@b.com"
    )
    for replacement in masked.replacements {
      let digits = replacement.text.filter(\.isNumber).compactMap(\.wholeNumberValue)
      switch replacement.original.label {
      case .phone: #expect(replacement.text.contains("555-01"))
      case .ssn: #expect(replacement.text.hasPrefix("9"))
      case .account: #expect(!Checksum.isLuhn(digits))
      case .license where digits.count == 10: #expect(!Checksum.isLuhn([8, 0, 8, 4, 0] + digits))
      case .license: #expect(!Checksum.isDEA(digits))
      case .email: #expect(replacement.text.hasSuffix("@example.org"))
      default: break
      }
    }
    #expect(
      Set(masked.replacements.map(\.original.label)).isSuperset(of: [
        .phone, .ssn, .account, .license, .ip, .email,
      ]))
  }

  @Test func noSurrogateEqualsAnOriginal() throws {
    for number in 0..<200 {
      let text =
        "Dr. Smith met Ms. Jones and Mr. Lee. MRN: \(100_000 + number). Phone: 617-555-01\(10 + number % 90)"
      let masked = try research(text, patient: "\(number)")
      let originals = Set(
        masked.replacements.map { Surrogates.folded(ScalarText(text)[$0.original.range]) })
      // A title names nobody and stays.
      for replacement in masked.replacements
      where !["dr", "mr", "ms"].contains(replacement.text.lowercased()) {
        #expect(!originals.contains(Surrogates.folded(replacement.text)))
      }
    }
  }

  @Test func theSameKeyGivesTheSameAndAnotherAnother() throws {
    let text = "Dr. Kabir Khan, MRN: 4455667"
    #expect(try research(text).document.text == research(text).document.text)
    #expect(try research(text).document.text != research(text, patient: "q").document.text)
  }
}
