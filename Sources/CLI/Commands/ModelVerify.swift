import ArgumentParser
import Model
import Text

/// Checks that a model is whole and works.
struct ModelVerify: Command {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a model: format, checksums, shapes, and that it reads an invented note.",
    discussion: """
      Exit status 1, and what is wrong, for a model that cannot be used.

      Example:
        clinspan model verify training/model-best
      """)

  @Argument(help: .init("A model folder, or a model's name.", valueName: "model"))
  var model: String

  @OptionGroup var assets: AssetsOption

  /// An invented note with what trips models up: no words, no letters, line ends, long tokens.
  private static let notes = [
    "Mr. Alder, 72-year-old, was seen for chest pain.\nAn ECG showed no change; aspirin 81 mg was given.",
    "", " \n\t ", "…", String(repeating: "x", count: 500), "\u{1F600} 5mg/kg \u{301}",
  ]

  func run(_ console: Console) throws {
    // Loading compares format, sizes, checksums and shapes.
    let folder = try ModelOption.load(model, assets, console)
    guard folder.model.hasFiniteParameters else {
      throw CommandFailure("\(model): its weights hold numbers that are none; train it again")
    }
    let documents = Self.notes.enumerated().map { Document(id: "note-\($0)", text: $1) }
    let together = try folder.model.recognize(documents)
    for (document, annotations) in zip(documents, together) {
      let alone = try folder.model.recognize(document)
      let isSound = annotations.allSatisfy { annotation in
        annotation.span.start < annotation.span.end && annotation.span.end <= document.text.count
          && (annotation.confidence.map { $0 >= 0 && $0 <= 1 } ?? true)
          && folder.model.labels.contains(annotation.span.label)
      }
      guard isSound, alone.map(\.span) == annotations.map(\.span) else {
        throw CommandFailure("\(model): what it finds in \(document.id) cannot be; train it again")
      }
    }
    try console.say(
      "\(folder.model.name): whole (\(Numbers.grouped(folder.model.parameterCount)) parameters), "
        + "and reads notes")
  }
}
