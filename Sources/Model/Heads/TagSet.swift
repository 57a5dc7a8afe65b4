import Text

/// The tags that a tagger chooses from, and which may follow which.
struct TagSet: Hashable, Sendable {
  /// How spans are written as tags.
  let scheme: TagScheme
  /// Sorted by name.
  let labels: [Label]
  /// All tags: outside first, then those of each label. (K)
  let tags: [Tag]
  /// The tags that may stand before each tag, by index.
  let predecessors: [[Int]]
  /// The same, one list after the other, for the inner loops: tag j's stand at `pairs[bounds[j]..<bounds[j+1]]`.
  let pairs: [Int32]
  let bounds: [Int]
  /// Whether a document may start with a tag.
  let mayStart: [Bool]
  /// Whether a document may end with a tag.
  let mayEnd: [Bool]
  private let places: [Tag: Int32]

  /// The tags of some labels.
  init(scheme: TagScheme, labels: [Label]) {
    self.scheme = scheme
    self.labels = labels.sorted()
    let tags =
      [Tag.outside]
      + self.labels.flatMap { label -> [Tag] in
        switch scheme {
        case .bio: [.begin(label), .inside(label)]
        case .biluo: [.begin(label), .inside(label), .last(label), .unit(label)]
        }
      }
    self.tags = tags
    predecessors = tags.map { tag in
      tags.indices.filter { Self.may(tag, follow: tags[$0], scheme) }
    }
    pairs = predecessors.flatMap { $0.map { Int32($0) } }
    bounds = predecessors.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    mayStart = tags.map { Self.may($0, follow: .outside, scheme) }
    mayEnd = tags.map { Self.may(.outside, follow: $0, scheme) }
    places = Dictionary(
      uniqueKeysWithValues: tags.enumerated().map { ($0.element, Int32($0.offset)) })
  }

  private static func may(_ tag: Tag, follow previous: Tag, _ scheme: TagScheme) -> Bool {
    let open: Label? =
      switch previous {
      case .begin(let label), .inside(let label): label
      case .outside, .missing, .last, .unit: nil
      }
    switch tag {
    case .inside(let label), .last(let label): return open == label
    // A span of BIO is closed by whatever does not go on with it; one of BILUO closes itself.
    case .outside, .missing, .begin, .unit: return scheme == .bio || open == nil
    }
  }

  /// The index of each tag; nil where one is not in the set.
  func indexes(of tags: [Tag]) -> [Int]? {
    let indexes = tags.compactMap { places[$0].map(Int.init) }
    return indexes.count == tags.count ? indexes : nil
  }

  /// K.
  var count: Int { tags.count }

  /// Whether a tag is the first of a span.
  func startsSpan(_ tag: Int) -> Bool {
    switch tags[tag] {
    case .begin, .unit: true
    case .outside, .missing, .inside, .last: false
    }
  }

  /// The gold tag of every token, as an index; -1 where nothing is known: in unannotated ranges, and
  /// under spans that do not fall on tokens or have a label the set lacks.
  func gold(_ example: Example) -> [Int32] {
    let document = example.document
    var known: [Span] = []
    var unannotated = example.unannotated
    for span in example.spans {
      if labels.contains(span.label), document.tokenRange(covering: span.range) != nil {
        known.append(span)
      } else {
        unannotated.append(span.range)
      }
    }
    guard
      let tags = try? scheme.tags(for: known, over: document.tokens, unannotated: unannotated)
    else {
      // Spans that overlap say nothing certain: the document teaches nothing.
      return document.tokens.map { _ in -1 }
    }
    return tags.map { places[$0] ?? -1 }
  }
}
