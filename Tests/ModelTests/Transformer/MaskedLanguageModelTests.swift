import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// Masked language models against Hugging Face's transformers, and what is hidden from them.
@Suite struct MaskedLanguageModelTests {
  private let temporary = TemporaryFolder()

  /// Where the encoder of each family is.
  static let encoders = [
    "roberta": Fixture.path("tiny_roberta"), "bert": Fixture.path("token_classification/bert"),
  ]

  /// What transformers made of a head of random weights.
  struct Reference {
    let hidden: HiddenWords
    let loss: Double
    let tensors: [String: SafeTensors.Tensor]

    init(_ family: String) throws {
      let root = try #require(try Fixture.json("masked_lm/expected.json")[family])
      func rows(_ key: String) -> [[Int32]] {
        (root[key]?.array ?? []).map { ($0.array ?? []).map { Int32($0.integer ?? 0) } }
      }
      let labels = rows("labels").flatMap { $0 }
      let guessed = labels.indices.filter { labels[$0] >= 0 }
      hidden = HiddenWords(
        shown: PieceBatch(rows("shown")), rows: guessed.map { Int32($0) },
        pieces: guessed.map { labels[$0] })
      loss = root["loss"]?.number ?? 0
      tensors = try SafeTensors(reading: Fixture.path("masked_lm/\(family).safetensors")).tensors
    }
  }

  /// A copy of a tiny encoder's folder with the head of the reference.
  private func folder(_ family: String, without missing: String? = nil) throws -> String {
    let source = Self.encoders[family] ?? ""
    let path = temporary.file(family)
    try Folder.create(path)
    for name in try Folder.names(in: source) where name != "model.safetensors" {
      try AtomicFile.write(InputFile.read("\(source)/\(name)"), to: "\(path)/\(name)")
    }
    var weights = try SafeTensors(reading: "\(source)/model.safetensors")
    for (name, tensor) in try Reference(family).tensors where !name.hasPrefix("grad.") {
      weights.tensors[name] = tensor
    }
    if let missing { weights.tensors[missing] = nil }
    try AtomicFile.write(weights.encoded(), to: "\(path)/model.safetensors")
    return path
  }

  private func model(_ folder: String) throws -> MaskedLanguageModel {
    try MaskedLanguageModel(PretrainedEncoder(folder: folder), seed: 1, mixesPrecision: false)
  }

