import Testing
import Text

@testable import Anonymize

/// Lines of every kind, traps among them, written without a look at the rules: `unseen-lines.txt` says what the
/// rules made of them at first sight.
@Suite struct UnseenLinesTests {
  private static let lines = Markup.lines(of: "unseen-lines.txt").enumerated().map {
    line -> PHIGold in
    let text = line.element.drop { $0 != " " }.dropFirst()
      .replacing("\\n", with: "\n").replacing("\\xa0", with: "\u{A0}")
    return Markup.gold("\(line.offset + 1) \(line.element.prefix { $0 != " " })", String(text))
  }

  @Test func nearlyAllIsFoundAndNearlyNoTrapTouched() throws {
    let recognizer = try #require(InventedStylesTests.recognizer)
    #expect(Self.lines.count > 340)
    let score = Markup.score(Self.lines, by: recognizer)
    let missed = zip(Self.lines, score.rows).filter { $1.full < $1.spans || $1.touched > 0 }
      .map(\.0.id)
    #expect(try #require(score[.spanRecall]) >= 0.97, "\(missed)")
    #expect(try #require(score[.trapsMasked]) <= 0.02, "\(missed)")
    #expect(try #require(score[.characterPrecision]) > 0.97)
  }
}
