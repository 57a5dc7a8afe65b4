import ArgumentParser
import Journal

/// Who annotates: each has a journal of their own.
struct AnnotatorOption: ParsableArguments {
  @Option(
    help: .init(
      "Who annotates; the name of the session's user where none is given.",
      valueName: "name"))
  var annotator: String?

  /// The name given, or the user's.
  func name(_ console: Console) -> String {
    annotator ?? Self.user(console)
  }

  /// The name of the session's user.
  static func user(_ console: Console) -> String {
    console.environment("USER").flatMap { $0.isEmpty ? nil : $0 } ?? "annotator"
  }
}
