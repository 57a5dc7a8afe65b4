internal import Journal
internal import Text

/// Where the screen of masks stands.
struct PrivacyState: Equatable, Sendable {
  /// The place of the focused mask among the record's; nil for none.
  var focus: Int?
  /// What is to be shown once the journal tells of it.
  var pending: PendingView?
}

/// Text that comes into sight only when the lines that tell of it are on the disk.
enum PendingView: Equatable, Sendable {
  /// An entry as it is.
  case original(Int)
  /// An entry, or all, with the masks that were decided.
  case masks(Int, isEverywhere: Bool)
}

extension AppState {
  /// A command on the screen of masks.
  mutating func performInPrivacy(_ command: Command) -> [Effect] {
    switch command {
    case .nextSpan: moveMask(by: 1)
    case .previousSpan: moveMask(by: -1)
    case .nextTodo: goToDoubt(by: 1)
    case .previousTodo: goToDoubt(by: -1)
    case .maskHere: return decideMask(.mask, isEverywhere: false)
    case .keepHere: return decideMask(.keep, isEverywhere: false)
    case .maskEverywhere: return decideMask(.mask, isEverywhere: true)
    case .keepEverywhere: return decideMask(.keep, isEverywhere: true)
    default:
      if annotating?.open != nil {
        let effects = performWithCaret(command)
        if isCaretCommand(command) { focusMaskAtCaret() }
        return effects
      }
      if command == .back { return perform(.showNote) }
      return performInNote(command)
    }
    return []
  }

  /// The masks of the open record, in order.
  var masks: [ShownMask] { openEntry?.text?.masks ?? [] }

  var focusedMask: ShownMask? {
    privacy.focus.flatMap { masks.indices.contains($0) ? masks[$0] : nil }
  }

  private func isCaretCommand(_ command: Command) -> Bool {
    switch command {
    case .moveLeft, .moveRight, .nextWord, .previousWord, .lineDown, .lineUp, .lineStart, .lineEnd,
      .pageDown, .pageUp, .halfPageDown, .halfPageUp, .top, .bottom:
      true
    default: false
    }
  }

  mutating func focusMaskAtCaret() {
    guard let caret = annotating?.open?.caret else { return }
    privacy.focus = masks.firstIndex { $0.range.contains(caret) }
    refreshNote()
  }

  /// Puts the focus on a mask, and goes there.
  mutating func focusMask(_ place: Int) {
    guard masks.indices.contains(place) else { return }
    privacy.focus = place
    refreshNote()
    if annotating?.open != nil { _ = act(.place(masks[place].range.lowerBound)) }
    if let index = note?.marks.firstIndex(where: { $0.id == place }) { focus(index) }
  }

  private mutating func moveMask(by step: Int) {
    let count = masks.count
    guard count > 0 else {
      message = Message(text: "nothing was found here")
      return
    }
    let caret = annotating?.open?.caret ?? 0
    let next =
      privacy.focus.map { ($0 + step + count) % count }
      ?? (step > 0
        ? masks.firstIndex { $0.range.lowerBound >= caret }
        : masks.lastIndex { $0.range.lowerBound < caret }) ?? (step > 0 ? 0 : count - 1)
    focusMask(next)
  }

  /// The next finding that nobody is sure of: in this record, then in those that follow, round the end.
  private mutating func goToDoubt(by step: Int) {
    let here = privacy.focus ?? (step > 0 ? -1 : masks.count)
    let places = masks.indices.filter { masks[$0].standing == .doubtful }
    if let next = step > 0 ? places.first(where: { $0 > here }) : places.last(where: { $0 < here })
    {
      return focusMask(next)
    }
    guard let index = note?.index, let row = rows.row(of: index) else { return }
    for distance in 1..<max(1, order.count) {
      let candidate = ((row + step * distance) % order.count + order.count) % order.count
      guard let shown = entries[order[candidate]].text, shown.hasDoubt else { continue }
      let found = shown.masks
      openPrivacy(row: candidate)
      let place =
        step > 0
        ? found.firstIndex { $0.standing == .doubtful }
        : found.lastIndex { $0.standing == .doubtful }
      if let place { focusMask(place) }
      return
    }
    if let first = step > 0 ? places.first : places.last { return focusMask(first) }
    let waiting = entries.count { if case .waiting = $0.shown { true } else { false } }
    message = Message(
      text: "no doubtful finding is left"
        + (waiting > 0 ? "; \(Format.plural(waiting, "record")) still to be searched" : ""))
  }

  /// Opens a record on the screen of masks.
  mutating func openPrivacy(row: Int) {
    openRecord(row: row)
    screen = .privacy
    privacy = PrivacyState()
    refreshNote()
  }

  // MARK: Deciding

  private mutating func decideMask(_ kind: MaskVerdict.Kind, isEverywhere: Bool) -> [Effect] {
    let selection = annotating?.open?.selection
    guard let range = selection ?? focusedMask?.range else {
      message = Message(
        text: "no finding has the focus: Tab goes to one, v selects text", isWarning: true)
      return []
    }
    // To show what is hidden is to reveal it.
    let uncovers = masks.contains { $0.standing.isHidden && $0.range.overlaps(range) }
    if kind == .keep, uncovers || isEverywhere, !canReveal {
      message = Message(
        text: "that would show what is masked; a session with --reveal may", isWarning: true)
      return []
    }
    let verdict = MaskVerdict(range, kind, isEverywhere: isEverywhere)
    let verb = kind == .mask ? "mask" : "keep"
    let effects = decide(verb + (isEverywhere ? " everywhere" : "")) { facts in
      facts.masks.removeAll { $0.range == range && (!$0.isEverywhere || isEverywhere) }
      facts.masks.append(verdict)
    }
    if selection != nil { _ = act(.clear) }
    return effects
  }

  // MARK: Revealing

  /// Shows the open record as it is, or as it may be shown again.
  mutating func toggleReveal() -> [Effect] {
    guard let note else { return [] }
    let index = note.index
    if openEntry?.text?.isRevealed ?? false {
      message = Message(text: "masked again")
      return [.display(index, orders(for: index))]
    }
    guard let line = journalLine({ .revealed($0) }, about: index) else { return [] }
    message = Message(text: "REVEALED: M masks again", isWarning: true)
    privacy.pending = .original(index)
    return [.append([line])]
  }

  /// The next line of the session's journal, about an entry; nil where the session has no journal.
  mutating func journalLine(
    _ event: (RecordKey) -> JournalLine.Event, about index: Int
  ) -> JournalLine? {
    if let key = annotating?.keys[index] { return annotating?.history.note(event(key)) }
    guard let key = visits?.keys[index] else { return nil }
    return visits?.history.note(event(key))
  }

  /// Shows what waited for the journal.
  mutating func showPending() -> [Effect] {
    defer { privacy.pending = nil }
    switch privacy.pending {
    case .original(let index): return [.reveal(index, orders(for: index))]
    case .masks(let index, let isEverywhere):
      // Behind what is visible now, so that nothing is uncovered meanwhile that should not be.
      for other in isEverywhere ? Array(entries.indices) : [index] where other != index {
        if case .ready = entries[other].shown { entries[other].shown = .waiting }
      }
      jobs.restart()
      return [.display(index, orders(for: index))]
    case nil: return []
    }
  }

  /// A record that is left is masked again.
  mutating func coverRevealed(except index: Int?) {
    guard let revealed, revealed != index else { return }
    self.revealed = nil
    entries[revealed].shown = .waiting
    jobs.restart()
  }
}
