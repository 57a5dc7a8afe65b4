import Files
import Notation
import Text

/// The notes that come with the program, with their gold spans.
public enum DemoNotes {
  /// All of them; none where the file is not there.
  public static let all: [InventedNotes.Note] = {
    let path = "\(Fixture.root)/assets/notes.jsonl"
    let lines = ((try? InputFile.read(path)) ?? []).split(separator: 0x0A)
    return lines.enumerated().compactMap { index, line in
      guard let value = try? JSONParser.parse(line), let text = value["text"]?.string else {
        return nil
      }
      let document = Document(id: value["id"]?.string ?? "demo-\(index + 1)", text: text)
      let gold = (value["spans"]?.array ?? []).compactMap { span -> Span? in
        guard let start = span["start"]?.integer, let end = span["end"]?.integer, start < end,
          end <= document.text.count, let label = span["label"]?.string
        else { return nil }
        return Span(start..<end, Label(label))
      }
      return InventedNotes.Note(document: document, gold: gold.sorted(), phi: [])
    }
  }()
}
