import Files
import Model
public import Notation
import Text

/// What a training run leaves in its output folder: `model-best`, `model-last`, and the state from
/// which it can be resumed.
public struct Checkpoints: Hashable, Sendable {
  /// The output folder.
  public let folder: String

  /// The checkpoints of an output folder.
  public init(folder: String) { self.folder = folder }

  /// The best model so far.
  public var best: String { "\(folder)/model-best" }
  /// The model of the last evaluation, or of where the run was left.
  public var last: String { "\(folder)/model-last" }
  /// What `--resume` reads.
  public var state: String { "\(folder)/training.state" }

  /// Removes what an earlier run left, as spaCy does at the start of one.
  ///
  /// - Throws: `TrainerError` when it cannot be removed.
  public func clear() throws(TrainerError) {
    do {
      try Folder.create(folder)
      for path in [best, last] { try Folder.remove(path) }
      try Folder.removeFile(state)
    } catch {
      throw .file(error)
    }
  }

  /// Saves a run as it stands: `model-last`, `model-best` when the evaluation just made is the best,
  /// then the state. A model folder is replaced whole.
  ///
  /// - Parameters:
  ///   - result: The evaluation just made; nil when the run is left between evaluations.
  ///   - meta: What is said of the model besides its scores.
  /// - Throws: `TrainerError`; the checkpoints that stood before still stand.
  public func save(
    _ run: TrainingRun, _ result: EvaluationResult?, meta: JSONObject = [:]
  ) throws(TrainerError) {
    var meta = meta
    meta["training"] = run.meta
    if let result { meta["performance"] = result.performance(of: run.config) }
    var trained = run.bestModel
    trained.calibration = result?.calibration ?? .none
    let model = ModelFolder(
      model: trained, config: run.config.resolved, meta: meta)
    do {
      try replace(last, with: model)
      if result?.isBest == true { try replace(best, with: model) }
      try AtomicFile.write(run.encodedState(), to: state)
    } catch {
      throw .file(error)
    }
  }

  /// Writes a folder beside its place and moves it there, so that no half of one is ever seen.
  private func replace(_ path: String, with model: ModelFolder) throws(FileError) {
    let new = path + ".new"
    let old = path + ".old"
    try Folder.remove(new)
    try model.save(to: new)
    try Folder.remove(old)
    if Folder.exists(path) { try Folder.rename(path, to: old) }
    try Folder.rename(new, to: path)
    try Folder.remove(old)
  }
}

extension EvaluationResult {
  /// What `meta.json` says of the scores.
  func performance(of config: TrainerConfig) -> JSONValue {
    var members = metrics.filter { $0.key != "speed" }.sorted { $0.key < $1.key }.map {
      JSONObject.Member($0.key, .number($0.value))
    }
    members.append(
      .init(
        "ents_per_type",
        .object(
          JSONObject(
            perLabel.sorted { $0.key < $1.key }.map { label, counts in
              .init(
                label.rawValue,
                [
                  "p": .number(counts.precision), "r": .number(counts.recall),
                  "f": .number(counts.f1),
                ])
            }))))
    members.append(.init("\(config.headName)_loss", .number(losses[config.headName] ?? 0)))
    return .object(JSONObject(members))
  }
}
