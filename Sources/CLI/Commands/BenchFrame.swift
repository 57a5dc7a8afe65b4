import ArgumentParser
import Model
import Notation
import Synchronization
import TUI
import Text
import Trainer

#if canImport(Glibc)
  import Glibc
#endif

/// From a key to the frame that answers it, on a long note with many spans.
struct BenchFrame: Command {
  static let configuration = CommandConfiguration(commandName: "frame")

  @Option(help: "Scalars of the note.")
  var length = 50_000

  @Option(help: "Keys pressed.")
  var keys = 400

  @Option(help: "Columns and rows.")
  var size = "132x43"

  @Option(help: "Train this model in the background meanwhile.")
  var training: String?

  @OptionGroup var assets: AssetsOption

  func run(_ console: Console) throws {
    guard let size = Size(size) else { throw UsageError("--size: expected WxH") }
    let note = BenchNotes.record("long", scalars: length)
    let session = ExploreSession(
      records: [note],
      in: Environment(recognize: nil, privacy: .shown),
      options: ExploreOptions(source: "bench", opensFirstRecord: true))
    // Scrolling, paging, going through the spans, searching: what a reader does.
    let round = Array("jjjj\t\tJJ<Ctrl-D>kkKK")
    let script = String((0..<max(1, keys / 14)).flatMap { _ in round })
    let pressed = max(1, keys / 14) * 14
    let opened = try seconds { _ = session.replay(try KeyScript(""), size: size) }
    let played = try seconds { _ = session.replay(try KeyScript(script), size: size) }
    let neighbour = try training.map {
      try BusyNeighbour(
        ModelOption.load($0, assets, console),
        learningFrom: BenchNotes.record("short", scalars: 4_000))
    }
    let frames = session.frameTimes(try KeyScript(script), size: size)
    var figures: JSONObject = [
      "open_ms": .number(Speed.rounded(opened * 1000)), "keys": .integer(pressed),
      "ms_per_key": .number(Speed.rounded(max(0, played - opened) * 1000 / Double(pressed))),
      "frames": Speed.percentiles(frames),
    ]
    if let neighbour { figures["training_steps"] = .integer(neighbour.stop()) }
    try console.say(JSONValue.object(figures).text())
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
}

/// A training in the background, as the screens have it: a thread of low priority, one processor left free.
private final class BusyNeighbour: Sendable {
  private let steps = Mutex(0)
  private let isStopped = Mutex(false)

  /// Begins; the first steps are taken when this returns.
  init(_ base: ModelFolder, learningFrom record: TUI.Record) throws {
    let example = Example(document: record.document, spans: record.gold ?? [])
    var settings = Retraining.Settings()
    settings.steps = 1_000_000
    settings.workers = max(1, TrainingSetup.processors - 1)
    let run = try Retraining(
      base, RetrainingData(corrections: [example], dev: []), settings: settings)
    QuietThread.run { [self] in
      var run = run
      while !isStopped.withLock({ $0 }), run.next() != nil { steps.withLock { $0 += 1 } }
    }
    while steps.withLock({ $0 }) < 3 { usleep(10_000) }
  }

  /// Ends it, and tells how many steps were taken.
  func stop() -> Int {
    isStopped.withLock { $0 = true }
    return steps.withLock { $0 }
  }
}
