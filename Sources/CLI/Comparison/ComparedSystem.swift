import Files
import Model
import Text

/// A system to compare: what the command line names, which may be several runs.
struct ComparedSystem {
  /// What gives predictions.
  enum Kind { case model, predictions }

  let kind: Kind
  /// As the user wrote it.
  let name: String

  /// The paths of its runs, such as training seeds: parted by commas, unless the whole is a path.
  var paths: [String] {
    if Folder.exists(name) || Folder.hasFile(name) { return [name] }
    return name.split(separator: ",").map(String.init)
  }

  /// What the systems are called in a report: what tells their paths apart, and the number of runs
  /// where there are several.
  static func names(of systems: [ComparedSystem]) -> [String] {
    let parts = systems.map { ($0.paths.first ?? $0.name).split(separator: "/") }
    guard let first = parts.first else { return [] }
    let least = parts.map(\.count).min() ?? 0
    let front = (0..<least).prefix { place in parts.allSatisfy { $0[place] == first[place] } }.count
    let back = (1..<max(1, least - front + 1)).prefix { place in
      parts.allSatisfy { $0[$0.count - place] == first[first.count - place] }
    }.count
    return zip(systems, parts).map { system, parts in
      let own = parts.dropFirst(front).dropLast(back)
      let kept = systems.count == 1 || own.isEmpty ? parts.suffix(1) : own
      let runs = system.paths.count
      return kept.joined(separator: "/") + (runs > 1 ? " (\(runs) runs)" : "")
    }
  }

  /// Its predictions on gold.
  ///
  /// - Parameter name: What it is to be called.
  /// - Throws: `Stopped` after Ctrl-C; what the models and the files throw.
  func predictions(
    as name: String, on gold: ComparisonGold, _ assets: AssetsOption, _ console: Console
  ) throws -> SystemPredictions {
    SystemPredictions(
      name: name,
      runs: try paths.map { path in
        switch kind {
        case .model:
          let model = try ModelOption.load(path, assets, console).model
          return try Self.predict(gold.examples.map(\.document), model, console)
        case .predictions:
          return try PredictionFile(path: path, gold: gold, console: console).spans()
        }
      })
  }

  /// Documents a batch: enough for every worker, few enough for Ctrl-C to be heard.
  private static let batch = 32

  /// What a model finds in documents, from their texts alone.
  static func predict(
    _ documents: [Document], _ model: any Recognizer, _ console: Console
  ) throws -> [Document.ID: [Span]] {
    let progress = Progress("Predicting", unit: "document", total: documents.count, on: console)
    var spans: [Document.ID: [Span]] = [:]
    for start in stride(from: 0, to: documents.count, by: batch) {
      try console.checkInterrupt("Nothing was written.")
      let fresh = documents[start..<min(start + batch, documents.count)].map {
        Document(id: $0.id, text: $0.text)
      }
      for (document, annotations) in zip(fresh, try model.recognize(fresh)) {
        spans[document.id] = annotations.map(\.span)
      }
      progress.advance(by: fresh.count)
    }
    progress.finish()
    return spans
  }
}
