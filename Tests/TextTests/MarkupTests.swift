import Testing
import Text

@Suite struct MarkupTests {
  @Test func spansAreReadWhereTheyStand() throws {
    let example = try Example(markup: "Seen by [Dr. Smith|NAME] on [3/4|DATE].")
    #expect(example.document.text.string == "Seen by Dr. Smith on 3/4.")
    #expect(example.spans == [Span(8..<17, "NAME"), Span(21..<24, "DATE")])
    #expect(example.spans.map(example.document.text(of:)) == ["Dr. Smith", "3/4"])
  }

  @Test(arguments: [
    "", "plain", "a|b", #"\[x\] \\ [a\|b\[|L]"#, "[🤕 e\u{301}|x][b|y]", "[a [b|in] c|out] d",
    "[[a|out]|in]", #"[a|odd\]label|x]"#, "[a|two words]\n[b|L]",
  ])
  func notationIsWrittenAsItWasRead(_ notation: String) throws {
    #expect(try Markup(notation).written() == notation)
  }

  @Test func anyTextAndNestedSpansSurvive() throws {
    var random = PythonRandom(seed: 5)
    let alphabet = Array(#"ab[]|\ é🤕"#.unicodeScalars)
    for _ in 0..<500 {
      let scalars = random.choices(below: alphabet.count, count: 2 + random.below(12))
      let text = ScalarText(String(String.UnicodeScalarView(scalars.map { alphabet[$0] })))
      let middle = 1 + random.below(text.count - 1)
      let inner = random.below(middle)
      let spans = [
        Span(0..<middle, "a|]"), Span(inner..<middle, "b"), Span(middle..<text.count, "c\\"),
      ]
      let markup = Markup(text: text, spans: spans)
      #expect(try Markup(markup.written()) == markup)
    }
  }

  @Test(arguments: [
    ("a [b", "the bracket at 2 is never closed; write \"[text|LABEL]\""),
    ("[b|", "the bracket at 3 is never closed; write \"[text|LABEL]\""),
    (
      "a] b", "the closing bracket at 1 ends no \"[text|LABEL]\"; write \"\\]\" for the sign itself"
    ),
    ("[a]", "the closing bracket at 2 ends no \"[text|LABEL]\"; write \"\\]\" for the sign itself"),
    ("[a|]", "the span that ends at 3 has no label; write \"[text|LABEL]\""),
    ("a\\", "the backslash at 1 is the last sign; write \"\\\\\" for the sign itself"),
  ])
  func wrongNotationIsRefusedWithItsPlace(_ notation: String, _ message: String) {
    let error = #expect(throws: MarkupError.self) { try Markup(notation) }
    #expect(error?.description == message)
  }

  @Test func crossingSpansCannotBeWritten() {
    let markup = Markup(text: ScalarText("abcd"), spans: [Span(0..<2, "x"), Span(1..<3, "y")])
    #expect(throws: MarkupError(offset: 1, reason: .crossing)) { try markup.written() }
    let outside = Markup(text: ScalarText("abcd"), spans: [Span(2..<5, "x")])
    #expect(throws: MarkupError(offset: 2, reason: .outsideTheText)) { try outside.written() }
  }
}
