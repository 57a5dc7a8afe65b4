internal import Text

/// How often gold's labels (down) meet the model's (across), pair by pair; `none` where one of them has no span.
/// Enter on a cell lists what is in it.
struct ConfusionPopup {
  private let state: AppState
  private let row: Int
  private let column: Int
  /// The labels, and nil for none.
  let labels: [Label?]
  let box: ListBox

  init(_ state: AppState, row: Int, column: Int) {
    self.state = state
    labels = Self.labels(state)
    self.row = row
    self.column = column
    box = ListBox(
      title: "\(state.comparison.names.gold) down, \(state.comparison.names.model) across",
      rows: labels.count + 1,
      width: 14 + labels.count * 7, list: ListState(top: 0, selection: row + 1), screen: state.size)
  }

  static func labels(_ state: AppState) -> [Label?] {
    state.labels.labels.prefix(10).map { Optional($0) } + [nil]
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    box.draw(on: &canvas, theme: theme)
    let counts = state.comparison.all?.confusion ?? [:]
    let agreed = state.comparison.all?.agreed ?? [:]
    let x0 = box.columns.lowerBound
    for line in box.shown {
      let y = box.y(of: line)
      for (index, label) in labels.enumerated() {
        let x = x0 + 11 + index * 7
        guard x + 6 <= box.columns.upperBound else { break }
        if line == 0 {
          canvas.put(name(label, 6).aligned(toCells: 6), x: x, y: y, style: style(label))
          continue
        }
        let gold = labels[line - 1]
        let isDiagonal = gold == label && gold != nil
        let count =
          isDiagonal ? gold.flatMap { agreed[$0] } ?? 0 : counts[[gold, label]] ?? 0
        // Errors of edges alone have the label right.
        let boundary = isDiagonal ? counts[[gold, label]] ?? 0 : 0
        let text = gold == nil && label == nil ? "-" : Format.count(count + boundary)
        let role: Role = isDiagonal ? .good : count == 0 ? .faint : .text
        canvas.put(text.aligned(toCells: 6), x: x, y: y, style: theme.style(role))
        if line - 1 == row, index == column {
          canvas.restyle(
            Rect(x: x, y: y, width: 6, height: 1), with: theme.style(.focus))
          canvas.cursor = Point(x: x + 5, y: y)
        }
      }
      if line > 0 {
        canvas.put(name(labels[line - 1], 10), x: x0, y: y, style: style(labels[line - 1]))
      }
    }
  }

  private func name(_ label: Label?, _ width: Int) -> String {
    (label?.rawValue ?? "none").truncated(toCells: width)
  }

  private func style(_ label: Label?) -> Style {
    label.map { state.theme.style(.label(state.labels.slot(of: $0))) }
      ?? state.theme.style(.faint)
  }
}

extension AppState {
  /// A command while the matrix is open.
  mutating func performInConfusion(_ command: Command, _ row: Int, _ column: Int) -> [Effect] {
    let labels = ConfusionPopup.labels(self)
    let last = labels.count - 1
    switch command {
    case .lineDown: popup = .confusion(row: min(last, row + 1), column: column)
    case .lineUp: popup = .confusion(row: max(0, row - 1), column: column)
    case .moveRight: popup = .confusion(row: row, column: min(last, column + 1))
    case .moveLeft: popup = .confusion(row: row, column: max(0, column - 1))
    case .open:
      popup = nil
      return showCell(gold: labels[min(row, last)], predicted: labels[min(column, last)])
    case .back: popup = nil
    default: break
    }
    return []
  }
}
