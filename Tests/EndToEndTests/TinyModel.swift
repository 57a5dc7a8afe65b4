import Files
import Model
import Notation
import TestSupport
import Text
import Trainer

/// A model small enough to make in a test. Untrained: what it finds is arbitrary, but always the same.
enum TinyModel {
  static let labels: [Label] = ["person", "problem", "treatment"]

  /// Writes the model's folder.
  static func save(to path: String) throws {
    let text = String(
      decoding: try InputFile.read("\(Fixture.root)/configs/config.cfg"), as: UTF8.self)
    let overrides = [
      ConfigOverride("components.tok2vec.model.encode.width", 16),
      ConfigOverride("components.tok2vec.model.encode.depth", 1),
      ConfigOverride("components.tok2vec.model.embed.rows", [50, 50, 50, 50]),
      ConfigOverride("components.torch_ner.model.hidden_width", 8),
    ]
    let config = try Config(parsing: text, overrides: overrides).resolved()
    let model = NERModel(
      name: "tiny", config: try ModelConfig(config), labels: labels, seed: 7)
    try ModelFolder(model: model, config: config, meta: ["version": "0.0.1"]).save(to: path)
  }
}
