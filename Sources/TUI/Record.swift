public import Journal
public import Text

/// One note to look at.
public struct Record: Sendable {
  /// The note; its id is what the list shows.
  public let document: Document
  /// Gold spans; nil where nobody has annotated the note.
  public let gold: [Span]?
  /// What was predicted before, in the place of what the model would say; nil to ask the model.
  public let predicted: [Annotation]?
  /// What was predicted before by the second one; nil to ask the second model, where there is one.
  public let second: [Annotation]?

  /// A record.
  public init(
    document: Document, gold: [Span]?, predicted: [Annotation]? = nil,
    second: [Annotation]? = nil
  ) {
    self.document = document
    self.gold = gold
    self.predicted = predicted
    self.second = second
  }
}

/// A stretch of text that identifies somebody, or may: where, what kind, and how it was found. Holds no text.
public struct PHIFinding: Hashable, Sendable {
  /// Half-open, in Unicode scalars.
  public var range: Range<Int>
  /// What kind: `NAME`, `DATE`.
  public var label: Label
  /// The rule that found it, or another reason.
  public var reason: String
  /// How surely it was found, 0…1.
  public var confidence: Float
  /// Whether a policy would hide it; one that is not sure is hidden until somebody decides.
  public var isSure: Bool

  /// A finding.
  public init(
    _ range: Range<Int>, _ label: Label, reason: String, confidence: Float = 1,
    isSure: Bool = true
  ) {
    self.range = range
    self.label = label
    self.reason = reason
    self.confidence = confidence
    self.isSure = isSure
  }
}

/// Where decisions go: the journal of the annotator.
public struct JournalPort: Sendable {
  /// Appends lines; a decision is on the disk when this returns. Gives the time for the title bar.
  public var append: @Sendable ([JournalLine]) throws -> String
  /// Hears that the annotator has done something, and which record is in front.
  public var attend: @Sendable (RecordKey?) -> Void
  /// How long was worked so far, on this day and before.
  public var worked: @Sendable () -> Worked

  /// A port.
  public init(
    append: @escaping @Sendable ([JournalLine]) throws -> String,
    attend: @escaping @Sendable (RecordKey?) -> Void = { _ in },
    worked: @escaping @Sendable () -> Worked = { Worked() }
  ) {
    self.append = append
    self.attend = attend
    self.worked = worked
  }
}

/// The outside world, supplied by the command line; a test supplies its own.
///
/// The closures are called from background threads, several at a time; the journal's from the main one.
public struct Environment: Sendable {
  /// What of a note may be seen.
  public enum Privacy: Sendable {
    /// All of it.
    case shown
    /// All but what the closure finds: that is drawn as shapes. A note for which it throws is not shown at
    /// all.
    case masked(@Sendable (Document) throws -> [PHIFinding])
  }

  /// Finds the spans of a note, always in its original text; nil where there is no model.
  public var recognize: (@Sendable (Document) throws -> [Annotation])?
  /// How doubtful the model is about a note as a whole, 0…1: what is annotated first where the most is to
  /// be learnt. nil orders notes by their least sure span.
  public var doubt: (@Sendable (Document) -> Double)?
  /// The same for a second model, to be compared with the first; nil where there is none.
  public var second: (@Sendable (Document) throws -> [Annotation])?
  /// How probable the model holds each of some spans; nil for one that it cannot make. Without it, the loss
  /// of an error is reckoned from what was predicted.
  public var probabilities: (@Sendable (Document, [Span]) throws -> [Float?])?
  /// What may be seen.
  public var privacy: Privacy
  /// Whether the user may ask to see what is masked; without a journal nobody may.
  public var canReveal: Bool
  /// Where decisions go, and what tells of what was revealed; nil where there is neither.
  public var journal: JournalPort?
  /// Keeps a verdict on a difference between gold and the model; nil where none are kept.
  public var judge: (@Sendable (Difference, Verdict?) throws -> Void)?
  /// Trains models on what was decided; nil where nothing is trained.
  public var training: TrainingPort?

  /// A world.
  public init(
    recognize: (@Sendable (Document) throws -> [Annotation])?,
    doubt: (@Sendable (Document) -> Double)? = nil, privacy: Privacy, canReveal: Bool = false,
    journal: JournalPort? = nil,
    judge: (@Sendable (Difference, Verdict?) throws -> Void)? = nil, training: TrainingPort? = nil
  ) {
    self.recognize = recognize
    self.doubt = doubt
    self.privacy = privacy
    self.canReveal = canReveal
    self.journal = journal
    self.judge = judge
    self.training = training
  }

  var isMasked: Bool {
    if case .masked = privacy { true } else { false }
  }
}
