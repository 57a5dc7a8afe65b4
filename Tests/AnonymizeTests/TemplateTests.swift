import Files
import TestSupport
import Testing
import Text

@testable import Anonymize

/// Queries, clinic notes and discharge letters from templates, filled with names and towns at random: recall by
/// frame, apart from which names happen to stand in it.
@Suite struct TemplateTests {
  /// Where names come from.
  enum Names: String, CaseIterable, Sendable {
    /// Those that the gazetteer also draws surrogates from.
    case listed
    /// Syllables that no list knows.
    case unknown
    /// Each of the census's 162,253 surnames and of 17,000 first names as likely as any other: `Pansy Said`.
    case rare
  }

  private static let templates = Markup.lines(of: "templates.txt")
  private static let shared = "\(InventedStylesTests.root)/../shared/data/names"

  private func column(_ file: String) throws -> [String] {
    String(decoding: try InputFile.read("\(Self.shared)/\(file)"), as: UTF8.self)
      .split(separator: "\n").compactMap { $0.split(separator: "\t").first.map(String.init) }
  }

  /// Span recall over all templates, and those that leak.
  private func measure(_ names: Names, seed: UInt64, rounds: Int) throws -> (
    score: PHIScore, leaking: [String: Int]
  ) {
    let path = "\(InventedStylesTests.root)/assets/gazetteers/words.bin"
    let gazetteer = try Gazetteer(path: path)
    var filler = TemplateFiller(
      first: (gazetteer.pools["female"] ?? []) + (gazetteer.pools["male"] ?? []),
      last: gazetteer.pools["surname"] ?? [],
      towns: (gazetteer.pools["town"] ?? []).map { String($0.prefix { $0 != "," && $0 != "\t" }) },
      isUnknown: names == .unknown, random: PythonRandom(seed: seed))
    if names == .rare {
      filler.first = try column("firstnames_us_ssa_1920_2017.tsv")
      filler.last = try column("surnames_us_census2010.tsv").map { $0.capitalizedASCII }
    }
    let gold = (0..<rounds).flatMap { round in
      Self.templates.enumerated().map { index, template in
        Markup.gold("\(index)", filler.fill(template))
      }
    }
    let score = Markup.score(gold, by: PHIRecognizer(gazetteer: gazetteer))
    var leaking: [String: Int] = [:]
    for (gold, row) in zip(gold, score.rows) where row.leaking > 0 {
      leaking[Self.templates[Int(gold.id) ?? 0], default: 0] += 1
    }
    return (score, leaking)
  }

  private func expect(_ names: Names, recall: Double) throws {
    #expect(Self.templates.count > 40)
    let (score, leaking) = try measure(names, seed: 11, rounds: 4)
    let worst = leaking.sorted { $0.value > $1.value }.prefix(5)
    #expect(try #require(score[.spanRecall]) >= recall, "\(worst)")
    #expect(try #require(score[.characterPrecision]) >= 0.97)
  }

  @Test func listedNamesAreFoundInEveryFrame() throws { try expect(.listed, recall: 0.975) }

  /// What no list knows is found by its frame alone.
  @Test func unknownNamesAreFoundInEveryFrame() throws { try expect(.unknown, recall: 0.95) }

  @Test(.enabled(if: Folder.exists(shared), "needs ../shared/data/names"))
  func rareNamesAreFoundInMostFrames() throws { try expect(.rare, recall: 0.92) }
}

/// Fills the slots of templates: `<First>`, `<LAST2>`, `<NumDate>`, `<###-##>` (`#` a digit, `@` a capital). A slot
/// of the same name has the same value throughout a template.
struct TemplateFiller {
  var first: [String]
  var last: [String]
  var towns: [String]
  var isUnknown: Bool
  var random: PythonRandom

