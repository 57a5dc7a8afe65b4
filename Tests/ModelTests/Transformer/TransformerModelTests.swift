import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// Models over a small random RoBERTa, both ways and on disk.
struct TransformerModelTests {
  static let encoder = SubwordTests.roberta

  static let tagger = """
    @architectures = "clinspan.Tagger.v1"
    hidden_width = 16
    scheme = "biluo"
    loss = "crf"
    decoding = "viterbi"
    label_smoothing = 0.0
    """

  static let transitions = """
    @architectures = "spacy.TransitionBasedParser.v2"
    state_type = "ner"
    extra_state_tokens = false
    hidden_width = 16
    maxout_pieces = 2
    use_upper = false
    """

  static let labels: [Label] = ["person", "problem", "pronoun", "test", "treatment"]

  static func config(
    _ head: String, spans: String = "spacy-transformers.strided_spans.v1", frozen: String = "null",
    mixed: Bool = false, wordDropout: Double = 0, predict: String = ""
  ) throws -> Config {
    let factory = head == transitions ? "ner" : "torch_ner"
    return try Config(
      parsing: """
        [nlp]
        pipeline = ["transformer","\(factory)"]

        [training]
        frozen_components = []

        [components]

        [components.transformer]
        factory = "transformer"

        [components.transformer.model]
        @architectures = "clinspan.TransformerModel.v1"
        name = "encoder"
        frozen_layers = \(frozen)
        mixed_precision = \(mixed)
        word_dropout = \(wordDropout)

        [components.transformer.model.get_spans]
        @span_getters = "\(spans)"
        window = 6
        stride = 4

        \(predict)

        [components.\(factory)]
        factory = "\(factory)"
        update_with_oracle_cut_size = 100

        [components.\(factory).model]
        \(head)

        [components.\(factory).model.tok2vec]
        @architectures = "spacy-transformers.TransformerListener.v1"
        grad_factor = 1.0
        upstream = "*"
        pooling = {"@layers":"reduce_mean.v1"}
        """)
  }

  static func model(_ config: Config) throws -> NERModel {
    let pretrained = try PretrainedEncoder(folder: encoder)
    var resources = ModelResources()
    resources.encoder = pretrained.files
    var model = NERModel(
      name: "small", config: try ModelConfig(config), labels: labels, seed: 1,
      resources: resources)
    try model.take(pretrained: pretrained)
    return model
  }

  static func examples() throws -> [Example] {
    try [
      "[Mr. Quill|person] was admitted with [severe chest pain|problem] .",
      "An [EKG|test] showed [ST elevation|problem] ; [aspirin|treatment] was given .",
      "[He|pronoun] denies [fever|problem] . [Head CT|test] was normal .",
      "[Dr. Anwar|person] started [beta blockers|treatment] for [him|pronoun] .",
    ].enumerated().map { index, markup in
      let marked = try Markup(markup)
      return Example(
        document: Document(id: "\(index)", text: marked.text), spans: marked.spans)
    }
  }

