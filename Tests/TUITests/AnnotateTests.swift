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
    "o": .swapEnds, "e": .clear, "~": .toggleGranularity, "u": .undo, "r": .redo,
  ]

  private func start(_ markup: String) -> AnnotateState {
    let note = InventedNotes.note("note", markup)
    return AnnotateState(
      note.document,
      predictions: note.gold.map { Annotation(span: $0, source: .model("m"), confidence: 0.5) })
  }

  private func play(_ state: inout AnnotateState, _ keys: String) -> Refusal? {
    var refusal: Refusal?
    for key in keys {
      guard let action = Self.actions[key] else {
        Issue.record("no key \(key)")
        continue
      }
      do {
        _ = try state.perform(action)
        refusal = nil
      } catch {
        refusal = error
      }
    }
    return refusal
  }

  private func written(_ state: AnnotateState) -> String {
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
      text += state.document.text[offset..<span.span.start]
      let sign = signs[span.decision] ?? ""
      text += "<\(span.span.label)\(sign)\(state.document.text(of: span.span))>"
      offset = span.span.end
    }
    return text + state.document.text[offset..<state.document.text.count]
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
    ("a e\u{301}b c", "l~v1", "a <person+e\u{301}>b c"),
  ])
  func keysCorrectSpans(before: String, keys: String, after: String) {
    var state = start(before)
    _ = play(&state, keys)
    #expect(written(state) == after)
    #expect(state.draft.holdsTogether)
  }

  @Test(arguments: [
    ("no pain", "a", Refusal.noSpan), ("no pain", "2", .noSpan), ("no pain", ".", .nothingToRepeat),
    ("no pain", "u", .nothingToUndo), ("no pain", "r", .nothingToRedo), ("no pain", ">", .noSpan),
    ("no pain", "o", .noSelection), ("no pain", "h", .atTheEdge), ("", "l", .atTheEdge),
    ("[no|problem] [pain|test]", ">]", .overlaps("test")),
    ("[no|problem] [pain|test]", "<[", .overlaps("problem")),
    ("[no|problem] pain", ">[", .atTheEdge), ("no [pain|test]", ">]", .atTheEdge),
    ("no [pain|test]", ">{", .wouldBeEmpty), ("no [pain|test]", ">}", .wouldBeEmpty),
    ("no [pain|test]", ">44", .unchanged), ("no [pain|test]", ">dd", .unchanged),
    ("no [pain|test]", ">d]", .noSpan), ("no [pain|test]", ">at", .noSpan),
  ])
  func whatCannotBeDoneChangesNothing(before: String, keys: String, refusal: Refusal) {
    var state = start(before)
    _ = play(&state, String(keys.dropLast()))
    let spans = state.draft.spans
    #expect(play(&state, String(keys.suffix(1))) == refusal)
    #expect(state.draft.spans == spans)
    #expect(!refusal.description.isEmpty)
  }

  @Test func aDeletedSpanCannotComeBackOverAnother() {
    var state = start("no [chest pain|problem] now")
    _ = play(&state, ">dlv4")
    #expect(state.draft.result == [Span(9..<13, "test")])
    let deleted = state.draft.spans.first { $0.decision == .deleted }
    #expect(throws: Refusal.self) { try state.draft.accepting(deleted?.id ?? -1) }
  }

  @Test func proposalsThatCannotBeKeptAreLeftOut() {
    let document = Document(id: "note", text: "e\u{301} chest pain")
    let ranges = [0..<1, 3..<3, 3..<8, 5..<13, 9..<13, 9..<99]
    let state = AnnotateState(
      document, predictions: ranges.map { Annotation(span: Span($0, "test"), source: .model("m")) })
    #expect(state.draft.spans.map(\.span.range) == [3..<8, 9..<13])
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
    let first = AnnotateState(note.document, predictions: note.predictions)
    var state = first
    let keys = Self.actions.filter { $0.key != "u" && $0.key != "r" || seed % 2 == 0 }
      .sorted { $0.key < $1.key }
    let units = TextUnits(note.document)
    for _ in 0..<300 {
      guard let (_, action) = keys.randomElement(using: &random) else { continue }
      let before = state
      do {
        if let edit = try state.perform(action) {
          // The journal can make every step again from the edits alone.
          var replayed = before.draft
          replayed.apply(edit)
          #expect(replayed == state.draft)
        } else {
          #expect(state.draft == before.draft)
        }
      } catch {
        #expect(state == before, "\(action)")
      }
      #expect(state.draft.holdsTogether)
      for span in state.draft.spans {
        #expect(units.isBorder(span.span.start) && units.isBorder(span.span.end))
      }
      #expect(Set(state.draft.spans.map(\.id)).count == state.draft.spans.count)
      if let focus = state.focus { #expect(state.draft[focus] != nil) }
      if let selection = state.selection {
        #expect(selection.upperBound <= note.document.text.count)
      }
    }
    let last = state.draft.spans
    var steps = 0
    while state.canUndo {
      _ = play(&state, "u")
      steps += 1
    }
    #expect(state.draft.spans == first.draft.spans)
    for _ in 0..<steps { _ = play(&state, "r") }
    #expect(state.draft.spans == last)
  }
}
