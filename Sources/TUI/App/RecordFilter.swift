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

extension AppState {
  /// Whether a record fulfils a filter.
  func matches(_ index: Int, _ filter: RecordFilter) -> Bool {
    filter.terms.allSatisfy { matches(index, $0.question) != $0.isNegated }
  }

  private func matches(_ index: Int, _ question: RecordFilter.Question) -> Bool {
    let entry = entries[index]
    switch question {
    case .label(let label): return entry.counts?[label] ?? 0 > 0
    case .status(let status): return matches(index, status)
    case .error(let kind):
      return entry.pairs(threshold: threshold).contains { pair in
        ErrorKind(pair.outcome).map { kind == nil || $0 == kind } ?? false
      }
    case .below(let bound):
      return entry.lowest.map { $0 * 100 < Float(bound) } ?? false
    case .above(let bound):
      return entry.lowest.map { $0 * 100 > Float(bound) } ?? false
    case .flagged: return annotating?.facts(index).isFlagged ?? false
    case .commented: return !(annotating?.facts(index).comment.isEmpty ?? true)
    case .words(let words):
      guard let document = entry.document else { return false }
      return !document.text.ranges(of: words).isEmpty
        || !ScalarText(document.id).ranges(of: words).isEmpty
    case .pattern(let pattern):
      guard let document = entry.document else { return false }
      return document.text.string.contains(pattern.regex)
    }
  }

  private func matches(_ index: Int, _ status: RecordFilter.Status) -> Bool {
    guard let annotating else { return false }
    let isBegun = (annotating.record(index)?.decisions ?? 0) > 0
    let answer = annotating.facts(index).answer
    switch status {
    case .todo: return answer == nil
    case .begun: return answer == nil && isBegun
    case .done: return answer != nil
    case .accept: return answer == .accept
    case .reject: return answer == .reject
    case .ignore: return answer == .ignore
    }
  }

  /// Shows the records that a filter lets through; all of them where it asks nothing.
  mutating func setFilter(_ query: String) -> [Effect] {
    do throws(RecordFilter.Problem) {
      let filter = try RecordFilter(query)
      if filter.terms.isEmpty {
        self.filter = nil
        filtered = nil
        sortRecords()
        return []
      }
      self.filter = filter
      return [.filterRecords(filter)]
    } catch {
      message = Message(text: "filter: \(error)", isWarning: true)
      return []
    }
  }

  /// The row of an entry in the list; where a filter leaves it out, the filter goes.
  mutating func row(of index: Int) -> Int {
    if let row = order.firstIndex(of: index) { return row }
    filter = nil
    filtered = nil
    sortRecords()
    return order.firstIndex(of: index) ?? 0
  }
}

extension Entry {
  /// The least sure of the predictions, 0…1.
  var lowest: Float? { annotations?.compactMap(\.confidence).min() }

  /// Gold held against the predictions from a threshold in hundredths; none where either is unknown.
  func pairs(threshold: Int) -> [SpanPair] {
    guard let gold, let annotations else { return [] }
    let kept = annotations.filter { annotation in
      annotation.confidence.map { $0 * 100 >= Float(threshold) } ?? true
    }
    return SpanPair.pairs(gold: gold, predicted: kept.map(\.span))
  }
}
