internal import Journal
internal import Text

/// Where a record that is about to be opened should be entered.
enum Arrival: Equatable, Sendable {
  case edit(RecordEdit)
  case firstUndecided
  case lastUndecided
}

extension AppState {
  /// The record in front, by its key in the journal.
  var frontRecord: RecordKey? {
    guard let note else { return nil }
    if let annotating {
      return screen == .annotate || screen == .privacy ? annotating.keys[note.index] : nil
    }
    return showsNote ? visits?.keys[note.index] : nil
  }

  /// What was decided on masks, as far as it concerns an entry.
  func orders(for index: Int) -> MaskOrders {
    guard let annotating else { return MaskOrders() }
    return MaskOrders(own: annotating.facts(index).masks, everywhere: annotating.everywhere)
  }

  // MARK: The open record

  /// Takes the open record into the annotator's hands, as soon as it may be shown and its proposals are known.
  mutating func syncOpenRecord() {
    guard annotating != nil, let index = note?.index else { return }
    if annotating?.openIndex != index { annotating?.open = nil }
    guard annotating?.open == nil, let shown = entries[index].text,
      let draft = draft(of: index, shown)
    else { return }
    var open = AnnotateState(TextUnits(shown.document, joints: shown.joints), draft: draft)
    open.lastLabel = annotating?.lastLabel
    open.hidesProposals = annotating?.hidesProposals ?? false
    switch annotating?.arrival {
    case .edit(let edit): open.go(to: edit)
    case .firstUndecided: _ = try? open.perform(.nextUndecided)
    case .lastUndecided: _ = try? open.perform(.previousUndecided)
    case nil: break
    }
    annotating?.arrival = nil
    annotating?.open = open
    annotating?.openIndex = index
    for span in draft.spans { labels.insert(span.span.label) }
  }

  /// The spans to start from: what was decided, else what the model proposes, else what the data says.
  private func draft(of index: Int, _ shown: ShownText) -> Draft? {
    if let record = annotating?.record(index) { return record.draft }
    let units = TextUnits(shown.document, joints: shown.joints)
    if annotating?.isBlind ?? false { return Draft([], units: units) }
    let gold = (entries[index].gold ?? []).map { Annotation(span: $0, source: .gold) }
    if annotating?.startsFromGold ?? false { return Draft(gold, units: units) }
    switch entries[index].predictions {
    case .waiting: return nil
    case .ready(let annotations): return Draft(annotations, units: units)
    case .failed: return Draft([], units: units)
    case .none: return Draft(gold, units: units)
    }
  }

  /// Begins a session: where the last one ended, else at the first record that is not done.
  mutating func resumeAnnotating() {
    guard let annotating, note == nil, !entries.isEmpty else { return }
    let news = message
    let index = annotating.resumeIndex ?? order.first { todo($0) > 0 } ?? order[0]
    if let last = annotating.history.done.last, annotating.index(of: last.record) == index {
      self.annotating?.arrival = .edit(last.edit)
    } else {
      self.annotating?.arrival = .firstUndecided
    }
    if isAdjudicating {
      self.annotating?.arrival = nil
      screen = .compare
    } else {
      openRecord(row: row(of: index))
    }
    message = news
  }

  // MARK: Deciding

  /// Asks something of the open record's spans.
  mutating func act(_ action: AnnotateAction) -> [Effect] {
    guard var open = annotating?.open, let index = annotating?.openIndex else {
      message = Message(text: "this record is not open yet", isWarning: true)
      return []
    }
    let before = open.draft
    var effects: [Effect] = []
    do {
      let edit = try open.perform(action)
      annotating?.open = open
      annotating?.lastLabel = open.lastLabel
      if let edit {
        effects = record(edit, on: index, before)
        message = Message(text: edit.name)
      }
    } catch {
      message = Message(text: error.description, isWarning: true)
    }
    refreshNote()
    followCaret()
    return effects
  }

  /// Puts a decision on the open record into the history, and asks for it to be put on the disk.
  mutating func record(_ edit: RecordEdit, on index: Int, _ draft: Draft) -> [Effect] {
    guard let key = annotating?.keys[index],
      let lines = annotating?.history.decide(edit, on: key, draft: draft)
    else { return [] }
    syncWork(index)
    masksChanged(by: edit, on: index)
    return [.append(lines)]
  }

