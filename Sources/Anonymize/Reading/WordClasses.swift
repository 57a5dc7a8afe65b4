/// Which cues a word may be. A word may be several; the lists are closed classes of clinical English.
struct WordClasses: OptionSet, Sendable {
  let rawValue: UInt64

  static let title = WordClasses(rawValue: 1 << 0)
  static let credential = WordClasses(rawValue: 1 << 1)
  static let month = WordClasses(rawValue: 1 << 2)
  static let weekday = WordClasses(rawValue: 1 << 3)
  /// Month names that are also words: only a number or a capital after "in" makes them dates.
  static let ambiguousMonth = WordClasses(rawValue: 1 << 4)
  static let season = WordClasses(rawValue: 1 << 5)
  /// What stands before a bare `3/14` that is a date.
  static let dateCue = WordClasses(rawValue: 1 << 6)
  /// What stands before a bare `3/5` that is a score, a strength or a dose.
  static let ratioCue = WordClasses(rawValue: 1 << 7)
  /// What is counted or measured: after a number, it makes the number no date, age or code.
  static let unit = WordClasses(rawValue: 1 << 8)
  static let ordinal = WordClasses(rawValue: 1 << 9)
  static let relation = WordClasses(rawValue: 1 << 10)
  static let role = WordClasses(rawValue: 1 << 11)
  /// What a person does in a note: `denies`, `reports`.
  static let personVerb = WordClasses(rawValue: 1 << 12)
  static let streetSuffix = WordClasses(rawValue: 1 << 13)
  static let state = WordClasses(rawValue: 1 << 14)
  static let facility = WordClasses(rawValue: 1 << 15)
  static let organization = WordClasses(rawValue: 1 << 16)
  /// What follows an eponym: `disease`, `sign`, `catheter`.
  static let eponymHead = WordClasses(rawValue: 1 << 17)
  /// What a patient is called without a name: `male`, `woman`, `patient`.
  static let personNoun = WordClasses(rawValue: 1 << 18)
  static let preposition = WordClasses(rawValue: 1 << 19)
  static let drugCue = WordClasses(rawValue: 1 << 20)
  /// `number`, `no`, `id` after a label.
  static let numberNoun = WordClasses(rawValue: 1 << 21)
  /// Parts of surnames that stand before the name proper.
  static let particle = WordClasses(rawValue: 1 << 22)
  static let country = WordClasses(rawValue: 1 << 23)
  static let function = WordClasses(rawValue: 1 << 24)
  static let suffix = WordClasses(rawValue: 1 << 25)
  /// Words of headings and fields: `Plan`, `Impression`, `Allergies`.
  static let heading = WordClasses(rawValue: 1 << 26)
  /// Verbs of living somewhere.
  static let residence = WordClasses(rawValue: 1 << 27)
  /// Verbs of being seen somewhere.
  static let encounter = WordClasses(rawValue: 1 << 28)

  /// The classes of each word, by hash.
  static let table = Table()

  struct Table: Sendable {
    private let slots: [(hash: UInt64, classes: WordClasses)]
    private let mask: UInt64

    init() {
      var classes: [UInt64: WordClasses] = [:]
      for (kind, words) in WordClasses.lists {
        for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
          classes[WordHash.of(word), default: []].insert(kind)
        }
      }
      var size = 1024
      while size < classes.count * 3 { size *= 2 }
      var slots = [(hash: UInt64, classes: WordClasses)](repeating: (0, []), count: size)
      for (hash, kinds) in classes {
        var slot = Int(hash & UInt64(size - 1))
        while slots[slot].hash != 0 { slot = (slot + 1) & (size - 1) }
        slots[slot] = (hash, kinds)
      }
      self.slots = slots
      mask = UInt64(size - 1)
    }

    subscript(_ hash: UInt64) -> WordClasses {
      var slot = Int(hash & mask)
      while slots[slot].hash != 0 {
        if slots[slot].hash == hash { return slots[slot].classes }
        slot = (slot + 1) & Int(mask)
      }
      return []
    }
  }
}
