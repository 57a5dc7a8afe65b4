import Text

/// Invents values of the same form: the same for the same value of a patient, never one that could be real.
///
/// Telephone numbers lie in 555-01xx, mail and web in example.org (RFC 2606), addresses of the net in the
/// ranges for documentation (RFC 5737, RFC 3849), social security areas in 9xx, which are never issued;
/// identifiers with a check digit get a wrong one.
struct Surrogates {
  /// What stands for the patient's values already; what is drawn is remembered there.
  var memory: PatientMemory
  let gazetteer: Gazetteer
  /// Folded words of all originals of the document, which no surrogate may equal.
  let originals: Set<String>

  /// A surrogate for a value.
  mutating func surrogate(for text: String, label: Label) -> String {
    if label == .name { return name(text) }
    let value = Self.compact(text)
    if let known = memory.surrogate(for: value, kind: label.rawValue) {
      return Self.codes.contains(label) ? Self.reformed(known, like: text) : known
    }
    for attempt in 0..<64 {
      var draws = memory.key.draws("\(label.rawValue)/\(attempt)", memory.patient, value)
      let candidate = make(text, label, &draws)
      let folded = Self.folded(candidate)
      if Self.compact(candidate) != value, !originals.contains(folded),
        attempt >= 32 || memory.isFree(candidate, kind: label.rawValue)
      {
        memory.remember(candidate, for: value, kind: label.rawValue)
        return candidate
      }
    }
    return "[\(label.rawValue)]"
  }

  /// What is written with different separators in different places.
  private static let codes: Set<Label> = [
    .phone, .fax, .ssn, .mrn, .healthPlan, .account, .license, .vehicle, .device, .id,
  ]

  /// A code's surrogate in the form in which this text writes the code: `(617) 555-0199` and `6175550199`
  /// are one number.
  private static func reformed(_ surrogate: String, like text: String) -> String {
    let letters = surrogate.utf8.filter(\.isWordish)
    guard text.utf8.allSatisfy({ $0 < 0x80 }), letters.count == text.utf8.count(where: \.isWordish)
    else { return surrogate }
    var rest = letters[...]
    return String(
      decoding: text.utf8.map { $0.isWordish ? rest.popFirst() ?? $0 : $0 }, as: UTF8.self)
  }

  private func make(_ text: String, _ label: Label, _ draws: inout Draws) -> String {
    switch label {
    case .phone, .fax: return phone(text, &draws)
    case .email: return "user\(draws.below(900_000) + 100_000)@example.org"
    case .url: return "https://example.org/\(draws.below(900_000) + 100_000)"
    case .ip: return ip(text, &draws)
    case .ssn: return ssn(text, &draws)
    case .location: return town(text, &draws)
    case .address: return address(text, &draws)
    case .zip: return "00" + digits(3, &draws)
    case .hospital, .organization: return facility(text, &draws)
    default: return code(text, label, &draws)
    }
  }

  // MARK: Names

  /// Word by word, so that `KHAN, KABIR`, `Mr. Khan` and `K.K.` stay one person.
  private mutating func name(_ text: String) -> String {
    var output = ""
    var word = ""
    func flush() {
      if !word.isEmpty { output += self.word(word) }
      word = ""
    }
    for character in text.unicodeScalars {
      if character.properties.isAlphabetic
        || character.properties.generalCategory == .nonspacingMark
      {
        word.unicodeScalars.append(character)
      } else {
        flush()
        output.unicodeScalars.append(character)
      }
    }
    flush()
    return output
  }

  private mutating func word(_ word: String) -> String {
    let folded = Self.folded(word)
    // A title names nobody: Mr. Khan is Mr. Doe.
    if WordClasses.table[WordHash.of(folded)].contains(.title) { return word }
    if word.unicodeScalars.count == 1 {
      // An initial of a name of this note is the initial of its surrogate.
      let owner = originals.union(memory.knownWords)
        .filter { $0.hasPrefix(folded) && $0.count > 1 && !$0.contains(" ") }.min()
      let letter =
        owner.flatMap { pooled($0).first.map(String.init) }
        ?? String(UnicodeScalar(UInt8(ascii: "A") + UInt8(initialDraw(folded))))
      return Self.cased(letter, like: word)
    }
    return Self.cased(pooled(folded), like: word)
  }

