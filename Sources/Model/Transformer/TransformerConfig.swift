import Files
import Notation

/// The sizes of a BERT or RoBERTa encoder, as its `config.json` has them.
public struct TransformerConfig: Hashable, Sendable {
  /// The families there are.
  public enum Family: String, Hashable, Sendable, CaseIterable {
    case bert, roberta
  }

  /// Which of them.
  public var family: Family
  /// V, pieces in the vocabulary.
  public var vocabularySize: Int
  /// C, the width of a piece's vector.
  public var width: Int
  /// Number of layers.
  public var depth: Int
  /// H; each head is C / H wide.
  public var heads: Int
  /// F, the width inside a layer's feed-forward part.
  public var inner: Int
  /// Rows of the position table.
  public var positions: Int
  /// Rows of the table of sentence types, of which the first is used.
  public var types: Int
  /// Added to variances in layer norms.
  public var epsilon: Float
  /// The position of the first piece: 0, or for RoBERTa one after the padding's id.
  public var firstPosition: Int
  /// Dropout of embeddings and of what layers add, in training.
  public var dropout: Float
  /// Dropout of attention weights, in training.
  public var attentionDropout: Float

  /// The most pieces a sequence may have.
  public var longestSequence: Int { positions - firstPosition }

  /// Reads a `config.json`.
  ///
  /// - Throws: `FileError`, or `EncoderError` naming what is missing or not computed here.
  public init(path: String) throws {
    try self.init(decoding: InputFile.read(path, limit: 16 << 20), path: path)
  }

  /// Decodes a `config.json`; `path` is for messages.
  init(decoding bytes: [UInt8], path: String) throws(EncoderError) {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONParser.parse(bytes)
    } catch {
      throw .malformed(path: path, expected: error.expected)
    }
    try self.init(root, path: path)
  }

  init(_ root: JSONValue, path: String) throws(EncoderError) {
    func size(_ key: String, in range: ClosedRange<Int>) throws(EncoderError) -> Int {
      guard let value = root[key]?.integer, range.contains(value) else {
        throw .malformed(
          path: path,
          expected: "\(key), a whole number of \(range.lowerBound) to \(range.upperBound)"
        )
      }
      return value
    }
    func rate(_ key: String) throws(EncoderError) -> Float {
      let value = root[key]?.number ?? 0.1
      guard 0 <= value, value < 1 else {
        throw .malformed(path: path, expected: "\(key), a number of 0 to below 1")
      }
      return Float(value)
    }
    guard let family = root["model_type"]?.string.flatMap(Family.init) else {
      throw .unsupported(
        path: path, what: "model_type \(root["model_type"]?.string ?? "(none)")",
        supported: "bert and roberta")
    }
    for (key, only) in [
      ("hidden_act", "gelu"), ("position_embedding_type", "absolute"),
    ] {
      if let value = root[key]?.string, value != only {
        throw .unsupported(path: path, what: "\(key) \(value)", supported: only)
      }
    }
    if root["is_decoder"]?.bool == true {
      throw .unsupported(
        path: path, what: "a decoder (is_decoder)", supported: "encoders, which look both ways,")
    }
    if let pruned = root["pruned_heads"]?.object, !pruned.members.isEmpty {
      throw .unsupported(
        path: path, what: "an encoder without some of its heads (pruned_heads)",
        supported: "whole ones")
    }
    self.family = family
    vocabularySize = try size("vocab_size", in: 1...10_000_000)
    width = try size("hidden_size", in: 1...65_536)
    depth = try size("num_hidden_layers", in: 0...1_000)
    heads = try size("num_attention_heads", in: 1...65_536)
    inner = try size("intermediate_size", in: 1...1_000_000)
    positions = try size("max_position_embeddings", in: 1...1_000_000)
    types = try size("type_vocab_size", in: 1...1_000)
    guard width % heads == 0 else {
      throw .malformed(
        path: path, expected: "num_attention_heads that divides hidden_size \(width)")
    }
    let epsilon = root["layer_norm_eps"]?.number ?? 1e-12
    guard 0 <= epsilon, epsilon < 1 else {
      throw .malformed(path: path, expected: "layer_norm_eps, a number of 0 to below 1")
    }
    self.epsilon = Float(epsilon)
    let padding = root["pad_token_id"]?.integer ?? 1
    firstPosition = family == .roberta ? min(max(padding, -1), positions) + 1 : 0
    guard firstPosition + 2 < positions else {
      throw .malformed(
        path: path, expected: "max_position_embeddings above \(positions), or a lower pad_token_id")
    }
    dropout = try rate("hidden_dropout_prob")
    attentionDropout = try rate("attention_probs_dropout_prob")
  }
}
