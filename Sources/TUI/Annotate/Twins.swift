internal import Journal
internal import Text

/// Other places with the same text as a span, about to be given its label.
struct Twins: Equatable, Sendable {
  var label: Label
  var ranges: [Range<Int>]
  /// Which of them are chosen, by place.
  var isChosen: [Bool]

  var chosen: [Range<Int>] { zip(ranges, isChosen).filter(\.1).map(\.0) }
}

extension AppState {
  /// Shows where the same text stands, to be labelled alike.
  mutating func previewSame() {
    guard let open = annotating?.open, let document = openEntry?.document else { return }
    let label = open.selection == nil ? open.focused?.span.label : open.lastLabel
    guard let range = open.selection ?? open.focused?.span.range, let label else {
      message = Message(text: Refusal.noSpan.description, isWarning: true)
      return
    }
    let ranges = open.twins(of: range, as: label, in: document.text)
    if ranges.allSatisfy({ $0 == range }) {
      message = Message(text: Refusal.noTwin.description, isWarning: true)
      return
    }
    popup = .twins(
      Twins(label: label, ranges: ranges, isChosen: ranges.map { _ in true }), ListState())
  }

  mutating func chooseTwin(_ row: Int) {
    guard case .twins(var twins, var list) = popup, twins.isChosen.indices.contains(row) else {
      return
    }
    twins.isChosen[row].toggle()
    list.selection = row
    popup = .twins(twins, list)
  }

  /// Labels what was chosen: one decision, and one undo.
  mutating func labelTwins(_ twins: Twins) -> [Effect] {
    popup = nil
    guard !twins.chosen.isEmpty else {
      message = Message(text: "no line was chosen", isWarning: true)
      return []
    }
    return act(.labelAll(twins.chosen, twins.label))
  }
}

extension AnnotateState {
  /// The places with the same text, in whole tokens, that are free, or stand exactly there and have another
  /// label or are undecided. The range itself is one of them where it is not labelled yet.
  func twins(of range: Range<Int>, as label: Label, in text: ScalarText) -> [Range<Int>] {
    let words = Array(text.utf8[text.byteRange(range)])
    let starts = Set(units.tokens.map(\.lowerBound))
    let ends = Set(units.tokens.map(\.upperBound))
    let isWhole = starts.contains(range.lowerBound) && ends.contains(range.upperBound)
    return text.exactRanges(of: words).filter { place in
      if isWhole, !starts.contains(place.lowerBound) || !ends.contains(place.upperBound) {
        return false
      }
      guard units.isBorder(place.lowerBound), units.isBorder(place.upperBound) else { return false }
      let others = draft.live(in: place)
      guard let other = others.first else { return true }
      return others.count == 1 && other.span.range == place
        && (other.span.label != label || other.decision == .predicted)
    }
  }
}

/// The labels that match what is typed, or the places with the same text: lists over the record.
struct PickerPopup {
  private let state: AppState
  private let query: String
  private let labels: [Int]
  let box: ListBox

  init(_ state: AppState, _ query: String, _ list: ListState) {
    self.state = state
    self.query = query
    labels = Self.labels(state, query)
    box = ListBox(
      title: "label: \(query)", rows: labels.count, width: 44, list: list, screen: state.size)
  }

  /// The places in the legend of the labels that match, best first; all of them where nothing is typed.
  static func labels(_ state: AppState, _ query: String) -> [Int] {
    state.labels.labels.enumerated()
      .compactMap { index, label in
        FuzzyMatch.score(query, in: label.rawValue).map { (score: $0, index: index) }
      }
      .sorted { ($1.score, $0.index) < ($0.score, $1.index) }
      .map(\.index)
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    box.draw(on: &canvas, theme: theme)
    for row in box.shown {
      let label = state.labels.labels[labels[row]]
      let y = box.y(of: row)
      let digit = LabelTable.digit(at: labels[row]).map(String.init) ?? " "
      let x = canvas.put(digit, x: box.columns.lowerBound, y: y, style: theme.style(.key))
      canvas.put(
        "\(state.labels.letter(of: label)) \(label)", x: x + 2, y: y,
        style: theme.style(.label(state.labels.slot(of: label))), limit: box.columns.upperBound)
    }
    if labels.isEmpty {
      canvas.put(
        "no label matches", x: box.columns.lowerBound, y: box.frame.y + 1,
        style: theme.style(.faint), limit: box.columns.upperBound)
    }
    box.drawSelection(on: &canvas, theme: theme)
    canvas.cursor = Point(x: box.frame.x + 3 + "label: \(query)".cellWidth, y: box.frame.y)
    canvas.showsCursor = true
  }
}

/// The places with the same text, a line of context each.
struct TwinsPopup {
  private let state: AppState
  private let twins: Twins
  let box: ListBox

  init(_ state: AppState, _ twins: Twins, _ list: ListState) {
    self.state = state
    self.twins = twins
    box = ListBox(
      title: "label \(twins.chosen.count) of \(twins.ranges.count) places \(twins.label)",
      rows: twins.ranges.count, width: 72, list: list, screen: state.size)
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    box.draw(on: &canvas, theme: theme)
    guard let note = state.note, let layout = note.layout else { return }
    let context = 26
    for row in box.shown {
      let range = twins.ranges[row]
      let y = box.y(of: row)
      let end = box.columns.upperBound
      let line = "\(layout.rows[layout.row(at: range.lowerBound)].line + 1)".aligned(toCells: 4)
      var x = canvas.put(
        twins.isChosen[row] ? "[x] " : "[ ] ", x: box.columns.lowerBound, y: y,
        style: theme.style(.text))
      x = canvas.put(line + "  ", x: x, y: y, style: theme.style(.faint))
      let before = max(0, range.lowerBound - context)..<range.lowerBound
      let after = range.upperBound..<min(note.text.count, range.upperBound + context)
      let style = theme.style(.label(state.labels.slot(of: twins.label))).adding(.bold)
      for (part, style) in [
        (before, theme.style(.faint)), (range, style), (after, theme.style(.faint)),
      ] {
        let text = note.text[part].map { $0.isWhitespace ? " " : String($0) }.joined()
        x = canvas.put(text, x: x, y: y, style: style, limit: end)
      }
    }
    box.drawSelection(on: &canvas, theme: theme)
  }
}
