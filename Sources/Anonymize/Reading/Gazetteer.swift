/// What a gazetteer knows of one word or phrase.
struct GazetteerEntry: Hashable, Sendable {
  /// The packed facts, as `scripts/gazetteers` lays them out.
  let bits: UInt32

  static let unknown = GazetteerEntry(bits: 0)

  /// How common as a first name, 0 (none) … 7.
  var firstName: Int { Int(bits & 7) }
  /// How common as a surname, 0 (none) … 7.
  var surname: Int { Int(bits >> 3 & 7) }
  /// How common as an English word, 0 (none) … 7.
  var english: Int { Int(bits >> 6 & 7) }
  /// Whether medicine uses the word.
  var isMedical: Bool { bits >> 9 & 1 != 0 }
  /// Whether it names a drug.
  var isDrug: Bool { bits >> 10 & 1 != 0 }
  /// How large a town of this name is: 0 none, 1 village … 3 city.
  var town: Int { Int(bits >> 11 & 3) }
  /// Whether a name of several words begins with it.
  var startsPhrase: Bool { bits >> 13 & 1 != 0 }
  /// Whether dictionaries write it with a capital.
  var isProper: Bool { bits >> 14 & 1 != 0 }
  /// Whether anything is known.
  var isKnown: Bool { bits != 0 }
}

/// Words and short phrases with what is known of them, in one read-only table of hashes.
public struct Gazetteer: Sendable {
  /// An empty one: recognizers then work by form and context alone.
  public static let empty = Gazetteer()

  private init() {}

  subscript(_ hash: UInt64) -> GazetteerEntry { .unknown }
}