  @Test(arguments: ["roberta", "bert"])
  func lossAndGradientsAreHuggingFaces(family: String) throws {
    var model = try model(folder(family))
    #expect(model.hasPretrainedHead)
    let reference = try Reference(family)
    for workers in [1, 3] {
      var pass = Pass.inference
      pass.workers = workers
      #expect(abs(model.loss(of: reference.hidden, &pass).mean - reference.loss) < 1e-4)
      var gradients = Gradients()
      let loss = model.addGradients(of: reference.hidden, &pass, to: &gradients)
      #expect(abs(loss.mean - reference.loss) < 1e-4)
      #expect(loss.count == reference.hidden.rows.count)
      var own: [String: Matrix] = [:]
      model.visitParameters { own[$0.name] = gradients[$0] }
      let prefix = family == "bert" ? "cls.predictions." : "lm_head."
      let (dense, norm) =
        family == "bert" ? ("transform.dense", "transform.LayerNorm") : ("dense", "layer_norm")
      let width = model.encoder.config.width
      let query = try #require(own["encoder.layer0.attention.input.weight"])[rows: 0..<width]
      for (name, gradient) in [
        ("\(prefix)\(dense).weight", own["head.dense.weight"]),
        ("\(prefix)\(dense).bias", own["head.dense.bias"]),
        ("\(prefix)\(norm).weight", own["head.norm.gain"]),
        ("\(prefix)\(norm).bias", own["head.norm.bias"]), ("\(prefix)bias", own["head.bias"]),
        ("embeddings.word_embeddings.weight", own["encoder.embed.pieces"]),
        ("encoder.layer.0.attention.self.query.weight", query),
      ] {
        let expected = try #require(reference.tensors["grad.\(name)"]?.values, "\(name)")
        let found = try #require(gradient?.storage)
        #expect(found.count == expected.count)
        let scale = expected.reduce(0) { max($0, abs($1)) }
        #expect(scale > 0)
        #expect(
          TransformerTests.greatestDifference(found, expected) <= 1e-3 * scale,
          "\(name), \(workers)")
      }
    }
  }

  @Test(arguments: ["roberta", "bert"])
  func whatIsSavedIsReadBack(family: String) throws {
    let source = try folder(family)
    let model = try model(source)
    let saved = temporary.file("saved")
    try model.save(to: saved)
    var (first, second) = (model, try self.model(saved))
    #expect(second.hasPretrainedHead)
    #expect(SafeTensors(of: &first).tensors == SafeTensors(of: &second).tensors)
    let before = try SafeTensors(reading: "\(source)/model.safetensors").tensors
    let after = try SafeTensors(reading: "\(saved)/model.safetensors").tensors
    let prefix = "\(family)."
    #expect(after.keys.allSatisfy { $0.hasPrefix(prefix) || before[$0] != nil })
    for (name, tensor) in after {
      let old = before[name] ?? before[String(name.dropFirst(prefix.count))]
      #expect(tensor == old, "\(name)")
    }
    let text = ScalarText("No chest pain after the aspirin.")
    #expect(second.files.tokenizer.encode(text) == model.files.tokenizer.encode(text))
    let config = try JSONParser.parse(InputFile.read("\(saved)/config.json"))
    let name = family == "bert" ? "BertForMaskedLM" : "RobertaForMaskedLM"
    #expect(config["architectures"] == [.string(name)])
    #expect(config["hidden_size"]?.integer == 32)
  }

  @Test func anEncoderWithoutAHeadGetsOne() throws {
    let encoder = Fixture.path("tiny_roberta")
    let model = try model(encoder)
    #expect(!model.hasPretrainedHead)
    var (first, second) = (model, try self.model(encoder))
    #expect(SafeTensors(of: &first).tensors == SafeTensors(of: &second).tensors)
    var third = try MaskedLanguageModel(PretrainedEncoder(folder: encoder), seed: 2)
    #expect(SafeTensors(of: &first).tensors != SafeTensors(of: &third).tensors)
  }

  @Test func halfAHeadIsRefused() throws {
    let folder = try folder("roberta", without: "lm_head.bias")
    #expect(
      throws: WeightsError.missing(path: "\(folder)/model.safetensors", tensor: "lm_head.bias")
    ) {
      try model(folder)
    }
  }

  // MARK: Hidden words

  private func texts(_ count: Int) throws -> [PieceText] {
    let tokenizer = try SubwordTokenizer(folder: Fixture.path("tiny_roberta"))
    let sentence = "Shortness of breath and haemoptysis overnight ; given furosemide . "
    return (0..<count).map {
      PieceText(
        Document(id: "\($0)", text: ScalarText(String(repeating: sentence, count: 3))), longest: 60,
        tokenizer)
    }
  }

  @Test func wordsAreHiddenWholeAndAsOftenAsAsked() throws {
    let texts = try texts(200)
    #expect(texts.allSatisfy { $0.windows.count > 1 && $0.windows.allSatisfy { $0.count <= 60 } })
    #expect(texts.contains { $0.words.contains { $0.count > 1 } })
    let mask: Int32 = 4
    var random = SeededGenerator(seed: 5)
    let hidden = HiddenWords(of: texts, share: 0.2, mask: mask, vocabulary: 700, &random)
    let before = PieceBatch(texts.flatMap(\.windows)).ids
    let chosen = Set(hidden.rows)
    #expect(hidden.pieces == hidden.rows.map { before[Int($0)] })
    for row in before.indices where !chosen.contains(Int32(row)) {
      #expect(hidden.shown.ids[row] == before[row])
    }
    var first: Int32 = 0
    var (words, whole, masked, same) = (0, 0, 0, 0)
    for text in texts {
      for word in text.words {
        let rows = word.map { $0 + first }
        words += 1
        guard chosen.contains(rows[0]) else { continue }
        whole += 1
        #expect(rows.allSatisfy { chosen.contains($0) })
        let shown = rows.map { hidden.shown.ids[Int($0)] }
        if shown.allSatisfy({ $0 == mask }) { masked += 1 }
        if shown == rows.map({ before[Int($0)] }) { same += 1 }
      }
      first += Int32(text.pieceCount)
    }
    let share = Double(whole) / Double(words)
    #expect(abs(share - 0.2) < 0.02, "\(share)")
    #expect(abs(Double(masked) / Double(whole) - 0.8) < 0.04)
    #expect(abs(Double(same) / Double(whole) - 0.1) < 0.03)
  }

  @Test func aTextWithoutWordsTeachesNothing() throws {
    let tokenizer = try SubwordTokenizer(folder: Fixture.path("tiny_roberta"))
    for text in ["", " \n", "\n \n\n\t"] {
      let document = Document(id: "n", text: ScalarText(text))
      #expect(PieceText(document, longest: 20, tokenizer).isEmpty)
    }
    let model = try model(Fixture.path("tiny_roberta"))
    var pass = Pass.inference
    var gradients = Gradients()
    #expect(model.addGradients(of: [], hiding: 0.5, &pass, to: &gradients) == .init())
    #expect(gradients == Gradients())
  }
}
