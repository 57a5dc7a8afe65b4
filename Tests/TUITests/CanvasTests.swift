import CNcurses
import Testing

@testable import TUI

@Suite struct CanvasTests {
  @Test func textIsCutAtTheRightBorder() {
    var canvas = Canvas(size: Size(width: 4, height: 1))
    #expect(canvas.put("abcdef", x: 2, y: 0, style: .plain) == 4)
    #expect(canvas.description == "  ab\n")
  }

  @Test func drawingOutsideIsIgnored() {
    var canvas = Canvas(size: Size(width: 2, height: 2))
    canvas.put("x", x: -1, y: 0, style: .plain)
    canvas.put("x", x: 0, y: 2, style: .plain)
    canvas.fill(Rect(x: -3, y: -3, width: 20, height: 20), style: .plain)
    canvas.restyle(Rect(x: 1, y: 1, width: 9, height: 9), with: Style(nil, .bold))
    #expect(canvas.description == "\n\n")
    #expect(canvas[1, 1].style == Style(nil, .bold))
  }

  @Test func aWideGlyphTakesTwoCells() {
    var canvas = Canvas(size: Size(width: 5, height: 1))
    canvas.put("张伟x", x: 0, y: 0, style: .plain)
    #expect(canvas.row(0).map(\.width) == [2, 0, 2, 0, 1])
    #expect(canvas.description == "张伟x\n")
  }

  @Test func aWideGlyphThatWouldBeHalvedIsABlank() {
    var canvas = Canvas(size: Size(width: 3, height: 1))
    canvas.put("a张伟", x: 0, y: 0, style: .plain)
    #expect(canvas.description == "a张\n")
    canvas.put(Glyph(text: "伟", width: 2), x: 2, y: 0, style: .plain)
    #expect(canvas.row(0).map(\.text) == ["a", " ", " "])
  }

  @Test func whatOverwritesHalfAWideGlyphLeavesNoOtherHalf() {
    for x in 1...2 {
      var canvas = Canvas(size: Size(width: 4, height: 1))
      canvas.put("a张b", x: 0, y: 0, style: .plain)
      canvas.put("-", x: x, y: 0, style: .plain)
      #expect(canvas.row(0).map(\.width) == [1, 1, 1, 1])
      #expect(canvas.description == (x == 1 ? "a- b\n" : "a -b\n"))
    }
  }

  @Test(arguments: [
    ("a", ["a"], 1), ("é", ["é"], 1), ("e\u{301}", ["e\u{301}"], 1), ("张", ["张"], 2),
    ("🤕", ["🤕"], 2), ("👩‍⚕️", ["👩"], 2), ("👍🏽", ["👍"], 2), ("❤️", ["❤"], 1), ("🇩🇰", ["D", "K"], 2),
    ("1️⃣", ["1\u{20E3}"], 1), ("\u{200B}", ["·"], 1), ("\u{202E}", ["·"], 1),
    ("\u{1B}", ["\u{241B}"], 1), ("\u{9B}", ["\u{FFFD}"], 1), ("\u{301}", ["◌\u{301}"], 1),
    ("\u{A0}", [" "], 1), ("\u{3000}", ["\u{3000}"], 2), ("각", ["각"], 2), ("\r", ["·"], 1),
    ("\u{2028}", ["·"], 1), ("कि", ["क", "ि"], 2), ("\u{AD}", ["·"], 1),
    ("\u{E000}", ["\u{FFFD}"], 1),
  ])
  func aClusterIsDrawnWithACertainWidth(cluster: String, glyphs: [String], width: Int) throws {
    let character = try #require(cluster.first)
    #expect(Glyph.glyphs(of: character).map(\.text) == glyphs)
    #expect(Glyph.width(of: character) == width)
  }

  @Test func lineBreaksAreNoGlyphs() {
    #expect(Glyph.glyphs(of: "\n").isEmpty)
    #expect(Glyph.glyphs(of: "\r\n").isEmpty)
  }

