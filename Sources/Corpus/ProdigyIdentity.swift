private import Notation
private import Text

/// Prodigy's hashes of a record: equal hashes mean the same text, and the same question about it.
public struct ProdigyIdentity: Hashable, Sendable {
  /// `_input_hash`: of the text.
  public let input: Int
  /// `_task_hash`: of the text with its spans.
  public let task: Int

  /// The hashes that Prodigy gives a task of this record's text, tokens and spans as it enters a stream. It
  /// keeps them when the spans are edited, so they are those of the proposals, not of the answer.
  public init(of record: Record) {
    var bare = Record(record.example)
    bare.example.unannotated = []
    let task = Prodigy.task(bare)
    input = task["_input_hash"]?.integer ?? 0
    self.task = task["_task_hash"]?.integer ?? 0
  }
}
