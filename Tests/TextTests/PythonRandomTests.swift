import Notation
import TestSupport
import Testing
import Text

@Test func pythonRandomGivesTheNumbersOfCPython() throws {
  let fixture = try Fixture.json("python_random.json")
  let cases = try #require(fixture["cases"]?.array)
  #expect(cases.count == 8)
  for entry in cases {
    let seed = try #require(entry["seed"]?.string.flatMap(UInt64.init))
    var random = PythonRandom(seed: seed)
    for expected in entry["random"]?.array ?? [] { #expect(random.random() == expected.number) }
    for pair in entry["getrandbits"]?.array ?? [] {
      let pair = pair.array ?? []
      #expect(String(random.bits(pair[0].integer ?? -1)) == pair[1].string)
    }
    for pair in entry["randbelow"]?.array ?? [] {
      let pair = pair.array ?? []
      #expect(random.below(pair[0].integer ?? -1) == pair[1].integer)
    }
    for expected in entry["uniform"]?.array ?? [] {
      #expect(random.uniform(-2.5, 7.25) == expected.number)
    }
    let choices = entry["choices"]?.array?.compactMap(\.integer)
    #expect(random.choices(below: 50, count: 10) == choices)
    let expected = entry["shuffled_700"]?.array?.compactMap(\.integer) ?? []
    let shuffled = random.shuffled(Array(0..<700))
    #expect(expected.count >= 10)
    #expect(Array(shuffled.prefix(expected.count)) == expected)
    #expect(random.random() == entry["after"]?.number)
  }
}
