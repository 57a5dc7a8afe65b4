import ArgumentParser
import Corpus
import Files
import Notation

/// A corpus of any format, read through once a round without being kept.
struct BenchRead: Command {
  static let configuration = CommandConfiguration(commandName: "read")

  @Argument(help: "A corpus in one file.")
  var file: String

  @Option(help: "Times the file is read; the median counts.")
  var `repeat` = 5

  func run(_ console: Console) throws {
    let bytes = try InputFile.read(file).count
    var count = 0
    let speed = try Speed.measure(words: bytes, repeat: self.repeat) {
      count = 0
      try CorpusReader(tokenizer: nil).forEach(file, diagnostics: { _ in }) { _ in count += 1 }
    }
    let figures: JSONValue = [
      "records": .integer(count), "bytes": .integer(bytes),
      "mb_per_cpu_s": .integer(Int(speed.wordsPerSecond / 1e6)),
    ]
    try console.say(figures.text())
  }
}
