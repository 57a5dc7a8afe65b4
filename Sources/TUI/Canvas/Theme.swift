/// Which colours a screen is drawn with.
public enum Theme: String, CaseIterable, Sendable {
  /// 256 colours on a dark background.
  case dark
  /// 256 colours on a light background.
  case light
  /// The eight colours every colour terminal has, on either background.
  case eight
  /// No colour: attributes, and labels written into the text.
  case mono
}

/// What a piece of the screen is for; a theme says how that looks.
enum Role: Hashable, Sendable {
  case text
  /// Secondary: line numbers, units, what is switched off.
  case faint
  /// Lines between parts.
  case rule
  case title
  case titleStrong
  /// Says that the screen is masked.
  case masked
  /// A key in a hint.
  case key
  case hint
  case heading
  /// The selected row of a list, laid over what the row says.
  case selection
  /// The focused span, laid over its own style.
  case focus
  case match
  case currentMatch
  case good
  case warning
  /// A label, by its slot in the palette.
  case label(Int)
}

extension Theme {
  /// Colours of labels before they repeat: person, problem, pronoun, test, treatment, then others.
  static let labelSlots = 10

  // Okabe and Ito's colours, the nearest of the 256 on dark, and darkened to 4.4:1 on white on light.
  private static let darkLabels: [UInt8] = [175, 214, 227, 74, 36, 203, 147, 180, 114, 252]
  private static let lightLabels: [UInt8] = [126, 130, 58, 25, 29, 160, 61, 94, 22, 239]
  private static let eightLabels: [UInt8] = [5, 1, 3, 6, 2, 4, 5, 1, 3, 6]

  /// The colour of a label slot; nil without colours.
  func labelColor(_ slot: Int) -> UInt8? {
    let slot = slot % Self.labelSlots
    switch self {
    case .dark: return Self.darkLabels[slot]
    case .light: return Self.lightLabels[slot]
    case .eight: return Self.eightLabels[slot]
    case .mono: return nil
    }
  }

  /// How a role looks. Every pair of roles that may stand side by side differs by more than colour where
  /// the difference matters: focus is reversed, keys are bold, matches are reversed or underlined.
  func style(_ role: Role) -> Style {
    if case .label(let slot) = role { return Style(labelColor(slot)) }
    switch self {
    case .dark: return Self.dark(role)
    case .light: return Self.light(role)
    case .eight: return Self.eight(role)
    case .mono: return Self.mono(role)
    }
  }

  private static func dark(_ role: Role) -> Style {
    switch role {
    case .text, .label: .plain
    case .faint: Style(245)
    case .rule: Style(239)
    case .title: Style(250, on: 236)
    case .titleStrong: Style(255, on: 236, .bold)
    case .masked: Style(114, on: 236, .bold)
    case .key: Style(nil, .bold)
    case .hint: Style(245)
    case .heading: Style(250, .bold)
    case .selection: Style(nil, on: 237, .bold)
    case .focus: Style(nil, .reverse)
    case .match: Style(nil, on: 58)
    case .currentMatch: Style(16, on: 220)
    case .good: Style(114)
    case .warning: Style(215, .bold)
    }
  }

  private static func light(_ role: Role) -> Style {
    switch role {
    case .text, .label: .plain
    case .faint: Style(242)
    case .rule: Style(250)
    case .title: Style(238, on: 254)
    case .titleStrong: Style(232, on: 254, .bold)
    case .masked: Style(22, on: 254, .bold)
    case .key: Style(nil, .bold)
    case .hint: Style(242)
    case .heading: Style(236, .bold)
    case .selection: Style(nil, on: 254, .bold)
    case .focus: Style(nil, .reverse)
    case .match: Style(nil, on: 229)
    case .currentMatch: Style(16, on: 214)
    case .good: Style(22)
    case .warning: Style(124, .bold)
    }
  }

  private static func eight(_ role: Role) -> Style {
    switch role {
    case .text, .label, .rule, .faint, .hint: .plain
    case .title: Style(nil, .reverse)
    case .titleStrong, .masked: Style(nil, [.reverse, .bold])
    case .key, .heading: Style(nil, .bold)
    case .selection: Style(nil, [.bold, .reverse])
    case .focus: Style(nil, .reverse)
    case .match: Style(0, on: 3)
    case .currentMatch: Style(0, on: 6, .bold)
    case .good: Style(2)
    case .warning: Style(1, .bold)
    }
  }

  private static func mono(_ role: Role) -> Style {
    switch role {
    case .text, .label, .rule, .hint, .good: .plain
    case .faint: Style(nil, .dim)
    case .title: Style(nil, .reverse)
    case .titleStrong, .masked: Style(nil, [.reverse, .bold])
    case .key, .heading: Style(nil, .bold)
    case .selection: Style(nil, [.bold, .reverse])
    case .focus: Style(nil, .reverse)
    case .match: Style(nil, [.bold, .underline])
    case .currentMatch: Style(nil, [.bold, .underline, .reverse])
    case .warning: Style(nil, .bold)
    }
  }
}
