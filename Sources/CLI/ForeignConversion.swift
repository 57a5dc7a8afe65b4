import ArgumentParser
import Corpus
import Files

/// The flags that people know from `spacy convert`, as far as they mean something here.
struct ForeignConversion: ParsableArguments {
  @Option(name: [.customLong("file-type"), .customShort("t")], help: .hidden) var fileType: String?
  @Option(name: [.customLong("converter"), .customShort("c")], help: .hidden) var converter: String?
  @Option(name: [.customLong("n-sents"), .customShort("n")], help: .hidden) var sentences: Int?
  @Option(name: [.customLong("lang"), .customShort("l")], help: .hidden) var language: String?
  @Option(
    name: [.customLong("model"), .customLong("base"), .customShort("b")], help: .hidden)
  var model: String?
  @Flag(name: [.customLong("seg-sents"), .customShort("s")], help: .hidden) var segments = false
  @Flag(name: [.customLong("concatenate"), .customShort("C")], help: .hidden) var concatenates =
    false

  /// spaCy's converters by the format that they read; `auto` has the input tell.
  private static let converters: [String: CorpusFormat] = [
    "ner": .conll, "conll": .conll, "json": .spacyJSON,
  ]
  /// spaCy's file types by the format that they are.
  private static let fileTypes: [String: CorpusFormat] = ["spacy": .docBin, "json": .spacyJSON]

  func validate() throws {
    if let fileType, Self.fileTypes[fileType] == nil {
      throw ValidationError("--file-type \(fileType): there are json and spacy; see --to.")
    }
    if let converter, converter != "auto", Self.converters[converter] == nil {
      let names = Self.converters.keys.sorted().joined(separator: ", ")
      throw ValidationError(
        "--converter \(converter) is not read here; there are auto, \(names), and --from FORMAT.")
    }
  }

  /// The input's format, when one is named.
  var source: CorpusFormat? { converter.flatMap { Self.converters[$0] } }

  /// The output's format, when one is named.
  var target: CorpusFormat? { fileType.flatMap { Self.fileTypes[$0] } }

  /// The file that spaCy would write into an output folder; the output itself where it is no folder.
  func place(of output: String, from input: String, as format: CorpusFormat?) -> String {
    let ending: String
    switch format {
    case .docBin: ending = "spacy"
    case .spacyJSON: ending = "json"
    default: return output
    }
    guard Folder.exists(output), input != CorpusReader.standardInput else { return output }
    let end = output.lastIndex { $0 != "/" }.map { output[...$0] } ?? ""
    return "\(end)/\(Folder.stem(of: input)).\(ending)"
  }

  /// Says which flags were passed over, and what happens in their place.
  func note(on console: Console) {
    if let sentences, sentences != 1 {
      console.note(
        "Note: --n-sents \(sentences) is passed over; documents stay as the input has them.")
    }
    if let language, language != "en" {
      console.note("Note: --lang \(language) is passed over; the tokenizer is English.")
    }
    if segments || model != nil {
      console.note("Note: --seg-sents and --base are passed over; the input's sentences are kept.")
    }
  }
}
