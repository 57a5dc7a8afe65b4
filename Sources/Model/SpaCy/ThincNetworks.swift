import Notation

/// What a spaCy network that turns tokens into vectors is made of, in our layers.
struct ThincTok2Vec {
  let attributes: [String]
  let tables: [HashEmbed]
  let vectors: StaticVectors?
  let mixer: Maxout
  let norm: LayerNorm
  let encoder: Encoder

  enum Encoder {
    case window(MaxoutWindowEncoder)
    case lstm(BiLSTMEncoder)
  }

  /// The layers, nested as `spacy.Tok2Vec.v2` nests them.
  var layer: ThincLayer {
    let extract = ThincLayer(
      name: "extract_features",
      attributes: ["columns": .array(attributes.map { .string($0) })])
    let ragged = ThincLayer(name: "list2ragged")
    let embeds = tables.enumerated().map { ThincLayer.hashEmbed($1, column: $0) }
    let hashed = ThincLayer.around(
      "with_array", embeds.count == 1 ? embeds[0] : .group(embeds, joinedBy: "|"),
      ["pad": .integer(0)])
    let mix = ThincLayer.around(
      "with_array", .maxout(mixer, norm), ["pad": .integer(0)])
    let list = ThincLayer(name: "ragged2list")
    var embed: ThincLayer
    if let vectors {
      let weight = vectors.weight.value
      let given = ThincLayer(
        name: "static_vectors", dimensions: ["nO": weight.rows, "nM": weight.columns],
        attributes: ["key_attr": .string("ORTH"), "dropout_rate": .double(0)],
        parameters: [("W", ThincLayer.tensor([weight.rows, weight.columns], weight.storage))])
      embed = .group([
        .group([.group([extract, ragged, hashed]), given], joinedBy: "|"), mix, list,
      ])
    } else {
      embed = .group([extract, ragged, hashed, mix, list])
    }
    embed.dimensions = ["nO": mixer.outputs]
    var layer = ThincLayer.group([embed, encode])
    layer.dimensions = ["nO": mixer.outputs]
    return layer
  }

  private var encode: ThincLayer {
    switch encoder {
    case .window(let encoder):
      let blocks = encoder.blocks.map { block in
        ThincLayer.around(
          "residual",
          .group([
            ThincLayer(
              name: "expand_window",
              attributes: ["window_size": .integer(Int64(encoder.reach))]),
            .maxout(block.inner.first.maxout, block.inner.second.inner.first),
          ]))
      }
      switch encoder.edges {
      case .padded:
        let pad = Int64(encoder.reach * blocks.count)
        return .around(
          "with_array", blocks.count == 1 ? blocks[0] : .group(blocks), ["pad": .integer(pad)])
      case .zero:
        let padded = blocks.map {
          ThincLayer.around("with_array", $0, ["pad": .integer(Int64(encoder.reach))])
        }
        return padded.count == 1 ? padded[0] : .group(padded)
      }
    case .lstm(let encoder):
      var state: [(name: String, tensor: SafeTensors.Tensor)] = []
      for (level, pair) in encoder.levels.enumerated() {
        for (lstm, suffix) in [(pair.forward, ""), (pair.backward, "_reverse")] {
          for (name, parameter) in [
            ("weight_ih", lstm.inputWeight), ("weight_hh", lstm.hiddenWeight),
            ("bias_ih", lstm.inputBias), ("bias_hh", lstm.hiddenBias),
          ] {
            let value = parameter.value
            let shape = name.hasPrefix("bias") ? [value.columns] : [value.rows, value.columns]
            state.append(
              ("\(name)_l\(level)\(suffix)", ThincLayer.tensor(shape, value.storage)))
          }
        }
      }
      let torch = ThincLayer(
        name: "pytorch", dimensions: ["nO": mixer.outputs, "nI": mixer.outputs],
        shims: [MessagePackShim.encode(state: TorchState(state).encoded())])
      return .around("with_padded", .around("with_padded", torch))
    }
  }
}

/// The weights of a state's scorer, in our layout.
struct ThincScorer {
  let project: Linear
  let lower: Parameter
  let lowerBias: Parameter
  let pad: Parameter
  let upper: Linear?
  /// F, slots of a state, and P, pieces.
  let slots: Int
  let pieces: Int

  /// A whole parser over a network's vectors, nested as `spacy.TransitionBasedParser.v2` nests it.
  func layer(over tok2vec: ThincLayer) -> ThincLayer {
    let hidden = project.weight.value.rows
    let units = lowerBias.value.columns / pieces
    var vectors = ThincLayer.group([tok2vec, ThincLayer(name: "list2array"), .linear(project)])
    vectors.dimensions = ["nO": hidden]
    let affine = ThincLayer(
      name: "precomputable_affine",
      dimensions: ["nO": units, "nI": hidden, "nF": slots, "nP": pieces],
      attributes: ["dropout_rate": .double(0)],
      parameters: [
        (
          "W",
          ThincLayer.tensor(
            [slots, units, pieces, hidden],
            ThincOrder.toThinc(
              lower.value.storage,
              .init(slots: slots, outputs: units, pieces: pieces, inputs: hidden)))
        ),
        (
          "b",
          ThincLayer.tensor(
            [units, pieces],
            ThincOrder.toThinc(lowerBias.value.storage, .init(outputs: units, pieces: pieces)))
        ),
        (
          "pad",
          ThincLayer.tensor(
            [1, slots, units, pieces],
            ThincOrder.toThinc(
              pad.value.storage, .init(slots: slots, outputs: units, pieces: pieces)))
        ),
      ])
    return ThincLayer(
      name: "parser_model", attributes: ["has_upper": .bool(upper != nil)],
      layers: [vectors, affine, upper.map { .linear($0) } ?? ThincLayer(name: "noop")])
  }
}
