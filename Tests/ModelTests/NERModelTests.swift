import Files
import Notation
import Testing
import TestSupport
import Text

@testable import Model

/// Small models of every kind, by name.
private let configs: [(name: String, text: String)] = [
  (
    "tagger over windows",
    configText(
      encode:
        "@architectures = \"spacy.MaxoutWindowEncoder.v2\"\nwindow_size = 1\nmaxout_pieces = 3",
      factory: "torch_ner",
      head: "@architectures = \"TorchEntityRecognizer.v1\"\nhidden_width = 16\ndropout = 0.1")
  ),
  (
    "BILUO tagger over an LSTM",
    configText(
      encode: "@architectures = \"spacy.TorchBiLSTMEncoder.v1\"\ndropout = 0.1",
      factory: "torch_ner",
      head: """
        @architectures = "clinspan.Tagger.v1"
        hidden_width = 16
        scheme = "biluo"
        loss = "cross_entropy"
        decoding = "viterbi"
        label_smoothing = 0.05
        """)
  ),
  (
    "conditional random field over windows",
    configText(
      encode:
        "@architectures = \"spacy.MaxoutWindowEncoder.v2\"\nwindow_size = 1\nmaxout_pieces = 3",
      factory: "torch_ner",
      head: """
        @architectures = "clinspan.Tagger.v1"
        hidden_width = 16
        scheme = "biluo"
        loss = "crf"
        decoding = "viterbi"
        label_smoothing = 0.0
        """)
  ),
  (
    "conditional random fields over windows, LSTM, n-grams and word features",
    configText(
      embed: "clinspan.MultiHashEmbed.v1", rows: "[100,50,50,50,80,50]",
      attributes: "[\"NORM\",\"PREFIX\",\"SUFFIX\",\"SHAPE\",\"NGRAMS\",\"SUFFIX5\"]",
      encode:
        "@architectures = \"clinspan.WindowBiLSTMEncoder.v1\"\nwindow_size = 1\nmaxout_pieces = 3\nlstm_depth = 1",
      factory: "torch_ner",
      head: """
        @architectures = "clinspan.Tagger.v1"
        hidden_width = 16
        scheme = "biluo"
        loss = "crf"
        decoding = "viterbi"
        label_smoothing = 0.0

        [components.torch_ner.model.features]
        @architectures = "clinspan.WordFeatures.v1"
        rows = 500
        dropout = 0.2
        """)
  ),
  (
    "transitions over windows",
    configText(
      encode:
        "@architectures = \"clinspan.MaxoutWindowEncoder.v1\"\nwindow_size = 1\nmaxout_pieces = 3\nedges = \"padded\"",
      factory: "ner", extra: "update_with_oracle_cut_size = 100",
      head: """
        @architectures = "spacy.TransitionBasedParser.v2"
        state_type = "ner"
        extra_state_tokens = false
        hidden_width = 16
        maxout_pieces = 2
        use_upper = true
        """)
  ),
]

private func configText(
  embed: String = "spacy.MultiHashEmbed.v2", rows: String = "[100,50,50,50]",
  attributes: String = "[\"NORM\",\"PREFIX\",\"SUFFIX\",\"SHAPE\"]", encode: String,
  factory: String, extra: String = "", head: String
) -> String {
  """
  [nlp]
  pipeline = ["tok2vec","\(factory)"]

  [components]

  [components.tok2vec]
  factory = "tok2vec"

  [components.tok2vec.model]
  @architectures = "spacy.Tok2Vec.v2"

  [components.tok2vec.model.embed]
  @architectures = "\(embed)"
  width = 16
  rows = \(rows)
  attrs = \(attributes)
  include_static_vectors = false
  \(embed.hasPrefix("clinspan") ? "word_dropout = 0.1" : "")

  [components.tok2vec.model.encode]
  width = 16
  depth = 2
  \(encode)

  [components.\(factory)]
  factory = "\(factory)"
  \(extra)

  [components.\(factory).model]
  \(head)

  [components.\(factory).model.tok2vec]
  @architectures = "spacy.Tok2VecListener.v1"
  width = 16
  upstream = "*"
  """
}

private func example(_ id: String, _ markup: String) throws -> Example {
  let marked = try Markup(markup)
  return Example(document: Document(id: id, text: marked.text), spans: marked.spans)
}

private func examples() throws -> [Example] {
  [
    try example("1", "[Mr. Quill|person] was admitted with [severe chest pain|problem] ."),
    try example(
      "2", "An [EKG|test] showed [ST elevation|problem] ; [aspirin|treatment] was given ."),
    try example("3", "[He|pronoun] denies [fever|problem] . [Head CT|test] was normal ."),
    try example("4", "[Dr. Anwar|person] started [beta blockers|treatment] for [him|pronoun] ."),
  ]
}

