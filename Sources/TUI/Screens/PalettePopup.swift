/// Every command of a screen by name, the best match for what is typed on top; Enter runs one.
struct PalettePopup {
  private let state: AppState
  private let query: String
  private let bindings: [Binding]
  let box: ListBox

  init(_ state: AppState, _ query: String, _ list: ListState, _ context: Context) {
    self.state = state
    self.query = query
    bindings = Self.bindings(state, query, context)
    box = ListBox(
      title: ": \(query)", rows: bindings.count, width: 72, list: list, screen: state.size)
  }

  /// The commands that match, best first; in the keymap's order where they match alike.
  static func bindings(_ state: AppState, _ query: String, _ context: Context) -> [Binding] {
    var seen: Set<Command> = [.palette]
    return state.keymap.bindings(in: context)
      .filter { seen.insert($0.command).inserted }
      .enumerated()
      .compactMap { index, binding -> (score: Int, index: Int, binding: Binding)? in
        let scores = [
          FuzzyMatch.score(query, in: binding.command.name),
          FuzzyMatch.score(query, in: binding.help).map { $0 - 20 },
        ].compactMap { $0 }
        return scores.max().map { ($0, index, binding) }
      }
      .sorted { ($1.score, $0.index) < ($0.score, $1.index) }
      .map(\.binding)
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    box.draw(on: &canvas, theme: theme)
    let nameWidth = 18
    for row in box.shown {
      let binding = bindings[row]
      let y = box.y(of: row)
      let end = box.columns.upperBound
      let keys = binding.keys.first?.description ?? ""
      let obstacle = state.obstacle(to: binding.command)
      canvas.put(
        binding.command.name.truncated(toCells: nameWidth), x: box.columns.lowerBound, y: y,
        style: theme.style(obstacle == nil ? .key : .faint))
      let start = box.columns.lowerBound + nameWidth + 1
      canvas.put(
        (obstacle.map { "(\($0))" } ?? binding.help)
          .truncated(toCells: end - start - keys.cellWidth - 1),
        x: start, y: y, style: theme.style(obstacle == nil ? .text : .faint))
      canvas.put(keys, x: end - keys.cellWidth, y: y, style: theme.style(.hint))
    }
    if bindings.isEmpty {
      canvas.put(
        "no command matches", x: box.columns.lowerBound, y: box.frame.y + 1,
        style: theme.style(.faint), limit: box.columns.upperBound)
    }
    box.drawSelection(on: &canvas, theme: theme)
    canvas.cursor = Point(x: box.frame.x + 4 + ": \(query)".cellWidth - 1, y: box.frame.y)
    canvas.showsCursor = true
  }

  func target(at point: Point) -> Target { box.target(at: point) }
}

/// Whether the characters of a query stand in a text in their order, and how well.
enum FuzzyMatch {
  /// Higher is better; nil where a character is missing. Beginnings of words and runs count more, so that
  /// `ns` finds `next-span` before `rename-subject`; what stands there whole counts most, and a short text
  /// more than a long one. Case does not count; spaces in the query do not either.
  static func score(_ query: String, in text: String) -> Int? {
    let wanted = Array(query.lowercased().filter { $0 != " " })
    let letters = Array(text.lowercased())
    guard !wanted.isEmpty else { return 0 }
    /// The best score of the query so far, its last character standing at each place of the text.
    var best = [Int?](repeating: nil, count: letters.count)
    for (index, character) in wanted.enumerated() {
      var next = [Int?](repeating: nil, count: letters.count)
      var before: Int? = index == 0 ? 0 : nil
      for (place, letter) in letters.enumerated() {
        if letter == character {
          let startsWord =
            place == 0 || !letters[place - 1].isLetter && !letters[place - 1].isNumber
          let run = place > 0 ? best[place - 1] : nil
          let apart = before.map { $0 + (startsWord ? 8 : 0) }
          let joined = run.map { $0 + 5 + (startsWord ? 8 : 0) }
          next[place] = [apart, joined].compactMap { $0 }.max().map { $0 + 1 }
        }
        if index > 0, let here = best[place] { before = max(before ?? here, here) }
      }
      best = next
    }
    let whole =
      letters == wanted
      ? 50 : letters.indices.contains { letters[$0...].starts(with: wanted) } ? 10 : 0
    return best.compactMap { $0 }.max().map { $0 + whole - letters.count / 8 }
  }
}
