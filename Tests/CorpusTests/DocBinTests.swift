import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Corpus

@Suite struct DocBinTests {
  static let names = ["docbin_default.spacy", "docbin_full.spacy"]

  @Test(arguments: names)
  func aFileOfSpacyIsDecoded(name: String) throws {
    let expected = try #require(try Fixture.json("docbin_decoded.json")[name])
    let docBin = try DocBin.read(Fixture.path(name))
    #expect(docBin.attributes.map { Int($0) } == expected["attrs"]?.array?.map(\.integer))
    #expect(docBin.strings == expected["strings"]?.array?.map(\.string))
    #expect(docBin.documents.map(\.spaces.count) == expected["lengths"]?.array?.map(\.integer))
    let rows = try #require(expected["rows"]?.array).flatMap { $0.array ?? [] }
    #expect(docBin.documents[0].rows.numbers.map(String.init) == rows.map(\.string))
    let records = try docBin.records(path: name)
    let documents = try #require(expected["docs"]?.array)
    #expect(records.count == documents.count)
    for (record, row) in zip(records, documents) {
      let document = record.example.document
      #expect(document.text.string == row["text"]?.string)
      #expect(document.tokens.map { document.text(of: $0) } == row["words"]?.array?.map(\.string))
      #expect(document.tokens.map(\.isFollowedBySpace) == row["spaces"]?.array?.map(\.bool))
      let entities = try #require(row["ents"]?.array).compactMap(\.array)
      #expect(record.example.spans.map(\.start) == entities.map { $0[3].integer })
      #expect(record.example.spans.map(\.end) == entities.map { $0[4].integer })
      #expect(record.example.spans.map(\.label.rawValue) == entities.map { $0[2].string })
      let missing = try #require(row["ent_iob"]?.array).map { $0.integer == 0 }
      let unknown = document.tokens.map { token in
        record.example.unannotated.contains { $0.overlaps(token.range) }
      }
      #expect(unknown == missing)
    }
  }

  @Test(arguments: names)
  func categoriesAndSpanGroupsAreThere(name: String) throws {
    let expected = try #require(try Fixture.json("docbin_decoded.json")[name]?["docs"]?.array)
    let documents = try DocBin.read(Fixture.path(name)).documents
    for (document, row) in zip(documents, expected) {
      let cats = try #require(document.cats.map).map { ($0.key.string, $0.value.number) }
      let wanted = (row["cats"]?.object?.members ?? []).map { ($0.key, $0.value.number) }
      #expect(cats.elementsEqual(wanted) { $0.0 == $1.0 && $0.1 == $1.1 })
      let packed = try #require(document.spanGroups.binary)
      let groups = try MessagePack.parse(packed).map ?? []
      let names = row["spans"]?.object?.keys ?? []
      #expect(groups.flatMap { $0.value.array ?? [] }.map(\.string) == names)
      for (group, name) in zip(groups, names) {
        let key = try #require(group.key.binary)
        let spans = try MessagePack.parse(key)["spans"]?.array ?? []
        let found = try spans.map { span -> [Int] in
          let bytes = try #require(span.binary)
          // Big-endian: id, kb_id and label of 8 bytes, start and end of 4.
          return stride(from: 24, to: 32, by: 4).map { place in
            bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
          }
        }
        let wanted = row["spans"]?[name]?.array?.compactMap(\.array) ?? []
        #expect(found == wanted.map { $0.prefix(2).compactMap(\.integer) })
      }
    }
  }

  @Test(arguments: names)
  func whatIsReadIsWrittenBackAlike(name: String) throws {
    let bytes = try InputFile.read(Fixture.path(name))
    let docBin = try DocBin.decode(bytes, path: name)
    let unpacked = try Zlib.inflate(bytes, limit: 1 << 20)
    #expect(try Zlib.inflate(docBin.encoded(), limit: 1 << 20) == unpacked)
    var diagnostics: [Diagnostic] = []
    let again = DocBin(try docBin.records(path: name), path: name, diagnostics: &diagnostics)
    #expect(diagnostics.isEmpty)
    #expect(again == docBin)
  }

  func record(_ text: String, _ spans: [Span], tokens: [Token]? = nil) -> Record {
    let document =
      if let tokens {
        Document(id: "n", text: ScalarText(text), tokens: tokens)
      } else { Document(id: "n", text: text) }
    return Record(Example(document: document, spans: spans))
  }

