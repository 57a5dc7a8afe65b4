import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// The encoder against Hugging Face's transformers.
struct TransformerTests {
  static func encoder(_ folder: String) throws -> TransformerEncoder {
    var initializer = Initializer(seed: nil)
    var encoder = TransformerEncoder(
      "encoder", try TransformerConfig(path: "\(folder)/config.json"), &initializer)
    let path = "\(folder)/model.safetensors"
    try encoder.take(pretrained: SafeTensors(reading: path), path: path)
    return encoder
  }

  static func floats(_ value: JSONValue?) -> [Float] {
    if let array = value?.array { return array.flatMap { floats($0) } }
    return value?.number.map { [Float($0)] } ?? []
  }

  static func greatestDifference(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test func robertaGivesHuggingFacesVectors() throws {
    let encoder = try Self.encoder(SubwordTests.roberta)
    let texts = try Fixture.json("tiny_roberta/expected.json")["texts"]?.array ?? []
    #expect(texts.count == 3)
    let ids = texts.map { ($0["ids"]?.array ?? []).map { Int32($0.integer ?? 0) } }
    // All in one batch: what shares it changes nothing.
    let output = encoder(PieceBatch(ids))
    for (text, rows) in zip(texts, output.ranges) {
      let expected = Self.floats(text["hidden_states"]?.array?.last)
      #expect(expected.count == rows.count * 32)
      #expect(Self.greatestDifference(output.rows[rows: rows].storage, expected) < 1e-4)
    }
  }

  @Test func robertaGivesHuggingFacesGradients() throws {
    let encoder = try Self.encoder(SubwordTests.roberta)
    let batch = try #require(try Fixture.json("tiny_roberta/expected.json")["batch"])
    let padded = (batch["input_ids"]?.array ?? []).map {
      ($0.array ?? []).map { Int32($0.integer ?? 0) }
    }
    let lengths = (batch["attention_mask"]?.array ?? []).map { Int(Self.floats($0).reduce(0, +)) }
    let longest = padded[0].count
    // Dropout is off, as in the reference; training keeps what the way back needs.
    var pass = Pass.inference
    let (y, back) = encoder.forward(
      PieceBatch(zip(padded, lengths).map { Array($0.prefix($1)) }), &pass)
    var dy = Matrix(rows: y.rows.rows, columns: 32)
    for (sequence, rows) in y.ranges.enumerated() {
      for (place, row) in rows.enumerated() {
        for column in 0..<32 {
          let k = (sequence * longest + place) * 32 + column
          dy[row, column] = Float(sinOf(0.37 * Double(k)))
        }
      }
    }
    var gradients = Gradients()
    _ = back(Ragged(dy, lengths: y.lengths), &gradients)
    let reference = try SafeTensors(
      reading: Fixture.path("tiny_roberta/grads_weighted.safetensors"))
    var checked = 0
    var copy = encoder
    copy.visitParameters { parameter in
      let expected = TransformerEncoder.sources(parameter.name).flatMap {
        reference.tensors[$0]?.values ?? []
      }
      #expect(expected.count == parameter.value.count, "\(parameter.name)")
      let scale = expected.reduce(0) { max($0, abs($1)) }
      let difference = Self.greatestDifference(gradients[parameter].storage, expected)
      #expect(difference <= 1e-3 * scale + 1e-5, "\(parameter.name)")
      checked += 1
    }
    #expect(checked == 5 + 2 * 12)
  }

  @Test(.enabled(if: MiniLM.folder != nil))
  func miniLMGivesHuggingFacesVectors() throws {
    let folder = try #require(MiniLM.folder)
    let encoder = try Self.encoder(folder)
    let tokenizer = try SubwordTokenizer(folder: folder)
    for text in try Fixture.sharedJSON("fixtures/a_minilm.json")["texts"]?.array ?? [] {
      let encoding = tokenizer.encode(ScalarText(text["text"]?.string ?? ""))
      SubwordTests.check(encoding, text)
      let rows = encoder(PieceBatch([encoding.ids])).rows
      let first = (0..<rows.rows).flatMap { rows[row: $0].prefix(8) }
      #expect(Self.greatestDifference(first, Self.floats(text["first8"])) < 1e-4)
      let sums = (0..<rows.rows).map { rows[row: $0].reduce(0) { $0 + abs($1) } }
      #expect(Self.greatestDifference(sums, Self.floats(text["row_abs_sum"])) < 2e-3)
    }
  }

  /// Windows, alignment and pooling against spacy-transformers.
  @Test(
    .enabled(if: Fixture.hasShared("fixtures/b2_spacy_trf_tiny_roberta.json")),
    arguments: ["b2_spacy_trf_tiny_roberta.json", "a2_spacy_trf_minilm.json"])
  func windowsAndPoolingAreSpacys(name: String) throws {
    guard let folder = name.hasPrefix("a2") ? MiniLM.folder : SubwordTests.roberta else { return }
    let encoder = try Self.encoder(folder)
    let tokenizer = try SubwordTokenizer(folder: folder)
    let root = try Fixture.sharedJSON("fixtures/\(name)")
    for doc in root["docs"]?.array ?? [] {
      let document = Self.document(
        doc["text"]?.string ?? "", (doc["spacy_tokens"]?.array ?? []).compactMap(\.string))
      let windows = TokenWindows(
        document, window: root["window"]?.integer ?? 0, stride: root["stride"]?.integer ?? 0,
        limit: encoder.config.longestSequence, tokenizer)
      let width = doc["wp_len"]?.integer ?? 1
      let firsts = windows.windows.indices.map { index in
        windows.windows[..<index].reduce(0) { $0 + $1.count }
      }
      let expected = (doc["align_data"]?.array ?? []).compactMap(\.integer).map {
        Int32(firsts[$0 / width] + $0 % width)
      }
      #expect(windows.pieces == expected)
      #expect(
        zip(windows.starts.dropFirst(), windows.starts).map { $0 - $1 }
          == (doc["align_lengths"]?.array ?? []).compactMap(\.integer))
      if windows.windows.isEmpty { continue }
      let pooled = PiecePooling(pieces: windows.pieces, starts: windows.starts)
        .forward(encoder(PieceBatch(windows.windows)).rows).output
      let sums = (0..<pooled.rows).map { pooled[row: $0].reduce(0) { $0 + abs($1) } }
      #expect(Self.greatestDifference(sums, Self.floats(doc["pooled_abs_sum"])) < 1e-2)
      let first = Self.floats(doc["pooled_first"]?.array?.first)
      #expect(Self.greatestDifference(pooled[row: 0], first) < 1e-3)
    }
  }

