import Notation

/// Moves weights from spaCy's networks into our layers, shape by shape.
struct SpacyWeights {
  /// The component's network that holds the token vectors' weights.
  let tok2vec: ThincModel
  /// Its settings.
  let settings: SpacyTok2Vec

  /// The layers with weights that such a network, alone or within a head, consists of.
  static let kinds: Set = [
    "hashembed", "maxout", "layernorm", "linear", "precomputable_affine", "static_vectors",
    "pytorch",
  ]

  /// Fills tables, mixer and norm of an embedding.
  func fill(
    _ tables: inout [HashEmbed], mixer: inout Maxout, norm: inout LayerNorm
  ) throws(SpacyModelError) {
    let embeds = tok2vec.all("hashembed")
    guard embeds.count == settings.tables.count else {
      throw tok2vec.error(
        .malformed(
          expected: "\(settings.tables.count) layers hashembed, found \(embeds.count)"))
    }
    for (place, node) in embeds.enumerated() {
      let seed = node.attributes["seed"]?.integer
      guard seed == Int(tables[place].seed), node.attributes["column"]?.integer == place else {
        throw tok2vec.error(
          .malformed(expected: "seed \(tables[place].seed) and column \(place)"), node)
      }
      try set(&tables[place].table, "E", of: node)
    }
    let maxouts = tok2vec.all("maxout")
    let norms = tok2vec.all("layernorm")
    guard let first = maxouts.first, let firstNorm = norms.first,
      maxouts.count == norms.count, maxouts.count == blockCount + 1
    else {
      throw tok2vec.error(
        .malformed(
          expected: "\(blockCount + 1) layers maxout and layernorm, found \(maxouts.count) and "
            + "\(norms.count)"))
    }
    try set(&mixer, from: first)
    try set(&norm, from: firstNorm)
  }

  /// Fills the projection of word vectors.
  func fill(_ vectors: inout StaticVectors?) throws(SpacyModelError) {
    guard var layer = vectors else { return }
    try set(&layer.weight, "W", of: try tok2vec.one("static_vectors"))
    vectors = layer
  }

  private var blockCount: Int {
    if case .window(let depth, _, _, _) = settings.encoder { depth } else { 0 }
  }

  /// Fills the blocks of a window encoder.
  func fill(_ encoder: inout MaxoutWindowEncoder) throws(SpacyModelError) {
    let maxouts = tok2vec.all("maxout").dropFirst()
    let norms = tok2vec.all("layernorm").dropFirst()
    for (place, nodes) in zip(maxouts, norms).enumerated() {
      try set(&encoder.blocks[place].inner.first.maxout, from: nodes.0)
      try set(&encoder.blocks[place].inner.second.inner.first, from: nodes.1)
    }
    for node in tok2vec.all("expand_window") {
      guard node.attributes["window_size"]?.integer == encoder.reach else {
        throw tok2vec.error(.malformed(expected: "window_size \(encoder.reach)"), node)
      }
    }
  }

  /// Fills the layers of an LSTM encoder from PyTorch's state.
  func fill(_ encoder: inout BiLSTMEncoder) throws(SpacyModelError) {
    let node = try tok2vec.one("pytorch")
    let state = try torchState(node)
    guard state.tensors.count == 8 * encoder.levels.count else {
      throw tok2vec.error(
        .malformed(
          expected: "\(8 * encoder.levels.count) tensors of an LSTM, found \(state.tensors.count)"),
        node)
    }
    func set(_ lstm: inout LSTM, _ suffix: String) throws(SpacyModelError) {
      for (parameter, name) in [
        (\LSTM.inputWeight, "weight_ih"), (\.hiddenWeight, "weight_hh"), (\.inputBias, "bias_ih"),
        (\.hiddenBias, "bias_hh"),
      ] {
        guard let tensor = state[name + suffix] else {
          throw tok2vec.error(.missing("tensor \(name)\(suffix)"), node)
        }
        let value = lstm[keyPath: parameter].value
        let expected = name.hasPrefix("bias") ? [value.columns] : [value.rows, value.columns]
        guard tensor.shape == expected else {
          throw tok2vec.error(.shape(expected: expected, found: tensor.shape), node)
        }
        lstm[keyPath: parameter].value = Matrix(
          rows: value.rows, columns: value.columns, tensor.values)
      }
    }
    for level in encoder.levels.indices {
      try set(&encoder.levels[level].forward, "_l\(level)")
      try set(&encoder.levels[level].backward, "_l\(level)_reverse")
    }
  }

  private func torchState(_ node: ThincModel.Node) throws(SpacyModelError) -> TorchState {
    guard let shim = node.shims.first, node.shims.count == 1,
      let bytes = (try? MessagePackShim.state(shim)) ?? nil
    else { throw tok2vec.error(.malformed(expected: "one PyTorch state"), node) }
    do {
      return try TorchState(decoding: bytes)
    } catch {
      throw tok2vec.error(.malformed(expected: error.expected), node)
    }
  }

  private func set(
    _ parameter: inout Parameter, _ name: String, of node: ThincModel.Node
  ) throws(SpacyModelError) {
    let value = parameter.value
    parameter.value = Matrix(
      rows: value.rows, columns: value.columns,
      try tok2vec.tensor(name, of: node, shape: [value.rows, value.columns]))
  }

