import Files
import Notation
import TestSupport
import Testing
import Text

/// What must hold of the files of the repository themselves.
@Suite struct RepositoryTests {
  /// Golden screens are what a masked session shows: no PHI of the demo notes may stand in one.
  @Test func goldensHoldNoPHIOfTheDemoNotes() throws {
    var hidden: Set<String> = []
    for note in try Fixture.jsonLines("\(Fixture.root)/assets/notes.jsonl") {
      let text = ScalarText(try #require(note["text"]?.string))
      for span in note["phi"]?.array ?? [] where span["optional"]?.bool != true {
        let start = try #require(span["start"]?.integer)
        let end = try #require(span["end"]?.integer)
        // Shorter ones ("Ray", "12") are also words of their own.
        if end - start >= 6 { hidden.insert(text[start..<end]) }
      }
    }
    #expect(hidden.count > 100)
    for golden in files(below: "\(Fixture.root)/Tests") where golden.contains("/Goldens/") {
      let text = String(decoding: try InputFile.read(golden), as: UTF8.self)
      let shown = hidden.filter { text.contains($0) }
      #expect(shown.isEmpty, "\(Folder.name(of: golden)) shows PHI \(shown.count) times")
    }
  }

  private func files(below folder: String) -> [String] {
    ((try? Folder.names(in: folder)) ?? []).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      return Folder.exists(path) ? files(below: path) : [path]
    }
  }
}
