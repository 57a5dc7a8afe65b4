internal import Text

/// What was found in a record, one a line: sign, kind, rule, how surely. Never its text: where that is
/// masked, the text beside shows as much as may be seen.
struct MaskList {
  private let state: AppState
  private let note: NoteState
  private let area: Rect

  init(_ state: AppState, _ note: NoteState, _ geometry: NoteGeometry) {
    self.state = state
    self.note = note
    area = geometry.list
  }

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    let masks = state.masks
    let labelWidth = min(11, masks.map(\.label.rawValue.cellWidth).max() ?? 0)
    let confidenceX = area.x + area.width - 5
    let reasonX = area.x + 5 + labelWidth
    for y in area.rows {
      let index = note.listTop + y - area.y
      guard masks.indices.contains(index) else { break }
      let mask = masks[index]
      let isOpen = mask.standing == .doubtful
      canvas.put(
        Standing(mask.standing).maskSign, x: area.x + 2, y: y,
        style: theme.style(isOpen ? .warning : .key))
      canvas.put(
        mask.label.rawValue.truncated(toCells: labelWidth), x: area.x + 4, y: y,
        style: theme.style(mask.standing.isHidden ? .text : .faint))
      canvas.put(
        mask.reason.truncated(toCells: max(0, confidenceX - 1 - reasonX)), x: reasonX, y: y,
        style: theme.style(.faint), limit: confidenceX - 1)
      canvas.put(
        Format.probability(mask.confidence).aligned(toCells: 4), x: confidenceX, y: y,
        style: theme.style(.faint))
      if index == state.privacy.focus {
        canvas.put("▸", x: area.x + 1, y: y, style: theme.style(.key))
        canvas.restyle(
          Rect(x: area.x, y: y, width: area.width, height: 1), with: theme.style(.selection))
      }
    }
  }
}

extension Standing {
  /// The sign on the screen of masks.
  var maskSign: String {
    switch self {
    case .deleted: "✓"  // decided: it is no PHI
    default: sign
    }
  }
}

extension ShownMask.Standing {
  /// In words.
  var name: String {
    switch self {
    case .masked: "masked"
    case .doubtful: "doubtful: masked until decided"
    case .added: "masked by decision"
    case .kept: "kept by decision"
    }
  }
}

/// How many of a record's masks stand how, in the place of the labels.
struct MaskLegend {
  let state: AppState
  let y: Int

  func draw(on canvas: inout Canvas) {
    let theme = state.theme
    let masks = state.masks
    var x = 1
    let kinds: [(ShownMask.Standing, String)] = [
      (.masked, "masked"), (.doubtful, "doubtful"), (.added, "added"), (.kept, "kept"),
    ]
    for (standing, name) in kinds {
      let count = masks.count { $0.standing == standing }
      x = canvas.put(Standing(standing).maskSign, x: x, y: y, style: theme.style(.key)) + 1
      x = canvas.put("\(count) \(name)", x: x, y: y, style: theme.style(.text)) + 3
    }
    canvas.put("drawn as \(state.maskStyle.rawValue)", x: x, y: y, style: theme.style(.faint))
  }
}
