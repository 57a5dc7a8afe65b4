import Notation
import Text

/// The classes of a token classifier as its `config.json` names them (`id2label`), in the tags of this
/// program.
///
/// Read are BIO (IOB2), IOB (IOB1: a `B` only between two spans of one label), BILUO and BIOES, and bare
/// labels, each as if `I-` stood before it, with `O` anywhere and ids in any order.
struct SourceTags: Equatable {
  /// How spans are written.
  let scheme: TagScheme
  /// Sorted by name.
  let labels: [Label]
  /// The tag of each class, by its id.
  let tags: [Tag]

  /// What names of classes may be.
  private static let expected =
    "names of tags (O and B-problem, I-problem …; BIO, IOB, BILUO or BIOES), or O and bare labels"

  /// Reads `id2label`; `path` is for messages.
  ///
  /// - Throws: `EncoderError` that names what is no tag.
  init(_ names: JSONValue?, path: String) throws(EncoderError) {
    let classes = try Self.classes(names, path: path)
    func unsupported(_ what: String) -> EncoderError {
      .unsupported(path: path, what: "an id2label with \(what)", supported: Self.expected)
    }
    if let name = classes.first(where: Self.isNameless) {
      throw unsupported("\(name), the name of a class that nobody has named,")
    }
    let isPrefixed =
      classes.contains { $0.hasPrefix("B-") || $0.hasPrefix("I-") }
      || classes.allSatisfy { $0 == "O" || Tag($0)?.label != nil }
    var tags: [Tag] = []
    for name in classes {
      if name == "O" {
        tags.append(.outside)
      } else if !isPrefixed {
        tags.append(.inside(Label(name)))
      } else if let tag = Tag(name), tag.label != nil {
        tags.append(tag)
      } else {
        throw unsupported("\"\(name)\" beside tags")
      }
    }
    guard tags.contains(.outside) else { throw unsupported("no O for what is in no span") }
    guard Set(tags).count == tags.count else { throw unsupported("one tag under two ids") }
    let labels = Set(tags.compactMap(\.label))
    guard !labels.isEmpty else { throw unsupported("no label but O") }
    self.tags = tags
    self.labels = labels.sorted()
    scheme =
      tags.contains { tag in
        switch tag {
        case .last, .unit: true
        case .outside, .missing, .begin, .inside: false
        }
      } ? .biluo : .bio
  }

  /// The names by id, which are 0, 1, 2 … in any order.
  private static func classes(
    _ names: JSONValue?, path: String
  ) throws(EncoderError) -> [String] {
    let members = names?.object?.members ?? []
    var classes = [String?](repeating: nil, count: members.count)
    for member in members {
      guard let id = Int(member.key), classes.indices.contains(id), classes[id] == nil,
        let name = member.value.string, !name.isEmpty
      else {
        throw .malformed(
          path: path,
          expected: "in id2label a name for each class, ids from 0 to one below their number")
      }
      classes[id] = name
    }
    guard !classes.isEmpty else {
      throw .malformed(path: path, expected: "id2label, which names the classes: \(expected)")
    }
    return classes.compactMap { $0 }
  }

  /// Whether it is one of the names that transformers give where there is none: `LABEL_0`.
  private static func isNameless(_ name: String) -> Bool {
    name.hasPrefix("LABEL_") && Int(name.dropFirst("LABEL_".count)) != nil
  }

  /// How much less likely than the class whose weights it has one is that the source lacks: enough to matter
  /// to no probability, little enough to be unlearnt.
  static let shadow: Float = 10

  /// For each tag of a set, the class it is read from, and what is taken off its score: nothing for a tag that
  /// is a class; for one that is none `shadow`, so that it never is the best, from a class of the same label.
  func sources(of tags: [Tag]) -> [(id: Int, penalty: Float)] {
    var ids: [Tag: Int] = [:]
    for (id, tag) in self.tags.enumerated() { ids[tag] = id }
    return tags.map { tag in
      if let id = ids[tag] { return (id, 0) }
      let sisters = tag.label.map { [Tag.inside($0), .begin($0), .last($0), .unit($0)] } ?? []
      return (sisters.lazy.compactMap { ids[$0] }.first ?? 0, Self.shadow)
    }
  }
}
