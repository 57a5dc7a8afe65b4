import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// Token classifiers of Hugging Face's transformers: the same tags, token by token.
@Suite struct TokenClassificationTests {
  /// A tiny random classifier, the lines that it read, and the class it gave each token.
  struct Source {
    let folder: String
    let lines: [String]
    let long: String
    /// A character a token: a class, or `-` where the model has no piece.
    let classes: [String]
    let longClasses: String

    init(_ kind: String) throws {
      folder = Fixture.path("token_classification/\(kind)")
      let texts = try Fixture.json("token_classification/lines.json")
      let expected = try Fixture.json("token_classification/\(kind)/expected.json")
      lines = (texts["lines"]?.array ?? []).compactMap(\.string)
      long = texts["long"]?.string ?? ""
      classes = (expected["lines"]?.array ?? []).compactMap(\.string)
      longClasses = expected["long"]?.string ?? ""
    }
  }

  static let kinds = ["bert", "roberta"]

  /// Nine names of classes in each scheme, as models give them.
  static let schemes = [
    "B-treatment I-problem I-treatment B-test O B-problem I-test B-person I-person",
    "U-NAME I-DATE O L-NAME B-DATE L-DATE I-NAME U-DATE B-NAME",
    "S-NAME I-DATE O E-NAME B-DATE E-DATE I-NAME S-DATE B-NAME",
    "I-a I-b I-c I-d B-c B-a I-e I-f O",
    "O AGE DATE HCW HOSPITAL ID PATIENT PHONE VENDOR",
  ]

  /// A copy of a classifier whose classes have other names.
  static func folder(
    _ kind: String, named names: [String], in temporary: TemporaryFolder
  ) throws -> String {
    let path = temporary.file(kind)
    try Folder.create(path)
    let source = try Source(kind).folder
    for name in try Folder.names(in: source) {
      try AtomicFile.write(InputFile.read("\(source)/\(name)"), to: "\(path)/\(name)")
    }
    var config = try #require(JSONParser.parse(InputFile.read("\(path)/config.json")).object)
    config["id2label"] = .object(
      JSONObject(names.enumerated().reversed().map { .init("\($0)", .string($1)) }))
    try AtomicFile.write(JSONValue.object(config).encoded(), to: "\(path)/config.json")
    return path
  }

  /// What the model says of each token: its tag as the source would name it; nil where it has no piece.
  static func tags(_ model: NERModel, _ text: String, byKernels: Bool) throws -> [Text.Tag?] {
    let document = Document(id: "line", text: text)
    let tagger = try #require(model.head as? TaggerHead)
    let features =
      try byKernels
      ? Prepared()(for: model) { plan, workspace in
        try #require(plan.features([document], workspace))
      } : model.features([document])
    let best = TaggerHead.best(tagger.probabilities(features.rows))
    return best.enumerated().map { token, tag in
      features.rows[row: token].allSatisfy { $0 == 0 } ? nil : tagger.tags.tags[tag]
    }
  }

