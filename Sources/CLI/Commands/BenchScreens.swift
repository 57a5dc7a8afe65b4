import ArgumentParser
import Journal
import Notation
import TUI
import Text

/// From a key to the frame that answers it, in a list of very many records: moving, sorting, filtering, looking
/// for a text, going through records and deciding on them.
struct BenchRecords: Command {
  static let configuration = CommandConfiguration(commandName: "records")

  @Option(help: "Records in the list.")
  var records = 100_000

  @Option(help: "Rounds of keys.")
  var rounds = 3

  @Option(help: "Columns and rows.")
  var size = "132x43"

  /// A round: what somebody does who works through a list.
  private static let round = """
    jjjj<PgDn>G<PgUp>gg/aspirin<Enter>nN<Esc>s<Down>s<Down>\\label:problem p<lt>.6<Enter>jj<Esc>sssss<Enter>
    JJa<Tab>4d<Tab>KJ<Enter><Enter>ttuuu<Ctrl-R>f<F2>++--<F7>j++--<F4>jjtlssx<Esc><Esc><Esc><F8><F2><resize 100x30>
    <resize 132x43><wheel-down 5,9><click 5,9>X<F2>
    """

  func run(_ console: Console) throws {
    guard let size = Size(size) else { throw UsageError("--size: expected WxH") }
    let before = Speed.residentMegabytes()
    let start = Speed.processSeconds()
    let session = BenchNotes.session(
      (0..<records).map { BenchNotes.record("record-\($0 + 1)", lines: 3 + $0 % 9) })
    let made = Speed.processSeconds() - start
    let script = try KeyScript(String(repeating: Self.round, count: rounds))
    var opened = 0.0
    let times = session.frameTimes(script, size: size, onOpen: { opened = $0 })
    try console.say(
      JSONValue.object(
        JSONObject([
          .init("records", .integer(records)), .init("made_s", .number(Speed.rounded(made))),
          .init("first_frame_ms", .number(Speed.rounded(opened * 1000))),
          .init("frames", Speed.percentiles(times)),
          .init("rss_mb", .integer(Speed.residentMegabytes() - before)),
        ])
      ).text())
  }
}

/// Random keys, mouse events and sizes on one long note under correction: how long each frame takes, and what
/// memory does.
struct BenchSoak: Command {
  static let configuration = CommandConfiguration(commandName: "soak")

  @Option(help: "Keys, mouse events and resizes.")
  var events = 20_000

  @Option(help: "Scalars of the note.")
  var length = 50_000

  @Option(help: "Where the random events begin.")
  var seed: UInt64 = 17

  func run(_ console: Console) throws {
    let note = BenchNotes.record("long", scalars: length)
    let session = BenchNotes.session([note, BenchNotes.record("short", lines: 4)])
    var memory: [Int] = []
    let times = session.frameTimes(
      KeyScript.random(events, seed: seed), size: Size(width: 132, height: 43),
      onEvent: { event in
        if event % max(1, events / 10) == 0 { memory.append(Speed.residentMegabytes()) }
      })
    try console.say(
      JSONValue.object(
        JSONObject([
          .init("events", .integer(events)), .init("scalars", .integer(note.document.text.count)),
          .init("spans", .integer(note.gold?.count ?? 0)),
          .init("frames", Speed.percentiles(times)),
          .init("rss_mb", .array(memory.map { .integer($0) })),
        ])
      ).text())
  }
}

/// Invented notes of any size, with spans and names to mask.
enum BenchNotes {
  private static let line =
    "Mr. Quill denies chest pain; 腹痛 resolved, naïve to aspirin, ECG unchanged .\n"

  static func record(_ id: String, lines: Int) -> TUI.Record {
    let document = Document(id: id, text: String(repeating: line, count: lines))
    let labels: [Label] = ["person", "problem", "treatment"]
    let spans = document.tokens.enumerated()
      .filter { $0.offset % 5 == 1 && document.text[$0.element.range] != "\n" }
      .map { Span($0.element.range, labels[$0.offset / 5 % labels.count]) }
    return TUI.Record(document: document, gold: spans)
  }

  static func record(_ id: String, scalars: Int) -> TUI.Record {
    record(id, lines: max(1, scalars / line.unicodeScalars.count))
  }

  /// A masked session of correcting, its journal in memory.
  static func session(_ records: [TUI.Record]) -> ExploreSession {
    let recognize: @Sendable (Document) -> [Annotation] = { document in
      document.tokens.enumerated()
        .filter { $0.offset % 6 == 1 && document.text[$0.element.range] != "\n" }
        .map { place, token in
          Annotation(
            span: Span(token.range, place % 4 == 1 ? "problem" : "test"), source: .model("bench"),
            confidence: Float(40 + place * 7 % 60) / 100)
        }
    }
    let find: @Sendable (Document) -> [PHIFinding] = { document in
      document.tokens.filter { document.text[$0.range] == "Quill" }
        .map { PHIFinding($0.range, "NAME", reason: "bench") }
    }
    return ExploreSession(
      records: records,
      in: Environment(
        recognize: recognize, privacy: .masked(find), canReveal: true,
        journal: JournalPort(append: { _ in "12:00:00" })),
      options: ExploreOptions(
        source: "bench", labels: ["person", "problem", "test", "treatment"], workers: 1,
        annotation: AnnotationOptions()))
  }
}

extension Speed {
  /// Middle, 99th percentile and greatest of some seconds, in milliseconds.
  static func percentiles(_ seconds: [Double]) -> JSONValue {
    let sorted = seconds.sorted()
    func at(_ share: Double) -> JSONValue {
      guard !sorted.isEmpty else { return .null }
      return .number(
        rounded(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1000))
    }
    return [
      "count": .integer(sorted.count), "p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": at(1),
    ]
  }

  static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