  private func initialDraw(_ folded: String) -> Int {
    var draws = memory.key.draws("initial", memory.patient, folded)
    return draws.below(26)
  }

  /// The surrogate of one folded word of a name.
  private mutating func pooled(_ folded: String) -> String {
    if let known = memory.surrogate(for: folded, kind: Label.name.rawValue) { return known }
    let entry = gazetteer[WordHash.of(folded)]
    let pool: [String]
    if entry.firstName >= entry.surname, entry.firstName > 0 {
      let isFemale = (gazetteer.pools["female"] ?? []).contains { Self.folded($0) == folded }
      let isMale = (gazetteer.pools["male"] ?? []).contains { Self.folded($0) == folded }
      pool = gazetteer.pools[isMale && !isFemale ? "male" : "female"] ?? []
    } else {
      pool = gazetteer.pools["surname"] ?? []
    }
    let names = pool.isEmpty ? Self.fallbackNames : pool
    for attempt in 0..<64 {
      var draws = memory.key.draws("name/\(attempt)", memory.patient, folded)
      let choice = names[draws.below(names.count)]
      if !originals.contains(Self.folded(choice)), Self.folded(choice) != folded,
        attempt >= 32 || memory.isFree(choice, kind: Label.name.rawValue)
      {
        memory.remember(choice, for: folded, kind: Label.name.rawValue)
        return choice
      }
    }
    return "Doe"
  }

  private static let fallbackNames = [
    "Alder", "Birch", "Cedar", "Elder", "Hazel", "Juniper", "Laurel", "Maple", "Oakley", "Rowan",
    "Spruce", "Willow",
  ]

  private static func cased(_ word: String, like original: String) -> String {
    let letters = original.unicodeScalars.filter { $0.properties.isAlphabetic }
    if letters.allSatisfy({ $0.properties.isUppercase }), letters.count > 1 {
      return word.uppercased()
    }
    if letters.first?.properties.isLowercase == true { return word.lowercased() }
    return word
  }

  // MARK: Numbers

  private func digits(_ count: Int, _ draws: inout Draws) -> String {
    (0..<count).map { _ in "\(draws.below(10))" }.joined()
  }

  /// The text with its digits replaced, from the last back, by these; digits left over are drawn.
  private func replacingDigits(_ text: String, by digits: String) -> String {
    var rest = Array(digits.unicodeScalars)
    var output: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars.reversed() {
      let isDigit = scalar.properties.generalCategory == .decimalNumber
      output.append(isDigit && !rest.isEmpty ? rest.removeLast() : scalar)
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: output.reversed())
    return String(view)
  }

  private func phone(_ text: String, _ draws: inout Draws) -> String {
    let count = text.unicodeScalars.count { $0.properties.generalCategory == .decimalNumber }
    let line = "01" + digits(2, &draws)
    if count >= 10 {
      let area = "\(2 + draws.below(8))" + digits(2, &draws)
      return replacingDigits(
        text, by: String((digits(max(0, count - 10), &draws)) + area + "555" + line))
    }
    if count == 7 { return replacingDigits(text, by: "555" + line) }
    return replacingDigits(text, by: digits(count, &draws))
  }

  private func ip(_ text: String, _ draws: inout Draws) -> String {
    if text.contains(":") { return "2001:db8::\(String(draws.below(65_535) + 1, radix: 16))" }
    return ["192.0.2", "198.51.100", "203.0.113"][draws.below(3)] + ".\(1 + draws.below(254))"
  }

  private func ssn(_ text: String, _ draws: inout Draws) -> String {
    let count = text.unicodeScalars.count { $0.properties.generalCategory == .decimalNumber }
    guard count == 9 else { return replacingDigits(text, by: digits(count, &draws)) }
    // Groups 00…49 are no taxpayer's numbers either.
    return replacingDigits(
      text, by: "9" + digits(2, &draws) + "\(draws.below(5))" + digits(5, &draws))
  }

