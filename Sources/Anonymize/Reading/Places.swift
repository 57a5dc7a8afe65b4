/// Towns of the gazetteer, of one word or several.
enum Places {
  /// The longest town that starts at a capital word: the index of its last word, and its size 1…3.
  ///
  /// - Parameter inAnyCase: at a word in lower case too.
  static func town(
    at index: Int, in note: Note, inAnyCase: Bool = false
  ) -> (last: Int, size: Int)? {
    guard index < note.words.count, inAnyCase || note.words[index].isCapital else { return nil }
    let head = note.words[index]
    var best: (last: Int, size: Int)? = head.entry.town > 0 ? (index, head.entry.town) : nil
    guard head.entry.startsPhrase else { return best }
    var hash = WordHash()
    for offset in head.range { hash.feed(note.bytes[offset].lowered) }
    var last = index
    while last - index < 3, last + 1 < note.words.count, !note.words[last + 1].isDigits {
      let gap = note.gap(after: last)
      guard gap.count <= 2, gap.allSatisfy({ " .'-".utf8.contains(note[$0]) }),
        note.words[last + 1].isCapital || note.words[last + 1].has(.particle)
          || note.words[last + 1].count <= 3 || inAnyCase
      else { break }
      last += 1
      hash.feed(0x20)
      for offset in note.words[last].range { hash.feed(note.bytes[offset].lowered) }
      let entry = note.gazetteer[hash.value]
      if entry.town > 0, inAnyCase || note.words[last].isCapital { best = (last, entry.town) }
    }
    return best
  }
}
