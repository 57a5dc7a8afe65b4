import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// One of spaCy's tensors.
struct NamedTensor {
  let name: String
  let shape: [Int]
  let values: [Float]
}

/// A small model that spaCy trained, with its weights and what it computed. Read in place.
struct SpacyFixture {
  let folder: String

  static func isThere(_ name: String) -> Bool { Fixture.hasShared("fixtures/\(name)") }

  func json(_ name: String) throws -> JSONValue { try Fixture.sharedJSON("\(folder)/\(name)") }
  /// By name, in the order of spaCy's walk over its layers: names hold each layer's number.
  func tensors(_ name: String) throws -> [NamedTensor] {
    try SafeTensors(reading: Fixture.sharedPath("\(folder)/\(name)")).tensors
      .map { NamedTensor(name: $0.key, shape: $0.value.shape, values: $0.value.values) }
      .sorted { $0.name < $1.name }
  }

  /// A document with the tokens given, a space after each, as spaCy makes one from words.
  static func document(words: [String]) -> Document {
    var tokens: [Token] = []
    var start = 0
    for word in words {
      let count = word.unicodeScalars.count
      tokens.append(Token(range: start..<start + count, isFollowedBySpace: true))
      start += count + 1
    }
    return Document(
      id: "fixture", text: ScalarText(words.joined(separator: " ") + " "), tokens: tokens)
  }

  /// Spans given as [start token, end token, label].
  static func spans(_ json: JSONValue?, over tokens: [Token]) -> [Span] {
    (json?.array ?? []).compactMap { item in
      guard let parts = item.array, let start = parts[0].integer, let end = parts[1].integer,
        let label = parts[2].string
      else { return nil }
      return Span(
        tokens[start].range.lowerBound..<tokens[end - 1].range.upperBound, Label(label))
    }
  }

  /// Training examples given by their words.
  static func examples(_ json: JSONValue?) throws -> [Example] {
    try #require(json?.array).map { item in
      let document = document(words: (item["words"]?.array ?? []).compactMap(\.string))
      return Example(document: document, spans: spans(item["ents"], over: document.tokens))
    }
  }

  static func matrix(_ json: JSONValue?) -> Matrix {
    let rows = json?.array ?? []
    let columns = rows.first?.array?.count ?? 0
    return Matrix(
      rows: rows.count, columns: columns,
      rows.flatMap { ($0.array ?? []).map { Float($0.number ?? .nan) } })
  }
}

extension Parameterized {
  /// Sets the parameters, in the order they are visited, from spaCy's tensors in theirs.
  mutating func take(spacy tensors: [NamedTensor]) {
    var index = 0
    visitParameters { parameter in
      parameter.value = tensors[index].matrix(like: parameter)
      index += 1
    }
    #expect(index == tensors.count)
  }
}

extension NamedTensor {
  /// The values in our order and shape.
  func matrix(like parameter: Parameter) -> Matrix {
    let sides: ThincOrder.Sides? =
      switch name.split(separator: ".").suffix(2).joined(separator: ".") {
      case "maxout.W": .init(outputs: shape[0], pieces: shape[1], inputs: shape[2])
      case "maxout.b", "precomputable_affine.b": .init(outputs: shape[0], pieces: shape[1])
      case "precomputable_affine.W":
        .init(slots: shape[0], outputs: shape[1], pieces: shape[2], inputs: shape[3])
      case "precomputable_affine.pad":
        .init(slots: shape[1], outputs: shape[2], pieces: shape[3])
      default: nil
      }
    return Matrix(
      rows: parameter.value.rows, columns: parameter.value.columns,
      sides.map { ThincOrder.fromThinc(values, $0) } ?? values)
  }
}

func expectEqual(_ found: Matrix, _ expected: Matrix, within tolerance: Float, _ what: String) {
  #expect(found.rows == expected.rows && found.columns == expected.columns, "\(what)")
  let worst = zip(found.storage, expected.storage).map { abs($0 - $1) }.max() ?? 0
  #expect(worst <= tolerance, "\(what): off by \(worst)")
}
