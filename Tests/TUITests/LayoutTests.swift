import TestSupport
import Testing
import Text

@testable import TUI

@Suite struct LayoutTests {
  private func rows(_ text: String, _ width: Int) -> [String] {
    let text = ScalarText(text)
    return TextLayout(text, width: width).rows.map { text[$0.range] }
  }

  @Test(arguments: [
    ("one two three", 8, ["one two ", "three"]),
    ("one two three", 7, ["one two ", "three"]),
    ("onetwothree", 4, ["onet", "woth", "ree"]),
    ("a onetwothree", 4, ["a ", "onet", "woth", "ree"]),
    ("a\n\nb", 4, ["a", "", "b"]),
    ("a\r\nb\n", 4, ["a", "b", ""]),
    ("", 4, [""]),
    ("ab      cd", 4, ["ab      ", "cd"]),
    ("张伟张伟", 5, ["张伟", "张伟"]),
    ("ab\tcd", 9, ["ab\t", "cd"]),
    ("ab\tcd", 10, ["ab\tcd"]),
    ("e\u{301}e\u{301}e\u{301}", 2, ["e\u{301}e\u{301}", "e\u{301}"]),
    ("张", 1, ["张"]),
  ])
  func textWraps(text: String, width: Int, expected: [String]) {
    #expect(rows(text, width) == expected)
  }

  @Test func rowsKnowTheirLine() {
    let layout = TextLayout(ScalarText("one two\n\nthree"), width: 4)
    #expect(layout.rows.map(\.line) == [0, 0, 1, 2, 2])
    #expect(layout.rows.map(\.isFirst) == [true, false, true, true, false])
  }

  /// Rows hold every scalar once, in order, but for the line breaks; and they fit.
  @Test func randomTextIsCutWithoutLoss() {
    var random = SplitMix(1)
    let alphabet = [
      "a", "bc", " ", "  ", "\n", "\t", "é", "e\u{301}", "张", "🤕", "👩‍👩‍👧", "\r\n", "\r", "\u{200B}",
      "longer-word",
    ]
    for _ in 0..<400 {
      let length = Int.random(in: 0..<80, using: &random)
      let string = (0..<length).compactMap { _ in alphabet.randomElement(using: &random) }.joined()
      let text = ScalarText(string)
      let width = Int.random(in: 1..<30, using: &random)
      let layout = TextLayout(text, width: width)
      var offset = 0
      for (index, row) in layout.rows.enumerated() {
        let between = text[offset..<row.range.lowerBound]
        #expect(between == (index > 0 && row.isFirst ? between : ""))
        #expect(["", "\n", "\r\n"].contains(between))
        offset = row.range.upperBound
        let glyphs = layout.glyphs(inRow: index, of: text)
        let seen = glyphs.reversed().drop { $0.glyph == .space || $0.range.isEmpty }
        let end = seen.first.map { $0.column + $0.glyph.width } ?? 0
        #expect(end <= width || glyphs.first?.range == seen.first?.range)
        for offset in row.range where !row.range.isEmpty {
          #expect(layout.row(at: offset) == index)
        }
        for glyph in glyphs {
          #expect(
            layout.offset(inRow: index, column: glyph.column, of: text) == glyph.range.lowerBound)
        }
      }
      #expect(offset == text.count)
    }
  }

  @Test func theShortWayForPlainLinesCutsAsTheOtherDoes() {
    let plain = InventedNotes.long(characters: 3000).document.text.string
    let accented = String(plain.map { $0 == "e" ? "é" : $0 })
    for width in [1, 7, 20, 53, 100] {
      #expect(
        TextLayout(ScalarText(plain), width: width).rows
          == TextLayout(ScalarText(accented), width: width).rows)
    }
  }

  @Test func tagsTakeRoomAndStayWithTheirSpan() {
    let text = ScalarText("no chest pain today")
    let marks = [
      Mark(span: Span(3..<13, "problem"), standing: .agreed),
      Mark(span: Span(9..<13, "problem"), standing: .missed),
    ]
    let tags = Tags(marks, labels: LabelTable(["problem"]))
    let layout = TextLayout(text, width: 80, tags: tags)
    let drawn = layout.glyphs(inRow: 0, of: text, tags: tags).map(\.glyph.text).joined()
    #expect(drawn == "no [=chest [-pain|B]|B] today")
    let narrow = TextLayout(text, width: 12, tags: tags)
    #expect(narrow.rows.map { text[$0.range] } == ["no chest ", "pain ", "today"])
  }

  @Test func lanesHoldOverlappingSpansApart() {
    let marks = [
      Mark(span: Span(0..<5, "test"), standing: .missed),
      Mark(span: Span(0..<3, "test"), standing: .spurious),
      Mark(span: Span(3..<8, "problem"), standing: .spurious),
      Mark(span: Span(20..<30, "problem"), standing: .missed),
    ]
    let lanes = Lanes.lanes(of: marks, in: 2..<10)
    #expect(lanes.map { $0.map(\.range) } == [[2..<5], [2..<3, 3..<8]])
  }

  @Test(arguments: [
    ("chest pain, CHEST PAIN", "chest", [0..<5, 12..<17]),
    ("chest pain, CHEST", "CHEST", [12..<17]),
    ("aaaa", "aa", [0..<2, 2..<4]), ("abc", "", []), ("abc", "abcd", []),
    ("naïve Naïve", "naï", [0..<3, 6..<9]),
    ("张伟 and 张", "张", [0..<1, 7..<8]), ("abc", "é", []),
  ])
  func textIsFound(text: String, query: String, expected: [Range<Int>]) {
    #expect(ScalarText(text).ranges(of: query) == expected)
  }

  @Test func theMaskKeepsOffsetsAndLines() {
    let text = ScalarText("Mr. O'Neil, 张伟 é\u{301} 42\n🤕")
    #expect(text.shapeMasked(over: [4..<100]).string == "Mr. X'Xxxx, xx xx dd\nx")
    #expect(text.shapeMasked(over: [-5..<2, 60..<70]).string.hasPrefix("Xx. O'Neil"))
    #expect(text.shapeMasked(over: []) == text)
    #expect(text.shapeMasked(over: [0..<text.count]).count == text.count)
  }

  @Test func anIDLosesWhatTheNoteHides() {
    let document = Document(id: "quimby-orla_12 4471902.txt", text: "Orla Quimby 12 4471902")
    #expect(document.maskedID(hiding: [0..<22]) == "xxxxxx-xxxx_12 ddddddd.txt")
  }
}
