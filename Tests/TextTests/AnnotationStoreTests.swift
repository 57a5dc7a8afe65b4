import Testing
import Text

private func annotation(
  _ range: Range<Int>, _ label: Label = "x", _ source: Annotation.Source = .human
) -> Annotation {
  Annotation(span: Span(range, label), source: source)
}

@Suite struct AnnotationStoreTests {
  @Test func anEditIsUndoneAndMadeAgain() {
    let old = annotation(0..<2)
    let new = annotation(0..<3, "y")
    var store = AnnotationStore([old])
    let isChanged = store.apply(.replace(old, with: new))
    #expect(isChanged)
    #expect(store.sorted == [new])
    let undone = store.undo()
    #expect(undone == .replace(old, with: new))
    #expect(store.sorted == [old])
    #expect(store.nextRedo == .replace(old, with: new))
    let redone = store.redo()
    #expect(redone == .replace(old, with: new))
    #expect(store.sorted == [new])
    let nothing = store.redo()
    #expect(nothing == nil)
  }

  @Test func anEditThatChangesNothingIsNotKept() {
    let here = annotation(0..<2)
    let absent = annotation(5..<6)
    var store = AnnotationStore([here])
    for edit: AnnotationStore.Edit in [
      .add(here), .remove(absent), .replace(absent, with: here), .replace(here, with: here),
    ] {
      let isChanged = store.apply(edit)
      #expect(!isChanged)
    }
    #expect(store.edits.isEmpty)
    let nothing = store.undo()
    #expect(nothing == nil)
    #expect(store.annotations == [here])
  }

  @Test func replacingByWhatIsThereCanStillBeUndone() {
    let (one, two) = (annotation(0..<2), annotation(4..<5))
    var store = AnnotationStore([one, two])
    store.apply(.replace(one, with: two))
    #expect(store.annotations == [two])
    store.undo()
    #expect(store.annotations == [one, two])
  }

  @Test func anEditLeavesNothingToMakeAgain() {
    var store = AnnotationStore()
    store.apply(.add(annotation(0..<1)))
    store.undo()
    store.apply(.add(annotation(1..<2)))
    #expect(store.nextRedo == nil)
    #expect(store.edits == [.add(annotation(1..<2))])
  }

  @Test func undoingEveryEditGivesBackTheStart() {
    var random = PythonRandom(seed: 9)
    let pool = (0..<6).map { annotation($0..<$0 + 2, $0 % 2 == 0 ? "x" : "y") }
    for _ in 0..<200 {
      let start = Set(pool.filter { _ in random.below(2) == 0 })
      var store = AnnotationStore(start)
      var seen = [store.annotations]
      for _ in 0..<random.below(15) {
        let (one, two) = (pool[random.below(6)], pool[random.below(6)])
        let edit: AnnotationStore.Edit =
          switch random.below(3) {
          case 0: .add(one)
          case 1: .remove(one)
          default: .replace(one, with: two)
          }
        if store.apply(edit) { seen.append(store.annotations) }
        if random.below(4) == 0, store.undo() != nil {
          seen.removeLast()
          #expect(store.annotations == seen.last)
          if random.below(2) == 0 {
            store.redo()
            seen.append(store.annotations)
          }
        }
      }
      while store.undo() != nil {
        seen.removeLast()
        #expect(store.annotations == seen.last)
      }
      #expect(store.annotations == start)
    }
  }

  @Test func annotationsAreFoundByRangeInOrder() {
    let gold = annotation(3..<6, "x", .gold)
    let model = annotation(3..<6, "x", .model("m"))
    let outer = annotation(2..<9)
    let store = AnnotationStore([model, outer, gold, annotation(0..<3)])
    #expect(store.overlapping(3..<4) == [outer, gold, model])
    #expect(store.overlapping(9..<12).isEmpty)
  }
}
