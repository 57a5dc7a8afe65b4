import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// Against spaCy's `StaticVectors`, by `scripts/reference/static_vectors.py`.
@Suite struct StaticVectorsTests {
  private func layer(_ reference: JSONValue) throws -> StaticVectors {
    let words = try #require(reference["words"]?.array).compactMap(\.string)
    var rows: [UInt64: Int32] = [:]
    for (row, word) in words.enumerated() { rows[StringID.of(word)] = Int32(row) }
    for alias in reference["aliases"]?.object?.members ?? [] {
      rows[StringID.of(alias.key)] = Int32(try #require(alias.value.integer))
    }
    var initializer = Initializer(seed: 1)
    var layer = StaticVectors(
      "v", vectors: WordVectors(table: SpacyFixture.matrix(reference["table"]), rows: rows),
      outputs: 4, &initializer)
    layer.weight.value = SpacyFixture.matrix(reference["W"])
    return layer
  }

  private func ids(_ value: JSONValue?) -> [UInt64] {
    (value?.array ?? []).compactMap(\.string).map { StringID.of($0) }
  }

  @Test func vectorsAndGradientAreSpacys() throws {
    let reference = try Fixture.json("static_vectors.json")
    let layer = try layer(reference)
    var pass = Pass.inference
    let (y, back) = layer.forward(ids(reference["known"]), &pass)
    expectEqual(y, SpacyFixture.matrix(reference["y"]), within: 1e-6, "y")
    var gradients = Gradients()
    _ = back(SpacyFixture.matrix(reference["dy"]), &gradients)
    expectEqual(gradients[layer.weight], SpacyFixture.matrix(reference["dW"]), within: 1e-5, "dW")
  }

  @Test func aWordWithoutAVectorIsZeros() throws {
    let reference = try Fixture.json("static_vectors.json")
    let y = try layer(reference)(ids(reference["unknown"]))
    expectEqual(y, SpacyFixture.matrix(reference["unknown_y"]), within: 1e-6, "y")
    #expect(y[row: 3].allSatisfy { $0 == 0 })
  }

  @Test func textArrayAndSpacyFoldersGiveTheSameTable() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.path
    do {
      let text = "fever 0.5 -1\n. . . 2 3e-1\ncough 1 0\n"
      try AtomicFile.write(text.utf8, to: "\(folder)/glove.txt")
      try AtomicFile.write(("3 2\n" + text).utf8, to: "\(folder)/word2vec.txt")
      try AtomicFile.write("fever\n. . .\ncough\n".utf8, to: "\(folder)/table.txt")
      let table: [Float] = [0.5, -1, 2, 0.3, 1, 0]
      try AtomicFile.write(
        NumpyFile.encode(type: "<f4", shape: [3, 2], data: NumpyArray.bytes(table)),
        to: "\(folder)/table.npy")
      let expected = WordVectors(
        table: Matrix(rows: 3, columns: 2, table),
        rows: [StringID.of("fever"): 0, StringID.of(". . ."): 1, StringID.of("cough"): 2])
      for name in ["glove.txt", "word2vec.txt", "table.npy"] {
        #expect(try WordVectors(reading: "\(folder)/\(name)") == expected, "\(name)")
      }
    }
    let vectors = try WordVectors(reading: SpacyModels.path("vectors"))
    #expect(vectors.width == 5)
    #expect(vectors.rows[StringID.of("MRI")] == 2)
  }

  @Test(arguments: [
    ("", "expected a word and its numbers a line"), ("fever\n", "x.txt:1: expected a word"),
    ("fever 1 2\ncough 1\n", "x.txt:2: expected a word and 2 numbers"),
    ("fever 1 x\n", "x.txt:1: expected a word and 2 numbers"),
    ("2 3\nfever 1 2\n", "x.txt:2: expected a word and 3 numbers"),
    ("fever 1 inf\n", "x.txt:1: expected"),
  ]) func whatIsNoVectorNamesItsLine(_ text: String, _ message: String) throws {
    let temporary = TemporaryFolder()
    let folder = temporary.path
    do {
      try AtomicFile.write(text.utf8, to: "\(folder)/x.txt")
      let error = try #require(throws: WordVectorsError.self) {
        try WordVectors(reading: "\(folder)/x.txt")
      }
      #expect("\(error)".contains(message))
    }
  }

  @Test func aTableByColumnsIsReadByRows() throws {
    let bytes = NumpyFile.encode(
      type: "<f4", shape: [2, 3], data: NumpyArray.bytes([1, 4, 2, 5, 3, 6]))
    // "True" is one letter shorter; a space keeps the header's length.
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: "False,".utf8) })
    let byColumn = Array(bytes[..<place]) + Array("True, ".utf8) + Array(bytes[(place + 6)...])
    #expect(NumpyFile(decoding: byColumn)?.floats == [1, 2, 3, 4, 5, 6])
  }

  @Test func aCutArrayIsNoArray() {
    let bytes = NumpyFile.encode(type: "<f4", shape: [2, 2], data: NumpyArray.bytes([1, 2, 3, 4]))
    #expect(NumpyFile(decoding: bytes)?.floats == [1, 2, 3, 4])
    for count in 0..<bytes.count { #expect(NumpyFile(decoding: Array(bytes[..<count])) == nil) }
  }
}
