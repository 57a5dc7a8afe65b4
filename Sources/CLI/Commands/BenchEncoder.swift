import ArgumentParser
import Model
import Notation
import Text

/// A pretrained encoder on full windows of plain notes, on one thread: what `infer_encoder.py` of the
/// rivals measures.
struct BenchEncoder: Command {
  static let configuration = CommandConfiguration(commandName: "encoder")

  @Argument(help: "A folder of an encoder.")
  var encoder: String

  @OptionGroup var precision: PrecisionOption
  @OptionGroup var options: BenchOptions

  @Option(help: "Pieces in a window, its two marks counted.")
  var window = 128

  @Option(help: "Windows a run.")
  var windows = 64

  func validate() throws {
    if window < 3 || windows < 1 { throw ValidationError("--window from 3, --windows from 1.") }
  }

  func run(_ console: Console) throws {
    let pretrained = try PretrainedEncoder(folder: encoder)
    let (batch, pieces, words) = try cut(pretrained.files.tokenizer)
    let ready = try PieceEncoder(pretrained, precision.precision)
    let share = Double(batch.count * (window - 2)) / Double(max(1, pieces))
    let speed = Speed.measure(words: Int(Double(words) * share), repeat: options.repeat) {
      _ = ready.vectors(of: batch)
    }
    try console.say(speed.json.text())
  }

  /// Notes as pieces, joined and cut again into windows without overlap; how many pieces and words they had.
  private func cut(_ tokenizer: SubwordTokenizer) throws -> ([[Int32]], pieces: Int, words: Int) {
    var pieces: [Int32] = []
    var words = 0
    var marks: (first: Int32, last: Int32)?
    for text in try options.documents() where pieces.count < windows * (window - 2) {
      let ids = tokenizer.encode(text).ids
      guard ids.count > 2 else { continue }
      marks = (ids[0], ids[ids.count - 1])
      pieces += ids.dropFirst().dropLast()
      words += Speed.words(in: [text])
    }
    guard let marks, pieces.count >= window - 2 else {
      throw CommandFailure("\(options.texts): too short for one window; name a longer file")
    }
    let count = min(windows, pieces.count / (window - 2))
    let batch = (0..<count).map { index in
      [marks.first] + pieces[index * (window - 2)..<(index + 1) * (window - 2)] + [marks.last]
    }
    return (batch, pieces.count, words)
  }
}
