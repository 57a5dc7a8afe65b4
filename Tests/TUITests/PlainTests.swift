import Journal
import TestSupport
import Testing
import Text

@testable import TUI

@Suite struct PlainTests {
  private func talk(_ session: Session = Session(), _ lines: String...) -> [String] {
    var rest = lines[...]
    var said: [String] = []
    session.explore.runPlain(read: { rest.popFirst() }, write: { said.append($0) })
    return said
  }

  @Test func theListIsRead() {
    let said = talk()
    #expect(said[0] == "invented notes: 6 records. \"help\" lists the commands.")
    #expect(
      said[1] == "1. discharge-0107: 846 characters, 24 spans, F1 .706, 9 missed, 6 spurious")
    #expect(said.count == 7)
  }

  @Test func aRecordIsReadWithItsSpans() {
    let said = talk(Session(), "2")
    #expect(
      said.contains {
        $0.hasPrefix("3: CLINICAL: 71 y/o man with [=sudden left arm weakness|problem].")
      })
    #expect(said.count == 7 + 1 + 12)
  }

  @Test func spansAreReadOneByOne() {
    let said = talk(Session(), "1", "next span", "next-span", "3")
    #expect(
      said[said.count - 3].hasPrefix(
        "1. person \"Ms. Quimby\", characters 133 to 143, line 7, probability .99"))
    #expect(said[said.count - 2].hasPrefix("2. problem \"hypertension\""))
    #expect(
      said[said.count - 1]
        == "3. problem \"type 2 diabetes\", characters 189 to 204, line 7, missed")
  }

  @Test func aModelIsRetrainedByLines() {
    var session = Session()
    session.journal = MemoryJournal()
    session.hasGold = false
    session.training = InventedTrainer().port
    let said = talk(session, "show-model", "retrain", "learning-curve", "promote-model")
    #expect(said.contains("212 corrected records, 96 replayed, judged on 24"))
    #expect(said.contains { $0.hasPrefix("problem: F1 100.0, +46.7 against the model in use") })
    #expect(said.contains("50 % of the corrections: F1 75.1"))
    #expect(said.contains("model 1: retrained, F1 76.8, in use"))
    #expect(talk(Session(), "show-model").last?.contains("clinspan annotate") == true)
  }

  @Test func commandsAreFoundByTheirBeginning() {
    #expect(talk(Session(), "1", "toggle-g").last == "predictions alone")
    #expect(
      talk(Session(), "1", "next").last
        == "\"next\" may be next-error or next-match or next-record or next-span")
    #expect(talk(Session(), "fly").last == "there is no command \"fly\" here; \"help\" lists them")
    #expect(talk(Session(), "toggle-label-2").last == "hidden: problem")
    #expect(talk(Session(), "99").last == "there are 6 records")
    #expect(talk(Session(hasGold: false), "1", "next error").last == "the data has no gold")
    #expect(talk(Session(), "", "   ").count == 7)
  }

  @Test func theHelpListsOnlyWhatWorks() {
    let said = talk(Session(), "1", "help")
    #expect(said.contains("next-span: next span"))
    #expect(!said.contains { $0.hasPrefix("page-down") })
  }

  @Test func textIsFound() {
    #expect(talk(Session(), "find migraine").suffix(2).first == "\"migraine\": 1 record")
    #expect(talk(Session(), "1", "find chest pain").last == "\"chest pain\": lines 7, 18")
    #expect(talk(Session(), "1", "find zzz").last == "\"zzz\": not in this record")
  }

  @Test func aLineEndsTheSession() {
    #expect(talk(Session(), "quit", "1").count == 7)
    #expect(talk(Session(), "1", "q", "list").last?.hasPrefix("18: ") == true)
  }

  @Test func whatIsMaskedIsNotSaid() {
    let said = talk(
      Session(isMasked: true), "1", "spans", "find Orla", "list", "2", "text", "find Orla"
    )
    .joined(separator: "\n")
    #expect(said.contains("Xxxx Xxxxxx"))
    for secret in ["4471902", "Orla Q", "03/14", "Nyby"] { #expect(!said.contains(secret)) }
  }

  @Test func nothingCommandsTheTerminal() {
    let document = Document(id: "escape\u{1B}", text: "a\u{1B}[2Jb\u{7}")
    let note = InventedNotes.Note(document: document, gold: [], phi: [])
    let said = talk(Session(notes: [note]), "1").joined()
    #expect(!said.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
  }
}

/// Correcting by lines.
@Suite struct PlainAnnotateTests {
  @Test func spansAreDecidedByName() throws {
    let journal = MemoryJournal()
    var session = Session(isMasked: true, hasGold: false, journal: journal)
    session.size = Size(width: 200, height: 200)
    var plain = PlainSession(session.explore)
    #expect(plain.answer("2")?.first?.contains("hypertension") ?? false)
    #expect(plain.answer("accept span")?.first == "accept problem")
    #expect(plain.answer("label treatment")?.first == "label treatment")
    #expect(plain.answer("label nonsense")?.first?.contains("there are person") ?? false)
    #expect(plain.answer("undo")?.first == "undone: label treatment")
    #expect(plain.answer("accept record")?.first?.contains("1 of 6 done") ?? false)
    #expect(try journal.history.done.count == 2)
  }
}
