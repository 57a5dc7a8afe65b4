import Journal
import Model
import Trainer

/// Which model a data set is corrected with: the one of its history that is in use, else the one that it
/// began with.
struct DatasetModel {
  private let data: Dataset

  init(_ data: Dataset) { self.data = data }

  /// The models made from a data set.
  static func history(of dataset: String) -> ModelHistory {
    ModelHistory(folder: "\(dataset)/models")
  }

  /// The folder or name of the model; nil where the data set has none.
  var name: String? { Self.history(of: data.path).current ?? data.settings.model }

  /// Loads it; a model that the options name goes before it.
  ///
  /// - Throws: What `ModelFolder` throws; `CommandFailure` where there is no such model.
  func load(_ option: ModelOption, _ console: Console) throws -> ModelFolder {
    try option.load(option.model ?? name, console)
  }
}
