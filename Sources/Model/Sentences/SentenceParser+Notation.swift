import Notation

extension SentenceParser.Settings {
  /// As a file has them.
  var value: JSONValue {
    var object: JSONObject = [
      "width": .integer(tok2vec.width),
      "attributes": .array(tok2vec.tables.map { .string($0.attribute) }),
      "rows": .array(tok2vec.tables.map { .integer($0.rows) }),
      "hidden": .integer(hidden), "pieces": .integer(pieces), "upper": .bool(hasUpper),
      "actions": .array(
        actions.map { .array([.integer($0.move.rawValue), .string($0.label)]) }),
    ]
    if case .window(let depth, let reach, let windowPieces, let edges) = tok2vec.encoder {
      object["window"] = [
        "depth": .integer(depth), "reach": .integer(reach), "pieces": .integer(windowPieces),
        "edges": .string(edges.rawValue),
      ]
    }
    return .object(object)
  }

  /// Reads them; nil for what they cannot be.
  init?(_ value: JSONValue) {
    func size(_ value: JSONValue?, _ limit: Int = 1 << 14) -> Int? {
      value?.integer.flatMap { $0 > 0 && $0 <= limit ? $0 : nil }
    }
    guard let width = size(value["width"]), let hidden = size(value["hidden"]),
      let pieces = size(value["pieces"], 256), let hasUpper = value["upper"]?.bool,
      let attributes = value["attributes"]?.array?.map(\.string),
      let rows = value["rows"]?.array?.map({ size($0, 1 << 27) }),
      attributes.count == rows.count, !rows.isEmpty, let window = value["window"],
      let depth = size(window["depth"], 256), let reach = size(window["reach"], 256),
      let windowPieces = size(window["pieces"], 256),
      let edges = window["edges"]?.string.flatMap({ ModelConfig.Edges(rawValue: $0) }),
      let actions = value["actions"]?.array, !actions.isEmpty
    else { return nil }
    var tables: [SpacyTok2Vec.Table] = []
    for (attribute, rows) in zip(attributes, rows) {
      guard let attribute, let rows else { return nil }
      tables.append(.init(attribute: attribute, rows: rows))
    }
    self.actions = []
    for action in actions {
      guard let parts = action.array, parts.count == 2,
        let move = parts[0].integer.flatMap({ ArcAction.Move(rawValue: $0) }),
        let label = parts[1].string
      else { return nil }
      self.actions.append(ArcAction(move: move, label: label))
    }
    tok2vec = SpacyTok2Vec(
      width: width, tables: tables, includesVectors: false,
      encoder: .window(depth: depth, reach: reach, pieces: windowPieces, edges: edges))
    self.hidden = hidden
    self.pieces = pieces
    self.hasUpper = hasUpper
  }
}
