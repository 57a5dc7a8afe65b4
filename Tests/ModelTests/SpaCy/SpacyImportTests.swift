import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Model

/// Small models that spaCy trained, by `scripts/reference/spacy_models.py`.
enum SpacyModels {
  static let kinds = [
    "listener", "without_upper", "lstm", "hash_embed_cnn", "vectors", "sentences",
  ]

  static func path(_ kind: String) -> String { Fixture.path("spacy/\(kind)") }

  static func imported(_ kind: String) throws -> SpacyImport {
    try SpacyImport(SpacyFiles(folder: path(kind)))
  }

  /// Texts, and the spans that spaCy found in each.
  static func expected(_ kind: String) throws -> [(document: Document, spans: [Span])] {
    try #require(try Fixture.json("spacy/\(kind)/expected.json").array).map { row in
      let spans = (row["ents"]?.array ?? []).compactMap { item -> Span? in
        guard let parts = item.array, let start = parts[0].integer, let end = parts[1].integer,
          let label = parts[2].string
        else { return nil }
        return Span(start..<end, Label(label))
      }
      return (Document(id: "text", text: try #require(row["text"]?.string)), spans)
    }
  }

  /// The files of a model, as an archive would hold them.
  static func entries(_ kind: String) throws -> [(path: String, bytes: [UInt8])] {
    var entries: [(path: String, bytes: [UInt8])] = []
    func add(_ folder: String) throws {
      for name in try Folder.names(in: "\(path(kind))/\(folder)") {
        let inner = folder.isEmpty ? name : "\(folder)/\(name)"
        if Folder.exists("\(path(kind))/\(inner)") {
          try add(inner)
        } else {
          entries.append((inner, try InputFile.read("\(path(kind))/\(inner)")))
        }
      }
    }
    try add("")
    return entries
  }
}

@Suite struct SpacyImportTests {
  @Test(arguments: SpacyModels.kinds) func entitiesAreSpacys(_ kind: String) throws {
    let imported = try SpacyModels.imported(kind)
    #expect(imported.warnings.isEmpty)
    var count = 0
    for (document, spans) in try SpacyModels.expected(kind) {
      #expect(try imported.folder.model.recognize(document).map(\.span) == spans)
      count += spans.count
    }
    #expect(count > 5)
  }

  @Test(arguments: SpacyModels.kinds) func anImportedModelSurvivesTheDisk(_ kind: String) throws {
    let folder = try SpacyModels.imported(kind).folder
    let temporary = TemporaryFolder()
    let path = temporary.path
    do {
      try folder.save(to: path)
      let loaded = try ModelFolder(loading: path)
      #expect(loaded.model.labels == folder.model.labels)
      let documents = try SpacyModels.expected(kind).map(\.document)
      #expect(
        try loaded.model.recognize(documents) == folder.model.recognize(documents))
    }
  }