private func trained(_ text: String, steps: Int = 250) throws -> (ModelFolder, [Example]) {
  let config = try Config(parsing: text)
  let examples = try examples()
  let labels: [Label] = ["person", "problem", "pronoun", "test", "treatment"]
  var model = NERModel(name: "small", config: try ModelConfig(config), labels: labels, seed: 1)
  var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 2))
  for _ in 0..<steps {
    var gradients = Gradients()
    model.loss(examples, &pass).pullback(&gradients)
    model.visitParameters { parameter in
      // Steepest descent with every tensor's step cut to one size; Adam lives in another module.
      let gradient = gradients[parameter]
      let norm = gradient.storage.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let rate = 0.05 / max(norm, 1e-6)
      for index in 0..<gradient.count {
        parameter.value.storage[index] -= rate * gradient.storage[index]
      }
    }
  }
  return (ModelFolder(model: model, config: config, meta: ["version": "0.1.0"]), examples)
}

@Suite struct NERModelTests {
  @Test(arguments: configs.indices) func fourNotesAreLearntByHeartAndSurviveTheDisk(_ index: Int)
    throws
  {
    let (folder, examples) = try trained(configs[index].text)
    let documents = examples.map(\.document)
    let found = try folder.model.recognize(documents)
    for (example, annotations) in zip(examples, found) {
      #expect(annotations.map(\.span) == example.spans, "\(configs[index].name)")
      #expect(annotations.allSatisfy { ($0.confidence ?? 0) > 0 && ($0.confidence ?? 2) <= 1 })
    }
    let temporary = TemporaryFolder()
    let path = temporary.path
    try folder.save(to: "\(path)/model")
    let loaded = try ModelFolder(loading: "\(path)/model")
    #expect(try loaded.model.recognize(documents) == found)
    #expect(loaded.model.name == "small")
    #expect(loaded.meta["version"] == "0.1.0")
    try loaded.save(to: "\(path)/again")
    for file in ["config.cfg", "meta.json", "weights.safetensors"] {
      #expect(
        try InputFile.read("\(path)/model/\(file)") == InputFile.read("\(path)/again/\(file)"))
    }
  }

  @Test(arguments: [0, 1]) func aDocumentIsReadAlikeAloneAndInCompany(_ index: Int) throws {
    let (folder, examples) = try trained(configs[index].text, steps: 20)
    let documents = examples.map(\.document)
    for (document, together) in zip(documents, try folder.model.recognize(documents)) {
      let alone = try folder.model.recognize(document)
      #expect(alone.map(\.span) == together.map(\.span))
    }
  }

  @Test func documentsWithoutTokensAreRead() throws {
    let (folder, _) = try trained(configs[0].text, steps: 1)
    #expect(try folder.model.recognize(Document(id: "empty", text: "")).isEmpty)
    #expect(try folder.model.recognize([Document]()).isEmpty)
    let mixed = [
      Document(id: "a", text: ""), Document(id: "b", text: "He"), Document(id: "c", text: "\n"),
    ]
    #expect(try folder.model.recognize(mixed).count == 3)
  }

  @Test func whatIsWrongWithAFolderIsSaid() throws {
    let (folder, _) = try trained(configs[0].text, steps: 1)
    let temporary = TemporaryFolder()
    let path = temporary.path
    func message(_ change: (String) throws -> Void) throws -> String {
      try folder.save(to: "\(path)/model")
      try change("\(path)/model")
      do {
        _ = try ModelFolder(loading: "\(path)/model")
        return "no error"
      } catch {
        return "\(error)".replacingPrefix("\(path)/", with: "")
      }
    }
    func rewrite(_ file: String, _ change: ([UInt8]) -> [UInt8]) throws {
      try AtomicFile.write(change(InputFile.read(file)), to: file)
    }
    #expect(
      try message {
        try rewrite("\($0)/meta.json") {
          text($0, "\"clinspan_format\": 1", "\"clinspan_format\": 2")
        }
      }
        == "model: a model of format 2, this program reads up to 1; install a newer clinspan")
    #expect(
      try message { try rewrite("\($0)/meta.json") { text($0, "clinspan_format", "x") } }
        == "model: not a clinspan model; meta.json has no clinspan_format")
    #expect(
      try message { try rewrite("\($0)/meta.json") { Array($0.dropLast(5)) } }
        .hasPrefix("model/meta.json: expected"))
    #expect(
      try message { try rewrite("\($0)/weights.safetensors") { Array($0.dropLast(4)) } }
        .hasPrefix("model/weights.safetensors: truncated"))
    #expect(
      try message {
        try rewrite("\($0)/weights.safetensors") { $0.dropLast() + [$0[$0.count - 1] ^ 1] }
      }
        == "model/weights.safetensors: checksum differs from the one in meta.json; copy the model again"
    )
    #expect(
      try message {
        try rewrite("\($0)/config.cfg") { text($0, "hidden_width = 16", "hidden_width = 17") }
      }
      .hasPrefix("model/weights.safetensors: tensor head.hidden"))
  }

  private func text(_ bytes: [UInt8], _ old: String, _ new: String) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    #expect(parts.count == 2, "\(old) is in the file")
    return Array(parts.joined(separator: new).utf8)
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String, with new: String) -> String {
    hasPrefix(prefix) ? new + dropFirst(prefix.count) : self
  }
}
