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

  /// Its predictions on gold.
  ///
  /// - Throws: `Stopped` after Ctrl-C; what the models and the files throw.
  func predictions(
    on gold: ComparisonGold, _ assets: AssetsOption, _ console: Console
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
