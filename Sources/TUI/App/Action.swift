internal import Journal
internal import Text

/// What happened: to the keyboard, the mouse, the window, or in the background.
enum Action: Equatable, Sendable {
  /// The first frame is about to be drawn.
  case started
  case key(Key)
  case mouse(Mouse)
  case pasted(String)
  case resized(Size)
  case resumed
  /// A record may be shown, as this text; in a masked session, the masked one.
  case displayed(Int, ShownText)
  case blocked(Int, String)
  /// What the models say of a record.
  case predicted(Int, Reading)
  case predictionFailed(Int, String)
  /// These records hold what was looked for.
  case foundRecords(query: String, [Int])
  /// The list's rows, all of them and those that the filter lets through.
  case arranged(Arrangement, all: RecordRows, shown: RecordRows)
  /// It is time to count more records.
  case recount
  /// The rows of a view of the errors; with them all errors, where they were counted anew.
  case listedErrors(ErrorView, [ErrorRow], all: ErrorList?)
  /// Texts that are labelled in two ways.
  case listedTexts([SameText])
  case judged
  /// A verdict could not be kept.
  case notJudged(String)
  /// Something came from a training, or from the history of models.
  case trained(TrainingNews)
  /// The lines are written; a decision among them is on the disk since this time.
  case saved(String?, worked: Worked = Worked())
  /// The lines could not be written.
  case notSaved(String)
}

/// What models say of a record.
struct Reading: Equatable, Sendable {
  var annotations: [Annotation] = []
  /// The second model's; nil where there is none.
  var second: [Annotation]?
  /// How probable the first model holds each gold span.
  var goldProbabilities: [Span: Float] = [:]
  /// How doubtful the first model is about the whole, 0…1; nil where it is not asked.
  var doubt: Double?
}

/// Work for the outside world, as data: a test compares it, the run loop performs it.
enum Effect: Equatable, Sendable {
  case display(Int, MaskOrders)
  /// Shows a record as it is.
  case reveal(Int, MaskOrders)
  /// Appends lines to the journal, at once: nothing is drawn before.
  case append([JournalLine])
  case predict(Int)
  /// Looks for a text in all records, as they are shown.
  case findRecords(String)
  /// Finds the list's rows.
  case arrange(Arrangement, Thresholds)
  /// Counts more records after what waits already.
  case recount
  /// Finds the errors of a view, among those that are counted or all anew.
  case listErrors(ErrorView, isAnew: Bool)
  case listTexts
  /// Puts a verdict on the disk, at once.
  case judge(Difference, Verdict?)
  case training(TrainingEffect)
  /// Takes mouse events, or leaves them to the terminal.
  case setMouse(Bool)
  case redraw
  case suspend
  case quit
}
