internal import Text

/// Training and what it leads to: how far it is, its curves, and what became better or worse.
struct ModelScreen {
  private let state: AppState
  private var training: TrainingState { state.training }

  init(_ state: AppState) { self.state = state }

  /// Where the parts stand.
  private struct Areas {
    /// How the training stands: three lines below a heading.
    var run: Rect
    var scores: Rect
    var losses: Rect
    var table: Rect
    /// Learning curve and what was corrected; empty where there is no room.
    var side: Rect

    init(_ size: Size, rows: Int) {
      let below = size.height - 1 - 5
      if size.width >= 110 {
        let left = size.width * 3 / 5
        run = Rect(x: 0, y: 1, width: size.width, height: 4)
        table = Rect(x: 0, y: 5, width: left, height: below)
        let x = left + 1
        let width = size.width - x
        let height = below / 3
        scores = Rect(x: x, y: 5, width: width, height: height)
        losses = Rect(x: x, y: 5 + height, width: width, height: height)
        side = Rect(x: x, y: 5 + 2 * height, width: width, height: below - 2 * height)
        return
      }
      run = Rect(x: 0, y: 1, width: size.width, height: 4)
      let wanted = rows + 2
      // The table goes before the curves, which need three lines.
      let tableHeight = rows == 0 ? 0 : min(wanted, below)
      let height = below - tableHeight < 3 ? 0 : below - tableHeight
      let half = size.width / 2
      scores = Rect(x: 0, y: 5, width: half, height: height)
      losses = Rect(x: half, y: 5, width: size.width - half, height: height)
      table = Rect(
        x: 0, y: 5 + height, width: size.width, height: rows == 0 ? 0 : below - height)
      side = Rect(x: 0, y: 0, width: 0, height: 0)
    }
  }

  func draw(on canvas: inout Canvas) {
    let rows = training.candidate?.change?.rows ?? []
    let areas = Areas(state.size, rows: rows.count)
    TitleBar(strong: "Model", facts: [phaseName], state: state).draw(on: &canvas)
    drawRun(in: areas.run, hasSide: !areas.side.isEmpty, on: &canvas)
    drawScores(in: areas.scores, on: &canvas)
    drawLosses(in: areas.losses, on: &canvas)
    if !rows.isEmpty { drawTable(rows, in: areas.table, on: &canvas) }
    drawSide(in: areas.side, on: &canvas)
    canvas.cursor = Point(x: 1, y: areas.run.y + 1)
  }

  private var phaseName: String {
    switch training.phase {
    case .idle: training.candidate == nil ? "nothing runs" : "a new model waits"
    case .running: training.task == .learningCurve ? "learning curve" : "training"
    case .paused: "paused"
    case .stopping: "stopping"
    }
  }

  /// A heading with a line to the end of its area; the rectangle that is left below.
  private func heading(_ text: String, _ rect: Rect, on canvas: inout Canvas) -> Rect {
    guard !rect.isEmpty else { return rect }
    let x = canvas.put(
      " \(text) ", x: rect.x, y: rect.y, style: state.theme.style(.heading),
      limit: rect.x + rect.width)
    canvas.rule(
      x: min(x, rect.x + rect.width)..<rect.x + rect.width, y: rect.y,
      style: state.theme.style(.rule))
    return Rect(
      x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: rect.height - 1)
  }

  // MARK: The run

  private func drawRun(in rect: Rect, hasSide: Bool, on canvas: inout Canvas) {
    let theme = state.theme
    let body = heading("run", rect, on: &canvas)
    let end = body.x + body.width
    canvas.put(
      what.truncated(toCells: body.width), x: body.x, y: body.y,
      style: theme.style(training.failure == nil ? .text : .warning), limit: end)
    guard training.steps > 0 else { return }
    let share = Double(training.step) / Double(training.steps)
    let counts = " \(Format.count(training.step))/\(Format.count(training.steps)) steps" + pace
    let bar = max(8, min(40, body.width - counts.cellWidth))
    canvas.bar(
      share, x: body.x..<body.x + bar, y: body.y + 1, isPlain: isPlain, style: theme.style(.good),
      rest: theme.style(.rule))
    canvas.put(counts, x: body.x + bar, y: body.y + 1, style: theme.style(.text), limit: end)
    let isCurve = !training.curve.isEmpty && !training.isBusy && !hasSide
    canvas.put(
      isCurve ? "learning curve: \(curve)" : numbers, x: body.x, y: body.y + 2,
      style: theme.style(.faint), limit: end)
  }