  static func document(_ text: String, _ words: [String]) -> Document {
    var tokens: [Token] = []
    var start = 0
    let scalars = Array(text.unicodeScalars)
    for word in words {
      let end = start + word.unicodeScalars.count
      let isFollowed = end < scalars.count && scalars[end] == " "
      tokens.append(Token(range: start..<end, isFollowedBySpace: isFollowed))
      start = isFollowed ? end + 1 : end
    }
    return Document(id: "fixture", text: ScalarText(text), tokens: tokens)
  }

  @Test func poolingCarriesGradientsBack() {
    let pooling = PiecePooling(pieces: [1, 2, 2, 0], starts: [0, 2, 2, 3, 4])
    let x = Matrix(rows: 3, columns: 2, [1, 2, 3, 4, 5, 6])
    let (y, back) = pooling.forward(x)
    #expect(y.storage == [4, 5, 0, 0, 5, 6, 1, 2])
    let dx = back(Matrix(rows: 4, columns: 2, [1, 2, 9, 9, 3, 4, 5, 6]))
    #expect(dx.storage == [5, 6, 0.5, 1, 3.5, 5])
  }

  @Test func windowsOverlapAsSpacyCutsThem() {
    #expect(TokenWindows.spans(of: 240, window: 128, stride: 96) == [0..<128, 96..<224, 192..<240])
    #expect(TokenWindows.spans(of: 0, window: 128, stride: 96) == [])
    #expect(TokenWindows.spans(of: 5, window: 128, stride: 96) == [0..<5])
    #expect(TokenWindows.spans(of: 96, window: 128, stride: 96) == [0..<96])
  }

  @Test func aDamagedConfigIsRefused() throws {
    let text = String(
      decoding: try InputFile.read("\(SubwordTests.roberta)/config.json"), as: UTF8.self)
    let folder = TemporaryFolder()
    for (old, new) in [
      ("\"roberta\"", "\"t5\""), ("\"gelu\"", "\"gelu_new\""), ("\"hidden_size\": 32", "\"x\": 32"),
      ("\"num_attention_heads\": 4", "\"num_attention_heads\": 5"),
      ("\"vocab_size\": 700", "\"vocab_size\": -700"), ("0.1", "1.5"),
    ] {
      let changed = text.replacingFirst(old, with: new)
      #expect(changed != text)
      let path = try folder.write(Array(changed.utf8), to: "config.json")
      #expect(throws: EncoderError.self) { try TransformerConfig(path: path) }
    }
  }

  @Test func weightsOfAnotherShapeAreRefused() throws {
    var initializer = Initializer(seed: nil)
    var config = try TransformerConfig(path: "\(SubwordTests.roberta)/config.json")
    config.vocabularySize = 701
    var encoder = TransformerEncoder("encoder", config, &initializer)
    let path = "\(SubwordTests.roberta)/model.safetensors"
    #expect(throws: WeightsError.self) {
      try encoder.take(pretrained: SafeTensors(reading: path), path: path)
    }
  }
}