  @Test(arguments: kinds, schemes)
  func twoHundredLinesHaveHuggingFacesTags(_ kind: String, _ scheme: String) throws {
    let source = try Source(kind)
    let names = scheme.split(separator: " ").map(String.init)
    let temporary = TemporaryFolder()
    let model = try ModelFolder(loading: Self.folder(kind, named: names, in: temporary)).model
    #expect(source.lines.count == 200 && source.classes.count == 200)
    let isBare = names.allSatisfy { !$0.contains("-") }
    func expected(_ classes: String) -> [Text.Tag?] {
      classes.map { digit -> Text.Tag? in
        guard let id = digit.wholeNumberValue else { return nil }
        return names[id] == "O" ? .outside : Text.Tag(isBare ? "I-\(names[id])" : names[id])
      }
    }
    let isFirst = scheme == Self.schemes[0]
    for (line, classes) in zip(source.lines, source.classes) {
      #expect(try Self.tags(model, line, byKernels: true) == expected(classes))
      if isFirst { #expect(try Self.tags(model, line, byKernels: false) == expected(classes)) }
    }
    // More pieces than there are positions: windows, each piece read where it is nearer to a middle.
    let tags = try Self.tags(model, source.long, byKernels: true)
    #expect(tags.count > 300 && tags == expected(source.longClasses))
  }

  @Test(arguments: kinds) func anImportSurvivesTheDiskAndNeedsItsSourceNoMore(
    _ kind: String
  ) throws {
    let source = try Source(kind)
    let temporary = TemporaryFolder()
    let folder = try ModelFolder(loading: source.folder)
    #expect(folder.meta["imported_from"]?["format"]?.string == "huggingface")
    let documents = source.lines.enumerated().map { Document(id: "\($0)", text: $1) }
    let found = try folder.model.recognize(documents)
    #expect(found.contains { $0.count > 3 })
    try folder.save(to: temporary.file("saved"))
    let saved = try ModelFolder(loading: temporary.file("saved"))
    #expect(try saved.model.recognize(documents) == found)
    for (document, annotations) in zip(documents, found) {
      #expect(try folder.model.recognize(document).map(\.span) == annotations.map(\.span))
      for annotation in annotations {
        let span = annotation.span
        #expect(document.tokens.contains { $0.range.lowerBound == span.start })
        #expect(document.tokens.contains { $0.range.upperBound == span.end })
        #expect(!document.text[span.range].contains { $0.isWhitespace } || span.range.count > 1)
      }
    }
  }

  /// What it finds it holds as probable as it says, also where the source has no `B` (bare labels).
  @Test(arguments: schemes) func confidenceIsTheProbabilityOfTheSpan(_ scheme: String) throws {
    let names = scheme.split(separator: " ").map(String.init)
    let temporary = TemporaryFolder()
    let model = try ModelFolder(loading: Self.folder("bert", named: names, in: temporary)).model
    for line in try Source("bert").lines[20..<60] {
      let document = Document(id: "line", text: line)
      let found = try model.recognize(document)
      let probabilities = try model.probabilities(of: found.map(\.span), in: document)
      for (annotation, probability) in zip(found, probabilities) {
        #expect(abs((annotation.confidence ?? 0) - (probability ?? -1)) < 1e-4)
      }
    }
  }

  @Test func aHundredThousandWordsAreWhatTheirWindowsAre() throws {
    let source = try Source("bert")
    let model = try ModelFolder(loading: source.folder).model
    let words = source.lines.joined(separator: "\n")
    let text = String(repeating: words + "\n", count: 31)
    let document = Document(id: "long", text: text)
    #expect(document.tokens.count > 100_000)
    let encoder = try #require(model.tok2vec as? TransformerTokenEncoder)
    let ids = encoder.tokenizer.encode(document.text).ids
    let (size, step) = (64, 46)
    // Another way to the same windows: every `step` pieces, marked at both ends.
    var windows: [[Int32]] = []
    var start = 1
    while true {
      let end = min(start + size - 2, ids.count - 1)
      windows.append([ids[0]] + ids[start..<end] + [ids[ids.count - 1]])
      if end == ids.count - 1 { break }
      start += step
    }
    let cut = TokenWindows(document, encoder.settings, limit: size, encoder.tokenizer)
    #expect(cut.windows == windows)
    let vectors = model.features([document]).rows
    #expect(vectors.rows == document.tokens.count)
    // Each token's vector is one of its window alone.
    let starts = windows.indices.reduce(into: [0]) { $0.append($0[$1] + windows[$1].count) }
    for token in stride(from: 0, to: document.tokens.count, by: 997) {
      guard let row = cut.pieces[cut.starts[token]..<cut.starts[token + 1]].first else { continue }
      let window = starts.lastIndex { $0 <= Int(row) } ?? 0
      let alone = encoder.encoder.vectors(of: [windows[window]])
      let difference = zip(alone[row: Int(row) - starts[window]], vectors[row: token])
        .reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(difference < 1e-5)
    }
    #expect(try model.recognize(document).count > 10_000)
  }

  @Test func noWordsAreNoSpans() throws {
    for kind in Self.kinds {
      let model = try ModelFolder(loading: Source(kind).folder).model
      for text in ["", " ", "\n\n", "\u{200B}", "\u{7}"] {
        _ = try model.recognize(Document(id: "none", text: text))
        _ = model.doubts(of: [Document(id: "none", text: text)])
      }
      #expect(try model.recognize(Document(id: "none", text: "")).isEmpty)
      #expect(try model.recognize([Document(id: "none", text: ScalarText(""), tokens: [])]) == [[]])
    }
  }

  /// Further training: the loss' slope is its gradient, through the first pieces and the windows.
  @Test(arguments: kinds) func itCanBeTrainedFurther(_ kind: String) throws {
    var model = try ModelFolder(loading: Source(kind).folder).model
    let text = "Ann Quill denies fever, chest pain. CT head was normal."
    let examples = [
      Example(
        document: Document(id: "e", text: ScalarText(text)),
        spans: [Span(0..<9, "person"), Span(17..<22, "problem"), Span(36..<43, "test")])
    ]
    var pass = Pass.training(dropout: 0, random: SeededGenerator(seed: 2))
    let before = model.loss(examples, &pass).loss
    for _ in 0..<60 {
      var gradients = Gradients()
      model.loss(examples, &pass).pullback(&gradients)
      model.visitParameters { parameter in
        guard gradients.contains(parameter) else { return }
        let gradient = gradients[parameter]
        let norm = gradient.storage.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in 0..<gradient.count {
          parameter.value.storage[index] -= 0.05 * gradient.storage[index] / max(norm, 1e-6)
        }
      }
    }
    #expect(model.loss(examples, &pass).loss < 0.2 * before)
  }
}
