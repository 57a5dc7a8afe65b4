import Text

/// What documents of one patient share: whence surrogates are drawn, how far dates move, and which value
/// stands for which. Kept in a vault, documents of later days fit those of today.
public struct PatientMemory: Hashable, Sendable {
  /// Whose documents.
  public let patient: String
  /// From which the patient's surrogates and hashes are drawn.
  public let key: PHIKey
  /// Days by which all dates of the patient move: whole weeks.
  public let shift: Int
  /// What stands for a value: by kind and folded value (`NAME/khan`), in the order of the alphabet.
  public private(set) var surrogates: [String: String]
  /// The folded surrogates in use, each for one value only.
  private var used: Set<String>

  /// What is known of a patient at first: all draws follow from the key.
  public init(patient: String, key: PHIKey) {
    self.init(
      patient: patient, key: key, shift: DateShift.days(of: patient, key: key), surrogates: [:])
  }

  /// What was known of a patient when it was stored.
  public init(patient: String, key: PHIKey, shift: Int, surrogates: [String: String]) {
    self.patient = patient
    self.key = key
    self.shift = shift
    self.surrogates = surrogates
    used = Set(surrogates.map { Self.kind(of: $0.key) + Surrogates.compact($0.value) })
  }

  /// What stands for a value already.
  func surrogate(for value: String, kind: String) -> String? { surrogates["\(kind)/\(value)"] }

  /// Whether no other value has this surrogate, and no value of the patient is equal to it.
  func isFree(_ surrogate: String, kind: String) -> Bool {
    let folded = Surrogates.compact(surrogate)
    return !used.contains("\(kind)/\(folded)") && surrogates["\(kind)/\(folded)"] == nil
  }

  /// Remembers what stands for a value from now on.
  mutating func remember(_ surrogate: String, for value: String, kind: String) {
    surrogates["\(kind)/\(value)"] = surrogate
    used.insert("\(kind)/\(Surrogates.compact(surrogate))")
  }

  /// The folded words of names that the patient's documents held.
  var knownWords: [String] {
    surrogates.keys.compactMap { $0.hasPrefix("NAME/") ? String($0.dropFirst(5)) : nil }
  }

  private static func kind(of key: String) -> String {
    String(key.prefix { $0 != "/" }) + "/"
  }
}
