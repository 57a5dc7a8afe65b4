import ArgumentParser
import Corpus
import Files
import Model
import Notation
import Text
import Trainer

#if canImport(Glibc)
  import Glibc
#endif

/// What a training run is made from: a config, what is replaced in it, and how many workers.
struct TrainingSetup: ParsableArguments {
  @OptionGroup var config: ConfigArgument

  @Option(
    help: .init(
      "Parts each batch is cut into, one a processor; another number gives other weights.",
      valueName: "n"))
  var workers: Int?

  /// A run from the start.
  ///
  /// - Throws: `ConfigError`, `CorpusError`, `TrainerError`, `FileError`, `EncoderError`, or
  ///   `CommandFailure` where the config names no corpus.
  func run(_ console: Console) throws -> TrainingRun {
    let trainer = try settings(console)
    return try run(
      trainer, train: records(trainer.train.path, "train", console),
      dev: records(trainer.dev.path, "dev", console))
  }

  /// A run from the start on gold, and on lessons besides where there are some.
  ///
  /// - Throws: `TrainerError`, `FileError`, `EncoderError`.
  func run(
    _ trainer: TrainerConfig, train: [Example], dev: [Example],
    taught: (lessons: [Lesson], by: Distillation)? = nil
  ) throws -> TrainingRun {
    let vectors =
      trainer.model.includesVectors
      ? try trainer.vectorsPath.map { try WordVectors(reading: $0) } : nil
    let encoder = try trainer.model.transformer.map { try PretrainedEncoder(folder: $0.name) }
    return try TrainingRun(
      trainer, train: train, dev: dev, workers: workers ?? Self.processors,
      vectors: vectors, encoder: encoder, taught: taught)
  }

  /// What the model's folder says of where it comes from.
  ///
  /// - Throws: `FileError`.
  func meta(of config: TrainerConfig) throws -> JSONObject {
    var data = JSONObject()
    for (name, path) in [("train", config.train.path), ("dev", config.dev.path)] {
      guard let path, Folder.hasFile(path) else { continue }
      data[name] = [
        "file": .string(Folder.name(of: path)), "fnv1a64": .string(try DataHash(file: path).hex),
      ]
    }
    return [
      "lang": "en", "version": "0.0.0", "clinspan_version": .string(Version.number),
      "seed": .integer(Int(clamping: config.seed)), "data": .object(data),
    ]
  }

  /// What the config says, with what is replaced in it.
  ///
  /// - Throws: `ConfigError`, `FileError`.
  func settings(_ console: Console) throws -> TrainerConfig {
    guard (workers ?? 1) > 0 else { throw UsageError("--workers must be 1 or more") }
    return try TrainerConfig(config.read(console))
  }

  /// The records of a corpus that the config names.
  ///
  /// - Throws: `CorpusError`; `CommandFailure` where the config names none.
  func records(_ path: String?, _ name: String, _ console: Console) throws -> [Example] {
    guard let path, !path.isEmpty else {
      throw CommandFailure("the config names no \(name) corpus; add --paths.\(name) FILE")
    }
    let contents = try CorpusReader().read(path)
    Diagnostics.tell(contents.diagnostics, on: console)
    return contents.records.map(\.example)
  }

  /// More workers than this leave each too little of a batch.
  private static let mostWorkers = 8
  static var processors: Int {
    max(1, min(mostWorkers, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
  }
}
