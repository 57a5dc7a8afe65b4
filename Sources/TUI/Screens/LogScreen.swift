internal import Journal

/// What was said in this session, the newest first. Nothing that the user has typed is in it, and no text of a
/// note.
struct MessageLog: Equatable, Sendable {
  /// A message, and how often it came in a row.
  struct Line: Equatable, Sendable {
    var message: Message
    var count = 1
  }

  private static let limit = 500

  private(set) var lines: [Line] = []
  var list = ListState()
  /// How long was worked, as the journal tells.
  var worked = Worked()

  mutating func add(_ message: Message) {
    if message.isPrivate { return }
    if lines.first?.message == message {
      lines[0].count += 1
      return
    }
    lines.insert(Line(message: message), at: 0)
    if lines.count > Self.limit { lines.removeLast() }
  }

  var lastWarning: Message? { lines.first { $0.message.isWarning }?.message }
}

extension Action {
  /// Whether the user did it.
  var isInput: Bool {
    switch self {
    case .key, .mouse, .pasted: true
    default: false
    }
  }
}

extension AppState {
  /// Takes the message of the footer into the log, unless it has stood there before.
  mutating func logMessage(unless said: Message?) {
    if let message, message != said { log.add(message) }
  }

  /// A command on the screen of the log.
  mutating func performInLog(_ command: Command) -> [Effect] {
    let page = LogScreen.listArea(size).height
    let top = log.list.top
    func scroll(to row: Int) {
      log.list.scroll(to: row, of: log.lines.count, height: page)
    }
    switch command {
    case .lineDown: scroll(to: top + 1)
    case .lineUp: scroll(to: top - 1)
    case .pageDown: scroll(to: top + page)
    case .pageUp: scroll(to: top - page)
    case .halfPageDown: scroll(to: top + page / 2)
    case .halfPageUp: scroll(to: top - page / 2)
    case .top: scroll(to: 0)
    case .bottom: scroll(to: log.lines.count)
    case .back: screen = .records
    default: break
    }
    return []
  }

  /// Work in the background that is not done yet.
  var backgroundWork: [String] {
    var work: [String] = []
    let total = Format.count(entries.count)
    if totals.done < entries.count, hasModel || isMasked {
      let does = hasModel ? "recognizing" : "masking"
      work.append(
        "\(does): \(Format.count(totals.done)) of \(total), \(jobs.running.count) at a time")
    }
    if recounted < entries.count { work.append("counting: \(Format.count(recounted)) of \(total)") }
    if arranged != arrangement { work.append("arranging the list of records") }
    if comparison.done >= 0, comparison.all == nil { work.append("listing differences") }
    if search != nil, search?.records == nil, !showsNote { work.append("looking for a text") }
    return work
  }
}

/// Work in the background, the last warning, the time worked, and the log.
struct LogScreen {
  private let state: AppState
  private let list: Rect

  init(_ state: AppState) {
    self.state = state
    list = Self.listArea(state.size)
  }

  /// Lines over the log.
  private static let head = 5

  static func listArea(_ size: Size) -> Rect {
    Rect(x: 0, y: 2 + head, width: size.width, height: max(1, size.height - 3 - head))
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    TitleBar(
      strong: "jobs and log", facts: [Format.plural(state.log.lines.count, "message")],
      state: state
    ).draw(on: &canvas)
    let work = state.backgroundWork
    let width = canvas.size.width - 14
    let facts: [(String, String, Role)] = [
      (
        "now", work.isEmpty ? "nothing in the background" : work.joined(separator: "; "),
        work.isEmpty ? .faint : .text
      ),
      (
        "records",
        "\(Format.count(state.totals.done)) of \(Format.count(state.entries.count)) read", .text
      ),
      ("time", worked, .text),
      (
        "warning", state.log.lastWarning?.text ?? "none",
        state.log.lastWarning == nil ? .faint : .warning
      ),
    ]
    for (index, fact) in facts.enumerated() {
      canvas.put(fact.0, x: 2, y: 1 + index, style: theme.style(.heading))
      canvas.put(
        fact.1.truncated(toCells: width), x: 12, y: 1 + index, style: theme.style(fact.2))
    }
    canvas.rule(x: 0..<canvas.size.width, y: list.y - 1, style: theme.style(.rule))
    canvas.put(" log ", x: 2, y: list.y - 1, style: theme.style(.heading))
    for y in list.rows {
      let index = state.log.list.top + y - list.y
      guard index < state.log.lines.count else { break }
      let line = state.log.lines[index]
      let times = line.count > 1 ? "  ×\(line.count)" : ""
      canvas.put(
        line.message.text.truncated(toCells: canvas.size.width - 4 - times.cellWidth) + times,
        x: 2, y: y, style: theme.style(line.message.isWarning ? .warning : .text))
    }
    if state.log.lines.isEmpty {
      canvas.put("Nothing was said yet.", x: 2, y: list.y, style: theme.style(.faint))
    }
  }

  /// `1 h 12 min on 40 records, 1:48 each; pauses over a minute left out`.
  private var worked: String {
    guard state.annotating != nil else { return "kept while annotating" }
    let worked = state.log.worked
    guard worked.records > 0 else { return "nothing decided yet" }
    let each = worked.seconds / Double(worked.records)
    return "\(Format.duration(worked.seconds)) on \(Format.plural(worked.records, "record")), "
      + "\(Format.duration(each)) each, idle time left out"
  }
}
