import Text

extension ModelConfig {
  /// What the network is, in one line.
  public var summary: String {
    var parts: [String] = []
    if let embedding {
      let attributes = embedding.tables.map { "\($0.attribute.rawValue) \($0.rows)" }
        .joined(separator: ", ")
      parts.append("hash embeddings (\(attributes)) of width \(embedding.width)")
    }
    if includesVectors { parts.append("static vectors") }
    switch encoder {
    case .window(let depth, let reach, _, let edges):
      parts.append(
        "\(depth) window blocks of ±\(reach)" + (edges == .padded ? " (spaCy's padding)" : ""))
    case .biLSTM(let depth, _): parts.append("BiLSTM of \(depth) layers")
    case .windowBiLSTM(let depth, let reach, _, let layers):
      parts.append("\(depth) window blocks of ±\(reach), BiLSTM of \(layers) layers")
    case .transformer(let settings):
      parts.append(
        "transformer over windows of \(settings.window) \(settings.unit.rawValue), \(settings.stride) apart"
          + (settings.unit == .pieces || settings.overlap == .center
            ? ", read at their centers" : "")
          + (settings.pooling == .first ? ", a token by its first piece" : "")
          + (settings.predictionWindows == .packed
            ? "; in prediction of at most \(settings.predictionPacking.pieces) pieces" : ""))
    }
    switch head {
    case .tagger(_, let scheme, let loss, let decoding):
      let isField = loss == .sequence
      parts.append(
        "\(scheme.rawValue.uppercased()) tags" + (isField ? " with a conditional random field" : "")
          + ", \(decoding.rawValue) decoding")
    case .transitions(_, _, _, let decoding, _):
      parts.append("transitions, \(decoding.rawValue) decoding")
    }
    return parts.joined(separator: "; ")
  }
}

extension NERModel {
  /// How many numbers it has learnt.
  public var parameterCount: Int {
    var model = self
    var count = 0
    model.visitParameters { count += $0.value.count }
    return count
  }

  /// Whether none of them is infinite or not a number.
  public var hasFiniteParameters: Bool {
    var model = self
    var isFinite = true
    model.visitParameters { isFinite = isFinite && $0.value.storage.allSatisfy(\.isFinite) }
    return isFinite
  }
}
