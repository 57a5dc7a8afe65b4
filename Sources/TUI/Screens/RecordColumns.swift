internal import Text

/// The columns of the list of records: the richest set that leaves room for the names.
struct RecordColumns {
  enum Kind: Equatable {
    case ordinal, name, length, spans, f1, missed, spurious
    /// What was decided: a word; how many spans wait; the lowest confidence.
    case status, todo, lowest
    case label(Label)
  }

  struct Column: Equatable {
    var kind: Kind
    var title: String
    var x: Int
    var width: Int
    var isNumber: Bool { kind != .name && kind != .status }
  }

  private(set) var all: [Column] = []

  /// How labels head their columns.
  private enum Heads: CaseIterable { case names, shortNames, letters, none }

  init(_ state: AppState) {
    let nameWidth = 14
    for heads in Heads.allCases {
      for hasErrors in [true, false] {
        all = Self.columns(state, heads, hasErrors: hasErrors)
        let used = all.reduce(1) { $0 + $1.width + 2 }
        let room = state.size.width - used
        if room >= nameWidth || heads == .none && !hasErrors {
          place(nameWidth: max(1, min(room, 36)))
          return
        }
      }
    }
  }

  private static func columns(_ state: AppState, _ heads: Heads, hasErrors: Bool) -> [Column] {
    func column(_ kind: Kind, _ title: String, _ width: Int) -> Column {
      Column(kind: kind, title: title, x: 0, width: max(width, title.cellWidth))
    }
    var columns = [
      column(.ordinal, "#", max(3, String(state.entries.count).count)),
      column(.name, "record", 0), column(.length, "chars", 6),
    ]
    columns[1].width = 0  // given the room that is left
    if state.annotating != nil {
      columns.insert(column(.status, "status", 8), at: 1)
      columns += [column(.todo, "to do", 5), column(.lowest, "least", 5)]
    }
    let labels = state.labels.labels.filter(state.labels.isShown)
    switch heads {
    case .names:
      columns += labels.map { column(.label($0), $0.rawValue.truncated(toCells: 12), 4) }
    case .shortNames: columns += labels.map { column(.label($0), String($0.rawValue.prefix(4)), 3) }
    case .letters:
      columns += labels.map { column(.label($0), String(state.labels.letter(of: $0)), 2) }
    case .none: columns.append(column(.spans, "spans", 5))
    }
    if state.hasGold, state.hasModel {
      columns.append(column(.f1, "F1", 6))
      if hasErrors { columns += [column(.missed, "missed", 6), column(.spurious, "spurious", 8)] }
    } else if state.hasModel {
      columns.append(column(.f1, "", 6))  // where blocked and failed records say so
    }
    return columns
  }

  private mutating func place(nameWidth: Int) {
    var x = 1
    for index in all.indices {
      if all[index].kind == .name { all[index].width = nameWidth }
      all[index].x = x
      x += all[index].width + 2
    }
  }
}
