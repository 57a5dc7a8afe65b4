internal import Text

/// Exploring by lines: the user types a command, the program answers in sentences. The same state, commands
/// and masking as on the screen; nothing is drawn.
struct PlainSession {
  private(set) var state: AppState
  private let engine: Engine

  init(_ session: ExploreSession) {
    engine = Engine(session.outside, Immediate())
    state = session.initialState(size: Size(width: 200, height: 200), theme: .mono)
    send(.started)
  }

  /// What is said first.
  var greeting: [String] {
    let count = Format.plural(state.entries.count, "record")
    let masked = state.isMasked ? ", masked" : ""
    return ["\(state.source): \(count)\(masked). \"help\" lists the commands."]
      + (state.showsNote ? PlainText.note(state) : PlainText.records(state))
  }

  /// Commands that move a picture about mean nothing here.
  static func isUseful(_ command: Command) -> Bool {
    switch command {
    case .lineUp, .lineDown, .pageUp, .pageDown, .halfPageUp, .halfPageDown, .top, .bottom, .redraw,
      .suspend, .cancel, .cycleMarks, .toggleList, .palette, .help, .find, .chooseLabels, .open,
      .pauseTraining, .stopTraining, .showModels:
      false
    default: true
    }
  }

  /// Answers a line; nil where it ends the session.
  mutating func answer(_ line: String) -> [String]? {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { return [] }
    switch first.lowercased() {
    case "quit", "q", "exit": return nil
    case "help", "?": return PlainText.help(state)
    case "list":
      _ = perform(.showRecords)
      return PlainText.records(state)
    case "text": return PlainText.note(state)
    case "spans": return PlainText.spans(state)
    case "label" where words.count > 1 && state.screen == .annotate:
      return label(words.dropFirst().joined(separator: " "))
    case "find" where words.count > 1: return find(words.dropFirst().joined(separator: " "))
    default: break
    }
    if words.count == 1, let number = Int(first) { return go(to: number) }
    return run(words.joined(separator: "-").lowercased())
  }

  private mutating func go(to number: Int) -> [String] {
    if state.showsNote, let note = state.note {
      guard note.marks.indices.contains(number - 1) else {
        return ["there are \(Format.plural(note.marks.count, "span"))"]
      }
      if state.screen == .annotate, let id = note.marks[number - 1].id {
        _ = state.act(.focus(id))
      } else {
        state.focus(number - 1)
      }
      return focusNews
    }
    guard state.order.indices.contains(number - 1) else {
      return ["there are \(Format.plural(state.entries.count, "record"))"]
    }
    state.openRecord(row: number - 1)
    send(.resumed)
    return PlainText.note(state)
  }

  /// Gives the focused span a label by its name.
  private mutating func label(_ name: String) -> [String] {
    let found = state.labels.labels.filter { $0.rawValue.lowercased() == name.lowercased() }
    guard let label = found.first else {
      let known = state.labels.labels.map(\.rawValue).joined(separator: ", ")
      return ["there is no label \"\(name)\"; there are \(known)"]
    }
    state.message = nil
    _ = send(.resumed, after: state.act(.label(label)))
    return (state.message.map { [$0.text] } ?? []) + focusNews
  }

  /// Looks for a text: in the open record its lines, in the list the records.
  private mutating func find(_ query: String) -> [String] {
    state.prompt = Prompt(text: query, origin: 0)
    let effects = state.searchChanged()
    state.prompt = nil
    _ = send(.resumed, after: effects)
    if state.screen == .records {
      let found = state.search?.records ?? []
      let rows = PlainText.records(state)
      return ["\"\(query)\": \(Format.plural(found.count, "record"))"]
        + state.order.indices.filter { found.contains(state.order[$0]) }.map { rows[$0] }
    }
    guard let note = state.note, let layout = note.layout else { return ["no record is open"] }
    let lines = note.matches.map { layout.rows[layout.row(at: $0.lowerBound)].line + 1 }
    let places = lines.map(String.init).joined(separator: ", ")
    return lines.isEmpty ? ["\"\(query)\": not in this record"] : ["\"\(query)\": lines \(places)"]
  }

  /// Runs a command by its name, or by a beginning that only one has.
  private mutating func run(_ name: String) -> [String] {
    let commands = state.keymap.bindings(in: state.context).map(\.command)
      .filter(Self.isUseful)
    let exact = commands.filter { $0.name == name }
    let begun = Set(exact.isEmpty ? commands.filter { $0.name.hasPrefix(name) } : exact)
    guard let command = begun.first else {
      return ["there is no command \"\(name)\" here; \"help\" lists them"]
    }
    guard begun.count == 1 else {
      return ["\"\(name)\" may be \(begun.map(\.name).sorted().joined(separator: " or "))"]
    }
    let before = state
    state.message = nil
    guard perform(command) else { return [] }
    var news = state.message.map { [$0.text] } ?? []
    if state.note?.index != before.note?.index || state.screen != before.screen
      || state.training.candidate != before.training.candidate
      || state.training.curve.count > before.training.curve.count
    {
      news += PlainText.screen(state)
    }
    if let focus = state.note?.focus, focus != before.note?.focus { news += focusNews }
    if state.labels.hidden != before.labels.hidden {
      let hidden = state.labels.labels.filter { !state.labels.isShown($0) }
      let names = hidden.map(\.rawValue).joined(separator: ", ")
      news.append(hidden.isEmpty ? "all labels shown" : "hidden: \(names)")
    }
    return news.isEmpty ? ["done"] : news
  }

  private var focusNews: [String] {
    guard let note = state.note, let focus = note.focus,
      let document = state.entries[note.index].document
    else { return [] }
    return ["\((note.focusIndex ?? 0) + 1). \(PlainText.span(focus, document, note))"]
  }

  /// Whether the session goes on.
  private mutating func perform(_ command: Command) -> Bool {
    let effects = state.perform(command)
    return send(.resumed, after: effects)
  }

  private mutating func send(_ action: Action) { _ = send(action, after: []) }

  /// Whether the session goes on after some effects and an action.
  private mutating func send(_ action: Action, after effects: [Effect]) -> Bool {
    var actions = [action]
    return !engine.settle(&state, &actions, after: effects).contains(.quit)
  }
}

extension ExploreSession {
  /// Runs by lines instead of on a screen: `--plain`, for screen readers and for pipes.
  ///
  /// Records are recognized before the first line is answered.
  ///
  /// - Parameters:
  ///   - read: the next line the user typed; nil at the end.
  ///   - write: says a line.
  public func runPlain(read: () -> String?, write: (String) -> Void) {
    var session = PlainSession(self)
    session.greeting.forEach { write($0.speakable) }
    while let line = read() {
      guard let answer = session.answer(line) else { return }
      answer.forEach { write($0.speakable) }
    }
  }
}

extension String {
  /// The text without anything that could command the terminal.
  fileprivate var speakable: String {
    reduce(into: "") { text, cluster in
      text += cluster == "\t" ? " " : Glyph.glyphs(of: cluster).map(\.text).joined()
    }
  }
}
