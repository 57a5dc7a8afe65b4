import Notation

/// A layer to be written as thinc writes networks: a tree, numbered breadth first.
struct ThincLayer {
  var name: String
  var dimensions: KeyValuePairs<String, Int> = [:]
  var attributes: KeyValuePairs<String, MessagePack> = [:]
  var parameters: [(name: String, tensor: SafeTensors.Tensor)] = []
  var shims: [[UInt8]] = []
  var layers: [ThincLayer] = []

  /// Layers one after another, or side by side, as `name` joins theirs.
  static func group(_ layers: [ThincLayer], joinedBy sign: String = ">>") -> ThincLayer {
    ThincLayer(name: layers.map(\.name).joined(separator: sign), layers: layers)
  }

  /// A layer around another.
  static func around(
    _ name: String, _ layer: ThincLayer, _ attributes: KeyValuePairs<String, MessagePack> = [:]
  ) -> ThincLayer {
    ThincLayer(name: "\(name)(\(layer.name))", attributes: attributes, layers: [layer])
  }

  /// The bytes of a component's `model` file.
  func encoded() -> [UInt8] {
    var queue = [self]
    var place = 0
    while place < queue.count {
      queue += queue[place].layers
      place += 1
    }
    func map(_ pairs: [(String, MessagePack)]) -> MessagePack {
      .map(pairs.map { .init(.string($0.0), $0.1) })
    }
    let nodes = queue.enumerated().map { index, layer in
      map([
        ("index", .integer(Int64(index))), ("name", .string(layer.name)),
        ("dims", map(layer.dimensions.map { ($0.key, .integer(Int64($0.value))) })),
        ("refs", .map([])),
      ])
    }
    return map([
      ("nodes", .array(nodes)),
      // Attributes are MessagePack within MessagePack.
      (
        "attrs",
        .array(queue.map { map($0.attributes.map { ($0.key, .binary($0.value.encoded())) }) })
      ),
      (
        "params",
        .array(queue.map { map($0.parameters.map { ($0.name, NumpyArray.value($0.tensor)) }) })
      ),
      ("shims", .array(queue.map { .array($0.shims.map { .binary($0) }) })),
    ]).encoded()
  }
}

extension ThincLayer {
  /// A table of hashed vectors and the choice of its column.
  static func hashEmbed(_ embed: HashEmbed, column: Int) -> ThincLayer {
    let table = embed.table.value
    let layer = ThincLayer(
      name: "hashembed", dimensions: ["nO": table.columns, "nV": table.rows],
      attributes: [
        "column": .integer(Int64(column)), "seed": .integer(Int64(embed.seed)),
        "dropout_rate": .double(0),
      ],
      parameters: [("E", tensor([table.rows, table.columns], table.storage))])
    var choice = group([ThincLayer(name: "ints-getitem"), layer])
    choice.attributes = ["column": .integer(Int64(column))]
    return choice
  }

  /// Maxout, layer norm and dropout, nested as thinc's `Maxout(normalize=True, dropout=0.0)` nests them.
  static func maxout(_ maxout: Maxout, _ norm: LayerNorm) -> ThincLayer {
    let (outputs, pieces, inputs) = (maxout.outputs, maxout.pieces, maxout.inputs)
    let affine = ThincLayer(
      name: "maxout", dimensions: ["nO": outputs, "nI": inputs, "nP": pieces],
      parameters: [
        (
          "W",
          tensor(
            [outputs, pieces, inputs],
            ThincOrder.toThinc(
              maxout.weight.value.storage,
              .init(outputs: outputs, pieces: pieces, inputs: inputs)))
        ),
        (
          "b",
          tensor(
            [outputs, pieces],
            ThincOrder.toThinc(maxout.bias.value.storage, .init(outputs: outputs, pieces: pieces)))
        ),
      ])
    let normalization = ThincLayer(
      name: "layernorm", dimensions: ["nO": outputs, "nI": outputs],
      parameters: [
        ("G", tensor([outputs], norm.gain.value.storage)),
        ("b", tensor([outputs], norm.bias.value.storage)),
      ])
    let dropout = ThincLayer(
      name: "dropout", attributes: ["dropout_rate": .double(0), "is_enabled": .bool(true)])
    return group([group([affine, normalization]), dropout])
  }

  /// An affine map.
  static func linear(_ linear: Linear) -> ThincLayer {
    let weight = linear.weight.value
    return ThincLayer(
      name: "linear", dimensions: ["nO": weight.rows, "nI": weight.columns],
      parameters: [
        ("W", tensor([weight.rows, weight.columns], weight.storage)),
        ("b", tensor([weight.rows], linear.bias.value.storage)),
      ])
  }

  static func tensor(_ shape: [Int], _ values: [Float]) -> SafeTensors.Tensor {
    SafeTensors.Tensor(shape: shape, values: values)
  }
}
