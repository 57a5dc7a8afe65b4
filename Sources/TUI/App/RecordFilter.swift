internal import Journal
internal import Text

/// Which records the list shows: `label:problem status:todo err:BND p<.6 /regex/ word`. Every term must hold; `!`
/// before one turns it round.
struct RecordFilter: Equatable, Sendable {
  /// What is asked of a record.
  enum Question: Equatable, Sendable {
    case label(Label)
    case status(Status)
    /// An error of a kind; nil for any.
    case error(ErrorKind?)
    /// The lowest confidence of its predictions, in hundredths.
    case below(Int)
    case above(Int)
    case flagged
    case commented
    /// Stands in the id or the text, as shown.
    case words(String)
    case pattern(Pattern)
  }

  /// A regular expression, equal where its source is.
  struct Pattern: Equatable, @unchecked Sendable {
    let source: String
    // A compiled expression is never changed, though its type does not say so.
    let regex: Regex<AnyRegexOutput>

    static func == (left: Pattern, right: Pattern) -> Bool { left.source == right.source }
  }

  enum Status: String, CaseIterable, Sendable {
    case todo, begun, done, accept, reject, ignore
  }

  struct Term: Equatable, Sendable {
    var question: Question
    var isNegated: Bool
  }

  let query: String
  let terms: [Term]

  /// - Throws: `Problem` for a term that cannot be meant so.
  init(_ query: String) throws(Problem) {
    self.query = query
    var terms: [Term] = []
    for part in Self.parts(query) {
      let isNegated = part.hasPrefix("!") && part.count > 1
      let text = isNegated ? part.dropFirst() : part[...]
      terms.append(Term(question: try Self.question(text), isNegated: isNegated))
    }
    self.terms = terms
  }

  /// Divided by spaces, but not within slashes.
  private static func parts(_ query: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var isPattern = false
    for character in query {
      if character == "/", isPattern || part.isEmpty || part == "!" { isPattern.toggle() }
      if character.isWhitespace, !isPattern {
        if !part.isEmpty { parts.append(part) }
        part = ""
      } else {
        part.append(character)
      }
    }
    return part.isEmpty ? parts : parts + [part]
  }

  private static func question(_ text: Substring) throws(Problem) -> Question {
    if text.hasPrefix("/") {
      let source = String(
        text.dropFirst().hasSuffix("/") ? text.dropFirst().dropLast() : text.dropFirst())
      guard let regex = try? Regex(source) else { throw .badPattern(source) }
      return .pattern(Pattern(source: source, regex: regex))
    }
    if text.hasPrefix("p<"), let bound = hundredths(text.dropFirst(2)) { return .below(bound) }
    if text.hasPrefix("p>"), let bound = hundredths(text.dropFirst(2)) { return .above(bound) }
    if text == "flag" || text == "flagged" { return .flagged }
    if text == "comment" || text == "commented" { return .commented }
    guard let colon = text.firstIndex(of: ":") else { return .words(String(text)) }
    let value = text[text.index(after: colon)...]
    switch text[..<colon].lowercased() {
    case "label": return .label(Label(String(value)))
    case "status":
      guard let status = Status(rawValue: value.lowercased()) else {
        throw .badValue("status", Status.allCases.map(\.rawValue))
      }
      return .status(status)
    case "err":
      if value.lowercased() == "any" { return .error(nil) }
      guard let kind = ErrorKind(rawValue: value.uppercased()) else {
        throw .badValue("err", ErrorKind.allCases.map(\.rawValue) + ["any"])
      }
      return .error(kind)
    default: return .words(String(text))
    }
  }

  private static func hundredths(_ text: Substring) -> Int? {
    Double(text.hasPrefix(".") ? "0" + text : String(text)).flatMap { value in
      (0...1).contains(value) ? Int((value * 100).rounded()) : nil
    }
  }

  /// A term that cannot be meant so.
  enum Problem: Error, Equatable, CustomStringConvertible {
    case badValue(String, [String])
    case badPattern(String)

    var description: String {
      switch self {
      case .badValue(let key, let values): "\(key): one of \(values.joined(separator: ", "))"
      case .badPattern: "that is no regular expression"
      }
    }
  }
}

/// How gold and a prediction differ, as error lists abbreviate it.
enum ErrorKind: String, CaseIterable, Sendable {
  case boundary = "BND"
  case type = "TYP"
  case both = "B+T"
  case missed = "MIS"
  case spurious = "SPU"

  init?(_ outcome: Outcome) {
    switch outcome {
    case .correct: return nil
    case .boundary: self = .boundary
    case .type: self = .type
    case .boundaryAndType: self = .both
    case .missed: self = .missed
    case .spurious: self = .spurious
    }
  }
}

extension RecordFilter {
  /// Whether a record fulfils every term.
  ///
  /// - Parameter thresholds: predictions less probable count as not made.
  func admits(_ entry: Entry, _ thresholds: Thresholds) -> Bool {
    terms.allSatisfy { Self.admits(entry, $0.question, thresholds) != $0.isNegated }
  }

  private static func admits(
    _ entry: Entry, _ question: Question, _ thresholds: Thresholds
  ) -> Bool {
    switch question {
    case .label(let label): return entry.counts?[label] ?? 0 > 0
    case .status(let status): return entry.work.map { admits($0, status) } ?? false
    case .error(let kind):
      return entry.pairs(thresholds).contains { pair in
        ErrorKind(pair.outcome).map { kind == nil || $0 == kind } ?? false
      }
    case .below(let bound):
      return entry.lowest.map { $0 * 100 < Float(bound) } ?? false
    case .above(let bound):
      return entry.lowest.map { $0 * 100 > Float(bound) } ?? false
    case .flagged: return entry.work?.isFlagged ?? false
    case .commented: return entry.work?.hasComment ?? false
    case .words(let words): return entry.document?.holds(words) ?? false
    case .pattern(let pattern):
      return entry.document?.text.string.contains(pattern.regex) ?? false
    }
  }

  private static func admits(_ work: Work, _ status: Status) -> Bool {
    switch status {
    case .todo: work.answer == nil
    case .begun: work.answer == nil && work.decisions > 0
    case .done: work.answer != nil
    case .accept: work.answer == .accept
    case .reject: work.answer == .reject
    case .ignore: work.answer == .ignore
    }
  }
}

extension AppState {
  /// Shows the records that a filter lets through; all of them where it asks nothing.
  mutating func setFilter(_ query: String) -> [Effect] {
    do throws(RecordFilter.Problem) {
      let filter = try RecordFilter(query)
      return arrange { $0.filter = filter.terms.isEmpty ? nil : filter }
    } catch {
      message = Message(text: "filter: \(error)", isWarning: true)
      return []
    }
  }
}

extension Entry {
  /// The least sure of the predictions, 0…1.
  var lowest: Float? { annotations?.compactMap(\.confidence).min() }

  /// Gold held against the predictions that count; none where either is unknown.
  func pairs(_ thresholds: Thresholds) -> [SpanPair] {
    guard let gold, let annotations else { return [] }
    return SpanPair.pairs(gold: gold, predicted: thresholds.kept(annotations))
  }
}
