import Text

extension DataCheck {
  /// Turns what was counted into findings with advice.
  mutating func conclude() {
    findLabels()
    findDocuments()
    for issue in Issue.allCases {
      guard let (count, places) = tallies[issue] else { continue }
      let (severity, message, advice) = Self.words(for: issue, count)
      add(severity, message, advice, count: count, places: places)
    }
    findAmbiguousWordings()
    findOutliers()
    let losses = report.diagnostics.filter(\.problem.isLoss)
    if !losses.isEmpty {
      add(
        .error, "\(counted(losses.count, "thing")) in the files could not be read",
        "see the list by file and line, and mend the files", count: losses.count)
    }
    report.findings.sort { $0.severity > $1.severity }
  }

  private mutating func add(
    _ severity: DataReport.Finding.Severity, _ message: String, _ advice: String, count: Int,
    places: [DataReport.Finding.Place] = []
  ) {
    report.findings.append(
      DataReport.Finding(
        severity: severity, message: message, advice: advice, count: count,
        places: Array(places.prefix(Self.placeLimit))))
  }

  private mutating func findLabels() {
    guard let train = report.parts.first else { return }
    for (label, count) in train.spanCounts.sorted(by: { $0.key < $1.key })
    where count < Self.fewSpans {
      add(
        .warning, "label \(label) has only \(counted(count, "span")) in \(train.name)",
        "annotate more of it, or merge it with another label", count: count)
    }
    for part in report.parts.dropFirst() {
      for label in part.spanCounts.keys.sorted() where train.spanCounts[label] == nil {
        add(
          .error, "label \(label) is in \(part.name) and never in \(train.name)",
          "a model cannot learn it: check the spelling, or split the corpus anew",
          count: part.spanCounts[label] ?? 0)
      }
      for label in train.spanCounts.keys.sorted() where part.spanCounts[label] == nil {
        add(
          .warning, "label \(label) is never in \(part.name)",
          "its score there will be empty: split the corpus anew", count: 0)
      }
    }
    let counts = train.spanCounts.values.sorted()
    if let least = counts.first, let most = counts.last, most > 50 * least {
      add(
        .warning, "the commonest label in \(train.name) is \(most / least) times the rarest",
        "look at scores by label: the overall score will hide the rare one", count: most / least)
    }
  }

  private mutating func findDocuments() {
    for part in report.parts {
      if part.documentCount == 0 {
        add(.error, "\(part.name) has no documents", "check the path", count: 0)
      } else if part.spanCount == 0 {
        add(
          .error, "\(part.name) has no spans", "there is nothing to learn or to score", count: 0)
      }
      if part.emptyCount > 0 {
        add(
          .note, "\(counted(part.emptyCount, "document")) in \(part.name) without text",
          "they are skipped", count: part.emptyCount)
      }
      if part.unannotatedTokenCount > 0 {
        let share = 100 * part.unannotatedTokenCount / max(1, part.tokenCount)
        add(
          .note,
          "\(counted(part.unannotatedTokenCount, "token")) (\(share) %) in \(part.name) not annotated",
          "they are neither learnt nor scored; predictions there cost nothing",
          count: part.unannotatedTokenCount)
      }
    }
    if let train = report.parts.first, train.documentCount > 0,
      train.documentCount < Self.fewDocuments
    {
      add(
        .warning, "only \(counted(train.documentCount, "document")) in \(train.name)",
        "scores will vary with the seed: train several times, or annotate more",
        count: train.documentCount)
    }
  }

  private static func words(
    for issue: Issue, _ count: Int
  ) -> (DataReport.Finding.Severity, message: String, advice: String) {
    let spans = counted(count, "span")
    let documents = counted(count, "document")
    switch issue {
    case .cutsTokens:
      return (
        .warning, "\(spans) with a bound inside a token",
        "they are widened to whole tokens; move their bounds if that is wrong"
      )
    case .outerWhiteSpace:
      return (
        .error, "\(spans) with white space at an edge", "trim them: no model can predict them"
      )
    case .outerPunctuation:
      return (
        .note, "\(spans) with punctuation at an edge",
        "keep to one habit: half of them with and half without costs score"
      )
    case .crossesSentences:
      return (
        .warning, "\(spans) across a sentence's end",
        "a model that reads sentences cannot predict them"
      )
    case .overlapping:
      return (
        .warning, "\(spans) overlapping longer ones, or not accepted",
        "only the longer ones are learnt"
      )
    case .repeatedInPart:
      return (
        .warning, "\(documents) twice in one part", "take the copies out: they count double"
      )
    case .repeatedAcrossParts:
      return (
        .error, "\(documents) in two parts",
        "take them out of one: what was trained on scores too well"
      )
    }
  }

  /// Wordings that are one label here and another there, the rarer label often enough not to be a slip
  /// nor to be the context's doing alone.
  private mutating func findAmbiguousWordings() {
    var places: [(count: Int, place: DataReport.Finding.Place)] = []
    for labels in wordings.values where labels.count > 1 {
      let sorted = labels.values.sorted { $0.count > $1.count }
      places += sorted.dropFirst().map { ($0.count, $0.place) }
    }
    guard !places.isEmpty else { return }
    places.sort { ($0.count, $1.place.description) > ($1.count, $0.place.description) }
    add(
      .note, "\(counted(places.count, "wording")) with more than one label",
      "look at these places: where the context does not explain it, it is a slip",
      count: places.count, places: places.map(\.place))
  }

  private mutating func findOutliers() {
    if let (limit, places) = Self.outliers(lengths, least: 200) {
      add(
        .note, "\(counted(places.count, "document")) longer than \(limit) tokens",
        "raise the reader's max_length, or they are cut at sentences; check for notes run together",
        count: places.count, places: places)
    }
    if let (limit, places) = Self.outliers(spanLengths, least: 10) {
      add(
        .note, "\(counted(places.count, "span")) longer than \(limit) tokens",
        "check for a bound set by mistake", count: places.count, places: places)
    }
  }

  /// What is far above the rest: by more than three times the spread between the quartiles above the
  /// upper one (Tukey, 1977), and at least `least`.
  static func outliers(
    _ values: [(tokens: Int, place: DataReport.Finding.Place)], least: Int
  ) -> (limit: Int, places: [DataReport.Finding.Place])? {
    guard values.count >= 8 else { return nil }
    let sorted = values.map(\.tokens).sorted()
    let (lower, upper) = (sorted[sorted.count / 4], sorted[3 * sorted.count / 4])
    let limit = max(least, upper + 3 * (upper - lower))
    let far = values.filter { $0.tokens > limit }.sorted { $0.tokens > $1.tokens }
    return far.isEmpty ? nil : (limit, far.map(\.place))
  }
}

/// `1 span`, `2 spans`.
private func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
