import Notation
import TestSupport
import Testing
import Text

@Suite struct LexicalTypesTests {
  @Test func everyTokenFindsItsOwnIdsHoweverManyKindsThereAre() throws {
    let lines = try Fixture.json("tokenizer_lines.json").array ?? []
    var types = LexicalTypes()
    var texts = lines.compactMap(\.string)
    texts.append((0..<3000).map { "word\($0)" }.joined(separator: " "))
    for text in texts + texts.reversed() {
      let document = Document(id: "line", text: text)
      let indexes = types.indexes(of: document)
      #expect(indexes.count == document.tokens.count)
      for (token, index) in zip(document.tokens, indexes) {
        let attributes = lexicalAttributes(of: token, in: document)
        let ids = LexicalIDs(
          orth: StringID.of(document.text(of: token)), norm: StringID.of(attributes.norm),
          prefix: StringID.of(attributes.prefix), suffix: StringID.of(attributes.suffix),
          shape: StringID.of(attributes.shape))
        #expect(types.ids[Int(index)] == ids)
      }
    }
    #expect(types.ids.count > 3000)
  }

  @Test func aKindIsKeptOnceForEachNormalForm() {
    func document(_ norm: String?) -> Document {
      let token = Token(range: 0..<1, isFollowedBySpace: false, norm: norm)
      return Document(id: "d", text: ScalarText("d"), tokens: [token])
    }
    var types = LexicalTypes()
    let indexes = [nil, "would", "had", "would", nil].flatMap { types.indexes(of: document($0)) }
    #expect(indexes == [0, 1, 2, 1, 0])
    #expect(types.ids[1].norm == StringID.of("would"))
    #expect(Set(types.ids.map(\.prefix)).count == 1)
  }

  @Test func givenNormalFormsReplaceTheRulesButNotAnException() {
    var types = LexicalTypes(norms: [StringID.of("Fever"): 7, StringID.of("ca"): 8])
    let document = Document(id: "d", text: "Fever can't fever")
    let norms = types.indexes(of: document).map { types.ids[Int($0)].norm }
    #expect(document.tokens.map { document.text(of: $0) } == ["Fever", "ca", "n't", "fever"])
    #expect(norms == [7, StringID.of("can"), StringID.of("not"), StringID.of("fever")])
  }

  @Test func laterKindsAreReadByThemselves() {
    var types = LexicalTypes()
    _ = types.indexes(of: Document(id: "1", text: "Fever and chills"))
    let known = types.ids.count
    _ = types.indexes(of: Document(id: "2", text: "fever and Rigors can't"))
    let later = types.kinds(from: known)
    #expect(later.ids == Array(types.ids[known...]))
    let forms = later.ids.indices.map { String(decoding: later.form(of: $0), as: UTF8.self) }
    #expect(forms == ["fever", "Rigors", "ca", "n't"])
    #expect(types.kinds(from: types.ids.count).ids.isEmpty)
  }
}