  @Test func aPackageInAnArchiveIsReadInPlace() throws {
    let entries = try SpacyModels.entries("listener").map {
      (path: "en_small-1.0/en_small/en_small-1.0/\($0.path)", bytes: $0.bytes)
    }
    let imported = try SpacyImport(
      SpacyFiles(archive: "en_small.tar.gz", entries: entries + [("en_small-1.0/setup.py", [])]))
    for (document, spans) in try SpacyModels.expected("listener") {
      #expect(try imported.folder.model.recognize(document).map(\.span) == spans)
    }
    #expect(throws: SpacyModelError.self) {
      try SpacyFiles(archive: "a.tar.gz", entries: entries + [("other/config.cfg", [])])
    }
  }

  /// Edits a file of a model held in memory and tells what importing it says.
  private func message(
    _ kind: String, skipping: [String] = [],
    _ edit: (inout [(path: String, bytes: [UInt8])]) -> Void
  ) throws -> String {
    var entries = try SpacyModels.entries(kind)
    edit(&entries)
    do {
      let imported = try SpacyImport(
        SpacyFiles(archive: "m.tar.gz", entries: entries), skipping: skipping)
      return "imported " + imported.warnings.joined()
    } catch {
      return "\(error)"
    }
  }

  private func replacing(
    _ old: String, _ new: String
  ) -> (inout [(path: String, bytes: [UInt8])]) -> Void {
    { entries in
      for index in entries.indices where entries[index].path == "config.cfg" {
        let text = String(decoding: entries[index].bytes, as: UTF8.self)
        entries[index].bytes = Array(text.components(of: old, joinedBy: new).utf8)
      }
    }
  }

  @Test func whatCannotBeRunIsRefusedByName() throws {
    let ruler = """
      [components.entity_ruler]
      factory = "entity_ruler"

      [components.ner]
      """
    func addingRuler(_ entries: inout [(path: String, bytes: [UInt8])]) {
      replacing("[components.ner]\n", ruler + "\n")(&entries)
      replacing("\"tok2vec\", \"ner\"]", "\"tok2vec\", \"ner\", \"entity_ruler\"]")(&entries)
    }
    #expect(
      try message("listener", addingRuler)
        == "m.tar.gz, component entity_ruler: factory entity_ruler is not supported; it can change "
        + "tokens or entities; import without it by --skip entity_ruler")
    #expect(try message("listener", skipping: ["entity_ruler"], addingRuler) == "imported ")
    #expect(
      try message("listener", replacing("lang = \"en\"", "lang = \"de\""))
        == "m.tar.gz: the language de is not supported; English models are")
    #expect(
      try message(
        "listener", replacing("spacy.MaxoutWindowEncoder.v2", "spacy.MishWindowEncoder.v2")
      )
      .contains("component tok2vec: spacy.MishWindowEncoder.v2 is not supported"))
    #expect(
      try message("listener", replacing("\"PREFIX\"", "\"LEMMA\""))
        .contains("the attribute LEMMA is not supported"))
    #expect(
      try message("listener", replacing("extra_state_tokens = false", "extra_state_tokens = true"))
        .contains("extra_state_tokens"))
  }

  @Test func settingsThatTheWeightsContradictNameTheLayer() throws {
    #expect(
      try message("listener", replacing("rows = [60,", "rows = [61,"))
        .contains("component tok2vec, layer 22 (hashembed): a tensor of shape [60, 12] where"))
    #expect(
      try message("listener", replacing("depth = 2", "depth = 3"))
        .contains("expected 4 layers maxout and layernorm, found 3 and 3"))
    #expect(
      try message("listener", replacing("width = 12", "width = 99999999"))
        .contains("settings of a size that a model can have"))
  }

  @Test(arguments: ["tok2vec/model", "ner/model", "ner/moves"])
  func damagedFilesAreErrorsAndNeverTraps(_ name: String) throws {
    let kind = "listener"
    let whole = try InputFile.read("\(SpacyModels.path(kind))/\(name)")
    #expect(
      try message(kind) { $0.removeAll { $0.path == name } }
        == "m.tar.gz: \(name) is missing; copy the model again")
    var random = SeededGenerator(seed: 5)
    for round in 0..<60 {
      var bytes = whole
      if round.isMultiple(of: 3) {
        bytes = Array(bytes.prefix(Int(random.nextUniform() * Float(bytes.count))))
      } else {
        for _ in 0..<4 {
          // Early bytes describe the layers; most of what follows is numbers.
          let place = Int(random.nextUniform() * Float(min(bytes.count, 4096)))
          bytes[place] = UInt8(random.nextUniform() * 255)
        }
      }
      _ = try message(kind) { entries in
        entries.removeAll { $0.path == name }
        entries.append((name, bytes))
      }
    }
  }

  @Test func sentencesAreSpacys() throws {
    let resources = try SpacyModels.imported("sentences").folder.model.resources
    let parser = try #require(resources.sentences)
    for row in try #require(try Fixture.json("spacy/sentences/expected.json").array) {
      let document = Document(id: "text", text: try #require(row["text"]?.string))
      let sentences = parser.sentences(of: document, norms: resources.norms.ids)
      #expect(sentences.map(\.lowerBound) == row["sentences"]?.array?.compactMap(\.integer))
      #expect(sentences.flatMap(Array.init) == Array(document.tokens.indices))
    }
  }

  /// Trees that are not projective, as decorated labels leave them, by spaCy's rules.
  @Test func decoratedArcsGoToTheHeadTheyName() {
    // 0 is the root; 3 hangs below it and names a "verb", which is 2, below 1.
    var tree = DependencyTree(
      heads: [-1, 0, 1, 0], labels: ["", "obj", "verb", "amod||verb"])
    tree.reattach(isSpace: [false, false, false, false])
    #expect(tree.sentenceStarts == [true, false, false, false])
    var lost = DependencyTree(heads: [-1, -1, 1, 2], labels: ["", "", "a", "b||nowhere"])
    lost.reattach(isSpace: [false, false, false, false])
    #expect(lost.sentenceStarts == [true, true, false, false])
  }

  @Test func normalFormsOfTheVocabularyTakePartAndAreKept() throws {
    let model = try SpacyModels.imported("sentences").folder.model
    #expect(model.resources.norms.words[StringID.of("fever")] == "pyrexia")
    let plain = Document(id: "a", text: "fever")
    let other = Document(id: "b", text: "pyrexia")
    let norms = model.resources.norms.ids
    #expect(
      TokenBatch([plain], norms: norms).types[0].norm
        == TokenBatch([other], norms: norms).types[0].norm)
  }
}

extension String {
  /// The text with one part in place of another, wherever it stands.
  fileprivate func components(of old: String, joinedBy new: String) -> String {
    var parts: [Substring] = []
    var rest = self[...]
    while let place = rest.indices.first(where: { rest[$0...].hasPrefix(old) }) {
      parts.append(rest[..<place])
      rest = rest[place...].dropFirst(old.count)
    }
    return (parts + [rest]).joined(separator: new)
  }
}
