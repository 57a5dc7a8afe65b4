import Notation
import Text

/// Spans of one document as a format gives them, on their way to being gold spans: checked against the
/// text, freed of repeats, those that overlap longer ones set aside.
struct SpanIntake {
  /// The document's file, for diagnostics.
  let file: String
  /// The document's line in it.
  let line: Int?
  private var spans: [Span] = []
  private var details: [(place: Int, details: JSONObject)] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(file: String, line: Int?) {
    self.file = file
    self.line = line
  }

  mutating func report(_ problem: Diagnostic.Problem) {
    diagnostics.append(Diagnostic(file: file, line: line, problem))
  }

  /// Takes a span in, its bounds not yet checked.
  mutating func add(start: Int, end: Int, label: Label, details: JSONObject? = nil) {
    guard start >= 0, start <= end else {
      // Later than the text is known, so that the diagnostic can tell its length.
      outside.append((start, end))
      return
    }
    if let details, !details.members.isEmpty { self.details.append((spans.count, details)) }
    spans.append(Span(start..<end, label))
  }

  private var outside: [(start: Int, end: Int)] = []

  /// Checks all spans against a text and puts them into its record.
  mutating func finish(into record: inout Record) {
    let count = record.example.document.text.count
    for (start, end) in outside { report(.spanOutOfRange(start: start, end: end, count: count)) }
    var good: [Span] = []
    good.reserveCapacity(spans.count)
    for span in spans {
      if span.end > count {
        report(.spanOutOfRange(start: span.start, end: span.end, count: count))
      } else if span.range.isEmpty {
        report(.emptySpan(at: span.start))
      } else {
        good.append(span)
      }
    }
    for (place, details) in details { record.spanDetails[spans[place]] = details }
    if details.count > 0, good.count < spans.count {
      let kept = Set(good)
      record.spanDetails = record.spanDetails.filter { kept.contains($0.key) }
    }
    place(good, in: &record)
  }

  private mutating func place(_ spans: [Span], in record: inout Record) {
    let isOrdered = zip(spans, spans.dropFirst()).allSatisfy { $0.end <= $1.start }
    if isOrdered {
      record.example.spans = spans
      return
    }
    var distinct: [Span] = []
    for span in spans.sorted() {
      if span == distinct.last { report(.repeated(span.range)) } else { distinct.append(span) }
    }
    let (kept, dropped) = SpanFilter.longestFirst(distinct.map(\.range))
    record.example.spans = kept.map { distinct[$0] }
    record.aside = dropped.map { distinct[$0.index] }
    for (index, by) in dropped {
      report(.overlap(distinct[index].range, kept: distinct[by].range))
    }
  }
}
