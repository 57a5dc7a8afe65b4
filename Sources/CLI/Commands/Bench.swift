import ArgumentParser
import Files
import Model
import Notation
import Text
import Trainer

#if canImport(Glibc)
  import Glibc
#endif

/// Our side of `make bench`: CPU time of one piece of work, as JSON.
struct Bench: Command {
  static let configuration = CommandConfiguration(
    abstract: "Measure this build's speed; prints JSON (see Benchmarks/).", shouldDisplay: false,
    subcommands: [
      BenchTokenizer.self, BenchPredict.self, BenchTrain.self, BenchFrame.self,
      BenchDocBin.self, BenchRead.self, BenchSimulate.self, BenchRecords.self, BenchSoak.self,
      BenchEncoder.self,
    ])

  func run(_ console: Console) throws { throw CleanExit.helpRequest(self) }
}

/// What a benchmark runs on, and how often.
struct BenchOptions: ParsableArguments {
  @Option(help: "JSON lines with \"text\".")
  var texts: String

  @Option(help: "Times the work is done; the median counts.")
  var `repeat` = 5

  /// The texts of the file.
  func documents() throws -> [ScalarText] {
    var reader = try LineReader(texts)
    var documents: [ScalarText] = []
    while let line = try reader.next() {
      if let text = try JSONParser.parse(line)["text"]?.string {
        documents.append(ScalarText(text))
      }
    }
    return documents
  }
}

/// The speed of one piece of work, over several runs.
struct Speed {
  /// White-space words of one run.
  let words: Int
  /// CPU seconds of each run, of all threads.
  private(set) var runs: [Double] = []
  /// Seconds of each run by the wall clock.
  private(set) var wallRuns: [Double] = []

  init(words: Int) { self.words = words }

  /// Does the work once for warmth and then so many times, counting CPU time.
  static func measure(words: Int, repeat count: Int, _ work: () throws -> Void) rethrows -> Speed {
    var speed = Speed(words: words)
    try work()
    for _ in 0..<max(1, count) {
      let (start, wallStart) = (processSeconds(), wallSeconds())
      try work()
      speed.runs.append(processSeconds() - start)
      speed.wallRuns.append(wallSeconds() - wallStart)
    }
    return speed
  }

  /// Words a CPU-second in the median run.
  var wordsPerCPUSecond: Double { Double(words) / secondsPerRun }

  /// Words a second by the wall clock in the median run.
  var wordsPerSecond: Double { Double(words) / wallRuns.sorted()[wallRuns.count / 2] }

  /// CPU seconds of the median run.
  var secondsPerRun: Double { runs.sorted()[runs.count / 2] }

  /// The figures.
  var json: JSONValue {
    [
      "words": .integer(words), "words_per_cpu_s": .integer(Int(wordsPerCPUSecond)),
      "words_per_s": .integer(Int(wordsPerSecond)), "peak_rss_mb": .integer(Self.peakMegabytes()),
      "cpu_s": .array(runs.map { .number(($0 * 1e6).rounded() / 1e6) }),
    ]
  }

  /// CPU seconds of this process so far, all threads together.
  static func processSeconds() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  /// Seconds by a clock that nobody sets.
  static func wallSeconds() -> Double { seconds(CLOCK_MONOTONIC) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The most memory this process has had resident, in MiB.
  static func peakMegabytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }

  /// What this process holds in memory now, in MiB.
  static func residentMegabytes() -> Int {
    // Not by InputFile: what stands in /proc has no size to go by.
    var buffer = [UInt8](repeating: 0, count: 256)
    let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    let count = read(file, &buffer, buffer.count)
    let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return (pages * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20
  }

  /// What Python's `len(text.split())` gives.
  static func words(in texts: [ScalarText]) -> Int {
    texts.reduce(0) { total, text in
      var isInside = false
      var words = 0
      for scalar in text.scalars {
        let isSpace = scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
        if !isSpace, !isInside { words += 1 }
        isInside = !isSpace
      }
      return total + words
    }
  }
}

/// The tokenizer alone.
struct BenchTokenizer: Command {
  static let configuration = CommandConfiguration(commandName: "tokenizer")

  @OptionGroup var options: BenchOptions

  func run(_ console: Console) throws {
    let texts = try options.documents()
    var tokens = 0
    let speed = Speed.measure(words: Speed.words(in: texts), repeat: options.repeat) {
      for text in texts { tokens += Tokenizer.english.tokens(in: text).count }
    }
    precondition(tokens > 0 || texts.isEmpty, "the tokenizer found nothing")
    try console.say(speed.json.text())
  }
}

/// From text to spans, the tokenizer included.
struct BenchPredict: Command {
  static let configuration = CommandConfiguration(commandName: "predict")

  @Argument var name: String
  @OptionGroup var options: BenchOptions
  @OptionGroup var transformer: TransformerOptions
  @OptionGroup var assets: AssetsOption

  @Option(help: "Only the first so many texts.")
  var documents: Int?

  func run(_ console: Console) throws {
    var model = try ModelOption.load(name, assets, console).model
    transformer.apply(to: &model)
    let texts = Array(try options.documents().prefix(documents ?? .max))
    var spans = 0
    let speed = try Speed.measure(words: Speed.words(in: texts), repeat: options.repeat) {
      for start in stride(from: 0, to: texts.count, by: PredictionRun.batch.documents) {
        let batch = texts[start..<min(start + PredictionRun.batch.documents, texts.count)]
        let found = try model.recognize(batch.map { Document(id: "", text: $0) })
        spans += found.reduce(0) { $0 + $1.count }
      }
    }
    guard case .object(var figures) = speed.json else { return }
    figures["spans"] = .integer(spans / (speed.runs.count + 1))
    try console.say(JSONValue.object(figures).text())
  }
}

/// Training steps; the first one, evaluations and saving are left out.
struct BenchTrain: Command {
  static let configuration = CommandConfiguration(commandName: "train")

  @OptionGroup var setup: TrainingSetup

  @Option(help: "Where the model is kept.")
  var output: String

  func run(_ console: Console) throws {
    var run = try setup.run(console)
    var words = 0
    var (seconds, wall) = (0.0, 0.0)
    var (start, wallStart) = (Speed.processSeconds(), Speed.wallSeconds())
    while let event = run.next() {
      if case .step(let result) = event, result.step > 0 {
        words += result.words
        seconds += Speed.processSeconds() - start
        wall += Speed.wallSeconds() - wallStart
      }
      (start, wallStart) = (Speed.processSeconds(), Speed.wallSeconds())
    }
    try Checkpoints(folder: output).save(run, nil)
    let figures: JSONValue = [
      "words": .integer(words), "cpu_s": .number(seconds),
      "words_per_cpu_s": .integer(Int(Double(words) / max(seconds, 1e-9))),
      "words_per_s": .integer(Int(Double(words) / max(wall, 1e-9))),
      "peak_rss_mb": .integer(Speed.peakMegabytes()),
    ]
    try console.say(figures.text())
  }
}