  /// Learns by steepest descent, every tensor's step of one size; Adam lives in another module.
  static func train(_ model: inout NERModel, steps: Int) throws {
    let examples = try examples()
    var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 2))
    for step in 0..<steps {
      var gradients = Gradients()
      model.loss(examples, &pass).pullback(&gradients)
      model.visitParameters { parameter in
        guard gradients.contains(parameter) else { return }
        let gradient = gradients[parameter]
        let norm = gradient.storage.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let rate = 0.08 * (1 - Float(step) / Float(steps)) / max(norm, 1e-6)
        for index in 0..<gradient.count {
          parameter.value.storage[index] -= rate * gradient.storage[index]
        }
      }
    }
  }

  @Test(arguments: [tagger, transitions]) func fourNotesAreLearntByHeartAndSurviveTheDisk(
    head: String
  ) throws {
    let config = try Self.config(head)
    var model = try Self.model(config)
    try Self.train(&model, steps: 150)
    let examples = try Self.examples()
    let documents = examples.map(\.document)
    model.windows = .trained
    let found = try model.recognize(documents)
    for (example, annotations) in zip(examples, found) {
      #expect(annotations.map(\.span) == example.spans)
    }
    let temporary = TemporaryFolder()
    let path = "\(temporary.path)/model"
    try ModelFolder(model: model, config: config, meta: [:]).save(to: path)
    // The encoder's own folder is needed no more.
    var loaded = try ModelFolder(loading: path)
    #expect(loaded.model.windows == .packed)
    loaded.model.windows = .trained
    #expect(try loaded.model.recognize(documents) == found)
    #expect(loaded.meta["files"]?["encoder.json"] != nil)
    try loaded.save(to: path + "2")
    for name in try Folder.names(in: path) {
      #expect(
        try InputFile.read("\(path)/\(name)") == InputFile.read("\(path)2/\(name)"), "\(name)")
    }
    try Folder.removeFile("\(path)/encoder.json")
    #expect(throws: (any Error).self) { try ModelFolder(loading: path) }
  }

  /// Along the gradient the loss falls as fast as the gradient says: windows, pooling, encoder and head
  /// together, parameter by parameter.
  @Test(arguments: [tagger, "centered"]) func gradientsAreSlopes(kind: String) throws {
    let isCentered = kind == "centered"
    let config = try Self.config(
      Self.tagger,
      spans: isCentered ? "clinspan.centered_spans.v1" : "spacy-transformers.strided_spans.v1")
    var model = try Self.model(config)
    let examples = try Self.examples()
    var pass = Pass.inference
    var gradients = Gradients()
    model.loss(examples, &pass).pullback(&gradients)
    var ids: [Parameter] = []
    model.visitParameters { ids.append($0) }
    for parameter in ids where gradients.contains(parameter) {
      let gradient = gradients[parameter]
      let square = gradient.storage.reduce(0.0) { $0 + Double($1) * Double($1) }
      // Keys' biases shift all scores of a row alike; what is left of such gradients is rounding.
      if square < 1e-7 { continue }
      let step = 0.02 / square.squareRoot()
      func loss(_ sign: Double) -> Double {
        var moved = model
        moved.visitParameters { other in
          guard other.id == parameter.id else { return }
          for index in 0..<gradient.count {
            other.value.storage[index] += Float(sign * step) * gradient.storage[index]
          }
        }
        var pass = Pass.inference
        return moved.loss(examples, &pass).loss
      }
      let slope = (loss(1) - loss(-1)) / (2 * step)
      #expect(abs(slope - square) < 0.02 * square + 2e-4 / step, "\(parameter.name)")
    }
  }

  @Test func recomputedLayersGiveTheSameBits() throws {
    let model = try Self.model(try Self.config(Self.tagger))
    let tokens = try #require(model.tok2vec as? TransformerTokenEncoder)
    let block = try #require(tokens.encoder.blocks.first)
    let x = Ragged(
      Matrix(rows: 7, columns: 32, (0..<7 * 32).map { Float(sinOf(Double($0))) }), lengths: [4, 3])
    func gradients(_ layer: some Layer<Ragged, Ragged>) -> (Ragged, Ragged, Gradients) {
      var pass = Pass.training(dropout: 0.1, random: SeededGenerator(seed: 5))
      let (y, back) = layer.forward(x, &pass)
      var gradients = Gradients()
      let dx = back(y, &gradients)
      return (y, dx, gradients)
    }
    let (y, dx, kept) = gradients(block)
    let (otherY, otherDx, again) = gradients(Recomputed(block))
    #expect(y == otherY)
    #expect(dx == otherDx)
    #expect(kept == again)
  }

  @Test func frozenLayersKeepTheirWeightsAndDropNothing() throws {
    var model = try Self.model(try Self.config(Self.tagger, frozen: "1"))
    var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 2))
    var gradients = Gradients()
    model.loss(try Self.examples(), &pass).pullback(&gradients)
    model.visitParameters { parameter in
      let isFrozen = ["encode.embed.", "encode.layer0."].contains { parameter.name.hasPrefix($0) }
      #expect(gradients.contains(parameter) == !isFrozen, "\(parameter.name)")
    }
  }

  /// A hidden word's pieces learn nothing; the mask's vector does. Prediction hides nothing.
  @Test func wordsAreHiddenInTrainingAlone() throws {
    let examples = try Self.examples()
    let pieceGradients = try [0, 0.9].map { rate in
      var model = try Self.model(try Self.config(Self.tagger, wordDropout: rate))
      var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 3))
      var gradients = Gradients()
      model.loss(examples, &pass).pullback(&gradients)
      var table = Matrix(rows: 0, columns: 0)
      model.visitParameters { if $0.name == "encode.embed.pieces" { table = gradients[$0] } }
      return table
    }
    let model = try Self.model(try Self.config(Self.tagger, wordDropout: 0.9))
    let encoder = try #require(model.tok2vec as? TransformerTokenEncoder)
    let mask = Int(try #require(encoder.tokenizer.marks.mask))
    func moved(_ table: Matrix) -> [Int] {
      (0..<table.rows).filter { table[row: $0].contains { $0 != 0 } }
    }
    #expect(!moved(pieceGradients[0]).contains(mask))
    #expect(moved(pieceGradients[1]).contains(mask))
    #expect(moved(pieceGradients[1]).count < moved(pieceGradients[0]).count)
    let documents = examples.map(\.document)
    #expect(
      model.features(documents) == (try Self.model(Self.config(Self.tagger))).features(documents))
  }

  /// Where nothing is dropped, workers change the order of sums alone.
  @Test(arguments: [2, 3, 40]) func workersShareOneDocument(_ workers: Int) throws {
    var initializer = Initializer(seed: 3)
    var config = try TransformerConfig(path: "\(SubwordTests.roberta)/config.json")
    (config.dropout, config.attentionDropout) = (0, 0)
    var encoder = TransformerEncoder("encoder", config, &initializer)
    let batch = PieceBatch([5, 9, 2, 12, 7].map { (1...$0).map { Int32($0 * 7 % 90) } })
    func learn(_ workers: Int) -> (output: Ragged, gradients: [Matrix]) {
      var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 2))
      pass.workers = workers
      let (y, back) = encoder.forwardByWorkers(batch, &pass)
      var gradients = Gradients()
      let dy = Matrix(
        rows: y.rows.rows, columns: y.rows.columns,
        (0..<y.rows.count).map { Float(sinOf(Double($0))) })
      _ = back(Ragged(dy, lengths: y.lengths), &gradients)
      var all: [Matrix] = []
      encoder.visitParameters { all.append(gradients[$0]) }
      return (y, all)
    }
    let (one, many) = (learn(1), learn(workers))
    #expect(
      zip(one.output.rows.storage, many.output.rows.storage).allSatisfy { abs($0 - $1) < 1e-5 })
    for (left, right) in zip(one.gradients, many.gradients) {
      let most = left.storage.map(abs).max() ?? 0
      #expect(zip(left.storage, right.storage).allSatisfy { abs($0 - $1) <= 1e-3 * most + 1e-6 })
    }
    #expect(learn(workers).gradients == many.gradients)
  }

  @Test func sequencesAreDividedInOrder() {
    let batch = PieceBatch((1...9).map { [Int32](repeating: $0, count: Int($0)) } + [[]])
    for count in 1...12 {
      let parts = batch.divided(into: count)
      #expect(parts.count <= count && !parts.contains { $0.lengths.isEmpty })
      #expect(parts.flatMap(\.ids) == batch.ids && parts.flatMap(\.lengths) == batch.lengths)
      if count == 3 { #expect(parts.map(\.ids.count) == [15, 21, 9]) }
    }
  }

  @Test func layersAreCountedFromTheHead() throws {
    var model = try Self.model(try Self.config(Self.tagger))
    let unchanged = model
    var depths: [String: Int?] = [:]
    model.visitParameters { depths[$0.name] = unchanged.layersBelowHead($0) }
    #expect(depths["encode.embed.pieces"] == .some(2))
    #expect(depths["encode.layer0.norm.gain"] == .some(1))
    #expect(depths["encode.layer1.inner.weight"] == .some(0))
    #expect(depths["head.hidden.weight"] == .some(nil))
  }

  @Test func centersCoverEveryTokenOnce() {
    for count in [1, 5, 6, 7, 11, 40] {
      let spans = TokenWindows.spans(of: count, window: 6, stride: 4)
      let centers = spans.indices.map { TokenWindows.center(of: $0, in: spans) }
      #expect(centers.flatMap { Array($0) } == Array(0..<count))
      #expect(
        zip(centers, spans).allSatisfy {
          $1.lowerBound <= $0.lowerBound && $0.upperBound <= $1.upperBound
        })
    }
  }

  @Test func aDocumentIsReadAlikeAloneAndInCompany() throws {
    let model = try Self.model(try Self.config(Self.tagger))
    let documents = try Self.examples().map(\.document) + [Document(id: "empty", text: "")]
    let together = model.features(documents)
    for (document, rows) in zip(documents, together.ranges) {
      let alone = model.features([document]).rows
      #expect(alone.rows == rows.count)
      #expect(
        TransformerTests.greatestDifference(alone.storage, together.rows[rows: rows].storage) < 1e-5
      )
    }
  }

  @Test func aNameThatIsNoFolderIsToldWhatToDo() {
    #expect {
      try PretrainedEncoder(folder: "roberta-base")
    } throws: { error in
      "\(error)".contains("scripts/fetch-encoder") && "\(error)".hasPrefix("roberta-base: ")
    }
  }
}
