import Text

/// Looks at a corpus as a model will: what spaCy's `debug data` tells of entities, and what it leaves out
/// (documents in two parts, one wording under two labels, outliers).
public struct DataCheck {
  /// Labels with fewer spans for training than this are hardly learnt.
  public static let fewSpans = 50
  /// Fewer documents for training than this are hardly enough.
  public static let fewDocuments = 100
  /// How many places a finding names.
  static let placeLimit = 5

  var report = DataReport()
  /// For each text, by its bytes, where it was seen first.
  private var texts: [Int: (place: DataReport.Finding.Place, partIndex: Int)] = [:]
  /// For each wording in lower case, how often it has each label, and where first.
  private(set) var wordings: [String: [Label: (count: Int, place: DataReport.Finding.Place)]] = [:]
  private(set) var lengths: [(tokens: Int, place: DataReport.Finding.Place)] = []
  private(set) var spanLengths: [(tokens: Int, place: DataReport.Finding.Place)] = []
  private(set) var tallies: [Issue: (count: Int, places: [DataReport.Finding.Place])] = [:]

  /// What can be wrong with one document or span.
  enum Issue: CaseIterable {
    case cutsTokens, outerWhiteSpace, outerPunctuation, crossesSentences, overlapping
    case repeatedInPart, repeatedAcrossParts
  }

  private init() {}

  /// Checks the parts of a corpus, `train` first where there is one.
  ///
  /// - Parameter progress: called with the number of documents done.
  /// - Throws: `CorpusError` when a part cannot be read.
  public static func run(
    _ parts: [(name: String, path: String)], reader: CorpusReader = CorpusReader(),
    progress: (_ done: Int) -> Void = { _ in }
  ) throws(CorpusError) -> DataReport {
    var check = DataCheck()
    var done = 0
    for (index, part) in parts.enumerated() {
      check.report.parts.append(DataReport.Part(name: part.name, path: part.path))
      var diagnostics: [Diagnostic] = []
      let format = try reader.forEach(part.path, diagnostics: { diagnostics.append($0) }) {
        (record) throws(CorpusError) in
        check.take(record, partIndex: index)
        done += 1
        progress(done)
      }
      check.report.parts[index].format = format
      check.report.diagnostics += diagnostics
    }
    check.conclude()
    return check.report
  }

  private mutating func tally(_ issue: Issue, _ place: DataReport.Finding.Place) {
    var tally = tallies[issue] ?? (0, [])
    tally.count += 1
    if tally.places.count < Self.placeLimit { tally.places.append(place) }
    tallies[issue] = tally
  }

  private mutating func take(_ record: Record, partIndex: Int) {
    let example = record.example
    let document = example.document
    let name = report.parts[partIndex].name
    func place(_ range: Range<Int>? = nil) -> DataReport.Finding.Place {
      DataReport.Finding.Place(part: name, document: record.id, range: range)
    }
    report.parts[partIndex].documentCount += 1
    report.parts[partIndex].characterCount += document.text.count
    report.parts[partIndex].tokenCount += document.tokens.count
    report.parts[partIndex].longestDocument = max(
      report.parts[partIndex].longestDocument, document.tokens.count)
    if document.tokens.isEmpty {
      report.parts[partIndex].emptyCount += 1
    } else if example.spans.isEmpty {
      report.parts[partIndex].spanlessCount += 1
    }
    for range in example.unannotated {
      report.parts[partIndex].unannotatedTokenCount +=
        document.tokenRange(touching: range)?.count ?? 0
    }
    lengths.append((document.tokens.count, place()))
    for span in record.aside { tally(.overlapping, place(span.range)) }
    let starts = Set(example.sentenceStarts)
    for span in example.spans {
      report.parts[partIndex].spanCounts[span.label, default: 0] += 1
      take(span, of: document, starts: starts, partIndex: partIndex, at: place(span.range))
    }
    if document.text.count > 0 { compare(document, partIndex: partIndex, at: place()) }
  }

  private mutating func take(
    _ span: Span, of document: Document, starts: Set<Int>, partIndex: Int,
    at place: DataReport.Finding.Place
  ) {
    guard let tokens = document.tokenRange(touching: span.range) else { return }
    report.parts[partIndex].spanTokenCounts[span.label, default: 0] += tokens.count
    spanLengths.append((tokens.count, place))
    if tokens.dropFirst().contains(where: starts.contains) { tally(.crossesSentences, place) }
    let edges = [document.text[span.start], document.text[span.end - 1]]
    if edges.contains(where: \.isPythonSpace) {
      tally(.outerWhiteSpace, place)
    } else if document.range(ofTokens: tokens) != span.range {
      tally(.cutsTokens, place)
    } else if edges.contains(where: { ",;:.!?".unicodeScalars.contains($0) }) {
      tally(.outerPunctuation, place)
    }
    let wording = document.text(of: span).lowercased()
    var labels = wordings[wording] ?? [:]
    labels[span.label] = ((labels[span.label]?.count ?? 0) + 1, labels[span.label]?.place ?? place)
    wordings[wording] = labels
  }

  private mutating func compare(
    _ document: Document, partIndex: Int, at place: DataReport.Finding.Place
  ) {
    var hasher = Hasher()
    hasher.combine(document.text)
    let key = hasher.finalize()
    guard let first = texts[key] else {
      texts[key] = (place, partIndex)
      return
    }
    tally(first.partIndex == partIndex ? .repeatedInPart : .repeatedAcrossParts, place)
  }
}