  func roundTrip(_ record: Record) throws -> (Record, [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    let docBin = DocBin([record], path: "x.spacy", diagnostics: &diagnostics)
    let decoded = try DocBin.decode(docBin.encoded(), path: "x.spacy")
    return (try #require(try decoded.records(path: "x.spacy").first), diagnostics)
  }

  @Test(arguments: [
    "", "a", "Chest pain .\nNext line", "tab\there", "two  spaces", "e\u{301}te\u{301} é 😀😀",
    "line\r\nend\r\n", " leading", "trailing ", "a\n\n\nb", "\n", "no\u{A0}break",
  ])
  func offsetsHold(text: String) throws {
    let document = Document(id: "n", text: text)
    let spans = document.tokens.prefix(1).map { Span($0.range, "x") }
    let (read, diagnostics) = try roundTrip(Record(Example(document: document, spans: spans)))
    #expect(diagnostics.isEmpty)
    #expect(read.id == "n")
    #expect(read.example.document.tokens.map(\.range) == document.tokens.map(\.range))
    #expect(read.example.spans == spans)
    #expect(read.example.document.text == document.text)
  }

  @Test func textOutsideTokensKeepsItsPlace() throws {
    // Tokens cut at single white space, as other tools cut: the gaps are not spaces.
    let tokens = [0..<3, 6..<9, 10..<13].map { Token(range: $0, isFollowedBySpace: false) }
    let (read, _) = try roundTrip(record("one\n \ntwo\nsix\n", [Span(6..<13, "x")], tokens: tokens))
    #expect(read.example.document.text.string == "one  \ntwo six")
    #expect(read.example.spans == [Span(6..<13, "x")])
  }

  @Test func spansThatCutTokensAreWidened() throws {
    let (read, diagnostics) = try roundTrip(record("chest pain", [Span(1..<3, "x")]))
    #expect(read.example.spans == [Span(0..<5, "x")])
    #expect(diagnostics.map(\.problem) == [.misaligned(1..<3, widened: 0..<5)])
  }

  @Test func unknownPartsStayUnknown() throws {
    var source = record("chest pain today", [Span(0..<5, "x")])
    source.example.unannotated = [6..<10]
    let (read, _) = try roundTrip(source)
    #expect(read.example.unannotated == [6..<10])
    #expect(read.example.spans == [Span(0..<5, "x")])
  }

  @Test func canonicallyEqualWordsStayApart() throws {
    let (read, _) = try roundTrip(record("\u{E9} e\u{301}", []))
    #expect(Array(read.example.document.text.string.unicodeScalars).count == 4)
  }

  @Test func changedSpansReplaceTheOldOnesAndNothingElse() throws {
    let docBin = try DocBin.read(Fixture.path("docbin_full.spacy"))
    var records = try docBin.records(path: "x")
    records[0].example.spans = [Span(0..<3, "other")]
    var diagnostics: [Diagnostic] = []
    let changed = DocBin(records, path: "x", diagnostics: &diagnostics)
    #expect(changed.documents[0].spanGroups == docBin.documents[0].spanGroups)
    #expect(changed.documents[0].cats == docBin.documents[0].cats)
    #expect(changed.documents[1...].map(\.rows) == docBin.documents[1...].map(\.rows))
    #expect(try changed.records(path: "x")[0].example.spans == [Span(0..<3, "other")])
    #expect(changed.strings.contains("other"))
  }

  @Test func brokenFilesAreReportedByName() throws {
    let bytes = try InputFile.read(Fixture.path("docbin_full.spacy"))
    for broken in [[], Array("no file".utf8), Array(bytes.dropLast(5)), bytes + [0]] {
      #expect {
        _ = try DocBin.decode(broken, path: "x.spacy")
      } throws: {
        "\($0)".hasPrefix("x.spacy: expected a .spacy file")
      }
    }
  }

  @Test func forgedContentsAreRefused() throws {
    let unpacked = try Zlib.inflate(
      InputFile.read(Fixture.path("docbin_full.spacy")), limit: 1 << 20)
    let message = try #require(try MessagePack.parse(unpacked).map)
    for (key, value) in [
      ("attrs", .array([])), ("attrs", .array([.integer(67)])), ("attrs", .array([.string("x")])),
      ("lengths", .binary([1])), ("lengths", .binary([255, 255, 255, 127, 255, 255, 255, 127])),
      ("lengths", .binary([255, 255, 255, 255])), ("tokens", .binary([1, 2, 3])),
      ("spaces", .binary([])), ("strings", .array([])), ("strings", .array([.integer(1)])),
      ("cats", .array([.null])), ("flags", .integer(1)),
    ] as [(String, MessagePack)] {
      var forged = message
      let place = try #require(forged.firstIndex { $0.key.string == key })
      forged[place].value = value
      let bytes = Zlib.deflate(MessagePack.map(forged).encoded())
      #expect(throws: CorpusError.self, "\(key)") {
        _ = try DocBin.decode(bytes, path: "x").records(path: "x")
      }
    }
  }

  @Test func aSmallFileOfMuchTextIsRefused() throws {
    let word = String(repeating: "x", count: 1 << 20)
    let count = 2000
    let ids = [UInt64](repeating: StringID.of(word), count: count)
    let bytes = ids.flatMap { id in withUnsafeBytes(of: id.littleEndian) { Array($0) } }
    let message: MessagePack = .map([
      .init(.string("attrs"), .array([.integer(65)])), .init(.string("tokens"), .binary(bytes)),
      .init(.string("spaces"), .binary(Array(repeating: 0, count: count))),
      .init(.string("lengths"), .binary([UInt8(count & 255), UInt8(count >> 8), 0, 0])),
      .init(.string("strings"), .array([.string(""), .string(word)])),
    ])
    let docBin = try DocBin.decode(Zlib.deflate(message.encoded()), path: "x.spacy")
    #expect {
      _ = try docBin.records(path: "x.spacy")
    } throws: {
      "\($0)".contains("bytes of text")
    }
  }

  @Test func rowsAreCopiedBeforeTheyChange() {
    var bytes: [UInt8] = [9]
    for number in [1, .max, 0x0102_0304_0506_0708, 4] as [UInt64] {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    let rows = TokenRows(width: 2, bytes: bytes[1...])
    var changed = rows
    changed[1, 0] = 7
    #expect(rows.numbers == [1, .max, 0x0102_0304_0506_0708, 4])
    #expect(changed.numbers == [1, .max, 7, 4])
    #expect(changed.count == 2 && changed != rows)
  }
}
