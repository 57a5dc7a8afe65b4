import Text

/// Makes overlapping findings one list that overlaps nowhere and covers all that they cover.
enum Resolver {
  /// One resolved stretch.
  struct Stretch {
    var range: Range<Int>
    var best: Annotation
  }

  /// The union of the annotations' ranges. A stretch made of several takes the label of the one that
  /// ranks first: surest, then longest, then first. No character of any of them is left uncovered.
  static func resolve(_ annotations: [Annotation]) -> [Stretch] {
    let sorted = annotations.sorted { $0.span < $1.span }
    var stretches: [Stretch] = []
    for annotation in sorted where !annotation.span.range.isEmpty {
      if let last = stretches.last, annotation.span.start < last.range.upperBound {
        let index = stretches.count - 1
        let end = max(last.range.upperBound, annotation.span.end)
        stretches[index].range = last.range.lowerBound..<end
        if ranksBefore(annotation, last.best) { stretches[index].best = annotation }
      } else {
        stretches.append(Stretch(range: annotation.span.range, best: annotation))
      }
    }
    return stretches
  }

  private static func ranksBefore(_ left: Annotation, _ right: Annotation) -> Bool {
    let (a, b) = (left.confidence ?? 1, right.confidence ?? 1)
    if a != b { return a > b }
    return left.span.range.count > right.span.range.count
  }
}