  private func set(_ maxout: inout Maxout, from node: ThincModel.Node) throws(SpacyModelError) {
    let (outputs, pieces, inputs) = (maxout.outputs, maxout.pieces, maxout.inputs)
    let weight = try tok2vec.tensor("W", of: node, shape: [outputs, pieces, inputs])
    let bias = try tok2vec.tensor("b", of: node, shape: [outputs, pieces])
    maxout.weight.value = Matrix(
      rows: pieces * outputs, columns: inputs,
      ThincOrder.fromThinc(weight, .init(outputs: outputs, pieces: pieces, inputs: inputs)))
    maxout.bias.value = Matrix(
      rows: 1, columns: pieces * outputs,
      ThincOrder.fromThinc(bias, .init(outputs: outputs, pieces: pieces)))
  }

  private func set(_ norm: inout LayerNorm, from node: ThincModel.Node) throws(SpacyModelError) {
    let columns = norm.gain.value.columns
    norm.gain.value = Matrix(
      rows: 1, columns: columns, try tok2vec.tensor("G", of: node, shape: [columns]))
    norm.bias.value = Matrix(
      rows: 1, columns: columns, try tok2vec.tensor("b", of: node, shape: [columns]))
  }
}

/// The weights of a state's scorer, of as many slots as the transition system has, in thinc's order.
struct SpacyScorerWeights {
  /// H, units of a token's projection.
  let hidden: Int
  /// (H, I) and (H)
  let project: (weight: [Float], bias: [Float])
  /// (F, O, P, H), (O, P), (1, F, O, P); O is H with an upper layer, else the classes.
  let lower: (weight: [Float], bias: [Float], pad: [Float])
  /// (T, H) and (T)
  let upper: (weight: [Float], bias: [Float])?

  /// Reads them.
  ///
  /// - Parameters:
  ///   - inputs: Width of a token's vector.
  ///   - classes: T, the number of actions.
  init(
    _ model: ThincModel, inputs: Int, hidden: Int, pieces: Int, slots: Int, classes: Int,
    hasUpper: Bool
  ) throws(SpacyModelError) {
    self.hidden = hidden
    guard model.nodes.first?.attributes["has_upper"]?.bool ?? hasUpper == hasUpper else {
      throw model.error(.malformed(expected: "has_upper \(hasUpper)"), model.nodes.first)
    }
    let linears = model.all("linear")
    guard let last = linears.last, linears.count == (hasUpper ? 2 : 1) else {
      throw model.error(
        .malformed(expected: "\(hasUpper ? 2 : 1) layers linear, found \(linears.count)"))
    }
    project = (
      try model.tensor("W", of: last, shape: [hidden, inputs]),
      try model.tensor("b", of: last, shape: [hidden])
    )
    let units = hasUpper ? hidden : classes
    let affine = try model.one("precomputable_affine")
    lower = (
      try model.tensor("W", of: affine, shape: [slots, units, pieces, hidden]),
      try model.tensor("b", of: affine, shape: [units, pieces]),
      try model.tensor("pad", of: affine, shape: [1, slots, units, pieces])
    )
    if hasUpper {
      upper = (
        try model.tensor("W", of: linears[0], shape: [classes, hidden]),
        try model.tensor("b", of: linears[0], shape: [classes])
      )
    } else {
      upper = nil
    }
  }
}

extension TransitionScorer {
  /// Takes spaCy's weights.
  ///
  /// - Parameter classes: For each of our classes, spaCy's.
  mutating func take(_ weights: SpacyScorerWeights, classes: [Int]) {
    func rows(_ values: [Float], _ count: Int, order: [Int], within outer: Int = 1) -> [Float] {
      let width = values.count / (outer * count)
      var picked: [Float] = []
      picked.reserveCapacity(values.count)
      for slot in 0..<outer {
        for row in order {
          let start = (slot * count + row) * width
          picked.append(contentsOf: values[start..<start + width])
        }
      }
      return picked
    }
    project.weight.value = Matrix(
      rows: weights.hidden, columns: project.weight.value.columns, weights.project.weight)
    project.bias.value = Matrix(rows: 1, columns: weights.hidden, weights.project.bias)
    let units = hidden
    let order = weights.upper == nil ? classes : Array(0..<units)
    lower.value = Matrix(
      rows: Self.slots * pieces * units, columns: weights.hidden,
      ThincOrder.fromThinc(
        rows(weights.lower.weight, units, order: order, within: Self.slots),
        .init(slots: Self.slots, outputs: units, pieces: pieces, inputs: weights.hidden)))
    lowerBias.value = Matrix(
      rows: 1, columns: pieces * units,
      ThincOrder.fromThinc(
        rows(weights.lower.bias, units, order: order), .init(outputs: units, pieces: pieces)))
    pad.value = Matrix(
      rows: Self.slots, columns: pieces * units,
      ThincOrder.fromThinc(
        rows(weights.lower.pad, units, order: order, within: Self.slots),
        .init(slots: Self.slots, outputs: units, pieces: pieces)))
    guard let given = weights.upper else { return }
    upper?.weight.value = Matrix(
      rows: classes.count, columns: weights.hidden,
      rows(given.weight, classes.count, order: classes))
    upper?.bias.value = Matrix(
      rows: 1, columns: classes.count, rows(given.bias, classes.count, order: classes))
  }
}
