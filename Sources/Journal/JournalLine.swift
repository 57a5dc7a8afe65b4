/// One line of a journal: something decided, or something that must be known to make sense of it.
public struct JournalLine: Hashable, Sendable {
  /// What happened.
  public enum Event: Hashable, Sendable {
    /// A session began.
    case started(Session)
    /// A record came to the front.
    case opened(RecordKey)
    /// What the model proposed for a record: written before the first decision on it.
    case proposed(RecordKey, Draft)
    /// A decision.
    case decided(RecordKey, RecordEdit)
    /// The decision of that line was taken back.
    case undid(Int)
    /// The decision of that line was made again.
    case redid(Int)
    /// The original text of a record was shown.
    case revealed(RecordKey)
  }

  /// How a session began.
  public struct Session: Hashable, Sendable {
    /// The program and its version.
    public var program: String
    /// The model whose proposals are corrected; nil for none.
    public var model: String?
    /// Whether only masked text is shown.
    public var isMasked: Bool
    /// Whether proposals are kept from the annotator.
    public var isBlind: Bool

    /// A session.
    public init(program: String, model: String?, isMasked: Bool, isBlind: Bool) {
      self.program = program
      self.model = model
      self.isMasked = isMasked
      self.isBlind = isBlind
    }
  }

  /// Counts the journal's lines, from 1.
  public let number: Int
  /// What happened.
  public let event: Event

  /// A line.
  public init(number: Int, event: Event) {
    self.number = number
    self.event = event
  }

  /// The record it is about; nil for those that name another line, or none.
  public var record: RecordKey? {
    switch event {
    case .opened(let key), .proposed(let key, _), .decided(let key, _), .revealed(let key): key
    case .started, .undid, .redid: nil
    }
  }

  /// Whether it must be on the disk before anybody sees what it says.
  public var isDecision: Bool {
    switch event {
    case .decided, .undid, .redid, .revealed: true
    case .started, .opened, .proposed: false
    }
  }
}
