import Notation

/// A network as thinc writes one (`Model.to_bytes`, thinc 8): its layers in breadth-first order, each
/// with its dimensions, attributes, parameters and what other libraries keep for it ("shims").
struct ThincModel: Sendable {
  /// One layer.
  struct Node: Sendable {
    /// Its place in the file, from 0.
    let index: Int
    /// What it is called: `maxout`, `hashembed`, or its parts joined by `>>` and `|`.
    let name: String
    let dimensions: [String: Int]
    let attributes: [String: MessagePack]
    let parameters: [String: SafeTensors.Tensor]
    let shims: [[UInt8]]

    /// Its number and, cut short, its name: how an error refers to it.
    var title: String {
      let isLong = name.count > 60
      return "\(index) (\(isLong ? name.prefix(57) + "…" : name[...]))"
    }
  }

  /// The file, for errors.
  let path: String
  /// The pipeline component, for errors.
  let component: String
  let nodes: [Node]

  /// Decodes the bytes of a component's `model` file.
  init(decoding bytes: [UInt8], path: String, component: String) throws(SpacyModelError) {
    self.path = path
    self.component = component
    let content: MessagePack
    do {
      content = try MessagePack.parse(bytes)
    } catch {
      throw SpacyModelError(
        path: path, component: component,
        .malformed(expected: "a network in MessagePack (\(error.description))"))
    }
    guard let nodes = content["nodes"]?.array, let attributes = content["attrs"]?.array,
      let parameters = content["params"]?.array, let shims = content["shims"]?.array,
      attributes.count == nodes.count, parameters.count == nodes.count, shims.count == nodes.count
    else {
      throw SpacyModelError(
        path: path, component: component,
        .malformed(expected: "nodes, attrs, params and shims of equal length"))
    }
    var decoded: [Node] = []
    for (index, node) in nodes.enumerated() {
      guard let name = node["name"]?.string, node["index"]?.integer == index else {
        throw SpacyModelError(
          path: path, component: component, layer: "\(index)",
          .malformed(expected: "a name, and the layer's own number"))
      }
      let reader = NodeReader(
        path: path, component: component, layer: "\(index) (\(name.prefix(60)))")
      decoded.append(
        Node(
          index: index, name: name, dimensions: try reader.dimensions(node["dims"]),
          attributes: try reader.attributes(attributes[index]),
          parameters: try reader.parameters(parameters[index]),
          shims: try reader.shims(shims[index])))
    }
    self.nodes = decoded
  }

  /// An error about this network.
  func error(_ reason: SpacyModelError.Reason, _ node: Node? = nil) -> SpacyModelError {
    SpacyModelError(path: path, component: component, layer: node?.title, reason)
  }

  /// The layers of a kind, in order.
  func all(_ name: String) -> [Node] { nodes.filter { $0.name == name } }

  /// The one layer of a kind.
  func one(_ name: String) throws(SpacyModelError) -> Node {
    let found = all(name)
    guard let node = found.first, found.count == 1 else {
      throw error(.malformed(expected: "one layer \(name), found \(found.count)"))
    }
    return node
  }

  /// A parameter of a layer.
  func tensor(_ name: String, of node: Node) throws(SpacyModelError) -> SafeTensors.Tensor {
    guard let tensor = node.parameters[name] else {
      throw error(.missing("parameter \(name)"), node)
    }
    return tensor
  }

  /// A parameter of a layer, of the shape expected.
  func tensor(_ name: String, of node: Node, shape: [Int]) throws(SpacyModelError) -> [Float] {
    let tensor = try tensor(name, of: node)
    guard tensor.shape == shape else {
      throw error(.shape(expected: shape, found: tensor.shape), node)
    }
    return tensor.values
  }

  /// Fails where a layer with weights is of a kind that is not among those known.
  func check(knows kinds: Set<String>) throws(SpacyModelError) {
    for node in nodes where !(node.parameters.isEmpty && node.shims.isEmpty) {
      guard kinds.contains(node.name) else {
        throw error(
          .unsupported(
            "this layer",
            advice: "models of hash embeddings, maxout windows or LSTMs and an ner head are"),
          node)
      }
    }
  }
}

/// Reads the parts of one layer.
private struct NodeReader {
  let path: String
  let component: String
  let layer: String

  func malformed(_ expected: String) -> SpacyModelError {
    SpacyModelError(
      path: path, component: component, layer: layer, .malformed(expected: expected))
  }