  /// Letter for letter and digit for digit, then made wrong where a check digit came out right.
  private func code(_ text: String, _ label: Label, _ draws: inout Draws) -> String {
    var scalars: [Unicode.Scalar] = text.unicodeScalars.map { scalar in
      switch scalar {
      case "0"..."9": Unicode.Scalar(UInt8(0x30 + draws.below(10)))
      case "A"..."Z": Unicode.Scalar(UInt8(0x41 + draws.below(26)))
      case "a"..."z": Unicode.Scalar(UInt8(0x61 + draws.below(26)))
      default: scalar.isASCII || scalar.properties.isWhitespace ? scalar : "x"
      }
    }
    for _ in 0..<10 where Checksum.isPlausible(scalars, label) {
      guard let last = scalars.lastIndex(where: { ("0"..."9").contains($0) }) else { break }
      scalars[last] = Unicode.Scalar(UInt8((scalars[last].value - 0x30 + 1) % 10 + 0x30))
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  // MARK: Places

  private func town(_ text: String, _ draws: inout Draws) -> String {
    let towns = gazetteer.pools["town"] ?? ["Fairhaven\tMA", "Millbrook\tNY", "Lakeside\tCA"]
    let parts = text.split(separator: ",")
    let state = parts.count == 2 ? parts[1].drop { $0 == " " } : ""
    let inState = towns.filter { !state.isEmpty && $0.hasSuffix("\t\(state)") }
    let pool = inState.count > 2 ? inState : towns
    let name = String(pool[draws.below(pool.count)].prefix { $0 != "\t" })
    return state.isEmpty ? name : "\(name), \(state)"
  }

  private func address(_ text: String, _ draws: inout Draws) -> String {
    let street = ["Alder", "Birch", "Cedar", "Juniper", "Laurel", "Hazel", "Rowan", "Spruce"][
      draws.below(8)]
    return
      "\(100 + draws.below(900)) \(street) \(["Street", "Avenue", "Lane", "Road"][draws.below(4)])"
  }

  private func facility(_ text: String, _ draws: inout Draws) -> String {
    let pool = gazetteer.pools["surname"] ?? Self.fallbackNames
    let last = text.split(separator: " ").last.map(String.init) ?? ""
    let noun =
      WordClasses.table[WordHash.of(last)].isDisjoint(with: [.facility, .organization])
      ? "Center" : last
    return "\(pool[draws.below(pool.count)]) \(noun)"
  }

  /// Letters and digits, folded and lower-cased, without anything between them.
  static func compact(_ text: String) -> String { folded(text).filter { $0 != " " } }

  /// Letters and digits, folded and lower-cased, words apart by one space.
  static func folded(_ text: String) -> String {
    let bytes = FoldedText(ScalarText(text)).bytes
    let words = bytes.split { !$0.isWordish }.map {
      String(decoding: $0.map(\.lowered), as: UTF8.self)
    }
    return words.joined(separator: " ")
  }
}

extension Checksum {
  /// Whether a code would pass for a real one: its check digit is right.
  static func isPlausible(_ scalars: [Unicode.Scalar], _ label: Label) -> Bool {
    let bytes = scalars.filter { $0.isASCII }.map { UInt8($0.value) }.filter(\.isWordish)
    let digits = bytes.filter(\.isDigit).map { Int($0 - 0x30) }
    if digits.count == bytes.count {
      if (13...19).contains(digits.count) { return isLuhn(digits) }
      if digits.count == 10, label == .license { return isLuhn([8, 0, 8, 4, 0] + digits) }
    }
    if bytes.count == 17 { return isVIN(bytes) }
    if bytes.count == 9, digits.count == 7, label == .license { return isDEA(digits) }
    return false
  }

  /// A DEA number's check digit over its seven digits.
  static func isDEA(_ digits: [Int]) -> Bool {
    digits.count == 7
      && (digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])) % 10
        == digits[6]
  }
}
