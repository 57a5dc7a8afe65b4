import Notation
import TestSupport
import Testing
import Text

@Suite struct StringIDTests {
  @Test func stringsHaveTheIdsOfSpaCysStringStore() throws {
    let fixture = try Fixture.json("hashes.json")
    let strings = try #require(fixture["strings"]?.array)
    #expect(strings.count > 20)
    for pair in strings {
      let string = try #require(pair.array?[0].string)
      #expect(String(StringID.of(string)) == pair.array?[1].string, "\(string.debugDescription)")
    }
    let seen = try #require(try Fixture.json("tokenizer.json")["ids"]?.object)
    #expect(seen.members.count > 500)
    for member in seen.members {
      #expect(
        String(StringID.of(member.key)) == member.value.string, "\(member.key.debugDescription)")
    }
  }

  @Test func reservedNamesAreNumbered() throws {
    let fixture = try Fixture.json("hashes.json")
    let symbols = try #require(fixture["symbols"]?.object)
    #expect(symbols.members.count == 457)
    for member in symbols.members {
      let number = UInt64(try #require(member.value.integer))
      #expect(StringID.of(member.key) == number)
      #expect(StringID.reservedName(of: number) == member.key)
    }
    #expect(StringID.reservedName(of: 457) == nil)
  }

  @Test func rowsAreThoseOfThinc() throws {
    let fixture = try Fixture.json("hashes.json")
    let hashes = try #require(fixture["hashes"]?.array)
    #expect(hashes.count > 5)
    for hash in hashes {
      let id = try #require(hash["id"]?.string.flatMap(UInt64.init))
      for member in try #require(hash["seed"]?.object).members {
        let keys = HashRows(of: id, seed: try #require(UInt32(member.key))).keys
        #expect((0..<4).map { Int(keys[$0]) } == member.value.array?.compactMap(\.integer))
      }
    }
  }

  @Test func aShapeIsCutAtRunsOfFourAndAtAHundredScalars() {
    func shape(_ text: String) -> String {
      let document = Document(
        id: "word", text: ScalarText(text),
        tokens: [Token(range: 0..<text.unicodeScalars.count, isFollowedBySpace: false)])
      return lexicalAttributes(of: document.tokens[0], in: document).shape
    }
    #expect(shape("Metoprolol25mg") == "Xxxxxddxx")
    #expect(shape("ÀÈÌÒÙ-----٣") == "XXXX----d")
    #expect(shape(String(repeating: "x", count: 99)) == "xxxx")
    #expect(shape(String(repeating: "x", count: 100)) == "LONG")
  }
}
