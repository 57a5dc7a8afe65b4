public import Text

/// What a masker did to gold PHI, counted in letters and digits. Counts add up over documents.
public struct PHICounts: Hashable, Sendable {
  /// Spans of one label.
  public struct Spans: Hashable, Sendable {
    /// Covered in every letter and digit.
    public var full = 0
    /// All.
    public var all = 0
  }

  /// Characters that had to be masked and were.
  public var covered = 0
  /// Characters that had to be masked.
  public var required = 0
  /// Characters that nobody asked to be masked and were.
  public var falseMasked = 0
  /// Characters that nobody asked to be masked.
  public var free = 0
  /// Spans covered in every character.
  public var full = 0
  /// Spans that had to be covered.
  public var spans = 0
  /// Documents with a character left uncovered.
  public var leaking = 0
  /// Documents with a span that had to be covered.
  public var documents = 0
  /// Words by white space.
  public var words = 0
  /// Traps of which a character was masked.
  public var touched = 0
  /// Words that had to stay.
  public var traps = 0
  /// Spans by label, those of skipped labels too.
  public var perLabel: [Label: Spans] = [:]

  /// Nothing counted.
  public init() {}

  /// Adds another's counts.
  public static func += (sum: inout PHICounts, other: PHICounts) {
    sum.add(plain: other)
    for (label, spans) in other.perLabel {
      sum.perLabel[label, default: Spans()].full += spans.full
      sum.perLabel[label, default: Spans()].all += spans.all
    }
  }

  /// Adds all but the counts by label.
  mutating func add(plain other: PHICounts) {
    covered += other.covered
    required += other.required
    falseMasked += other.falseMasked
    free += other.free
    full += other.full
    spans += other.spans
    leaking += other.leaking
    documents += other.documents
    words += other.words
    touched += other.touched
    traps += other.traps
  }
}

extension PHICounts {
  /// What counts as right.
  public struct Rules: Hashable, Sendable {
    /// Kinds that must be masked, where gold has kinds.
    public var kinds: Set<PHIGold.Span.Kind> = [.phi]
    /// Labels that are listed by label but not asked for.
    public var skipped: Set<Label>
    /// Whether a title (Dr, Mrs) in a span is no part of it.
    public var ignoresTitles: Bool

    /// The rules for a gold set: one that says of each span what must become of it asks for all its labels
    /// and for no titles; one that does not asks for no facilities.
    public init(for gold: [PHIGold], isStrict: Bool = false) {
      let hasKinds = gold.contains { $0.spans.contains { $0.kind != nil } }
      skipped = hasKinds ? [] : [.hospital, .organization]
      ignoresTitles = hasKinds
      if isStrict { kinds.insert(.strict) }
    }
  }

  /// The counts of one document of which some ranges were masked.
  public init(_ gold: PHIGold, masked ranges: [Range<Int>], _ rules: Rules) {
    let scalars = Array(gold.text.scalars)
    var mask = [Bool](repeating: false, count: scalars.count)
    for range in ranges { for offset in range { mask[offset] = true } }
    var owned = [Bool](repeating: false, count: scalars.count)
    words = Self.wordCount(scalars)
    for span in gold.spans {
      let range = span.span.range
      if span.kind == .keep {
        traps += 1
        let isTouched = range.contains { scalars[$0].isCounted && mask[$0] }
        touched += isTouched ? 1 : 0
        continue
      }
      for offset in range { owned[offset] = true }
      if span.isOptional || !rules.kinds.contains(span.kind ?? .phi) { continue }
      let counted = Self.counted(range, scalars, ignoringTitles: rules.ignoresTitles)
      if counted.isEmpty { continue }
      let hit = counted.count { mask[$0] }
      let isFull = hit == counted.count
      perLabel[span.span.label, default: Spans()].all += 1
      perLabel[span.span.label, default: Spans()].full += isFull ? 1 : 0
      if rules.skipped.contains(span.span.label) { continue }
      required += counted.count
      covered += hit
      spans += 1
      full += isFull ? 1 : 0
      if !isFull { leaking = 1 }
      documents = 1
    }
    for offset in scalars.indices where !owned[offset] && scalars[offset].isCounted {
      free += 1
      falseMasked += mask[offset] ? 1 : 0
    }
  }

  /// The offsets of the letters and digits of a range.
  private static func counted(
    _ range: Range<Int>, _ scalars: [Unicode.Scalar], ignoringTitles: Bool
  ) -> [Int] {
    let all = range.filter { scalars[$0].isCounted }
    guard ignoringTitles else { return all }
    var dropped: Set<Int> = []
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start
      while end < range.upperBound, scalars[end].isCounted || scalars[end] == "_" { end += 1 }
      var word = String.UnicodeScalarView()
      word.append(contentsOf: scalars[start..<end])
      if titles.contains(String(word).lowercased()) { dropped.formUnion(start..<end) }
      start = max(end, start + 1)
    }
    return all.filter { !dropped.contains($0) }
  }

  private static let titles: Set<String> = ["dr", "mr", "mrs", "ms", "miss", "prof"]

  private static func wordCount(_ scalars: [Unicode.Scalar]) -> Int {
    var count = 0
    var isInside = false
    for scalar in scalars {
      let isSpace = scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
      if !isSpace && !isInside { count += 1 }
      isInside = !isSpace
    }
    return count
  }
}

extension Unicode.Scalar {
  /// Whether the scorers count a character: a letter, a digit, or another sign with a value.
  fileprivate var isCounted: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: properties.numericType != nil
    }
  }
}
