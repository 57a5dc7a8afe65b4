/// One document's annotations, changed only through invertible edits.
///
/// Undoing every edit gives back what the store started from; no annotation is in it twice.
public struct AnnotationStore: Equatable, Sendable {
  /// A change that an annotator can make.
  public enum Edit: Hashable, Codable, Sendable {
    case add(Annotation)
    case remove(Annotation)
    case replace(Annotation, with: Annotation)
  }

  /// What an edit did, kept so that it can be undone even where it did less than it says: adding what is
  /// there already changes nothing.
  private struct Change: Hashable, Sendable {
    let edit: Edit
    let removed: Annotation?
    let added: Annotation?
  }

  /// All annotations.
  public private(set) var annotations: Set<Annotation>
  private var done: [Change] = []
  private var undone: [Change] = []

  /// A store with the annotations given and nothing to undo.
  ///
  /// Every span has at least one scalar.
  public init(_ annotations: some Sequence<Annotation> = []) {
    self.annotations = Set(annotations)
    checkInvariants()
  }

  /// Annotations by start, the longer first, then label, source and falling confidence.
  public var sorted: [Annotation] { annotations.sorted() }

  /// The annotations that share a scalar with a range of scalar offsets, sorted.
  public func overlapping(_ range: Range<Int>) -> [Annotation] {
    annotations.filter { $0.span.range.overlaps(range) }.sorted()
  }

  /// The edits made and not undone, oldest first.
  public var edits: [Edit] { done.map(\.edit) }

  /// The edit that `undo` would take back.
  public var nextUndo: Edit? { done.last?.edit }

  /// The edit that `redo` would make again.
  public var nextRedo: Edit? { undone.last?.edit }

  /// Makes an edit, after which there is nothing to redo. Says whether anything changed: an edit that
  /// changes nothing, such as removing what is not there, is not kept.
  @discardableResult
  public mutating func apply(_ edit: Edit) -> Bool {
    let change: Change
    switch edit {
    case .add(let annotation):
      change = Change(
        edit: edit, removed: nil, added: annotations.contains(annotation) ? nil : annotation)
    case .remove(let annotation):
      change = Change(
        edit: edit, removed: annotations.contains(annotation) ? annotation : nil, added: nil)
    case .replace(let old, let new):
      guard old != new, annotations.contains(old) else { return false }
      change = Change(edit: edit, removed: old, added: annotations.contains(new) ? nil : new)
    }
    guard change.removed != nil || change.added != nil else { return false }
    make(removing: change.removed, adding: change.added)
    done.append(change)
    undone.removeAll()
    assertInvariants()
    return true
  }

  /// Takes the last edit back and returns it; nil when there is none.
  @discardableResult
  public mutating func undo() -> Edit? {
    guard let change = done.popLast() else { return nil }
    make(removing: change.added, adding: change.removed)
    undone.append(change)
    assertInvariants()
    return change.edit
  }

  /// Makes the edit that was undone last again and returns it; nil when there is none.
  @discardableResult
  public mutating func redo() -> Edit? {
    guard let change = undone.popLast() else { return nil }
    make(removing: change.removed, adding: change.added)
    done.append(change)
    assertInvariants()
    return change.edit
  }

  private mutating func make(removing old: Annotation?, adding new: Annotation?) {
    if let old { annotations.remove(old) }
    if let new { annotations.insert(new) }
  }

  private func assertInvariants() {
    #if DEBUG
      checkInvariants()
    #endif
  }

  /// Stops the program where the store contradicts itself; run after every edit in debug builds.
  public func checkInvariants() {
    for annotation in annotations {
      let span = annotation.span
      precondition(
        span.start >= 0 && span.start < span.end,
        "annotation store: the \(span.label) span at \(span.start)–\(span.end) has no scalars")
    }
    var replayed = annotations
    for change in done.reversed() {
      if let added = change.added {
        precondition(
          replayed.remove(added) != nil, "annotation store: \(change.edit) left no trace")
      }
      if let removed = change.removed {
        precondition(
          replayed.insert(removed).inserted, "annotation store: \(change.edit) removed nothing")
      }
    }
  }
}