  private var isPlain: Bool { state.theme == .mono }

  private var what: String {
    if let failure = training.failure { return failure }
    if !training.isOffered { return "Nothing is retrained here: 'clinspan annotate' does that." }
    guard let sizes = training.sizes else {
      return training.isBusy
        ? "reading the corrections…"
        : "r retrains the model in use on the records that were accepted."
    }
    return "\(Format.plural(sizes.corrections, "corrected record"))"
      + (sizes.replayed > 0 ? ", \(Format.count(sizes.replayed)) replayed" : "")
      + (sizes.dev > 0 ? ", judged on \(Format.count(sizes.dev))" : ", no dev set to judge by")
  }

  private var pace: String {
    guard training.step > 0, training.seconds > 0 else { return "" }
    let rate = Double(training.step) / training.seconds
    let left = Double(training.steps - training.step) / rate
    return "  \(Self.decimal(rate))/s"
      + (training.isBusy ? "  \(Self.duration(left)) left" : "  \(Self.duration(training.seconds))")
  }

  private var numbers: String {
    var parts: [String] = []
    if let loss = training.losses.last { parts.append("loss \(Self.decimal(loss))") }
    if let last = training.points.last?.f1 { parts.append("dev F1 \(Self.percent(last))") }
    let tried = training.points.filter { $0.step > 0 }
    if let best = tried.max(by: { ($0.f1 ?? -1) < ($1.f1 ?? -1) }), let f1 = best.f1 {
      parts.append("best \(Self.percent(f1)) after \(Format.count(best.step)) steps")
    }
    if let first = training.points.first?.f1 { parts.append("in use \(Self.percent(first))") }
    return parts.joined(separator: "   ")
  }

  private var curve: String {
    training.curve.map { point in
      "\(Int((point.share * 100).rounded())) % \(point.f1.map(Self.percent) ?? "-")"
    }.joined(separator: "   ")
  }

  // MARK: Curves

  private func drawScores(in rect: Rect, on canvas: inout Canvas) {
    let body = heading("dev F1", rect, on: &canvas)
    let steps = Double(max(1, training.steps))
    let plot = Plot(
      values: training.points.map(\.f1),
      places: training.points.map { min(1, Double($0.step) / steps) },
      format: Self.percent, usesBraille: !isPlain)
    draw(plot, style: state.theme.style(.good), in: body, on: &canvas)
  }

  private func drawLosses(in rect: Rect, on canvas: inout Canvas) {
    let body = heading("loss", rect, on: &canvas)
    var plot = Plot(values: training.losses, format: Self.decimal, usesBraille: !isPlain)
    let share = training.steps > 0 ? Double(training.step) / Double(training.steps) : 1
    let last = Double(max(1, training.losses.count - 1))
    plot.places = training.losses.indices.map { Double($0) / last * min(1, share) }
    draw(plot, style: state.theme.style(.warning), in: body, on: &canvas)
  }

  private func draw(_ plot: Plot, style: Style, in rect: Rect, on canvas: inout Canvas) {
    if plot.bounds == nil {
      canvas.put("–", x: rect.x, y: rect.y, style: state.theme.style(.faint))
    }
    plot.draw(in: rect, style: style, axis: state.theme.style(.faint), on: &canvas)
  }

  // MARK: What became better or worse