  private func name(_ key: MessagePack) throws(SpacyModelError) -> String {
    switch key {
    case .string(let text): return text
    case .binary(let bytes): return String(decoding: bytes, as: UTF8.self)
    default: throw malformed("names as keys")
    }
  }

  func dimensions(_ value: MessagePack?) throws(SpacyModelError) -> [String: Int] {
    guard let pairs = value?.map else { throw malformed("dims") }
    var dimensions: [String: Int] = [:]
    for pair in pairs { dimensions[try name(pair.key)] = pair.value.integer }
    return dimensions
  }

  /// Attributes are MessagePack within MessagePack; one that is something else stays as its bytes.
  func attributes(_ value: MessagePack) throws(SpacyModelError) -> [String: MessagePack] {
    guard let pairs = value.map else { throw malformed("attrs") }
    var attributes: [String: MessagePack] = [:]
    for pair in pairs {
      var decoded = pair.value
      if case .binary(let bytes) = decoded, let inner = try? MessagePack.parse(bytes) {
        decoded = inner
      }
      attributes[try name(pair.key)] = decoded
    }
    return attributes
  }

  func parameters(_ value: MessagePack) throws(SpacyModelError) -> [String: SafeTensors.Tensor] {
    guard let pairs = value.map else { throw malformed("params") }
    var parameters: [String: SafeTensors.Tensor] = [:]
    for pair in pairs {
      if case .null = pair.value { continue }
      guard let tensor = NumpyArray.tensor(pair.value) else {
        throw malformed("parameter \(try name(pair.key)) as an array of 32-bit floats")
      }
      parameters[try name(pair.key)] = tensor
    }
    return parameters
  }

  func shims(_ value: MessagePack) throws(SpacyModelError) -> [[UInt8]] {
    guard let elements = value.array else { throw malformed("shims") }
    var shims: [[UInt8]] = []
    for element in elements {
      guard let bytes = element.binary else { throw malformed("shims as bytes") }
      shims.append(bytes)
    }
    return shims
  }
}

/// A numpy array within MessagePack, as `srsly` writes it: a map `{nd, type, kind, shape, data}`.
enum NumpyArray {
  /// The array; nil when it is none, not of little-endian 32-bit floats, or of another size than its
  /// sides say.
  static func tensor(_ value: MessagePack) -> SafeTensors.Tensor? {
    guard value["nd"]?.bool == true, let type = value["type"],
      type.string == "<f4" || type.binary.map({ $0.elementsEqual("<f4".utf8) }) == true,
      let sides = value["shape"]?.array?.map(\.integer), let data = value["data"]?.binary
    else { return nil }
    var shape: [Int] = []
    var count = 1
    for side in sides {
      guard let side, side >= 0,
        case let (product, false) = count.multipliedReportingOverflow(by: side)
      else { return nil }
      count = product
      shape.append(side)
    }
    guard case (data.count, false) = count.multipliedReportingOverflow(by: 4) else { return nil }
    return SafeTensors.Tensor(shape: shape, values: floats(data[...]))
  }

  /// Little-endian 32-bit floats.
  static func floats(_ data: ArraySlice<UInt8>) -> [Float] {
    data.withUnsafeBytes { raw in
      [Float](unsafeUninitializedCapacity: raw.count / 4) { values, count in
        count = raw.count / 4
        for index in 0..<count {
          let bits = raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
          values[index] = Float(bitPattern: UInt32(littleEndian: bits))
        }
      }
    }
  }

  /// An array to write.
  static func value(_ tensor: SafeTensors.Tensor) -> MessagePack {
    func key(_ name: String) -> MessagePack { .binary(Array(name.utf8)) }
    return .map([
      .init(key("nd"), .bool(true)), .init(key("type"), .string("<f4")),
      .init(key("kind"), .binary([])),
      .init(key("shape"), .array(tensor.shape.map { .integer(Int64($0)) })),
      .init(key("data"), .binary(bytes(tensor.values))),
    ])
  }

  /// 32-bit floats, little-endian.
  static func bytes(_ values: [Float]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 4 * values.count) { buffer, count in
      count = 4 * values.count
      for (index, value) in values.enumerated() {
        UnsafeMutableRawBufferPointer(buffer).storeBytes(
          of: value.bitPattern.littleEndian, toByteOffset: 4 * index, as: UInt32.self)
      }
    }
  }
}
