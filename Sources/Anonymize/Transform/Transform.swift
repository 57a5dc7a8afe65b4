import Digests
import Text

/// Carries out a policy's rules on the findings of one document.
struct Transform {
  let policy: PHIPolicy
  private let hashKey: PHIKey
  private var surrogates: Surrogates
  private var numbers: [String: Int] = [:]
  private var counts: [Label: Int] = [:]

  /// What is remembered of the patient by now.
  var memory: PatientMemory { surrogates.memory }

  /// - Parameters:
  ///   - hashKey: For keyed hashes, which are the same for all patients.
  ///   - originals: The text of every finding of the document.
  init(
    policy: PHIPolicy, hashKey: PHIKey, memory: PatientMemory, originals: [String],
    gazetteer: Gazetteer
  ) {
    self.policy = policy
    self.hashKey = hashKey
    var folded: Set<String> = []
    for original in originals {
      let text = Surrogates.folded(original)
      folded.insert(text)
      for word in text.split(separator: " ") { folded.insert(String(word)) }
    }
    surrogates = Surrogates(memory: memory, gazetteer: gazetteer, originals: folded)
  }

  /// What stands in the place of a finding.
  mutating func replacement(for text: String, label: Label) -> String {
    switch policy[label] {
    case .keep: return text
    case .shape: return ShapeMask.mask(text)
    case .tag: return "[\(label.rawValue)]"
    case .numberedTag: return numbered(text, label)
    case .surrogate:
      return label == .date
        ? shifted(text) : label == .age ? "90+" : surrogates.surrogate(for: text, label: label)
    case .shiftDate: return shifted(text)
    case .yearOnly: return year(text)
    case .age90Plus: return "90+"
    case .zip3: return zip3(text)
    case .hash:
      let digest = hashKey.digest("hash", label.rawValue, Surrogates.folded(text))
      return "\(label.rawValue)-\(Hex.text(digest.prefix(8)))"
    case .block: return "█████"
    }
  }

  private mutating func numbered(_ text: String, _ label: Label) -> String {
    let value = "\(label.rawValue)\u{0}\(Surrogates.folded(text))"
    if let number = numbers[value] { return "[\(label.rawValue)-\(number)]" }
    let number = counts[label, default: 0] + 1
    counts[label] = number
    numbers[value] = number
    return "[\(label.rawValue)-\(number)]"
  }

  /// A birth year that shows an age over 89 is not shifted but dropped.
  private func shifted(_ text: String) -> String {
    if let year = DateShift.year(of: text), year <= policy.referenceYear - 90 { return "[90+]" }
    return DateShift.shift(text, by: memory.shift) ?? "[DATE]"
  }

  private func year(_ text: String) -> String {
    guard let year = DateShift.year(of: text) else { return "[DATE]" }
    return year <= policy.referenceYear - 90 ? "[90+]" : "\(year)"
  }

  /// The first three digits where more than 20,000 people live in the area, else 000.
  private func zip3(_ text: String) -> String {
    let digits = text.unicodeScalars.compactMap { FoldedText.fold($0) }.filter(\.isDigit)
    guard digits.count >= 5 else { return "[ZIP]" }
    let area = String(decoding: digits.prefix(3), as: UTF8.self)
    return (Self.restrictedAreas.contains(area) ? "000" : area) + "**"
  }

  /// The 17 areas of 20,000 people or fewer in the Census of 2000 (HHS guidance on 45 CFR 164.514, 2012).
  static let restrictedAreas: Set<String> = [
    "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878",
    "879", "884", "890",
    "893",
  ]
}