  private func drawTable(_ rows: [ScoreChange.Row], in rect: Rect, on canvas: inout Canvas) {
    let theme = state.theme
    let number = training.candidate?.number ?? 0
    let body = heading("model \(number) against the one in use, on dev", rect, on: &canvas)
    guard body.height > 0 else { return }
    let name = max(8, min(18, body.width - 50))
    var columns: [(title: String, x: Int, width: Int)] = []
    var x = body.x + name
    for (title, width) in [
      ("P", 6), ("R", 6), ("F1", 6), ("change", 8), ("95 % of draws", 15), ("gold", 8),
    ] {
      columns.append((title, x, width))
      x += width
    }
    for column in columns where column.x + column.width <= body.x + body.width + 1 {
      canvas.put(
        column.title.aligned(toCells: column.width), x: column.x, y: body.y,
        style: theme.style(.heading))
    }
    // All together always; of the labels as many as there is room for.
    let room = body.height - 2
    let shown = Array(rows.dropLast().prefix(max(0, room))) + rows.suffix(1)
    for (index, row) in shown.enumerated() where index + 1 < body.height {
      let y = body.y + 1 + index
      let style =
        row.label.map { theme.style(.label(state.labels.slot(of: $0))) } ?? theme.style(.heading)
      canvas.put(
        (row.label?.rawValue ?? "all").truncated(toCells: name - 1), x: body.x, y: y, style: style)
      let interval = row.difference?.interval
      let role: Role =
        interval.map { $0.low > 0 ? .good : $0.high < 0 ? .warning : .text } ?? .text
      let mark = interval.map { $0.high < 0 ? "!" : $0.low > 0 ? "+" : " " } ?? " "
      let cells: [(String, Role)] = [
        (row.after.precision.map(Self.percent) ?? "-", .text),
        (row.after.recall.map(Self.percent) ?? "-", .text),
        (row.after.f1.map(Self.percent) ?? "-", .text),
        ((row.difference.map { Self.signed($0.value) } ?? "-") + mark, role),
        (interval.map { "\(Self.signed($0.low)) to \(Self.signed($0.high))" } ?? "-", .faint),
        (Format.count(row.gold), .faint),
      ]
      for (column, cell) in zip(columns, cells)
      where column.x + column.width <= body.x + body.width + 1 {
        canvas.put(
          cell.0.aligned(toCells: column.width), x: column.x, y: y, style: theme.style(cell.1))
      }
    }
  }

  private func drawSide(in rect: Rect, on canvas: inout Canvas) {
    guard !rect.isEmpty else { return }
    let theme = state.theme
    var body = heading("learning curve: share of the corrections", rect, on: &canvas)
    let text = training.curve.isEmpty ? "l draws it" : curve
    canvas.put(text, x: body.x, y: body.y, style: theme.style(.text), limit: body.x + body.width)
    body.y += 2
    body.height -= 2
    let tally = training.tally
    let lines = [
      ("records", tally.records), ("accepted", tally.accepted), ("changed", tally.changed),
      ("added", tally.added), ("deleted", tally.deleted),
    ]
    for (index, (name, count)) in lines.enumerated() where index < body.height {
      canvas.put(name, x: body.x, y: body.y + index, style: theme.style(.faint))
      canvas.put(
        Format.count(count).aligned(toCells: 8), x: body.x + 9, y: body.y + index,
        style: theme.style(.text))
    }
  }

  // MARK: Numbers

  /// To one decimal, a share as per cent.
  static func percent(_ share: Double) -> String { decimal(share * 100) }

  static func signed(_ share: Double) -> String {
    (share < 0 ? "" : "+") + percent(share)
  }

  static func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "-" }
    if abs(value) >= 10_000 { return Format.count(Int(value.rounded())) }
    let tenths = Int((abs(value) * 10).rounded())
    return (value < 0 && tenths > 0 ? "-" : "") + "\(tenths / 10).\(tenths % 10)"
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds.rounded(), 359_999)))
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return whole < 3600
      ? "\(whole / 60):\(two(whole % 60))"
      : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }
}

/// The history of models; Enter puts one to use.
struct ModelsPopup {
  private let state: AppState
  let box: ListBox

  init(_ state: AppState, _ list: ListState) {
    self.state = state
    box = ListBox(
      title: "models of this data set", rows: state.training.history.count, width: 64, list: list,
      screen: state.size)
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    box.draw(on: &canvas, theme: theme)
    for row in box.shown {
      let entry = state.training.history[row]
      let y = box.y(of: row)
      var x = canvas.put(
        "\(entry.number)".aligned(toCells: 3), x: box.columns.lowerBound, y: y,
        style: theme.style(.key))
      x = canvas.put(
        "  " + entry.name.truncated(toCells: 24).padded(toCells: 24), x: x, y: y,
        style: theme.style(.text))
      let facts =
        (entry.records.map { Format.plural($0, "record") } ?? "").aligned(toCells: 12)
        + (entry.f1.map { "F1 \(ModelScreen.percent($0))" } ?? "").aligned(toCells: 9)
      x = canvas.put(facts, x: x, y: y, style: theme.style(.faint))
      if entry.isCurrent {
        canvas.put("  in use", x: x, y: y, style: theme.style(.good), limit: box.columns.upperBound)
      }
    }
    box.drawSelection(on: &canvas, theme: theme)
  }
}
