import ArgumentParser
import Corpus
import Notation
import Text

/// A `.spacy` file, from the disk to documents with tokens and spans.
struct BenchDocBin: Command {
  static let configuration = CommandConfiguration(commandName: "docbin")

  @Argument(help: "A .spacy file.")
  var file: String

  @Option(help: "Times the file is read; the median counts.")
  var `repeat` = 15

  func run(_ console: Console) throws {
    let start = Speed.processSeconds()
    let records = try DocBin.read(file).records(path: file)
    let first = Speed.processSeconds() - start
    let tokens = records.reduce(0) { $0 + $1.example.document.tokens.count }
    let speed = try Speed.measure(words: tokens, repeat: self.repeat) {
      let again = try DocBin.read(file).records(path: file)
      precondition(again.count == records.count, "read \(again.count) of \(records.count) records")
    }
    let figures: JSONValue = [
      "documents": .integer(records.count), "tokens": .integer(tokens),
      "first_ms": .number((first * 1e5).rounded() / 100),
      "warm_ms": .number((speed.secondsPerRun * 1e5).rounded() / 100),
    ]
    try console.say(figures.text())
  }
}
