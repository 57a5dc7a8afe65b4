import Synchronization
import Testing

@testable import CLI

/// A console over memory whose clock a test turns.
private final class Scene {
  var time = 0.0
  let errors = MemorySink()

  func console(terminal: Bool, columns: Int = 80) -> Console {
    Console(
      output: MemorySink(), errors: errors, input: -1, interrupt: Interrupt(),
      errorsAreTerminal: terminal, columns: columns, now: { self.time })
  }
}

@Suite struct ProgressTests {
  @Test func workUnderASecondSaysNothing() {
    for terminal in [true, false] {
      let scene = Scene()
      let progress = Progress(
        "Predicting", unit: "note", total: 10, on: scene.console(terminal: terminal))
      for _ in 0..<10 {
        scene.time += 0.05
        progress.advance()
      }
      progress.finish()
      #expect(scene.errors.text.isEmpty)
    }
  }

  @Test func aTerminalGetsABarWithRateAndTimeLeft() {
    let scene = Scene()
    let progress = Progress(
      "Predicting", unit: "note", total: 40, on: scene.console(terminal: true))
    scene.time = 2
    progress.advance(by: 10)
    #expect(
      scene.errors.text == "\r\u{1B}[KPredicting  [########---------------------------]"
        + "  10/40 notes  5.0/s  ETA 0:06")
    scene.time = 8
    progress.advance(by: 30)
    progress.finish()
    #expect(scene.errors.text.hasSuffix("\r\u{1B}[KPredicting: 40 notes in 0:08 (5.0/s)\n"))
  }

  @Test func aNarrowTerminalIsNeverOverrun() {
    let scene = Scene()
    let console = scene.console(terminal: true, columns: 20)
    let progress = Progress("Predicting", unit: "note", total: 40, on: console)
    scene.time = 2
    progress.advance(by: 10)
    #expect(scene.errors.text.dropFirst("\r\u{1B}[K".count).count <= 19)
  }

  @Test func aLogGetsPlainLinesTenSecondsApart() {
    let scene = Scene()
    let progress = Progress("Reading", unit: "line", total: nil, on: scene.console(terminal: false))
    for _ in 0..<25 {
      scene.time += 1
      progress.advance(by: 1000)
    }
    progress.finish()
    #expect(
      scene.errors.text == """
        Reading  10,000 lines  1,000/s
        Reading  20,000 lines  1,000/s
        Reading: 25,000 lines in 0:25 (1,000/s)

        """)
  }
}

@Suite struct NumbersTests {
  @Test(
    arguments: [
      (0.125, 2, "0.12"), (0.375, 2, "0.38"), (66.005, 2, "66.00"), (-1.5, 0, "-2"),
      (1e300, 0, nil),
    ] as [(Double, Int, String?)])
  func fixedRoundsAsPrintfDoes(value: Double, decimals: Int, expected: String?) {
    let text = Numbers.fixed(value, decimals)
    if let expected { #expect(text == expected) } else { #expect(text.count == 301) }
  }

  @Test func countsReadAsPeopleWriteThem() {
    #expect(Numbers.grouped(-1_234_567) == "-1,234,567")
    #expect(Numbers.grouped(123) == "123")
    #expect(Numbers.count(1, "note") == "1 note")
    #expect(Numbers.count(2000, "note") == "2,000 notes")
    #expect(Numbers.duration(59.6) == "1:00")
    #expect(Numbers.duration(7505) == "2:05:05")
    #expect(Numbers.duration(.infinity) == "277777:46:40")
  }
}

@Suite struct TableTests {
  @Test func headersStandOverTheirColumns() {
    let table = Table(
      header: ["E", "#", "SCORE"], rows: [["0", "0", "0.00"], ["10", "200", "0.65"]],
      alignments: [.right, .right, .right], minimumWidths: [3, 6, 6])
    #expect(
      table.lines == [
        "  E       #   SCORE", "---  ------  ------", "  0       0    0.00", " 10     200    0.65",
      ])
  }

  @Test func rowsMayBeShorterThanTheHeader() {
    #expect(Table(header: ["A", "B"], rows: [["1"]]).lines == ["A  B", "-  -", "1"])
    #expect(Table().lines == [])
  }
}
