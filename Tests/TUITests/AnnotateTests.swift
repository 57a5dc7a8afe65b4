import Journal
import TestSupport
import Testing
import Text

@testable import TUI

/// Correcting a record: before, keys, after, as text. `?` predicted, `=` accepted, `~` changed, `+` added,
/// `x` deleted.
@Suite struct AnnotateTests {
  /// The keys of the notation.
  static let actions: [Character: AnnotateAction] = [
    "a": .accept, "d": .delete, "1": .label("person"), "2": .label("problem"), "4": .label("test"),
    ".": .repeatLabel, "[": .growStart, "{": .shrinkStart, "]": .growEnd, "}": .shrinkEnd,
    ">": .nextSpan, "<": .previousSpan, "t": .nextUndecided, "T": .previousUndecided,
    "h": .move(-1), "l": .move(1), "H": .extend(-1), "L": .extend(1), "v": .toggleSelection,
    "o": .swapEnds, "e": .clear, "~": .toggleGranularity, "|": .split,
  ]

  /// An open record and the history of what is decided on it.
  struct Desk: Equatable {
    let document: Document
    let key: RecordKey
    var state: AnnotateState
    var history = History()

    init(_ document: Document, _ predictions: [Annotation]) {
      let units = TextUnits(document)
      self.document = document
      key = RecordKey(document.text)
      state = AnnotateState(units, draft: Draft(predictions, units: units))
    }

    mutating func perform(_ key: Character) throws(Refusal) -> RecordEdit? {
      switch key {
      case "u":
        let edit = try history.undo().decision.edit.inverse
        state.revisit(edit)
        return edit
      case "r":
        let edit = try history.redo().decision.edit
        state.revisit(edit)
        return edit
      default:
        guard let action = AnnotateTests.actions[key] else {
          Issue.record("no key \(key)")
          return nil
        }
        let before = state.draft
        let edit = try state.perform(action)
        if let edit { _ = history.decide(edit, on: self.key, draft: before) }
        return edit
      }
    }
  }

  private func start(_ markup: String) -> Desk {
    let note = InventedNotes.note("note", markup)
    return Desk(
      note.document,
      note.gold.map { Annotation(span: $0, source: .model("m"), confidence: 0.5) })
  }

  private func play(_ desk: inout Desk, _ keys: String) -> Refusal? {
    var refusal: Refusal?
    for key in keys {
      do {
        _ = try desk.perform(key)
        refusal = nil
      } catch {
        refusal = error
      }
    }
    return refusal
  }

  private func written(_ desk: Desk) -> String {
    let state = desk.state
    let signs: [WorkingSpan.Decision: String] = [
      .predicted: "?", .accepted: "=", .changed: "~", .added: "+", .deleted: "x",
    ]
    var text = ""
    var offset = 0
    // A deleted span does not show where a live one has taken its place.
    let spans = state.draft.spans.filter { span in
      span.isLive || state.draft.live(in: span.span.range).isEmpty
    }
    for span in spans where span.span.start >= offset {
      text += desk.document.text[offset..<span.span.start]
      let sign = signs[span.decision] ?? ""
      text += "<\(span.span.label)\(sign)\(desk.document.text(of: span.span))>"
      offset = span.span.end
    }
    return text + desk.document.text[offset..<desk.document.text.count]
  }

  @Test(arguments: [
    ("no [chest pain|problem] now", ">a", "no <problem=chest pain> now"),
    ("no [chest pain|problem] now", ">d", "no <problemxchest pain> now"),
    ("no [chest pain|problem] now", ">da", "no <problem=chest pain> now"),
    ("no [chest pain|problem] now", ">4", "no <test~chest pain> now"),
    ("no [chest pain|problem] now", ">2", "no <problem=chest pain> now"),
    ("no [chest pain|problem] now", ">42", "no <problem=chest pain> now"),
    ("no [chest pain|problem] now", ">[", "<problem~no chest pain> now"),
    ("no [chest pain|problem] now", ">]", "no <problem~chest pain now>"),
    ("no [chest pain|problem] now", ">}", "no <problem~chest> pain now"),
    ("no [chest pain|problem] now", ">{", "no chest <problem~pain> now"),
    ("no [chest pain|problem] now", ">{[", "no <problem=chest pain> now"),
    ("no [chest pain|problem] now", ">}}", "no <problem~chest> pain now"),
    ("no [chest pain|problem] now", ">~}", "no <problem~chest pai>n now"),
    ("no chest pain now", "lvl2", "no <problem+chest pain> now"),
    ("no chest pain now", "lL2", "no <problem+chest pain> now"),
    ("no chest pain now", "llvH2", "no <problem+chest pain> now"),
    ("no chest pain now", "lL2d", "no chest pain now"),
    ("no chest pain now", "lL2lv.", "no <problem+chest pain> <problem+now>"),
    ("no chest pain now", "v2lv.lv.", "<problem+no> <problem+chest> <problem+pain> now"),
    ("no [chest|problem] [pain|problem] now", "lL4", "no <test+chest pain> now"),
    ("no [chest|problem] [pain|problem] now", "lL4u", "no <problem?chest> <problem?pain> now"),
    ("no [chest|problem] [pain|problem] now", ">aa", "no <problem=chest> <problem=pain> now"),
    ("no [chest|problem] [pain|problem] now", ">auur", "no <problem=chest> <problem?pain> now"),
    ("a e\u{301}b c", "l~vL1", "a <person+e\u{301}b> c"),
    ("no [chest pain now|problem]", ">ll|4", "no <problem~chest pain> <test+now>"),
    ("no [chest pain now|problem]", ">l|4", "no <problem~chest> <test+pain now>"),
    ("no [chest pain now|problem]", ">l|u", "no <problem?chest pain now>"),
    ("no [chest pain now|problem]", ">l|u4r", "no <test~chest pain now>"),
    ("a e\u{301}b c", "l~v1", "a <person+e\u{301}>b c"),
  ])
  func keysCorrectSpans(before: String, keys: String, after: String) {
    var desk = start(before)
    _ = play(&desk, keys)
    #expect(written(desk) == after)
    #expect(desk.state.draft.holdsTogether)
  }

