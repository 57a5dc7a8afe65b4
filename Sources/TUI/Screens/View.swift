/// The screen: a function of the state, and of nothing else.
func view(_ state: AppState) -> Canvas {
  var canvas = Canvas(size: state.size)
  guard !state.isTooSmall else {
    drawTooSmall(state, on: &canvas)
    return canvas
  }
  switch state.screen {
  case .records: RecordsScreen(state).draw(on: &canvas)
  case .note, .annotate, .privacy: NoteScreen(state).draw(on: &canvas)
  case .compare: ComparisonScreen(state).draw(on: &canvas)
  case .model: ModelScreen(state).draw(on: &canvas)
  case .filters: FiltersScreen(state).draw(on: &canvas)
  case .log: LogScreen(state).draw(on: &canvas)
  }
  switch state.popup {
  case .help(let list, let context): HelpPopup(state, list, context).draw(on: &canvas)
  case .labels(let list): LabelsPopup(state, list).draw(on: &canvas)
  case .palette(let query, let list, let context):
    PalettePopup(state, query, list, context).draw(on: &canvas)
  case .picker(let query, let list): PickerPopup(state, query, list).draw(on: &canvas)
  case .twins(let twins, let list): TwinsPopup(state, twins, list).draw(on: &canvas)
  case .models(let list): ModelsPopup(state, list).draw(on: &canvas)
  case .confusion(let row, let column):
    ConfusionPopup(state, row: row, column: column).draw(on: &canvas)
  case nil: break
  }
  Footer(state).draw(on: &canvas)
  return canvas
}

/// What lies under the mouse.
enum Target: Equatable {
  /// A line of the footer or of help.
  case command(Command)
  /// A row of the list of records.
  case record(row: Int)
  /// A line of the screen of labels.
  case filterRow(Int)
  /// A row of the list of errors.
  case errorRow(Int)
  /// A span, by its place among the marks.
  case span(Int)
  case label(Int)
  /// A row of the open popup.
  case popupRow(Int)
  case list, text
  /// Outside the popup.
  case outside
}

/// What lies under a cell: the same geometry as `view`.
func target(at point: Point, in state: AppState) -> Target? {
  guard !state.isTooSmall else { return nil }
  if let command = Footer(state).command(at: point) { return .command(command) }
  switch state.popup {
  case .help(let list, let context):
    return HelpPopup(state, list, context).box.target(at: point)
  case .labels(let list): return LabelsPopup(state, list).box.target(at: point)
  case .palette(let query, let list, let context):
    return PalettePopup(state, query, list, context).target(at: point)
  case .picker(let query, let list): return PickerPopup(state, query, list).box.target(at: point)
  case .twins(let twins, let list): return TwinsPopup(state, twins, list).box.target(at: point)
  case .models(let list): return ModelsPopup(state, list).box.target(at: point)
  case .confusion(let row, let column):
    let box = ConfusionPopup(state, row: row, column: column).box
    return box.frame.contains(point) ? .list : .outside
  case nil: break
  }
  switch state.screen {
  case .records: return RecordsScreen(state).target(at: point)
  case .note, .annotate, .privacy: return NoteScreen(state).target(at: point)
  case .compare: return ComparisonScreen(state).target(at: point)
  case .model: return nil
  case .filters: return FiltersScreen(state).target(at: point)
  case .log: return .list
  }
}

/// One centred line, and the state kept: the window may grow again.
private func drawTooSmall(_ state: AppState, on canvas: inout Canvas) {
  let size = state.size
  let needed = AppState.smallest
  let texts = [
    "window too small (\(size.width)x\(size.height)), need \(needed.width)x\(needed.height)",
    "need \(needed.width)x\(needed.height)", "\(needed.width)x\(needed.height)", "…",
  ]
  guard let text = texts.first(where: { $0.cellWidth <= size.width }) else { return }
  let x = (size.width - text.cellWidth) / 2
  canvas.put(text, x: x, y: max(0, (size.height - 1) / 2), style: state.theme.style(.text))
}

/// A line on top: what is shown on the left, circumstances on the right.
struct TitleBar {
  var strong: String
  var facts: [String]
  var state: AppState

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    canvas.fill(Rect(x: 0, y: 0, width: canvas.size.width, height: 1), style: theme.style(.title))
    let model = state.modelName ?? "no model"
    let isRevealed = state.openEntry?.text?.isRevealed ?? false
    let masked = !state.isMasked ? "" : isRevealed && state.showsNote ? "REVEALED" : "MASKED"
    let saved = state.annotating.map {
      "  " + ($0.savedAt.map { "saved \($0)" } ?? "nothing decided")
    }
    let right = model + (masked.isEmpty ? "" : "  " + masked) + (saved ?? "") + " "
    let start = max(0, canvas.size.width - right.cellWidth)
    var x = canvas.put(strong, x: 1, y: 0, style: theme.style(.titleStrong), limit: start - 1)
    for fact in facts where x + 3 + fact.cellWidth < start {
      x = canvas.put("   " + fact, x: x, y: 0, style: theme.style(.title), limit: start - 1)
    }
    x = canvas.put(model, x: start, y: 0, style: theme.style(.title))
    if !masked.isEmpty {
      x = canvas.put("  " + masked, x: x, y: 0, style: theme.style(.masked))
    }
    canvas.put(saved ?? "", x: x, y: 0, style: theme.style(.title))
  }
}
