import ArgumentParser
import Notation
import TUI
import Text

/// From a key to the frame that answers it, on a long note with many spans.
struct BenchFrame: Command {
  static let configuration = CommandConfiguration(commandName: "frame")

  @Option(help: "Scalars of the note.")
  var length = 50_000

  @Option(help: "Keys pressed.")
  var keys = 400

  @Option(help: "Columns and rows.")
  var size = "132x43"

  func run(_ console: Console) throws {
    guard let size = Size(size) else { throw UsageError("--size: expected WxH") }
    let session = ExploreSession(
      records: [record], in: Environment(recognize: nil, privacy: .shown),
      options: ExploreOptions(source: "bench", opensFirstRecord: true))
    // Scrolling, paging, going through the spans, searching: what a reader does.
    let round = Array("jjjj\t\tJJ<Ctrl-D>kkKK")
    let script = String((0..<max(1, keys / 14)).flatMap { _ in round })
    let pressed = max(1, keys / 14) * 14
    let opened = try seconds { _ = session.replay(try KeyScript(""), size: size) }
    let played = try seconds { _ = session.replay(try KeyScript(script), size: size) }
    let figures: JSONValue = [
      "open_ms": .number(rounded(opened * 1000)), "keys": .integer(pressed),
      "ms_per_key": .number(rounded(max(0, played - opened) * 1000 / Double(pressed))),
    ]
    try console.say(figures.text())
  }

  private func seconds(_ work: () throws -> Void) rethrows -> Double {
    var runs: [Double] = []
    for _ in 0..<3 {
      let start = Speed.processSeconds()
      try work()
      runs.append(Speed.processSeconds() - start)
    }
    return runs.sorted()[1]
  }

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  private var record: TUI.Record {
    let line = "Mr. Quill denies chest pain; 腹痛 resolved, naïve to aspirin, ECG unchanged .\n"
    let text = String(repeating: line, count: max(1, length / line.unicodeScalars.count))
    let document = Document(id: "long", text: text)
    let labels: [Label] = ["person", "problem", "treatment"]
    let spans = document.tokens.enumerated()
      .filter { $0.offset % 5 == 1 && document.text[$0.element.range] != "\n" }
      .map { Span($0.element.range, labels[$0.offset / 5 % labels.count]) }
    return TUI.Record(document: document, gold: spans)
  }
}