  @Test(arguments: [
    ("no pain", "a", Refusal.noSpan), ("no pain", "2", .noSpan), ("no pain", ".", .nothingToRepeat),
    ("no pain", "u", .nothingToUndo), ("no pain", "r", .nothingToRedo), ("no pain", ">", .noSpan),
    ("no pain", "o", .noSelection), ("no pain", "h", .atTheEdge), ("", "l", .atTheEdge),
    ("[no|problem] [pain|test]", ">]", .overlaps("test")),
    ("[no|problem] [pain|test]", "<[", .overlaps("problem")),
    ("[no|problem] pain", ">[", .atTheEdge), ("no [pain|test]", ">]", .atTheEdge),
    ("no [pain|test]", ">{", .wouldBeEmpty), ("no [pain|test]", ">}", .wouldBeEmpty),
    ("no [pain|test]", ">|", .cannotSplit), ("no [pain|test]", ">44", .unchanged),
    ("no [pain|test]", ">dd", .unchanged),
    ("no [pain|test]", ">d]", .isDeleted), ("no [pain|test]", ">at", .noSpan),
  ])
  func whatCannotBeDoneChangesNothing(before: String, keys: String, refusal: Refusal) {
    var desk = start(before)
    _ = play(&desk, String(keys.dropLast()))
    let spans = desk.state.draft.spans
    #expect(play(&desk, String(keys.suffix(1))) == refusal)
    #expect(desk.state.draft.spans == spans)
    #expect(!refusal.description.isEmpty)
  }

  @Test func aDeletedSpanCannotComeBackOverAnother() {
    var desk = start("no [chest pain|problem] now")
    _ = play(&desk, ">dlv4")
    let draft = desk.state.draft
    #expect(draft.result == [Span(9..<13, "test")])
    let deleted = draft.spans.first { $0.decision == .deleted }
    #expect(throws: Refusal.self) { try draft.accepting(deleted?.id ?? -1) }
  }

  @Test func proposalsThatCannotBeKeptAreLeftOut() {
    let document = Document(id: "note", text: "e\u{301} chest pain")
    let ranges = [0..<1, 3..<3, 3..<8, 5..<13, 9..<13, 9..<99]
    let draft = Draft(
      ranges.map { Annotation(span: Span($0, "test"), source: .model("m")) },
      units: TextUnits(document))
    #expect(draft.spans.map(\.span.range) == [3..<8, 9..<13])
  }

  @Test func tokensAreWidenedToWholeClusters() {
    let text = ScalarText("ae\u{301}b")
    let tokens = [0..<2, 2..<4].map { Token(range: $0, isFollowedBySpace: false) }
    #expect(TextUnits(Document(id: "note", text: text, tokens: tokens)).tokens == [0..<3, 3..<4])
  }

  /// Any keys, then undo to the start: the start. Redo to the end: the end. In between all holds together.
  @Test(arguments: 0..<40)
  func anythingCanBeUndone(seed: Int) {
    var random = SplitMix(UInt64(seed))
    let notes = InventedNotes.all
    let note = notes[seed % notes.count]
    let first = Desk(note.document, note.predictions)
    var desk = first
    let keys = (Self.actions.keys + (seed % 2 == 0 ? ["u", "r"] : [])).sorted()
    let units = TextUnits(note.document)
    for _ in 0..<300 {
      guard let key = keys.randomElement(using: &random) else { continue }
      let before = desk
      do {
        if let edit = try desk.perform(key) {
          // The journal can make every step again from the edits alone.
          var replayed = before.state.draft
          #expect(replayed.fits(edit))
          replayed.apply(edit)
          #expect(replayed == desk.state.draft)
        } else {
          #expect(desk.state.draft == before.state.draft)
        }
      } catch {
        #expect(desk == before, "\(key)")
      }
      let draft = desk.state.draft
      #expect(draft.holdsTogether)
      #expect(desk.history.records[desk.key].map { $0.draft.spans == draft.spans } ?? true)
      for span in draft.spans {
        #expect(units.isBorder(span.span.start) && units.isBorder(span.span.end))
      }
      #expect(Set(draft.spans.map(\.id)).count == draft.spans.count)
      if let focus = desk.state.focus { #expect(draft[focus] != nil) }
      if let selection = desk.state.selection {
        #expect(selection.upperBound <= note.document.text.count)
      }
    }
    let last = desk.state.draft.spans
    var steps = 0
    while !desk.history.done.isEmpty {
      _ = play(&desk, "u")
      steps += 1
    }
    #expect(desk.state.draft.spans == first.state.draft.spans)
    for _ in 0..<steps { _ = play(&desk, "r") }
    #expect(desk.state.draft.spans == last)
  }
}
