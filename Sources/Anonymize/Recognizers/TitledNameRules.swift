import Text

/// Names after a title, step one of the name rules.
struct TitledNameRules: RuleFamily {
  func find(in note: Note, _ hits: inout Hits) {
    var index = 0
    while index < note.words.count {
      defer { index += 1 }
      guard note.words[index].has(.title) else { continue }
      var last = index
      while last + 1 < note.words.count, last - index < 4, note.words[last + 1].isCapital {
        let gap = note.gap(after: last)
        guard gap.count <= 2, gap.allSatisfy({ note[$0] == .of(" ") || note[$0] == .of(".") })
        else { break }
        last += 1
      }
      if last > index {
        hits.add(
          note.words[index + 1].start..<note.words[last].end, .name, "name.title", 0.95)
      }
    }
  }
}