  /// ncurses goes by the C library: wherever the two know a scalar, they must agree, or lines shift.
  @Test func drawnScalarsAreAsWideAsTheCLibraryThinks() {
    var differing: [UInt32] = []
    var compared = 0
    for value in UInt32(0x20)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let clib = ct_width(value)
      guard clib > 0, let glyph = Glyph.glyphs(of: Character(scalar)).first,
        glyph.text == String(Character(scalar))
      else { continue }
      compared += 1
      if Int32(glyph.width) != clib { differing.append(value) }
    }
    #expect(compared > 100_000)
    #expect(differing.isEmpty, "\(differing.prefix(20).map { String($0, radix: 16) })")
  }

  @Test func textIsFittedByCells() {
    #expect("pain".padded(toCells: 6) == "pain  ")
    #expect("张伟张".padded(toCells: 4) == "张… ")
    #expect("problem".truncated(toCells: 4) == "pro…")
    #expect("problem".truncated(toCells: 0) == "")
    #expect("7".aligned(toCells: 3) == "  7")
  }

  @Test func stylesAreWrittenAsEscapeSequences() {
    #expect(
      Style(208, on: 25, [.bold, .underline]).escapeSequence == "\u{1B}[0;1;4;38;5;208;48;5;25m")
    #expect(
      Style(208, .bold).overlaid(with: Style(nil, on: 3, .reverse)).description
        == "fg 208 bg 3 bold reverse")
  }
}

@Suite struct ThemeTests {
  /// Relative luminance of an entry of the 256-colour table (WCAG 2.1).
  private func luminance(_ color: UInt8) -> Double {
    let levels = [0, 95, 135, 175, 215, 255]
    let index = Int(color)
    let parts: [Int]
    if index >= 232 {
      parts = Array(repeating: 8 + 10 * (index - 232), count: 3)
    } else {
      let cube = index - 16
      parts = [levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6]]
    }
    func linear(_ part: Int) -> Double {
      let share = Double(part) / 255
      return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055)
    }
    return 0.2126 * linear(parts[0]) + 0.7152 * linear(parts[1]) + 0.0722 * linear(parts[2])
  }

  private func power(_ base: Double) -> Double {
    // base^2.4 = (base^12)^(1/5), by Newton's method, so that no maths library is needed.
    let target = (0..<12).reduce(1.0) { product, _ in product * base }
    var root = 0.5
    for _ in 0..<80 { root = (4 * root + target / (root * root * root * root)) / 5 }
    return root
  }

  @Test func labelsCanBeReadOnTheirBackground() {
    for slot in 0..<Theme.labelSlots {
      let dark = Theme.dark.labelColor(slot).map { (luminance($0) + 0.05) / 0.05 } ?? 0
      let light = Theme.light.labelColor(slot).map { 1.05 / (luminance($0) + 0.05) } ?? 0
      #expect(dark >= 4.4, "slot \(slot)")
      #expect(light >= 4.4, "slot \(slot)")
    }
  }

  @Test func theFiveKnownLabelsLookDifferent() {
    for theme in [Theme.dark, .light, .eight] {
      #expect(Set((0..<5).map { theme.style(.label($0)) }).count == 5)
    }
  }

  @Test func monoHasNoColour() {
    let roles: [Role] = [
      .text, .faint, .rule, .title, .titleStrong, .masked, .key, .hint, .heading, .selection,
      .focus, .match, .currentMatch, .good, .warning, .label(0), .label(7),
    ]
    for role in roles {
      #expect(Theme.mono.style(role).foreground == nil)
      #expect(Theme.mono.style(role).background == nil)
    }
  }

  @Test func theThemeFollowsTheTerminalAndTheEnvironment() {
    #expect(NcursesTerminal.theme(asked: nil, colors: 256) == .dark)
    #expect(NcursesTerminal.theme(asked: nil, colors: 256, background: "0;15") == .light)
    #expect(NcursesTerminal.theme(asked: nil, colors: 256, background: "15;default;0") == .dark)
    #expect(NcursesTerminal.theme(asked: nil, colors: 256, noColor: "1") == .mono)
    #expect(NcursesTerminal.theme(asked: nil, colors: 256, noColor: "") == .dark)
    #expect(NcursesTerminal.theme(asked: .light, colors: 256, noColor: "1") == .light)
    #expect(NcursesTerminal.theme(asked: nil, colors: 8) == .eight)
    #expect(NcursesTerminal.theme(asked: .light, colors: 8) == .eight)
    #expect(NcursesTerminal.theme(asked: .dark, colors: 0) == .mono)
    #expect(NcursesTerminal.theme(asked: .mono, colors: 256) == .mono)
  }
}