  mutating func fill(_ template: String) -> String {
    var known: [String: String] = [:]
    var result = ""
    for piece in template.replacing("\\n", with: "\n").split(
      separator: "<", omittingEmptySubsequences: false)
    {
      guard let close = piece.firstIndex(of: ">") else {
        result += piece
        continue
      }
      result += value(String(piece[..<close]), &known)
      result += piece[piece.index(after: close)...]
    }
    return result
  }

  private mutating func value(_ slot: String, _ known: inout [String: String]) -> String {
    let kind = String(slot.reversed().drop { $0.isNumber }.reversed())
    let base = kind.lowercased()
    let isRemembered = ["first", "last", "i", "city"].contains(base)
    let key = base + slot.dropFirst(kind.count)
    let value = (isRemembered ? known[key] : nil) ?? draw(base, slot)
    known[key] = value
    if isRemembered, kind.count > 1 {
      if kind == kind.uppercased() { return value.uppercased() }
      if kind == base { return value.lowercased() }
    }
    return value
  }

  private mutating func draw(_ kind: String, _ slot: String) -> String {
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let (year, month, day) = (number(1999...2024), number(1...12), number(1...28))
    let name = Self.months[month - 1]
    let padded = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
    switch kind {
    case "first": return isUnknown ? syllables() : pick(first)
    case "last": return isUnknown ? syllables() : pick(last)
    case "i": return pick("ABCDEFGHJKLMNPRSTW".map(String.init))
    case "city": return pick(towns)
    case "st": return pick(["AL", "AZ", "CA", "CO", "GA", "IL", "MN", "OH", "OR", "TX"])
    case "state": return pick(["Alabama", "Arizona", "Georgia", "Illinois", "Ohio", "Texas"])
    case "zip": return "\(number(10000...99999))"
    case "street":
      return "\(number(2...9999)) "
        + pick(["Oak", "Maple", "Larkspur", "Cedar Hill", "N Lakeshore", "East 14th", "Old Post"])
        + " " + pick(["St", "Street", "Ave", "Rd", "Lane", "Dr", "Blvd", "Ct", "Way", "Terrace"])
        + pick(["", "", " Apt 12", ", Unit 4", " #230"])
    case "hospital":
      return pick(towns)
        + pick([" General Hospital", " Medical Center", " Memorial Hospital", " Clinic"])
    case "month": return name
    case "year": return "\(year)"
    case "isodate": return "\(year)-\(padded(month))-\(padded(day))"
    case "monthday": return pick(["\(name) \(day)", "\(day) \(name)", "\(month)/\(day)"])
    case "lowerdate": return pick(["\(name.lowercased()) \(day)", "\(month)/\(day)"])
    case "numdate":
      return pick([
        "\(month)/\(day)/\(year)", "\(padded(month))/\(padded(day))/\(year)",
        "\(month)/\(day)/\(padded(year % 100))", "\(padded(month))-\(padded(day))-\(year)",
      ])
    case "date":
      return pick([
        "\(name) \(day), \(year)", "\(day) \(name) \(year)", "\(name.prefix(3)) \(day), \(year)",
        "\(day)-\(name.prefix(3))-\(year)", "\(month)/\(day)/\(year)",
      ])
    default:
      return String(
        slot.map { character in
          switch character {
          case "#": Character("\(number(0...9))")
          case "@": Character(pick("ABCDEFGHJKLMNPRSTUVWXYZ".map(String.init)))
          default: character
          }
        })
    }
  }

  private mutating func pick(_ values: [String]) -> String {
    values.randomElement(using: &random) ?? ""
  }

  private mutating func syllables() -> String {
    let onsets = [
      "b", "d", "f", "g", "k", "l", "m", "n", "r", "s", "t", "v", "kh", "dr", "gw", "nd",
    ]
    let vowels = ["a", "e", "i", "o", "u", "aa", "ei", "ou", "ia"]
    var name = ""
    for _ in 0..<Int.random(in: 2...3, using: &random) { name += pick(onsets) + pick(vowels) }
    return (name + pick(["", "n", "s", "k", "m", "sh"])).capitalizedASCII
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}

extension String {
  var capitalizedASCII: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
