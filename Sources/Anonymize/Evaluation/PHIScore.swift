import Text

/// How well PHI was masked: the safety numbers, and what they cost.
public struct PHIScore: Hashable, Sendable {
  /// The rates, in the order in which they are told.
  public enum Rate: String, CaseIterable, Hashable, Sendable {
    /// Share of the characters to be masked that were.
    case characterRecall = "char_recall"
    /// Share of the masked characters that were to be.
    case characterPrecision = "char_precision"
    /// Share of spans covered whole.
    case spanRecall = "span_recall"
    /// Share of documents with PHI in which a character of it stands.
    case documentsLeaking = "docs_leaking"
    /// Spans not covered whole, in 100,000 words.
    case missesPer100kWords = "misses_per_100k_words"
    /// Share of traps touched.
    case trapsMasked = "traps_masked"
    /// Share of all other characters that were masked.
    case nonPHIMasked = "non_phi_masked"

    /// The rate of some counts; nil where there is nothing to divide by.
    public func of(_ counts: PHICounts) -> Double? {
      func ratio(_ part: Int, _ whole: Int, times factor: Int = 1) -> Double? {
        whole > 0 ? Double(factor * part) / Double(whole) : nil
      }
      return switch self {
      case .characterRecall: ratio(counts.covered, counts.required)
      case .characterPrecision: ratio(counts.covered, counts.covered + counts.falseMasked)
      case .spanRecall: ratio(counts.full, counts.spans)
      case .documentsLeaking: ratio(counts.leaking, counts.documents)
      case .missesPer100kWords:
        ratio(counts.spans - counts.full, counts.words, times: 100_000)
      case .trapsMasked: ratio(counts.touched, counts.traps)
      case .nonPHIMasked: ratio(counts.falseMasked, counts.free)
      }
    }
  }

  /// The counts of each document.
  public let rows: [PHICounts]
  /// Their sum.
  public let total: PHICounts

  /// The score of some documents' counts.
  public init(_ rows: [PHICounts]) {
    self.rows = rows
    total = rows.reduce(into: PHICounts()) { $0 += $1 }
  }

  /// A rate over all documents.
  public subscript(_ rate: Rate) -> Double? { rate.of(total) }

  /// The bounds that hold a rate in 95 % of draws of as many documents (percentile bootstrap); the draws are
  /// those of Python's `random.Random(seed).choices`.
  public func intervals(samples: Int = 2000, seed: UInt64 = 1) -> [Rate: ClosedRange<Double>] {
    guard !rows.isEmpty else { return [:] }
    var random = PythonRandom(seed: seed)
    var draws: [Rate: [Double]] = [:]
    for _ in 0..<samples {
      var sum = PHICounts()
      for index in random.choices(below: rows.count, count: rows.count) {
        sum.add(plain: rows[index])
      }
      for rate in Rate.allCases {
        if let value = rate.of(sum) { draws[rate, default: []].append(value) }
      }
    }
    return draws.mapValues { values in
      let sorted = values.sorted()
      let last = Double(sorted.count - 1)
      return sorted[Int((last * 0.025).rounded(.down))]...sorted[Int((last * 0.975).rounded(.up))]
    }
  }
}