  /// Changes what is known of the open record besides its spans.
  mutating func decide(
    _ name: String, _ change: (inout RecordFacts) -> Void
  ) -> [Effect] {
    // Only what is needed: a copy of the history would be copied whole by the next decision.
    guard let draft = annotating?.open?.draft, let index = annotating?.openIndex,
      let facts = annotating?.facts(index)
    else {
      message = Message(text: "this record is not open yet", isWarning: true)
      return []
    }
    do {
      let edit = try RecordEdit.facts(name, of: facts, change)
      message = Message(text: name)
      defer { refreshNote() }
      return record(edit, on: index, draft)
    } catch {
      message = Message(text: error.description, isWarning: true)
      return []
    }
  }

  /// Says what the whole record is, and goes to the next to do.
  mutating func answer(_ answer: Answer) -> [Effect] {
    guard var open = annotating?.open, let index = annotating?.openIndex,
      let facts = annotating?.facts(index)
    else {
      message = Message(text: "this record is not open yet", isWarning: true)
      return []
    }
    var effects: [Effect] = []
    if let edit = try? RecordEdit.answering(
      answer, open.draft, facts, hidesProposals: open.hidesProposals)
    {
      effects = record(edit, on: index, open.draft)
      open.revisit(edit)
      annotating?.open = open
    }
    let done = totals.finished
    let said = Message(
      text: "\(answer.rawValue)ed: \(Format.count(done)) of \(Format.count(entries.count)) done")
    if !goToNextOpenRecord(by: 1, .firstUndecided) { refreshNote() }
    message =
      done == entries.count
      ? Message(text: "all \(Format.plural(entries.count, "record")) are done") : said
    return effects
  }

  // MARK: Undo

  /// Undoes or redoes, and goes where it was.
  mutating func timeTravel(isUndo: Bool) -> [Effect] {
    do {
      guard
        let (decision, line) = isUndo
          ? try annotating?.history.undo() : try annotating?.history.redo()
      else { return [] }
      let edit = isUndo ? decision.edit.inverse : decision.edit
      let said = Message(text: (isUndo ? "undone: " : "again: ") + decision.edit.name)
      guard let index = annotating?.index(of: decision.record) else {
        message = Message(text: said.text + ", on a record that these notes do not hold")
        return [.append([line])]
      }
      syncWork(index)
      if screen == .compare {
        showAdjudicated(edit, on: index)
      } else if annotating?.openIndex == index, note?.index == index {
        annotating?.open?.revisit(edit)
      } else {
        annotating?.arrival = .edit(edit)
        openRecord(row: row(of: index))
      }
      masksChanged(by: edit, on: index)
      refreshNote()
      followCaret()
      message = said
      return [.append([line])]
    } catch {
      message = Message(text: error.description, isWarning: true)
      return []
    }
  }

  // MARK: The disk

  /// The lines are written.
  mutating func saved(at time: String?) {
    annotating?.history.confirm()
    visits?.history.confirm()
    if let time { annotating?.savedAt = time }
  }

  /// The lines could not be written: nothing has been decided.
  mutating func notSaved(_ reason: String) {
    let key = annotating?.history.retract()
    if let key { syncWork(key) }
    visits?.history.retract()
    privacy.pending = nil
    annotating?.collectOrders()
    annotating?.open = nil
    if let index = key.flatMap({ annotating?.index(of: $0) }), note?.index != index {
      openRecord(row: row(of: index))
    }
    refreshNote()
    message = Message(text: "NOT SAVED, and so not done: \(reason)", isWarning: true)
  }

  /// Asks for records whose masks an edit changes to be drawn anew, as soon as it is saved.
  mutating func masksChanged(by edit: RecordEdit, on index: Int) {
    guard let facts = edit.facts, facts.old.masks != facts.new.masks else { return }
    annotating?.collectOrders()
    let isEverywhere = (facts.old.masks + facts.new.masks).contains(where: \.isEverywhere)
    privacy.pending = .masks(index, isEverywhere: isEverywhere)
  }
}

extension Annotating {
  /// Finds anew the verdicts that are about every record.
  mutating func collectOrders() {
    everywhere = history.verdictsEverywhere.compactMap { key, verdict in
      index(of: key).map { MaskOrders.Everywhere(index: $0, verdict: verdict) }
    }
  }
}
