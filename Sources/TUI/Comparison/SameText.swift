internal import Text

/// One place of a text that is labelled in two ways or more: `EKG`, a test here and a problem there.
struct SameText: Hashable, Sendable {
  /// On one line, as it may be shown.
  var text: String
  var entry: Int
  var span: Span
  /// How many places of the text have this label, and how many have any.
  var count: Int
  var total: Int
}

extension SameText {
  /// The places of every text that has two labels, the rarer label of each first: it is likelier wrong.
  ///
  /// Spans that overlap a mask are left out: two names of one shape are not one text.
  /// - Returns: nil where it was told to stop.
  static func places(in entries: EntryTable, isStale: () -> Bool) -> [SameText]? {
    var places: [String: [SameText]] = [:]
    for index in entries.indices {
      if index & 0xFF == 0, isStale() { return nil }
      let entry = entries[index]
      guard let text = entry.text else { continue }
      for span in entry.gold ?? (entry.annotations ?? []).map(\.span) {
        if text.isHidden(span.range) { continue }
        let shown = entry.shownText(span.range)
        places[shown.lowercased(), default: []].append(
          SameText(text: shown, entry: index, span: span, count: 0, total: 0))
      }
    }
    var groups: [[SameText]] = []
    for var group in places.values {
      let counts = AppState.counts(group.lazy.map(\.span.label))
      guard counts.count > 1 else { continue }
      for place in group.indices {
        group[place].count = counts[group[place].span.label] ?? 0
        group[place].total = group.count
      }
      group.sort {
        ($0.count, $0.span.label.rawValue, $0.entry, $0.span.start)
          < ($1.count, $1.span.label.rawValue, $1.entry, $1.span.start)
      }
      groups.append(group)
    }
    // The texts that occur most are worth most.
    return groups.sorted {
      ($1.count, $0[0].text.lowercased()) < ($0.count, $1[0].text.lowercased())
    }.flatMap { $0 }
  }
}

extension ShownText {
  /// Whether a part of a range is masked.
  fileprivate func isHidden(_ range: Range<Int>) -> Bool {
    masks.contains { $0.standing.isHidden && $0.range.overlaps(range) }
  }
}
